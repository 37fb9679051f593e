//! Development target.
mod support;
mod mutations;
