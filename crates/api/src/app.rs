//! What the server is made of.

use crate::auth::password::Passwords;
use crate::auth::throttle::Throttle;
use crate::auth::token::Keys;
use crate::clock::Clock;
use persistence::Store;

/// The server's parts, shared by all requests.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// Signs and verifies access tokens.
    pub keys: Keys,
    /// Slows down those who guess.
    pub throttle: Throttle,
    /// Whether the demo network is served.
    pub is_demo: bool,
}
