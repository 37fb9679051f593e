//! Who is asking: passwords, tokens, and slowing down those who guess.

pub mod password;
pub mod throttle;
pub mod token;
