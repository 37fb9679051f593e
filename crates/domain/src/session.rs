//! Sessions: what a sign-in begins, and the chain of refresh tokens that keeps it alive.

use crate::access::{Deed, On};
use crate::account::{Account, AccountStatus};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// How long a session lives at most, however often it is refreshed: 30 days.
pub const LIFETIME_DAYS: i64 = 30;

/// How long a refresh token is still taken after its first use, unless its successor was used: the answer may have been
/// lost in a tunnel.
pub const GRACE_SECONDS: i64 = 30;

/// The SHA-256 of a refresh token; the token itself is kept by the client alone.
pub type TokenHash = [u8; 32];

/// A session; also the family of all refresh tokens that descend from one sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id; access tokens name it.
    pub id: Id<Session>,
    /// The person.
    pub account: Id<Account>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Session {
    const PREFIX: &'static str = "session";
}

record!(Session, |this| On { account: Some(this.account), ..On::default() });

/// A refresh token of a session, by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its hash.
    pub hash: TokenHash,
    /// The token it was given out for; `None` for the first.
    pub parent: Option<TokenHash>,
    /// When it was first used.
    pub used_at: Option<Timestamp>,
}

/// A session and the refresh tokens near the one that is shown, loaded under a lock.
#[derive(Clone, Debug)]
pub struct Family {
    /// The session.
    pub session: Session,
    /// The token shown, those given out for it, and those given out together with it; there may be more.
    pub tokens: Vec<RefreshToken>,
}

/// A session with its first token.
#[derive(Debug)]
pub struct Started {
    /// The session.
    pub session: Session,
    /// The first refresh token.
    pub token: RefreshToken,
    /// The account, if its password has to be stored with new parameters.
    pub rehashed: Option<Account>,
}

/// A session that got a new token for a used one.
#[derive(Debug)]
pub struct Rotated {
    /// The session.
    pub session: Session,
    /// The token that was shown, now used.
    pub used: RefreshToken,
    /// The token given out for it.
    pub successor: RefreshToken,
}

impl Session {
    /// Whether it can still be used.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }

    /// Signs an account in whose password was right; `rehashed` is that account with its password hashed anew, if it has to be.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`] if the account is not active.
    pub fn start(
        id: Id<Self>,
        account: &Account,
        rehashed: Option<Account>,
        token: TokenHash,
        intent: &Intent<'_>,
    ) -> Result<Change<Started>, Refusal> {
        intent.actor.may(Deed::SignIn, On::default())?;
        if account.status != AccountStatus::Active {
            return Err(Refusal::WrongCredentials);
        }
        let now = intent.now;
        let session = Self {
            id,
            account: account.id,
            expires_at: now.plus_days(LIFETIME_DAYS),
            ended_at: None,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        let token = RefreshToken { hash: token, parent: None, used_at: None };
        Ok(Change::create(session, intent, EventKind::SignedIn).by(account.id).with(|session| Started {
            session,
            token,
            rehashed,
        }))
    }

    /// Ends it.
    ///
    /// # Errors
    /// Not this person's, or over already.
    pub fn sign_out(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::SignOut, self.on())?;
        if !self.is_live(intent.now) {
            return Err(Refusal::Unauthenticated);
        }
        self.ended_at = Some(intent.now);
        Ok(Change::update(self, intent, EventKind::SignedOut))
    }
}

/// What came of showing a refresh token.
#[derive(Debug)]
pub enum Refreshed {
    /// A new token.
    Rotated(Change<Rotated>),
    /// It was used before and its time is over: whoever shows it may have stolen it, so the whole family ends.
    Revoked(Change<Session>),
}

