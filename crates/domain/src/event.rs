//! Every fact that can happen. One accepted deed makes one event; the log of them is the audit trail and the change feed.

use crate::account::Account;
use crate::centre::Centre;
use crate::change::{Intent, Record, Revision};
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::Organisation;
use crate::text::Reason;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

text_enum! {
    /// What happened, in the past tense.
    EventKind {
        /// Somebody signed up.
        AccountRegistered = "ACCOUNT_REGISTERED",
        /// A manager or administrator let a new account in.
        AccountActivated = "ACCOUNT_ACTIVATED",
        /// A person deleted their account.
        AccountDeleted = "ACCOUNT_DELETED",
        /// A person set a new password.
        PasswordChanged = "PASSWORD_CHANGED",
        /// The operator set a new password.
        PasswordReset = "PASSWORD_RESET",
        /// A session began.
        SignedIn = "SIGNED_IN",
        /// A session got new tokens.
        SessionRefreshed = "SESSION_REFRESHED",
        /// A session ended because a used refresh token came again.
        SessionRevoked = "SESSION_REVOKED",
        /// A session ended by its person.
        SignedOut = "SIGNED_OUT",
        /// All sessions of a person ended.
        SignedOutEverywhere = "SIGNED_OUT_EVERYWHERE",
        /// A centre was set up.
        CentreCreated = "CENTRE_CREATED",
        /// Somebody became coordinator or administrator.
        StaffAppointed = "STAFF_APPOINTED",
        /// Somebody is no longer on the staff.
        StaffDismissed = "STAFF_DISMISSED",
        /// An action field was added.
        ActionFieldCreated = "ACTION_FIELD_CREATED",
        /// Somebody became a member, or got another role.
        MembershipGranted = "MEMBERSHIP_GRANTED",
        /// Somebody is no longer a member.
        MembershipRevoked = "MEMBERSHIP_REVOKED",
        /// A contact point was added.
        ContactPointCreated = "CONTACT_POINT_CREATED",
        /// A contact point changed.
        ContactPointUpdated = "CONTACT_POINT_UPDATED",
        /// A contact point was deleted.
        ContactPointDeleted = "CONTACT_POINT_DELETED",
        /// Consent to publish was recorded.
        ContactConsentRecorded = "CONTACT_CONSENT_RECORDED",
        /// Consent to publish was withdrawn.
        ContactConsentWithdrawn = "CONTACT_CONSENT_WITHDRAWN",
        /// An organisation was registered by a person who became its manager.
        OrganisationRegistered = "ORGANISATION_REGISTERED",
        /// An organisation was entered by the centre from a report.
        OrganisationImported = "ORGANISATION_IMPORTED",
        /// A profile changed.
        OrganisationUpdated = "ORGANISATION_UPDATED",
        /// A profile was confirmed to be right.
        OrganisationConfirmed = "ORGANISATION_CONFIRMED",
        /// An organisation asked to be admitted.
        OrganisationSubmitted = "ORGANISATION_SUBMITTED",
        /// The centre admitted it.
        OrganisationAdmitted = "ORGANISATION_ADMITTED",
        /// The centre gave it back for changes.
        OrganisationReturned = "ORGANISATION_RETURNED",
        /// The centre refused it.
        OrganisationRejected = "ORGANISATION_REJECTED",
        /// The centre suspended it.
        OrganisationSuspended = "ORGANISATION_SUSPENDED",
        /// The suspension ended.
        OrganisationResumed = "ORGANISATION_RESUMED",
        /// It exists no longer.
        OrganisationDissolved = "ORGANISATION_DISSOLVED",
        /// It became part of another one.
        OrganisationMerged = "ORGANISATION_MERGED",
        /// A draft was deleted.
        OrganisationDeleted = "ORGANISATION_DELETED",
        /// The centre decided whether it publishes by itself.
        OrganisationTrustChanged = "ORGANISATION_TRUST_CHANGED",
        /// Somebody asked that an entry made from a report disappears.
        OrganisationRemovalRequested = "ORGANISATION_REMOVAL_REQUESTED",
        /// The entry was withdrawn for good.
        OrganisationWithdrawn = "ORGANISATION_WITHDRAWN",
        /// The entry was shown again.
        OrganisationRestored = "ORGANISATION_RESTORED",
        /// An offer was drafted.
        OfferCreated = "OFFER_CREATED",
        /// An offer was copied into a new draft.
        OfferDuplicated = "OFFER_DUPLICATED",
        /// An offer's content changed.
        OfferUpdated = "OFFER_UPDATED",
        /// A published offer's content changed so much that it went back to review.
        OfferResubmitted = "OFFER_RESUBMITTED",
        /// An offer was handed to the centre.
        OfferSubmitted = "OFFER_SUBMITTED",
        /// The organisation took it back before the centre decided.
        OfferWithdrawn = "OFFER_WITHDRAWN",
        /// It became public.
        OfferPublished = "OFFER_PUBLISHED",
        /// The centre gave it back for changes.
        OfferReturned = "OFFER_RETURNED",
        /// The centre refused it.
        OfferRejected = "OFFER_REJECTED",
        /// It takes a break.
        OfferPaused = "OFFER_PAUSED",
        /// The break ended.
        OfferResumed = "OFFER_RESUMED",
        /// Somebody confirmed that it is still right.
        OfferConfirmed = "OFFER_CONFIRMED",
        /// It ended.
        OfferEnded = "OFFER_ENDED",
        /// It is a draft again.
        OfferReopened = "OFFER_REOPENED",
        /// The centre took it out of public results.
        OfferBlocked = "OFFER_BLOCKED",
        /// The centre let it back.
        OfferUnblocked = "OFFER_UNBLOCKED",
        /// A draft was deleted.
        OfferDeleted = "OFFER_DELETED",
        /// Texts were written in another language.
        TranslationSaved = "TRANSLATION_SAVED",
        /// A second person found translations right.
        TranslationReviewed = "TRANSLATION_REVIEWED",
        /// A person said which languages they translate into.
        TranslationLanguagesSet = "TRANSLATION_LANGUAGES_SET",
        /// A centre got the organisation it takes part as.
        CentreOrganisationCreated = "CENTRE_ORGANISATION_CREATED",
        /// A cooperation project was proposed.
        ProjectProposed = "PROJECT_PROPOSED",
        /// What a project says changed.
        ProjectUpdated = "PROJECT_UPDATED",
        /// It looks for partners.
        ProjectSeekingPartners = "PROJECT_SEEKING_PARTNERS",
        /// It will take place.
        ProjectPlanned = "PROJECT_PLANNED",
        /// It began.
        ProjectStarted = "PROJECT_STARTED",
        /// It rests.
        ProjectHeld = "PROJECT_HELD",
        /// It goes on.
        ProjectResumed = "PROJECT_RESUMED",
        /// It came to its end.
        ProjectCompleted = "PROJECT_COMPLETED",
        /// It was given up.
        ProjectCancelled = "PROJECT_CANCELLED",
        /// It was deleted.
        ProjectDeleted = "PROJECT_DELETED",
        /// Others were told how to repeat it.
        ReusePublished = "REUSE_PUBLISHED",
        /// An organisation made a project of its own after another one.
        ProjectAdapted = "PROJECT_ADAPTED",
        /// A partner was asked to take over the lead.
        LeadOffered = "LEAD_OFFERED",
        /// The lead went over.
        LeadHandedOver = "LEAD_HANDED_OVER",
        /// The lead stays where it is.
        LeadDeclined = "LEAD_DECLINED",
        /// An organisation was asked to join a project.
        PartnerInvited = "PARTNER_INVITED",
        /// An organisation asked to join a project.
        PartnershipRequested = "PARTNERSHIP_REQUESTED",
        /// Role or contribution of a partner changed.
        PartnershipUpdated = "PARTNERSHIP_UPDATED",
        /// The other side said yes.
        PartnershipAccepted = "PARTNERSHIP_ACCEPTED",
        /// The other side said no.
        PartnershipDeclined = "PARTNERSHIP_DECLINED",
        /// The side that had asked took it back, or a partner left.
        PartnershipWithdrawn = "PARTNERSHIP_WITHDRAWN",
        /// A partnership was ended.
        PartnershipEnded = "PARTNERSHIP_ENDED",
        /// A person came into the team of a project.
        TeamMemberAdded = "TEAM_MEMBER_ADDED",
        /// A person left the team of a project.
        TeamMemberRemoved = "TEAM_MEMBER_REMOVED",
        /// A project looks for something.
        NeedCreated = "NEED_CREATED",
        /// What a project looks for changed.
        NeedUpdated = "NEED_UPDATED",
        /// An organisation offered to meet a need.
        NeedOffered = "NEED_OFFERED",
        /// A need is met.
        NeedMet = "NEED_MET",
        /// A project looks for it again.
        NeedReopened = "NEED_REOPENED",
        /// A project looks for it no longer.
        NeedWithdrawn = "NEED_WITHDRAWN",
        /// A task or milestone was added.
        TaskCreated = "TASK_CREATED",
        /// A task changed.
        TaskUpdated = "TASK_UPDATED",
        /// A task is done.
        TaskCompleted = "TASK_COMPLETED",
        /// A task is not done after all.
        TaskReopened = "TASK_REOPENED",
        /// A task was dropped.
        TaskDropped = "TASK_DROPPED",
        /// A working group was proposed.
        WorkingGroupProposed = "WORKING_GROUP_PROPOSED",
        /// What a working group says about itself changed.
        WorkingGroupUpdated = "WORKING_GROUP_UPDATED",
        /// A working group began.
        WorkingGroupActivated = "WORKING_GROUP_ACTIVATED",
        /// A working group takes a break.
        WorkingGroupPaused = "WORKING_GROUP_PAUSED",
        /// That break ended.
        WorkingGroupResumed = "WORKING_GROUP_RESUMED",
        /// A working group ended, with a result.
        WorkingGroupClosed = "WORKING_GROUP_CLOSED",
        /// An organisation was asked to send somebody into a working group.
        GroupMemberInvited = "GROUP_MEMBER_INVITED",
        /// Somebody asked to be let into a working group.
        GroupMemberRequested = "GROUP_MEMBER_REQUESTED",
        /// Somebody came into a working group that is open.
        GroupMemberJoined = "GROUP_MEMBER_JOINED",
        /// The other side said yes.
        GroupMemberAccepted = "GROUP_MEMBER_ACCEPTED",
        /// The other side said no.
        GroupMemberDeclined = "GROUP_MEMBER_DECLINED",
        /// Somebody is no longer in a working group.
        GroupMembershipEnded = "GROUP_MEMBERSHIP_ENDED",
        /// Somebody became chair, deputy or member.
        GroupRoleAssigned = "GROUP_ROLE_ASSIGNED",
        /// Somebody is interested in a working group.
        InterestExpressed = "INTEREST_EXPRESSED",
        /// That person was called or written to.
        InterestContacted = "INTEREST_CONTACTED",
        /// That person came into the group.
        InterestAccepted = "INTEREST_ACCEPTED",
        /// It did not fit.
        InterestDeclined = "INTEREST_DECLINED",
        /// The person is interested no longer.
        InterestWithdrawn = "INTEREST_WITHDRAWN",
        /// The personal data of an interest was erased after its time.
        InterestErased = "INTEREST_ERASED",
        /// The members were asked when they could meet.
        MeetingPolled = "MEETING_POLLED",
        /// A meeting with a date was entered.
        MeetingScheduled = "MEETING_SCHEDULED",
        /// What a meeting says about itself changed.
        MeetingUpdated = "MEETING_UPDATED",
        /// Somebody said when they could come.
        PollAnswered = "POLL_ANSWERED",
        /// One of the times that were asked about was fixed.
        MeetingDateFixed = "MEETING_DATE_FIXED",
        /// The members were invited.
        MeetingInvited = "MEETING_INVITED",
        /// Somebody said whether they come.
        MeetingAnswered = "MEETING_ANSWERED",
        /// A meeting took place.
        MeetingHeld = "MEETING_HELD",
        /// A meeting was called off.
        MeetingCancelled = "MEETING_CANCELLED",
        /// It was recorded who was there.
        AttendanceRecorded = "ATTENDANCE_RECORDED",
        /// A decision was recorded.
        DecisionRecorded = "DECISION_RECORDED",
        /// It was changed how a decision is written down.
        DecisionUpdated = "DECISION_UPDATED",
        /// A decision that was entered by mistake was taken out.
        DecisionDropped = "DECISION_DROPPED",
        /// The minutes of a meeting were written.
        MinutesDrafted = "MINUTES_DRAFTED",
        /// Minutes that are not approved changed.
        MinutesUpdated = "MINUTES_UPDATED",
        /// Minutes were approved.
        MinutesApproved = "MINUTES_APPROVED",
        /// A new version of approved minutes was begun.
        MinutesCorrected = "MINUTES_CORRECTED",
        /// A report on who took part was frozen.
        ParticipationSnapshotTaken = "PARTICIPATION_SNAPSHOT_TAKEN",
        /// Reference figures of a centre came, or came anew.
        ReferenceFiguresImported = "REFERENCE_FIGURES_IMPORTED",
    }
}

