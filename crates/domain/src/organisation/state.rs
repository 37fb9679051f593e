//! The states of an organisation.

use super::Organisation;
use crate::id::Id;
use crate::macros::text_enum;
use crate::text::{Line, Reason};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state an organisation is in.
    OrganisationStatus {
        /// Registered; its manager fills in the profile.
        Draft = "DRAFT",
        /// Waits for the centre.
        Submitted = "SUBMITTED",
        /// Admitted and public.
        Active = "ACTIVE",
        /// Entered from a report, public, not claimed yet.
        Unclaimed = "UNCLAIMED",
        /// Entered from a report; somebody asked that it disappears. Hidden.
        RemovalRequested = "REMOVAL_REQUESTED",
        /// Entered from a report and withdrawn for good.
        Withdrawn = "WITHDRAWN",
        /// Refused by the centre.
        Rejected = "REJECTED",
        /// Taken out of public results, with its offers.
        Suspended = "SUSPENDED",
        /// Exists no longer.
        Dissolved = "DISSOLVED",
        /// Part of another one now.
        Merged = "MERGED",
        /// A deleted draft.
        Deleted = "DELETED",
    }
}

impl OrganisationStatus {
    /// Whether everybody sees it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Active | Self::Unclaimed)
    }

    /// Whether nobody of the organisation has claimed the entry: of it outsiders see what a report said, no more.
    #[must_use]
    pub const fn is_unclaimed(self) -> bool {
        matches!(self, Self::Unclaimed | Self::RemovalRequested | Self::Withdrawn)
    }

    /// Whether only the id is left.
    #[must_use]
    pub const fn is_deleted(self) -> bool {
        matches!(self, Self::Merged | Self::Deleted)
    }
}

/// The state an organisation is in, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrganisationState {
    /// Registered.
    Draft {
        /// Why the centre gave it back, if it did.
        returned: Option<Reason>,
    },
    /// Waits for the centre.
    Submitted,
    /// Admitted.
    Active,
    /// Entered from a report.
    Unclaimed,
    /// Somebody asked that it disappears.
    RemovalRequested {
        /// Why, if they said.
        reason: Option<Reason>,
    },
    /// Withdrawn for good.
    Withdrawn,
    /// Refused.
    Rejected {
        /// Why.
        reason: Reason,
    },
    /// Taken out of public results.
    Suspended {
        /// Why.
        reason: Reason,
    },
    /// Exists no longer.
    Dissolved {
        /// Since when.
        on: NaiveDate,
    },
    /// Part of another one.
    Merged {
        /// Which.
        into: Id<Organisation>,
    },
    /// Deleted.
    Deleted,
}

impl OrganisationState {
    /// Its name.
    #[must_use]
    pub const fn status(&self) -> OrganisationStatus {
        match self {
            Self::Draft { .. } => OrganisationStatus::Draft,
            Self::Submitted => OrganisationStatus::Submitted,
            Self::Active => OrganisationStatus::Active,
            Self::Unclaimed => OrganisationStatus::Unclaimed,
            Self::RemovalRequested { .. } => OrganisationStatus::RemovalRequested,
            Self::Withdrawn => OrganisationStatus::Withdrawn,
            Self::Rejected { .. } => OrganisationStatus::Rejected,
            Self::Suspended { .. } => OrganisationStatus::Suspended,
            Self::Dissolved { .. } => OrganisationStatus::Dissolved,
            Self::Merged { .. } => OrganisationStatus::Merged,
            Self::Deleted => OrganisationStatus::Deleted,
        }
    }

    /// Why the centre decided so, where it said.
    #[must_use]
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Draft { returned: reason } | Self::RemovalRequested { reason } => reason.as_ref(),
            Self::Rejected { reason } | Self::Suspended { reason } => Some(reason),
            _ => None,
        }
    }
}

text_enum! {
    /// Whether an organisation's offers pass the centre.
    Trust {
        /// First publication and major changes pass the centre.
        Reviewed = "REVIEWED",
        /// It publishes by itself.
        Trusted = "TRUSTED",
    }
}

text_enum! {
    /// Where an entry comes from.
    OriginKind {
        /// From the organisation itself.
        Own = "OWN",
        /// From the centre's staff.
        Staff = "STAFF",
        /// From another system.
        Import = "IMPORT",
        /// From a published report.
        Report = "REPORT",
    }
}

/// Where an entry comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// In general.
    pub kind: OriginKind,
    /// The report or system.
    pub source: Option<Line<200>>,
    /// Of when.
    pub date: Option<NaiveDate>,
}