impl Family {
    /// Gives out a successor for the token with the hash `shown`.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`] if the session is over or the token is none of its.
    pub fn refresh(self, shown: &TokenHash, successor: TokenHash, intent: &Intent<'_>) -> Result<Refreshed, Refusal> {
        intent.actor.may(Deed::Refresh, On::default())?;
        let now = intent.now;
        let token = self.tokens.iter().find(|token| token.hash == *shown).ok_or(Refusal::SessionEnded)?.clone();
        if !self.session.is_live(now) {
            return Err(Refusal::SessionEnded);
        }
        let account = self.session.account;
        if self.is_reused(&token, now) {
            let session = Session { ended_at: Some(now), ..self.session };
            return Ok(Refreshed::Revoked(Change::update(session, intent, EventKind::SessionRevoked).by(account)));
        }
        let used = RefreshToken { used_at: token.used_at.or(Some(now)), ..token };
        let successor = RefreshToken { hash: successor, parent: Some(used.hash), used_at: None };
        Ok(Refreshed::Rotated(
            Change::update(self.session, intent, EventKind::SessionRefreshed).by(account).with(|session| Rotated {
                session,
                used,
                successor,
            }),
        ))
    }

    fn is_reused(&self, token: &RefreshToken, now: Timestamp) -> bool {
        let used_child_of = |parent: TokenHash| {
            self.tokens
                .iter()
                .any(|other| other.parent == Some(parent) && other.used_at.is_some() && other.hash != token.hash)
        };
        match token.used_at {
            Some(used_at) => now > used_at.plus_seconds(GRACE_SECONDS) || used_child_of(token.hash),
            // Given out twice in the grace period, and the twin is in use.
            None => token.parent.is_some_and(used_child_of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Actor;

    const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn family() -> Family {
        let id = uuid::Uuid::nil();
        let session = Session {
            id: Id::from_uuid(id),
            account: Id::from_uuid(id),
            expires_at: START.plus_days(LIFETIME_DAYS),
            ended_at: None,
            created_at: START,
            updated_at: START,
            revision: Revision::FIRST,
        };
        Family { session, tokens: vec![RefreshToken { hash: [1; 32], parent: None, used_at: None }] }
    }

    /// Shows a token; keeps the family as the database would. `true` if a successor was given out.
    fn shows(family: &mut Family, shown: u8, successor: u8, seconds: i64) -> bool {
        let actor = Actor::visitor();
        let intent = Intent { actor: &actor, now: START.plus_seconds(seconds), expected: None };
        match family.clone().refresh(&[shown; 32], [successor; 32], &intent) {
            Ok(Refreshed::Rotated(change)) => {
                let (rotated, _, _) = change.into_parts();
                family.session = rotated.session;
                family.tokens.retain(|token| token.hash != rotated.used.hash);
                family.tokens.extend([rotated.used, rotated.successor]);
                true
            }
            Ok(Refreshed::Revoked(change)) => {
                family.session = change.into_parts().0;
                false
            }
            Err(_) => false,
        }
    }

    #[test]
    fn a_token_whose_answer_was_lost_is_taken_again_for_thirty_seconds() {
        let mut family = family();
        assert!(shows(&mut family, 1, 2, 0));
        assert!(shows(&mut family, 1, 3, 30), "the answer was lost");
        assert!(shows(&mut family, 3, 4, 40));
        assert!(family.session.ended_at.is_none());
    }

    #[test]
    fn after_thirty_seconds_it_ends_the_family() {
        let mut family = family();
        assert!(shows(&mut family, 1, 2, 0));
        assert!(!shows(&mut family, 1, 3, 31));
        assert!(!shows(&mut family, 2, 4, 32), "the thief and the victim both have to sign in again");
    }

    #[test]
    fn once_the_successor_is_used_it_ends_the_family_at_once() {
        let mut family = family();
        assert!(shows(&mut family, 1, 2, 0));
        assert!(shows(&mut family, 2, 3, 1));
        assert!(!shows(&mut family, 1, 4, 2));
        assert!(family.session.ended_at.is_some());
    }

    #[test]
    fn of_twins_only_the_one_used_first_lives() {
        let mut family = family();
        assert!(shows(&mut family, 1, 2, 0));
        assert!(shows(&mut family, 1, 3, 1));
        assert!(shows(&mut family, 2, 4, 2));
        assert!(!shows(&mut family, 3, 5, 3));
    }

    #[test]
    fn a_session_ends_after_thirty_days_however_often_it_was_refreshed() {
        let mut family = family();
        assert!(shows(&mut family, 1, 2, 29 * 86_400));
        assert!(!shows(&mut family, 2, 3, 30 * 86_400));
        assert!(!shows(&mut family, 9, 3, 1), "a token of nobody");
    }
}
