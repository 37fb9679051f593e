//! # The house
//!
//! Miteinander is the backend that a municipal integration centre runs for the migrant organisations around it:
//! associations publish offers and look after their profiles, the centre admits and reviews, portals read. This page is the
//! map of the code. It is short so that it is read.
//!
//! | room | what it is | knows |
//! | --- | --- | --- |
//! | `crates/domain` (here) | what is true: values, states, deeds, rights | nothing else; no clock, no SQL, no GraphQL |
//! | `crates/persistence` | where it is kept | SQL, for SQLite and PostgreSQL alike |
//! | `crates/api` | how it is asked; the program | HTTP and GraphQL |
//! | `migration` | the tables, one family per file, frozen once merged | |
//! | `tests` | stories through HTTP, on both databases | all of it from outside |
//!
//! `domain` ← `persistence` ← `api`. One concept has the same file name in every room.
//!
//! ## One deed: publish an offer
//!
//! Every mutation is *load, decide, save*; there is no service layer because nothing is left for it to do.
//!
//! 1. `api/door` reads the request, prepares its document once for all like it, looks at variables, cost and budget, and turns
//!    the access token into an [`actor::Actor`] with all roles, in one statement. Nothing reaches the executor round it, and
//!    what the executor answers is completed there.
//! 2. `api/graphql/offer/mutation.rs` opens a transaction (`Store::write` commits or rolls back by itself) and
//!    **loads** the offer, locked, within what the actor sees: what is hidden is not found.
//! 3. [`offer::Offer::publish`] **decides**: the permission table ([`access::permitted`]), then the revision the caller
//!    has read, then the table of states ([`offer::STEPS`]), then what publishing needs, everything missing at once.
//!    The outcome is a [`change::Change`]: the offer as it will be and the [`event::Event`] that will have happened.
//! 4. `Tx::save` **saves** it. Nothing but this crate can make a `Change`, and nothing else can be saved: no check, no write.
//!    The row is replaced only if its revision is still the one that was decided on; the event goes into the log in the
//!    same transaction, and so does the content of the revision.
//!
//! Some deeds touch rows beside their own, under locks and with one event: merging an organisation moves its offers,
//! contacts, members and projects, deleting an account ends its memberships and posts, handing over the lead of a project
//! changes two partnerships, and setting up a centre's organisation tells the centre.
//!
//! A project is always loaded with its partners and its team, for these decide who sees how much of it
//! ([`access::Scope::sight_of`]); its needs and tasks are decided under its lock. The same holds for a working group with its
//! members ([`access::Scope::sight_of_group`]): its meetings, their minutes and decisions are decided under its lock, and a reader
//! sees of them what follows from how much of the group they see ([`meeting::Meeting::seen_with`]).
//!
//! A refusal ([`refusal::Refusal`]) travels back as data in the payload; a breakage is logged and told as
//! `INTERNAL_SERVER_ERROR` with the request's id.
//!
//! ## One question: the first page of offers
//!
//! The resolver looks at what was selected and asks for one page: one statement for the rows with everything that is one
//! to one (organisation, contact point), visibility being part of the statement. Lists below it are loaded for all
//! siblings at once by whichever is asked first (`api/graphql/load.rs`), so that the number of statements follows the
//! query and never the number of rows. Pages are cut by keyset (`persistence/page.rs`).
//!
//! ## Written exactly once
//!
//! | question | answered in |
//! | --- | --- |
//! | may this actor ask for this deed? | [`access::permitted`]; printed in `permissions.txt` |
//! | who sees what? | [`access::Scope`]; each `visible` in `persistence` is its translation, and a test compares them |
//! | in which state? | the `STEPS` of a concept; `availableActions` is computed from the same functions that decide |
//! | what may outsiders see of it? | `seen_by` and `for_outsiders` of the concept; of a project by [`access::Sight`] |
//! | what is it found by? | [`offer::Offer::listing`], [`organisation::Organisation::listing`]: areas, languages, points, traits; never more than outsiders may know |
//! | what do words lead to? | [`search`]: how text becomes keys, what words stand for, how well something answers; `persistence/search` keeps and looks up keys, no more |
//! | what is offered where, and what is not? | [`coverage`], of what `persistence/offer/coverage.rs` counts; figures beside it are rounded before they are kept ([`reference_figure`]) |
//! | is a translation still right? | [`translation`]: the updates of organisations, offers and projects mark what is outdated |
//! | when is an offer public? | [`offer::Offer::visible`]; the database only compares two instants with now |
//! | what waits for somebody? | the arms of `persistence/waiting`, each asking [`access::permitted`]; how long it can, [`waiting::WaitingKind`] |
//! | what did happen? | the log, written by `Tx::save` alone |
//! | what does a refusal say? | `api/graphql/message.rs`, in German and English |
//!
//! ## How things are kept
//!
//! What is filtered or sorted by is a column or a side table; the rest of an object's content is one JSON text, the same
//! that is kept for every revision, so that any two revisions can be compared field by field ([`comparison`]). Personal
//! data stands in rows of its own (accounts, contact points) and is referred to by id only, so that erasing a person is
//! erasing a row. Ids are `TypeID`s ([`id`]); instants are microseconds, handed in and never asked for.
//!
//! What things are found by is kept beside them, in side tables that only repeat what follows from the objects. When the
//! rules for it or the reference data change, the program computes it anew (`persistence/derive.rs`). A list is read in
//! its order from one index, once for each area or language it asks for; a test explains every such statement with a
//! hundred thousand offers and drops its index to see that it is needed.
//!
//! Search is one more such index ([`search`]): words and concepts as numbers, kept in the same transaction as what they lead to, and
//! only where they differ from before. Labels are not kept, so a new one is understood at once. What the public sees, the
//! index knows; what somebody sees beyond that, the `visible` of the concept says.
//!
//! The log takes its positions from one row that every writer updates. That makes writers queue for the moment of their
//! commit, and readers of the log never step over an event that commits later.

mod macros;

pub mod access;
pub mod account;
pub mod actor;
pub mod centre;
pub mod change;
pub mod comparison;
pub mod completeness;
pub mod contact;
pub mod coverage;
pub mod event;
pub mod form;
pub mod id;
pub mod kind;
pub mod language;
pub mod meeting;
pub mod membership;
pub mod offer;
pub mod organisation;
pub mod participation;
pub mod place;
pub mod project;
pub mod reference_figure;
pub mod refusal;
pub mod schedule;
pub mod search;
pub mod session;
pub mod task;
pub mod text;
pub mod time;
pub mod translation;
pub mod waiting;
pub mod working_group;
