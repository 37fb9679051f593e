//! Closed sets about projects.

use crate::graphql::enums::mirror;
use async_graphql::Enum;

mirror! {
    /// The state a cooperation project is in.
    ProjectStatus = "domain::project::ProjectStatus" {
        /// Somebody had it.
        Idea = "IDEA",
        /// Looks for others to do it with.
        SeekingPartners = "SEEKING_PARTNERS",
        /// Will take place.
        Planned = "PLANNED",
        /// Takes place.
        Running = "RUNNING",
        /// Rests.
        OnHold = "ON_HOLD",
        /// Over, with results.
        Completed = "COMPLETED",
        /// Given up.
        Cancelled = "CANCELLED",
        /// Deleted.
        Deleted = "DELETED",
    }
}

mirror! {
    /// How far something is to be seen.
    Visibility = "domain::access::Visibility" {
        /// By those who take part, and the centre of the lead.
        Internal = "INTERNAL",
        /// By the members of all public organisations, too.
        Network = "NETWORK",
        /// By everybody.
        Public = "PUBLIC",
    }
}

mirror! {
    /// What an organisation is in a project.
    PartnerRole = "domain::project::PartnerRole" {
        /// It leads; one organisation at any time.
        Lead = "LEAD",
        /// It plans and carries out.
        Partner = "PARTNER",
        /// It helps.
        Supporter = "SUPPORTER",
        /// It pays.
        Funder = "FUNDER",
        /// It gives the room.
        Host = "HOST",
    }
}

mirror! {
    /// How far a partnership has come.
    PartnershipStatus = "domain::project::PartnershipStatus" {
        /// The lead has asked the organisation, whose managers answer.
        Invited = "INVITED",
        /// The organisation has asked the lead, whose managers answer.
        Requested = "REQUESTED",
        /// Both want it.
        Accepted = "ACCEPTED",
        /// The side that was asked said no.
        Declined = "DECLINED",
        /// The side that had asked took it back, or the partner left.
        Withdrawn = "WITHDRAWN",
        /// One of them ended it.
        Ended = "ENDED",
    }
}

mirror! {
    /// What a project looks for.
    NeedKind = "domain::project::NeedKind" {
        /// A room.
        Room = "ROOM",
        /// Volunteers.
        Volunteers = "VOLUNTEERS",
        /// Somebody who speaks a language.
        Language = "LANGUAGE",
        /// Knowledge and experience.
        Expertise = "EXPERTISE",
        /// Money.
        Money = "MONEY",
        /// Material and equipment.
        Material = "MATERIAL",
        /// People who take part.
        Participants = "PARTICIPANTS",
    }
}

mirror! {
    /// How far a need has come.
    NeedStatus = "domain::project::NeedStatus" {
        /// Looked for.
        Open = "OPEN",
        /// An organisation offers to meet it; the lead decides.
        Offered = "OFFERED",
        /// Met.
        Met = "MET",
        /// Looked for no longer.
        Withdrawn = "WITHDRAWN",
    }
}

mirror! {
    /// How far a task has come.
    TaskStatus = "domain::task::TaskStatus" {
        /// To do.
        Open = "OPEN",
        /// Done.
        Done = "DONE",
        /// Dropped.
        Dropped = "DROPPED",
    }
}

mirror! {
    /// How far an application for money has come.
    FundingState = "domain::project::FundingState" {
        /// Thought of.
        Planned = "PLANNED",
        /// Applied for.
        Applied = "APPLIED",
        /// Granted.
        Granted = "GRANTED",
        /// Refused.
        Rejected = "REJECTED",
    }
}

mirror! {
    /// Under which licence others may use what is described; named after the SPDX identifiers.
    Licence = "domain::project::Licence" {
        /// No rights reserved.
        Cc0 = "CC0_1_0",
        /// Name the author.
        CcBy = "CC_BY_4_0",
        /// Name the author, share alike.
        CcBySa = "CC_BY_SA_4_0",
        /// Name the author, nothing commercial.
        CcByNc = "CC_BY_NC_4_0",
    }
}
