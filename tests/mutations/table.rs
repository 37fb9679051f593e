//! The rows: one for each mutation.

use super::{merged, profile};
use crate::support::PASSWORD;
use serde_json::{Value, json};

/// Who has the right to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Who {
    /// Everybody, also without an account.
    Visitor,
    /// Somebody with an account and no role.
    Olena,
    Editor,
    Manager,
    Coordinator,
    Administrator,
}

/// What it is done to.
pub(super) enum On {
    /// Nothing that was there before.
    Nothing,
    /// The session of somebody, by its refresh token.
    Session,
    /// Somebody who signed up, let in for an organisation.
    Applicant,
    /// The centre.
    Centre,
    /// Somebody's post.
    Post,
    /// Somebody's membership.
    Membership,
    /// Something new of an active organisation.
    OfOrganisation,
    /// A contact point, with consent or without.
    ContactPoint { has_consent: bool },
    /// An organisation in this state.
    Organisation(&'static str),
    /// An organisation, and another one that it can become part of.
    TwoOrganisations,
    /// An unclaimed entry.
    Entry,
    /// An entry whose removal was requested.
    UnwantedEntry,
    /// An offer in this state.
    Offer(&'static str),
    /// A public offer that its manager has translated into Turkish.
    Translated,
    /// A project in this state, for those who take part.
    Project(&'static str),
    /// Something new of an internal project.
    OfProject,
    /// A task of a project.
    NewTask,
    /// A project and an organisation that takes no part in it.
    ProjectAndOrganisation,
    /// A project that others can repeat, and the organisation that does.
    Repeatable,
    /// A project and its partner.
    ProjectAndPartner,
    /// A project whose lead is offered to its partner.
    LeadOffered,
    /// A partnership in this state.
    Partnership(&'static str),
    /// A person in the team of a project.
    TeamMember,
    /// A need in this state.
    Need(&'static str),
    /// An open need everybody in the network sees, and an organisation that meets it.
    NeedAndOrganisation,
    /// A task in this state.
    Task(&'static str),
    /// The centre, and an organisation.
    CentreAndOrganisation,
    /// A working group in this state, for those who take part.
    Group(&'static str),
    /// A working group everybody in the network sees, and an organisation that is not in it.
    GroupAndOrganisation,
    /// A working group everybody sees.
    PublicGroup,
    /// Somebody in an internal working group, in this state.
    GroupMember(&'static str),
    /// An interest in an internal working group.
    Interest,
    /// Something new of an internal working group.
    OfGroup,
    /// A meeting of an internal working group, in this state.
    Meeting(&'static str),
    /// Something new of such a meeting.
    OfMeeting(&'static str),
    /// Such a meeting, for members to answer.
    MeetingToAnswer(&'static str),
    /// Such a meeting, for its minutes.
    MeetingForMinutes(&'static str),
    /// The minutes of such a meeting, written by the coordinator.
    Minutes,
    /// A decision of such a meeting.
    Decision,
}

/// What a signed-in person with roles elsewhere is told.
pub(super) enum Stranger {
    /// It is hidden.
    NotFound,
    /// It is public, but not theirs to change.
    Forbidden,
    /// There can be no stranger, because …
    None(&'static str),
}

pub(super) struct Row {
    pub(super) mutation: &'static str,
    pub(super) who: &'static [Who],
    pub(super) on: On,
    pub(super) stranger: Stranger,
    pub(super) event: &'static str,
    /// Input beside what names the object.
    pub(super) more: Value,
}

const fn row(mutation: &'static str, who: &'static [Who], on: On, stranger: Stranger, event: &'static str) -> Row {
    Row { mutation, who, on, stranger, event, more: Value::Null }
}

impl Row {
    fn with(self, more: Value) -> Self {
        Self { more, ..self }
    }
}

/// Stands for the address of somebody with an account and no role.
pub(super) const OLENA: &str = "olena";
/// Stands for an address nobody has an account with.
pub(super) const NOBODY: &str = "nobody";

#[rustfmt::skip]
pub(super) fn table() -> Vec<Row> {
    use On::*;
    use Stranger::{Forbidden, NotFound};
    use Who::*;
    const ONESELF: Stranger = Stranger::None("nobody but oneself can be named");
    let reason = || json!({ "reason": "So geht es nicht." });
    let address = json!({ "emailAddress": OLENA });
    let title = json!([{ "language": "de", "value": "Nachhilfe" }]);
    vec![
        // Accounts
        row("signUp", &[Visitor], Nothing, Stranger::None("everybody may ask for an account"), "ACCOUNT_REGISTERED")
            .with(json!({ "emailAddress": NOBODY, "password": PASSWORD, "displayName": "Neu", "language": "de" })),
        row("signIn", &[Visitor], Nothing, Stranger::None("whoever knows the password is the right one"), "SIGNED_IN")
            .with(merged(json!({ "password": PASSWORD }), &address)),
        row("refresh", &[Visitor], Session, Stranger::None("whoever holds the token is the right one"), "SESSION_REFRESHED"),
        row("signOut", &[Olena], Nothing, ONESELF, "SIGNED_OUT"),
        row("signOutEverywhere", &[Olena], Nothing, ONESELF, "SIGNED_OUT_EVERYWHERE"),
        row("changePassword", &[Olena], Nothing, ONESELF, "PASSWORD_CHANGED")
            .with(json!({ "currentPassword": PASSWORD, "newPassword": "segel-amboss-quitte-moos" })),
        row("setTranslationLanguages", &[Olena], Nothing, ONESELF, "TRANSLATION_LANGUAGES_SET").with(json!({ "languages": ["uk"] })),
        row("deleteAccount", &[Olena], Nothing, ONESELF, "ACCOUNT_DELETED").with(json!({ "password": PASSWORD })),
        row("activateAccount", &[Manager], Applicant, Forbidden, "ACCOUNT_ACTIVATED"),
        // Centres
        row("appointStaff", &[Administrator], Centre, Forbidden, "STAFF_APPOINTED").with(merged(json!({ "role": "COORDINATOR" }), &address)),
        row("dismissStaff", &[Administrator], Post, NotFound, "STAFF_DISMISSED"),
        row("createActionField", &[Administrator], Centre, Forbidden, "ACTION_FIELD_CREATED")
            .with(json!({ "name": [{ "language": "de", "value": "Bildung" }] })),
        // Members and contact points
        row("grantMembership", &[Manager], OfOrganisation, Forbidden, "MEMBERSHIP_GRANTED").with(merged(json!({ "role": "EDITOR" }), &address)),
        row("revokeMembership", &[Manager, Editor], Membership, NotFound, "MEMBERSHIP_REVOKED"),
        row("createContactPoint", &[Manager, Coordinator], OfOrganisation, Forbidden, "CONTACT_POINT_CREATED")
            .with(json!({ "phoneNumber": "0221 4710 013" })),
        row("updateContactPoint", &[Manager, Coordinator], ContactPoint { has_consent: true }, Forbidden, "CONTACT_POINT_UPDATED")
            .with(json!({ "phoneNumber": "0221 4710 013" })),
        row("recordContactConsent", &[Manager, Coordinator], ContactPoint { has_consent: false }, NotFound, "CONTACT_CONSENT_RECORDED")
            .with(json!({ "fields": ["PHONE_NUMBER"] })),
        row("withdrawContactConsent", &[Manager, Coordinator], ContactPoint { has_consent: true }, Forbidden, "CONTACT_CONSENT_WITHDRAWN"),
        row("deleteContactPoint", &[Manager, Coordinator], ContactPoint { has_consent: false }, NotFound, "CONTACT_POINT_DELETED"),
        // Organisations
        row("registerOrganisation", &[Olena], Nothing, Stranger::None("everybody who is signed in may"), "ORGANISATION_REGISTERED")
            .with(profile("05382060", "Nähstube Siegburg")),
        row("importOrganisation", &[Coordinator], Nothing, Forbidden, "ORGANISATION_IMPORTED")
            .with(merged(json!({ "originKind": "REPORT", "originSource": "Bericht 2026" }), &profile("05382060", "Teestube"))),
        row("updateOrganisation", &[Manager, Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_UPDATED")
            .with(json!({ "shortName": "Nachbarn" })),
        row("confirmOrganisation", &[Manager, Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_CONFIRMED"),
        row("submitOrganisation", &[Manager], Organisation("DRAFT"), NotFound, "ORGANISATION_SUBMITTED"),
        row("deleteOrganisation", &[Manager], Organisation("DRAFT"), NotFound, "ORGANISATION_DELETED"),
        row("admitOrganisation", &[Coordinator], Organisation("SUBMITTED"), NotFound, "ORGANISATION_ADMITTED"),
        row("returnOrganisation", &[Coordinator], Organisation("SUBMITTED"), NotFound, "ORGANISATION_RETURNED").with(reason()),
        row("rejectOrganisation", &[Coordinator], Organisation("SUBMITTED"), NotFound, "ORGANISATION_REJECTED").with(reason()),
        row("suspendOrganisation", &[Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_SUSPENDED").with(reason()),
        row("resumeOrganisation", &[Coordinator], Organisation("SUSPENDED"), NotFound, "ORGANISATION_RESUMED"),
        row("dissolveOrganisation", &[Manager, Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_DISSOLVED")
            .with(json!({ "dissolvedOn": "2026-10-31" })),
        row("mergeOrganisation", &[Administrator], TwoOrganisations, Forbidden, "ORGANISATION_MERGED"),
        row("setOrganisationTrust", &[Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_TRUST_CHANGED")
            .with(json!({ "trust": "TRUSTED" })),
        row("requestOrganisationRemoval", &[Visitor, Olena], Entry, Stranger::None("everybody may ask for it"), "ORGANISATION_REMOVAL_REQUESTED"),
        row("withdrawOrganisation", &[Coordinator], UnwantedEntry, NotFound, "ORGANISATION_WITHDRAWN"),
        row("restoreOrganisation", &[Coordinator], UnwantedEntry, NotFound, "ORGANISATION_RESTORED"),
        // Offers
        row("createOffer", &[Editor, Coordinator], OfOrganisation, Forbidden, "OFFER_CREATED")
            .with(json!({ "primaryLanguage": "de", "title": title })),
        row("duplicateOffer", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_DUPLICATED"),
        row("updateOffer", &[Editor, Coordinator], Offer("DRAFT"), NotFound, "OFFER_UPDATED").with(json!({ "topics": ["Rechnen"] })),
        row("submitOffer", &[Editor, Coordinator], Offer("DRAFT"), NotFound, "OFFER_SUBMITTED"),
        row("withdrawOffer", &[Editor], Offer("SUBMITTED"), NotFound, "OFFER_WITHDRAWN"),
        row("publishOffer", &[Coordinator], Offer("SUBMITTED"), NotFound, "OFFER_PUBLISHED"),
        row("returnOffer", &[Coordinator], Offer("SUBMITTED"), NotFound, "OFFER_RETURNED").with(reason()),
        row("rejectOffer", &[Coordinator], Offer("SUBMITTED"), NotFound, "OFFER_REJECTED").with(reason()),
        row("pauseOffer", &[Editor], Offer("PUBLISHED"), Forbidden, "OFFER_PAUSED"),
        row("resumeOffer", &[Editor], Offer("PAUSED"), NotFound, "OFFER_RESUMED"),
        row("confirmOffer", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_CONFIRMED"),
        row("endOffer", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_ENDED"),
        row("reopenOffer", &[Editor, Coordinator], Offer("ENDED"), NotFound, "OFFER_REOPENED"),
        row("blockOffer", &[Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_BLOCKED").with(reason()),
        row("unblockOffer", &[Coordinator], Offer("BLOCKED"), NotFound, "OFFER_UNBLOCKED"),
        row("saveTranslation", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "TRANSLATION_SAVED")
            .with(json!({ "language": "tr", "texts": [{ "field": "title", "value": "Ders desteği" }] })),
        row("reviewTranslation", &[Editor, Coordinator], Translated, Forbidden, "TRANSLATION_REVIEWED").with(json!({ "language": "tr" })),
        row("deleteOffer", &[Editor], Offer("DRAFT"), NotFound, "OFFER_DELETED"),
        // Projects
        row("createCentreOrganisation", &[Administrator], Centre, Forbidden, "CENTRE_ORGANISATION_CREATED")
            .with(json!({ "municipality": "05382060", "name": "Kreisverwaltung", "primaryLanguage": "de" })),
        row("proposeProject", &[Editor, Coordinator], OfOrganisation, Forbidden, "PROJECT_PROPOSED")
            .with(json!({ "primaryLanguage": "de", "title": title })),
        row("updateProject", &[Editor, Coordinator], Project("IDEA"), NotFound, "PROJECT_UPDATED").with(json!({ "languages": ["tr"] })),
        row("seekPartners", &[Manager, Coordinator], Project("IDEA"), NotFound, "PROJECT_SEEKING_PARTNERS"),
        row("planProject", &[Manager, Coordinator], Project("SEEKING_PARTNERS"), NotFound, "PROJECT_PLANNED"),
        row("startProject", &[Manager, Coordinator], Project("PLANNED"), NotFound, "PROJECT_STARTED"),
        row("holdProject", &[Manager, Coordinator], Project("RUNNING"), NotFound, "PROJECT_HELD"),
        row("resumeProject", &[Manager, Coordinator], Project("ON_HOLD"), NotFound, "PROJECT_RESUMED"),
        row("completeProject", &[Manager, Coordinator], Project("RUNNING"), NotFound, "PROJECT_COMPLETED"),
        row("cancelProject", &[Manager, Coordinator], Project("PLANNED"), NotFound, "PROJECT_CANCELLED").with(reason()),
        row("deleteProject", &[Manager, Coordinator], Project("IDEA"), NotFound, "PROJECT_DELETED"),
        row("publishReuse", &[Manager], Project("COMPLETED"), Forbidden, "REUSE_PUBLISHED"),
        row("adaptProject", &[Editor, Coordinator], Repeatable, Forbidden, "PROJECT_ADAPTED"),
        row("offerLead", &[Manager], ProjectAndPartner, NotFound, "LEAD_OFFERED"),
        row("acceptLead", &[Manager], LeadOffered, NotFound, "LEAD_HANDED_OVER"),
        row("declineLead", &[Manager], LeadOffered, NotFound, "LEAD_DECLINED"),
        row("invitePartner", &[Manager, Coordinator], ProjectAndOrganisation, Forbidden, "PARTNER_INVITED"),
        row("requestPartnership", &[Manager], ProjectAndOrganisation, Forbidden, "PARTNERSHIP_REQUESTED"),
        row("updatePartnership", &[Manager], Partnership("ACCEPTED"), NotFound, "PARTNERSHIP_UPDATED").with(json!({ "role": "HOST" })),
        row("acceptPartnership", &[Manager], Partnership("INVITED"), NotFound, "PARTNERSHIP_ACCEPTED"),
        row("declinePartnership", &[Manager], Partnership("INVITED"), NotFound, "PARTNERSHIP_DECLINED"),
        row("withdrawPartnership", &[Manager], Partnership("ACCEPTED"), NotFound, "PARTNERSHIP_WITHDRAWN"),
        row("endPartnership", &[Manager], Partnership("ACCEPTED"), NotFound, "PARTNERSHIP_ENDED").with(reason()),
        row("addTeamMember", &[Manager, Coordinator], OfProject, NotFound, "TEAM_MEMBER_ADDED").with(address.clone()),
        row("removeTeamMember", &[Manager, Coordinator], TeamMember, NotFound, "TEAM_MEMBER_REMOVED"),
        row("createNeed", &[Editor, Coordinator], OfProject, NotFound, "NEED_CREATED")
            .with(json!({ "kind": "ROOM", "description": title })),
        row("updateNeed", &[Editor, Coordinator], Need("OPEN"), NotFound, "NEED_UPDATED").with(json!({ "municipality": "05382060" })),
        row("offerForNeed", &[Manager], NeedAndOrganisation, Forbidden, "NEED_OFFERED"),
        row("acceptNeed", &[Manager, Coordinator], Need("OFFERED"), NotFound, "NEED_MET"),
        row("reopenNeed", &[Manager, Coordinator], Need("OFFERED"), NotFound, "NEED_REOPENED"),
        row("withdrawNeed", &[Editor, Coordinator], Need("OPEN"), NotFound, "NEED_WITHDRAWN"),
        row("createTask", &[Editor, Coordinator], NewTask, NotFound, "TASK_CREATED"),
        row("updateTask", &[Editor, Coordinator], Task("OPEN"), NotFound, "TASK_UPDATED").with(json!({ "dueOn": "2026-12-31" })),
        row("completeTask", &[Editor, Coordinator], Task("OPEN"), NotFound, "TASK_COMPLETED"),
        row("reopenTask", &[Editor, Coordinator], Task("DONE"), NotFound, "TASK_REOPENED"),
        row("dropTask", &[Editor, Coordinator], Task("OPEN"), NotFound, "TASK_DROPPED"),
        // Working groups
        row("proposeWorkingGroup", &[Manager], CentreAndOrganisation, Forbidden, "WORKING_GROUP_PROPOSED")
            .with(json!({ "primaryLanguage": "de", "name": title })),
        row("updateWorkingGroup", &[Manager, Coordinator], Group("ACTIVE"), NotFound, "WORKING_GROUP_UPDATED").with(json!({ "kind": "TASK" })),
        row("activateWorkingGroup", &[Coordinator], Group("PROPOSED"), NotFound, "WORKING_GROUP_ACTIVATED"),
        row("pauseWorkingGroup", &[Manager, Coordinator], Group("ACTIVE"), NotFound, "WORKING_GROUP_PAUSED"),
        row("resumeWorkingGroup", &[Manager, Coordinator], Group("PAUSED"), NotFound, "WORKING_GROUP_RESUMED"),
        row("closeWorkingGroup", &[Coordinator], Group("ACTIVE"), NotFound, "WORKING_GROUP_CLOSED").with(json!({ "result": title })),
        row("inviteToGroup", &[Manager, Coordinator], GroupAndOrganisation, Forbidden, "GROUP_MEMBER_INVITED"),
        row("joinGroup", &[Editor], GroupAndOrganisation, Forbidden, "GROUP_MEMBER_REQUESTED"),
        row("acceptGroupMember", &[Manager, Coordinator], GroupMember("REQUESTED"), NotFound, "GROUP_MEMBER_ACCEPTED"),
        row("declineGroupMember", &[Manager, Coordinator], GroupMember("REQUESTED"), NotFound, "GROUP_MEMBER_DECLINED"),
        row("assignGroupRole", &[Manager, Coordinator], GroupMember("ACTIVE"), NotFound, "GROUP_ROLE_ASSIGNED").with(json!({ "role": "DEPUTY" })),
        row("endGroupMembership", &[Editor, Manager, Coordinator], GroupMember("ACTIVE"), NotFound, "GROUP_MEMBERSHIP_ENDED"),
        row("expressInterest", &[Visitor, Olena], PublicGroup, Stranger::None("everybody may who sees the group"), "INTEREST_EXPRESSED")
            .with(json!({ "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar", "hasConsented": true })),
        row("contactInterest", &[Manager, Coordinator], Interest, NotFound, "INTEREST_CONTACTED"),
        row("acceptInterest", &[Manager, Coordinator], Interest, NotFound, "INTEREST_ACCEPTED"),
        row("declineInterest", &[Manager, Coordinator], Interest, NotFound, "INTEREST_DECLINED"),
        row("withdrawInterest", &[Manager, Coordinator], Interest, NotFound, "INTEREST_WITHDRAWN"),
        // Meetings
        row("pollMeeting", &[Manager, Coordinator], OfGroup, NotFound, "MEETING_POLLED")
            .with(json!({ "title": title, "options": [{ "start": "2031-01-01T18:00:00Z" }, { "start": "2031-01-02T18:00:00Z" }] })),
        row("scheduleMeeting", &[Manager, Coordinator], OfGroup, NotFound, "MEETING_SCHEDULED")
            .with(json!({ "title": title, "time": { "start": "2031-01-01T18:00:00Z" } })),
        row("updateMeeting", &[Manager, Coordinator], Meeting("SCHEDULED"), NotFound, "MEETING_UPDATED").with(json!({ "location": "Kreishaus" })),
        row("answerPoll", &[Manager], MeetingToAnswer("POLLING"), NotFound, "POLL_ANSWERED"),
        row("fixMeetingDate", &[Manager, Coordinator], Meeting("POLLING"), NotFound, "MEETING_DATE_FIXED"),
        row("inviteToMeeting", &[Manager, Coordinator], Meeting("SCHEDULED"), NotFound, "MEETING_INVITED"),
        row("answerMeetingInvitation", &[Manager], MeetingToAnswer("INVITED"), NotFound, "MEETING_ANSWERED").with(json!({ "answer": "ACCEPTED" })),
        row("holdMeeting", &[Manager, Coordinator], Meeting("BEGUN"), NotFound, "MEETING_HELD"),
        row("cancelMeeting", &[Manager, Coordinator], Meeting("INVITED"), NotFound, "MEETING_CANCELLED").with(reason()),
        row("recordAttendance", &[Manager, Coordinator], Meeting("HELD"), NotFound, "ATTENDANCE_RECORDED").with(json!({ "guests": ["Frau Gast"] })),
        row("recordDecision", &[Manager, Coordinator], OfMeeting("HELD"), NotFound, "DECISION_RECORDED").with(json!({ "text": title })),
        row("updateDecision", &[Manager, Coordinator], Decision, NotFound, "DECISION_UPDATED").with(json!({ "isInternal": true })),
        row("dropDecision", &[Manager, Coordinator], Decision, NotFound, "DECISION_DROPPED"),
        row("draftMinutes", &[Manager, Coordinator], MeetingForMinutes("HELD"), NotFound, "MINUTES_DRAFTED").with(json!({ "text": title })),
        row("updateMinutes", &[Manager, Coordinator], Minutes, NotFound, "MINUTES_UPDATED").with(json!({ "text": title })),
        row("approveMinutes", &[Manager], Minutes, NotFound, "MINUTES_APPROVED"),
        row("correctMinutes", &[Manager, Coordinator], MeetingForMinutes("MINUTES_APPROVED"), NotFound, "MINUTES_CORRECTED").with(reason()),
        // Participation
        row("snapshotParticipation", &[Coordinator], Centre, Forbidden, "PARTICIPATION_SNAPSHOT_TAKEN")
            .with(json!({ "from": "2025-01-01", "until": "2025-12-31" })),
    ]
}
