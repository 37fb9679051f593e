//! Every way to say no.

use crate::access::Deed;
use std::fmt;

/// Why a deed was not done. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not exist, or not for this caller; the two cannot be told apart.
    NotFound {
        /// The input field that named it, dotted.
        path: String,
    },
    /// The caller sees the object but may not do this to it.
    Forbidden,
    /// Nobody is signed in, or the session has ended, and this needs a person.
    Unauthenticated,
    /// The input, or what the deed needs of the object, is wrong: all problems at once.
    Invalid(Vec<Problem>),
    /// Not in this state.
    IllegalStep {
        /// What was asked for.
        deed: Deed,
        /// The state the object is in.
        state: &'static str,
    },
    /// Somebody changed the object since the caller read it.
    Stale,
    /// A major change to a published offer of a reviewed organisation: ask again with `resubmit: true`.
    NeedsReview {
        /// The fields that make it a major change.
        fields: Vec<String>,
    },
    /// A coordinator does not publish what the same coordinator submitted, while there is another one.
    NeedsSecondPerson,
    /// The last manager of an organisation, or the last administrator of a centre, stays.
    LastOne,
    /// The lead of a project leaves only after it has handed over.
    LeadStays,
    /// It exists already.
    Duplicate {
        /// The input field concerned, dotted.
        path: String,
    },
    /// Wrong e-mail address or password, or the account is not active: which one is not told.
    WrongCredentials,
    /// The refresh token is unknown, expired or was used before.
    SessionEnded,
    /// Too many failed attempts.
    SlowDown {
        /// Seconds until the next attempt is looked at.
        retry_after: u64,
    },
}

impl From<Vec<Problem>> for Refusal {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Invalid(problems)
    }
}

impl Refusal {
    /// A single problem.
    #[must_use]
    pub fn problem(path: &str, flaw: Flaw) -> Self {
        Self::Invalid(vec![Problem { path: path.to_owned(), flaw }])
    }

