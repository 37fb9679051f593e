//! Search: how words of any language lead to what is there.
//!
//! ```text
//! a text that is kept   words → fold, stem, take compounds apart → keys, kept with what they lead to (`Findable`)
//! a search              words → the same keys; concepts the words stand for; words nearly the same → `Query`
//! a candidate           what it was met by → one whole number (`Tally`)
//! ```
//!
//! All of it is computed here, for both databases alike; they only keep keys and look them up.

mod compound;
mod concept;
mod findable;
mod fold;
mod key;
mod near_miss;
mod query;
mod score;
mod snippet;
mod stem;
mod stop;
mod suggest;
mod words;

pub use concept::{Concept, learn};
pub use findable::{Class, Findable, FindableKind, Found, language_number};
pub use fold::fold;
pub use key::Key;
pub use near_miss::shortened;
pub use query::{Answers, Lead, MOST_CHARACTERS, MOST_WORDS, Query};
pub use score::Tally;
pub use snippet::{Snippet, Snippets, Text};
pub use suggest::{beginning, begins, suggested};
