//! What the server is made of.

use crate::auth::password::Passwords;
use crate::auth::throttle::Throttle;
use crate::auth::token::Keys;
use crate::clock::Clock;
use crate::reads::Reads;
use domain::language::LanguageTag;
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
    /// How much things are read.
    pub reads: Reads,
    /// The languages that texts are meant to be in.
    pub languages: Vec<LanguageTag>,
    /// Whether the demo network is served.
    pub is_demo: bool,
}