    /// Nothing visible under the id in this input field.
    #[must_use]
    pub fn not_found(path: &str) -> Self {
        Self::NotFound { path: path.to_owned() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Refusal {}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Dotted path into the input or the object, as in `schedules.0.rule`.
    pub path: String,
    /// What is wrong there.
    pub flaw: Flaw,
}

/// What can be wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing there, but something has to be.
    Required,
    /// Fewer characters than that.
    TooShort {
        /// The fewest allowed.
        min: usize,
    },
    /// More characters than that.
    TooLong {
        /// The most allowed.
        max: usize,
    },
    /// Fewer entries than that.
    TooFew {
        /// The fewest allowed.
        min: usize,
    },
    /// More entries than that.
    TooMany {
        /// The most allowed.
        max: usize,
    },
    /// A table of more cells than that.
    TooManyCells {
        /// The most allowed.
        max: usize,
    },
    /// The same entry twice.
    Twice,
    /// A control character or an invisible one that reverses text.
    ControlCharacter,
    /// Outside of a range, both ends allowed.
    OutOfRange {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// The end lies before the start.
    Reversed,
    /// It lies in the past but has to lie in the future.
    InThePast,
    /// It lies in the future but has to lie in the past.
    InTheFuture,
    /// Not a member of the vocabulary or closed set.
    Unknown,
    /// Not a kind of offer.
    NotAKind,
    /// Not the key of a county we know.
    NotACounty,
    /// Not a place in a list.
    NotACursor,
    /// Not an id of the type that is wanted here.
    NotAnId {
        /// What ids of that type begin with.
        prefix: &'static str,
    },
    /// Not an e-mail address.
    NotAnEmailAddress,
    /// Not a telephone number.
    NotAPhoneNumber,
    /// Not an `https` address.
    NotAUrl,
    /// Not a well-formed language tag (BCP 47), or of a language nobody entered.
    NotALanguage,
    /// Not the key of a municipality we know.
    NotAMunicipality,
    /// The key of a municipality in another state.
    OtherState,
    /// Not a radius from 0.1 to 100 kilometres.
    NotARadius,
    /// Not a German postcode.
    NotAPostalCode,
    /// A postcode that is not in our list.
    UnknownPostalCode,
    /// Not a point on the globe (WGS 84, degrees).
    NotAPoint,
    /// A point too far from every municipality we know.
    FarFromHere,
    /// A point too far from the municipality it is said to lie in.
    NotInMunicipality {
        /// That municipality.
        municipality: String,
    },
    /// Only together with this argument.
    Needs {
        /// The argument.
        field: &'static str,
    },
    /// Not a date like 2026-11-22.
    NotADate,
    /// Not a time of day like 17:30.
    NotATime,
    /// Not an instant like 2026-11-22T17:30:00+01:00.
    NotADateTime,
    /// Not a recurrence rule (RFC 5545).
    NotARule,
    /// The text in the primary language is missing while there are others.
    PrimaryLanguageMissing {
        /// The primary language.
        language: String,
    },
    /// It contradicts another field.
    Contradicts {
        /// The other field.
        field: &'static str,
    },
    /// In a county for which no centre of this deployment is responsible.
    NoCentre {
        /// The county, as people say it.
        county: String,
    },
    /// In a county for which another centre is responsible.
    OtherCounty,
    /// Only the organisation itself says so.
    OnlyItself,
    /// Consent for a field that is empty.
    Empty {
        /// The field.
        field: &'static str,
    },
    /// Easily guessed.
    WeakPassword,
    /// Not the person's password.
    WrongPassword,
    /// In the way: something still uses it.
    InUse,
    /// The organisation has to be public first.
    OrganisationNotPublic,
    /// None of the ways to make contact is public.
    NoContact,
    /// Neither a place, nor an area, nor online.
    NoPlace,
    /// A project has one lead, which is handed over and not given.
    OneLead,
    /// The organisation takes part already, or one of both sides has asked.
    TakesPartAlready,
    /// The organisation takes no part in the project.
    NotAPartner,
    /// Nobody but the lead takes part.
    NoPartner,
    /// Nobody outside would see it.
    NobodySees,
    /// Nobody is chair.
    NoChair,
    /// A person without an account.
    NoAccount,
    /// Only whoever is invited comes in.
    OnlyInvited,
    /// The person has not agreed that this is kept.
    NoConsent,
    /// No way to answer: neither an e-mail address nor a telephone number.
    Unreachable,
    /// Only the centre's staff says so.
    OnlyStaff,
    /// Not in the working group.
    NotAMember,
    /// Not one of the times that are asked about.
    NotAnOption,
    /// The language the texts were first written in: nothing to translate into.
    OriginalLanguage,
    /// There is no such text in the original.
    NothingToTranslate,
    /// No translation is there that somebody would have to look at.
    NothingToReview,
    /// A second person reviews what somebody translated.
    OwnTranslation,
    /// A language the person has not said they translate into.
    NotATranslationLanguage,
    /// Nobody approves what they wrote themselves while there is somebody else who can.
    OwnWork,
}

/// Collects problems while input is read, so that all of them are told at once.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Problem>,
    /// Lists that lost unreadable entries: where each entry that is left stood in the input.
    shortened: Vec<(String, Vec<usize>)>,
}

impl Problems {
    /// Notes one.
    pub fn add(&mut self, path: impl Into<String>, flaw: Flaw) {
        let problem = Problem { path: self.in_input(path.into()), flaw };
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    /// From now on, entries of the list at `path` are told at the places where they stood in the input.
    pub(crate) fn shorten(&mut self, path: String, stood: Vec<usize>) {
        self.shortened.push((path, stood));
    }

    /// Whether something is wrong with this field or inside it.
    #[must_use]
    pub fn concern(&self, path: &str) -> bool {
        let inside = |problem: &Problem| {
            problem.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.found.iter().any(inside)
    }

    fn in_input(&self, path: String) -> String {
        for (list, stood) in &self.shortened {
            let Some(rest) = path.strip_prefix(list.as_str()).and_then(|rest| rest.strip_prefix('.')) else { continue };
            let (index, inside) = rest.split_once('.').unwrap_or((rest, ""));
            if let Some(place) = index.parse::<usize>().ok().and_then(|index| stood.get(index)) {
                let dot = if inside.is_empty() { "" } else { "." };
                return format!("{list}.{place}{dot}{inside}");
            }
        }
        path
    }

    /// Notes the flaw, or gives the value.
    pub fn check<T>(&mut self, path: impl Into<String>, result: Result<T, Flaw>) -> Option<T> {
        result.map_err(|flaw| self.add(path, flaw)).ok()
    }

    /// Notes a number outside of its bounds.
    pub fn check_within(&mut self, path: impl Into<String>, value: Option<i64>, min: i64, max: i64) {
        if let Some(value) = value {
            self.check(path, crate::form::within(value, min, max));
        }
    }

    /// `Ok` if there was none.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with all of them.
    pub fn finish(self) -> Result<(), Refusal> {
        if self.found.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.found)) }
    }

    /// All of them.
    #[must_use]
    pub fn into_vec(self) -> Vec<Problem> {
        self.found
    }
}
