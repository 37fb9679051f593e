//! The demo network: three centres, what a report said of three organisations, and sixty fictional ones with their offers,
//! projects and working groups.
//!
//! It is loaded by the same deeds that people use, done by the people of the network itself at the time they would have
//! done them; so it obeys the same rules and has the same history. Days count from the day of loading; everything else
//! is the same each time.

mod data;
mod fictional;
mod groups;
mod load;
mod meetings;
mod projects;
mod reported;

pub use load::{DemoError, SignIn, has_printed_password, load, set_password, sign_ins};

/// The password of all demo accounts, unless the operator sets another one.
pub const PASSWORD: &str = "birnbaum-kachel-lampe-tanne";
