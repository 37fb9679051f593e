//! Every mutation.
