//! Where it is kept: the only room that knows SQL.
//!
//! [`Store`] reads for everybody, [`Store::write`] opens a transaction, [`Tx::save`] takes decided changes and nothing else.
//! Every `visible` function is the translation of [`domain::access::Scope`] for one concept.

mod account;
mod budget;
mod bulk;
mod centre;
mod contact;
mod deadline;
mod derive;
mod error;
mod journal;
mod listing;
mod meeting;
mod membership;
mod near;
mod offer;
mod organisation;
mod page;
mod participation;
mod project;
mod reference;
mod reference_figure;
mod revision;
mod search;
mod session;
mod setting;
mod store;
mod task;
mod translation;
mod waiting;
mod working_group;

pub use bulk::Founded;
pub use deadline::within;
pub use error::Error;
pub use journal::Recorded;
pub use near::Near;
pub use offer::{OfferFacet, OfferFacets, OfferFilter, OfferList, OfferRecord, OfferShape};
pub use organisation::{OrganisationFilter, OrganisationList};
pub use page::{Cursor, Direction, Entry, Key, Page, Slice, Sort};
pub use project::{Part, ProjectFilter, ProjectList};
pub use revision::StoredRevision;
pub use search::{FoundThing, SearchCursor, SearchFilter, SearchPage, SearchSlice};
pub use store::{Open, Store, Tx};
pub use task::TaskHome;
pub use translation::ToTranslate;
pub use waiting::Waiting;
pub use working_group::{GroupFilter, GroupList};
