//! Closed sets about meetings.

use crate::graphql::enums::mirror;
use async_graphql::Enum;

mirror! {
    /// The state a meeting is in.
    MeetingStatus = "domain::meeting::MeetingStatus" {
        /// The members are asked when they could come.
        Polling = "POLLING",
        /// It has a date.
        Scheduled = "SCHEDULED",
        /// The members are invited.
        Invited = "INVITED",
        /// It took place.
        Held = "HELD",
        /// Its minutes are written.
        MinutesDraft = "MINUTES_DRAFT",
        /// Its minutes are approved.
        MinutesApproved = "MINUTES_APPROVED",
        /// It does not take place.
        Cancelled = "CANCELLED",
    }
}

mirror! {
    /// Whether somebody could come at a time.
    PollAnswer = "domain::meeting::PollAnswer" {
        /// Yes.
        Yes = "YES",
        /// If need be.
        IfNeedBe = "IF_NEED_BE",
        /// No.
        No = "NO",
    }
}

mirror! {
    /// Whether somebody comes.
    InvitationAnswer = "domain::meeting::InvitationAnswer" {
        /// Yes.
        Accepted = "ACCEPTED",
        /// Perhaps.
        Tentative = "TENTATIVE",
        /// No.
        Declined = "DECLINED",
    }
}

mirror! {
    /// Whether somebody was there.
    Attendance = "domain::meeting::Attendance" {
        /// There.
        Present = "PRESENT",
        /// Not there, and had said so.
        Excused = "EXCUSED",
        /// Not there.
        Absent = "ABSENT",
    }
}

mirror! {
    /// How far minutes have come.
    MinutesStatus = "domain::meeting::MinutesStatus" {
        /// Written, and still to be changed.
        Draft = "DRAFT",
        /// Approved: they stay as they are; a correction is a new version.
        Approved = "APPROVED",
    }
}
