//! The index that search looks into, on both databases. What words and concepts are is `domain::search`'s affair; here are
//! numbers alone.

mod cell;
mod find;
mod keep;
mod page;
mod place;
mod rebuild;
mod suggest;
mod weigh;

pub use find::SearchFilter;
pub(crate) use keep::{Document, Writing, hide, move_to, put, put_source};
pub use page::{FoundThing, SearchCursor, SearchPage, SearchSlice};
