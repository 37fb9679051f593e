//! A decided write. Only this crate can make one, and the database takes nothing else.

use crate::access::On;
use crate::account::Account;
use crate::actor::Actor;
use crate::event::{Event, EventKind, Subject};
use crate::id::Id;
use crate::organisation::Organisation;
use crate::refusal::Refusal;
use crate::text::Reason;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How often an object has changed; the first is 1. Guards against lost updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(i32);

impl Revision {
    /// Of a new object.
    pub const FIRST: Self = Self(1);

    /// From its number.
    #[must_use]
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Who asks for a deed, when, and on which state of knowledge.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// When.
    pub now: Timestamp,
    /// The revision the caller has read; `None` where nothing exists yet or the deed does not depend on it.
    pub expected: Option<Revision>,
}

impl Intent<'_> {
    /// Refuses if the object has changed since the caller read it.
    pub(crate) fn expects(&self, revision: Revision) -> Result<(), Refusal> {
        match self.expected {
            Some(expected) if expected != revision => Err(Refusal::Stale),
            _ => Ok(()),
        }
    }
}

/// What can be changed.
pub trait Record {
    /// What events about it refer to.
    fn subject(&self) -> Subject;
    /// Whose it is.
    fn on(&self) -> On;
    /// How often it has changed.
    fn revision(&self) -> Revision;
    /// Counts one more change.
    fn touch(&mut self, revision: Revision, now: Timestamp);
}

/// Implements [`Record`] for a struct with the usual fields; `$on` says whose it is.
macro_rules! record {
    ($type:ty, |$this:ident| $on:expr) => {
        impl $crate::change::Record for $type {
            fn subject(&self) -> $crate::event::Subject {
                $crate::event::Subject::of(self.id)
            }
            fn on(&self) -> $crate::access::On {
                let $this = self;
                $on
            }
            fn revision(&self) -> $crate::change::Revision {
                self.revision
            }
            fn touch(&mut self, revision: $crate::change::Revision, now: $crate::time::Timestamp) {
                self.revision = revision;
                self.updated_at = now;
            }
        }
    };
}
pub(crate) use record;

/// A write that was decided: the object as it will be, and the fact that will have happened.
#[must_use = "a decided change does nothing until it is saved"]
#[derive(Debug)]
pub struct Change<T> {
    entity: T,
    replaces: Option<Revision>,
    event: Event,
}

impl<T: Record> Change<T> {
    /// Something new.
    pub(crate) fn create(entity: T, intent: &Intent<'_>, kind: EventKind) -> Self {
        let event = Event::new(&entity, intent, kind);
        Self { entity, replaces: None, event }
    }

    /// Something that exists, changed: its revision goes up by one.
    pub(crate) fn update(mut entity: T, intent: &Intent<'_>, kind: EventKind) -> Self {
        let replaces = entity.revision();
        entity.touch(replaces.next(), intent.now);
        let event = Event::new(&entity, intent, kind);
        Self { entity, replaces: Some(replaces), event }
    }
}

impl<T> Change<T> {
    /// Says why.
    pub(crate) fn because(mut self, reason: Option<Reason>) -> Self {
        self.event.reason = reason;
        self
    }

    /// Adds a small fact to the event. Never a name or an address: the event outlives the person's data.
    pub(crate) fn noting(mut self, fact: &'static str, value: impl Into<String>) -> Self {
        self.event.facts.insert(fact.to_owned(), value.into());
        self
    }

    /// Makes it part of the history of something else, too.
    pub(crate) fn concerning<U>(mut self, id: Id<U>) -> Self {
        self.event.concerns.push(id.uuid());
        self
    }

    /// Notes that a member of this organisation did it on its behalf, if the actor is one and acted for no other.
    pub(crate) fn on_behalf_of(mut self, organisation: Id<Organisation>, intent: &Intent<'_>) -> Self {
        let is_member = intent.actor.role_in(organisation).is_some();
        self.event.on_behalf_of = self.event.on_behalf_of.or(Some(organisation).filter(|_| is_member));
        self
    }

    /// The person the deed was done by, where that is known only from the deed itself (signing in, say).
    pub(crate) fn by(mut self, account: Id<Account>) -> Self {
        self.event.actor = Some(account);
        self
    }

    /// Together with something that belongs to the same fact.
    pub(crate) fn with<U>(self, make: impl FnOnce(T) -> U) -> Change<U> {
        Change { entity: make(self.entity), replaces: self.replaces, event: self.event }
    }

    /// The object as it will be.
    pub const fn entity(&self) -> &T {
        &self.entity
    }

    /// The fact that will have happened.
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// The parts, for the database: the object, the revision it replaces (`None`: it is new), the event.
    pub fn into_parts(self) -> (T, Option<Revision>, Event) {
        (self.entity, self.replaces, self.event)
    }
}
