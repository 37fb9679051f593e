//! Closed sets about working groups.

use crate::graphql::enums::mirror;
use async_graphql::Enum;

mirror! {
    /// The state a working group is in.
    GroupStatus = "domain::working_group::GroupStatus" {
        /// Somebody has proposed it; a coordinator decides.
        Proposed = "PROPOSED",
        /// It works.
        Active = "ACTIVE",
        /// It takes a break.
        Paused = "PAUSED",
        /// Over, with a result.
        Closed = "CLOSED",
    }
}

mirror! {
    /// What kind of working group it is.
    GroupKind = "domain::working_group::GroupKind" {
        /// It goes on.
        Standing = "STANDING",
        /// It ends with its task.
        Task = "TASK",
        /// It steers.
        Steering = "STEERING",
        /// It brings people together.
        Network = "NETWORK",
    }
}

mirror! {
    /// How one gets into a working group.
    Openness = "domain::working_group::Openness" {
        /// Whoever acts for an organisation comes in at once.
        Open = "OPEN",
        /// Whoever asks is let in by chair, deputy or centre.
        OnRequest = "ON_REQUEST",
        /// Only whoever is invited.
        Invited = "INVITED",
    }
}

mirror! {
    /// What somebody is in a working group. Each role includes the ones before it.
    GroupRole = "domain::working_group::GroupRole" {
        /// Reads and contributes.
        Member = "MEMBER",
        /// Runs meetings and minutes with the chair.
        Deputy = "DEPUTY",
        /// Runs meetings and minutes; one person.
        Chair = "CHAIR",
    }
}

mirror! {
    /// Whether somebody is in a working group.
    GroupMemberStatus = "domain::working_group::GroupMemberStatus" {
        /// The organisation was asked to send somebody; one of its editors answers.
        Invited = "INVITED",
        /// The person has asked to be let in; chair, deputy or centre answers.
        Requested = "REQUESTED",
        /// In it.
        Active = "ACTIVE",
        /// One of both sides said no.
        Declined = "DECLINED",
        /// The person left.
        Left = "LEFT",
        /// Chair, deputy or centre ended it.
        Removed = "REMOVED",
    }
}

mirror! {
    /// How far an interest in a working group has come.
    InterestStatus = "domain::working_group::InterestStatus" {
        /// Nobody has answered yet.
        New = "NEW",
        /// Somebody has called or written.
        Contacted = "CONTACTED",
        /// The person is in the group.
        Member = "MEMBER",
        /// It does not fit.
        Declined = "DECLINED",
        /// The person does not want to any more.
        Withdrawn = "WITHDRAWN",
        /// The personal data is gone.
        Erased = "ERASED",
    }
}

mirror! {
    /// On which way somebody told of their interest.
    Channel = "domain::working_group::Channel" {
        /// Through an app or website, by the person.
        Web = "WEB",
        /// By telephone; the centre's staff entered it.
        Phone = "PHONE",
        /// At an event; the centre's staff entered it.
        Event = "EVENT",
    }
}
