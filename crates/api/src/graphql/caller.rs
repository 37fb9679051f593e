//! Who asks, when, in which languages: what every field of a request shares.

use super::failure::Failure;
use super::message::Tongue;
use crate::app::App;
use crate::auth::throttle::ClientAddress;
use async_graphql::Context;
use domain::access::{Deed, Scope, Standing, permitted};
use domain::actor::Actor;
use domain::change::{Intent, Revision};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use persistence::{Error, Tx};
use std::sync::{Arc, Mutex, PoisonError};

/// Who asks. One per request.
#[derive(Clone)]
pub struct Caller {
    /// The server.
    pub app: Arc<App>,
    /// With roles.
    pub actor: Actor,
    /// What that actor sees.
    pub scope: Scope,
    /// When; the same for the whole request.
    pub now: Timestamp,
    /// The reader's languages, most wanted first.
    pub languages: Vec<LanguageTag>,
    /// The language of messages.
    pub tongue: Tongue,
    /// From where.
    pub address: ClientAddress,
    /// The languages of texts that were given so far.
    spoken: Arc<Mutex<Vec<LanguageTag>>>,
}

impl Caller {
    /// Somebody who asks now.
    #[must_use]
    pub fn new(app: Arc<App>, actor: Actor, languages: Vec<LanguageTag>, address: ClientAddress) -> Arc<Self> {
        let now = app.clock.now();
        let (scope, tongue) = (actor.scope(), Tongue::of(&languages));
        Arc::new(Self { app, actor, scope, now, languages, tongue, address, spoken: Arc::default() })
    }

    /// Notes that a text was given in a language.
    pub fn speaks(&self, language: &LanguageTag) {
        let mut spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        if !spoken.contains(language) {
            spoken.push(language.clone());
        }
    }

    /// The languages of all texts that were given, in the order of their tags.
    #[must_use]
    pub fn spoken(&self) -> Vec<String> {
        let spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tags: Vec<_> = spoken.iter().map(ToString::to_string).collect();
        tags.sort_unstable();
        tags
    }

    /// The caller of the request at hand.
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Arc<Self> {
        ctx.data_unchecked()
    }

    /// What the caller wants to do, having read that revision.
    pub fn intent(&self, expected: Option<i32>) -> Intent<'_> {
        Intent { actor: &self.actor, now: self.now, expected: expected.map(Revision::new) }
    }

    /// A new id.
    ///
    /// # Errors
    /// The machine has no randomness.
    pub fn new_id<T>(&self) -> Result<Id<T>, Error> {
        let mut random = [0; 10];
        getrandom::fill(&mut random).map_err(|error| Error::Broken(error.to_string().into()))?;
        Ok(Id::new(self.now, random))
    }

    /// Does a deed in a transaction. A visitor who would have to sign in first is told so before anything is looked up.
    ///
    /// # Errors
    /// The deed was refused, or something broke.
    pub async fn act<T>(&self, deed: Deed, work: impl AsyncFnOnce(&Tx) -> Result<T, Error>) -> Result<T, Error> {
        let open_to_all = permitted(deed).contains(&Standing::Anyone);
        if self.actor.account().is_none() && !self.actor.is_operator() && !open_to_all {
            return Err(Refusal::Unauthenticated.into());
        }
        self.app.store.write(&self.actor, work).await
    }

    /// A reading that failed.
    pub fn failed(&self, error: persistence::Error) -> Failure {
        Failure::reading(error, self.tongue)
    }
}

/// Reads an id in an input field.
///
/// # Errors
/// It is not an id of that type.
pub fn id<T: domain::id::Entity>(text: &str, path: &str) -> Result<Id<T>, Refusal> {
    text.parse().map_err(|flaw| Refusal::problem(path, flaw))
}
