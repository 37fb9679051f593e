//! Answers of mutations: the changed object, and every refusal that belongs to the work, as data.

use super::failure::Failure;
use super::message::{Tongue, about, message};
use async_graphql::{Enum, SimpleObject};
use domain::refusal::{Flaw, Refusal};
use persistence::Error;

/// Why a mutation was refused. Nothing was written.
#[derive(SimpleObject, Clone, Debug)]
pub struct UserError {
    /// What kind of problem it is, for programs.
    code: UserErrorCode,
    /// Where it is: the way into `input` (or, for `availableActions`, into the object). Empty if it concerns the whole.
    path: Vec<String>,
    /// What to tell the person, in German or English after `Accept-Language`.
    message: String,
    /// Seconds to wait before trying again; only with `SLOW_DOWN`.
    retry_after: Option<i32>,
}

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What kind of problem it is.
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum UserErrorCode {
            $($(#[$meta])* #[graphql(name = $text)] $name,)+
        }

        impl UserErrorCode {
            /// As the API writes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// It does not exist, or not for you.
    NotFound = "NOT_FOUND",
    /// You see it, but your role does not allow this.
    Forbidden = "FORBIDDEN",
    /// It is in a state in which this is not possible.
    IllegalState = "ILLEGAL_STATE",
    /// Somebody changed it since you read it; the payload holds it as it is now.
    Conflict = "CONFLICT",
    /// A major change that has to be reviewed: ask again with `resubmit: true`.
    NeedsReview = "NEEDS_REVIEW",
    /// Somebody else at the centre has to decide this.
    NeedsSecondPerson = "NEEDS_SECOND_PERSON",
    /// The last person with this role stays.
    LastOne = "LAST_ONE",
    /// The lead of a project leaves only after it has handed over.
    LeadStays = "LEAD_STAYS",
    /// It exists already.
    Duplicate = "DUPLICATE",
    /// No centre of this deployment is responsible for the county.
    NoCentre = "NO_CENTRE",
    /// Address or password is wrong, or the account is not active.
    WrongCredentials = "WRONG_CREDENTIALS",
    /// The refresh token is not good (any more): sign in again.
    SessionEnded = "SESSION_ENDED",
    /// Too many failed attempts: wait `retryAfter` seconds.
    SlowDown = "SLOW_DOWN",
    /// Something is missing.
    Required = "REQUIRED",
    /// Too few characters.
    TooShort = "TOO_SHORT",
    /// Too many characters.
    TooLong = "TOO_LONG",
    /// Too few entries.
    TooFew = "TOO_FEW",
    /// Too many entries.
    TooMany = "TOO_MANY",
    /// Outside of the range.
    OutOfRange = "OUT_OF_RANGE",
    /// Not of the form that is wanted, or not in the vocabulary.
    Invalid = "INVALID",
    /// It contradicts another field.
    Contradiction = "CONTRADICTION",
    /// Easily guessed.
    WeakPassword = "WEAK_PASSWORD",
    /// Something still uses it.
    InUse = "IN_USE",
}

impl UserErrorCode {
    /// The code of what is wrong with a value.
    #[must_use]
    pub const fn of_flaw(flaw: &Flaw) -> Self {
        match flaw {
            Flaw::Required
            | Flaw::PrimaryLanguageMissing { .. }
            | Flaw::OrganisationNotPublic
            | Flaw::NoContact
            | Flaw::NoPlace
            | Flaw::NotAPartner
            | Flaw::NotAMember
            | Flaw::NoChair
            | Flaw::NoConsent
            | Flaw::Unreachable
            | Flaw::NoPartner => Self::Required,
            Flaw::TooShort { .. } => Self::TooShort,
            Flaw::TooLong { .. } => Self::TooLong,
            Flaw::TooFew { .. } => Self::TooFew,
            Flaw::TooMany { .. } | Flaw::TooManyCells { .. } => Self::TooMany,
            Flaw::Twice | Flaw::TakesPartAlready => Self::Duplicate,
            Flaw::OutOfRange { .. } | Flaw::NotARadius | Flaw::InThePast | Flaw::InTheFuture => Self::OutOfRange,
            Flaw::Reversed
            | Flaw::Contradicts { .. }
            | Flaw::Needs { .. }
            | Flaw::NotInMunicipality { .. }
            | Flaw::OtherCounty
            | Flaw::OnlyItself
            | Flaw::OneLead
            | Flaw::NoAccount
            | Flaw::OnlyInvited
            | Flaw::OnlyStaff
            | Flaw::OwnWork
            | Flaw::OriginalLanguage
            | Flaw::NothingToTranslate
            | Flaw::NothingToReview
            | Flaw::NotATranslationLanguage
            | Flaw::NobodySees
            | Flaw::Empty { .. } => Self::Contradiction,
            Flaw::OwnTranslation => Self::NeedsSecondPerson,
            Flaw::NoCentre { .. } => Self::NoCentre,
            Flaw::WeakPassword => Self::WeakPassword,
            Flaw::InUse => Self::InUse,
            Flaw::ControlCharacter
            | Flaw::Unknown
            | Flaw::NotAnOption
            | Flaw::WrongPassword
            | Flaw::NotAKind
            | Flaw::NotACounty
            | Flaw::NotACursor
            | Flaw::NotAnId { .. }
            | Flaw::NotAnEmailAddress
            | Flaw::NotAPhoneNumber
            | Flaw::NotAUrl
            | Flaw::NotALanguage
            | Flaw::NotAMunicipality
            | Flaw::OtherState
            | Flaw::NotAPostalCode
            | Flaw::UnknownPostalCode
            | Flaw::NotAPoint
            | Flaw::FarFromHere
            | Flaw::NotADate
            | Flaw::NotATime
            | Flaw::NotADateTime
            | Flaw::NotARule => Self::Invalid,
        }
    }
}

/// A refusal as the client gets it.
#[must_use]
pub fn user_errors(refusal: &Refusal, tongue: Tongue) -> Vec<UserError> {
    let error = |code, path: &str| UserError {
        code,
        path: if path.is_empty() { Vec::new() } else { path.split('.').map(str::to_owned).collect() },
        message: message(refusal, tongue),
        retry_after: None,
    };
    match refusal {
        Refusal::Invalid(problems) => problems
            .iter()
            .map(|problem| UserError {
                message: about(&problem.flaw, tongue),
                ..error(UserErrorCode::of_flaw(&problem.flaw), &problem.path)
            })
            .collect(),
        Refusal::NotFound { path } => vec![error(UserErrorCode::NotFound, path)],
        Refusal::Forbidden | Refusal::Unauthenticated => vec![error(UserErrorCode::Forbidden, "")],
        Refusal::IllegalStep { .. } => vec![error(UserErrorCode::IllegalState, "")],
        Refusal::Stale => vec![error(UserErrorCode::Conflict, "expectedRevision")],
        Refusal::NeedsReview { fields } => {
            fields.iter().map(|field| error(UserErrorCode::NeedsReview, field)).collect()
        }
        Refusal::NeedsSecondPerson => vec![error(UserErrorCode::NeedsSecondPerson, "")],
        Refusal::LastOne => vec![error(UserErrorCode::LastOne, "")],
        Refusal::LeadStays => vec![error(UserErrorCode::LeadStays, "")],
        Refusal::Duplicate { path } => vec![error(UserErrorCode::Duplicate, path)],
        Refusal::WrongCredentials => vec![error(UserErrorCode::WrongCredentials, "")],
        Refusal::SessionEnded => vec![error(UserErrorCode::SessionEnded, "refreshToken")],
        Refusal::SlowDown { retry_after } => {
            let retry_after = i32::try_from(*retry_after).ok();
            vec![UserError { retry_after, ..error(UserErrorCode::SlowDown, "") }]
        }
    }
}

/// The answer of a mutation.
pub trait Payload: Sized {
    /// What it changes.
    type Object;
    /// It was done; or refused, with the object as it is now where the caller's was stale.
    fn new(object: Option<Self::Object>, errors: Vec<UserError>) -> Self;
}

/// Declares the payloads of mutations that change an object.
macro_rules! payloads {
    ($field:ident: $object:ty, $field_doc:literal; $($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(async_graphql::SimpleObject)]
            pub struct $name {
                #[doc = $field_doc]
                $field: Option<$object>,
                /// Why it was refused, all problems at once; empty if it was done.
                errors: Vec<$crate::graphql::payload::UserError>,
            }

            impl $crate::graphql::payload::Payload for $name {
                type Object = $object;

                fn new(object: Option<$object>, errors: Vec<$crate::graphql::payload::UserError>) -> Self {
                    Self { $field: object, errors }
                }
            }
        )+
    };
}
pub(crate) use payloads;

/// Turns the outcome of a deed into its payload: refusals become data, what is wrong with the request or with us becomes
/// an error.
pub(crate) fn answer<P: Payload>(outcome: Result<P::Object, Error>, tongue: Tongue) -> Result<P, Failure> {
    match outcome {
        Ok(object) => Ok(P::new(Some(object), Vec::new())),
        Err(Error::Refused(Refusal::Unauthenticated)) => Err(Failure::Unauthenticated(tongue)),
        Err(Error::Refused(refusal)) => Ok(P::new(None, user_errors(&refusal, tongue))),
        Err(error) => Err(Failure::reading(error, tongue)),
    }
}

/// The same; on a conflict the answer holds the object as it is now, so that a client can merge.
pub(crate) async fn answer_with_current<P: Payload>(
    outcome: Result<P::Object, Error>,
    current: impl AsyncFnOnce() -> Result<Option<P::Object>, Failure>,
    tongue: Tongue,
) -> Result<P, Failure> {
    let Err(Error::Refused(stale @ Refusal::Stale)) = outcome else { return answer(outcome, tongue) };
    Ok(P::new(current().await?, user_errors(&stale, tongue)))
}
