//! Development target.
mod support;
mod visibility;