/// What an event is about: the prefix and number of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The type, as its ids begin.
    pub prefix: &'static str,
    /// The number.
    pub uuid: Uuid,
}

impl Subject {
    /// The subject with this id.
    #[must_use]
    pub fn of<T: Entity>(id: Id<T>) -> Self {
        Self { prefix: T::PREFIX, uuid: id.uuid() }
    }
}

/// A fact: who did what, on whose behalf, when and why. Ids and small facts only, so that erasing a person is erasing a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// To what.
    pub subject: Subject,
    /// Its revision afterwards.
    pub revision: Revision,
    /// Who did it; `None` for visitors and the operator.
    pub actor: Option<Id<Account>>,
    /// The organisation on whose behalf.
    pub on_behalf_of: Option<Id<Organisation>>,
    /// The organisation it concerns.
    pub organisation: Option<Id<Organisation>>,
    /// The centre it concerns.
    pub centre: Option<Id<Centre>>,
    /// When.
    pub at: Timestamp,
    /// Why, where a reason was given.
    pub reason: Option<Reason>,
    /// Small facts.
    pub facts: BTreeMap<String, String>,
    /// What else it is part of the history of: of a partnership's event the project.
    pub concerns: Vec<Uuid>,
}

impl Event {
    pub(crate) fn new(entity: &impl Record, intent: &Intent<'_>, kind: EventKind) -> Self {
        let on = entity.on();
        Self {
            kind,
            subject: entity.subject(),
            revision: entity.revision(),
            actor: intent.actor.account(),
            on_behalf_of: on.organisation.filter(|organisation| intent.actor.role_in(*organisation).is_some()),
            organisation: on.organisation,
            centre: on.centre,
            at: intent.now,
            reason: None,
            facts: BTreeMap::new(),
            concerns: Vec::new(),
        }
    }
}
