//! Where it is kept: the only room that knows SQL.
//!
//! [`Store`] reads for everybody, [`Store::write`] opens a transaction, [`Tx::save`] takes decided changes and nothing else.
//! Every `visible` function is the translation of [`domain::access::Scope`] for one concept.

mod account;
mod centre;
mod contact;
mod error;
mod journal;
mod membership;
mod offer;
mod organisation;
mod page;
mod revision;
mod session;
mod setting;
mod store;

pub use error::Error;
pub use journal::Recorded;
pub use offer::{OfferFilter, OfferRecord, OfferShape};
pub use organisation::OrganisationFilter;
pub use page::{Cursor, Direction, Page, Slice};
pub use revision::StoredRevision;
pub use store::{Open, Store, Tx};
