//! Development target.
mod input;
mod reading;
mod support;
mod visibility;
