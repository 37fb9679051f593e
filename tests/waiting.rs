//! What waits for a person: everything they may do something about, most urgent first, and nothing else.

use crate::meetings::Group;
use crate::projects::{Network, german, on, with};
use crate::support::Person;
use domain::waiting::WaitingKind;
use serde_json::json;
use std::collections::BTreeMap;

const TASKS: &str = "{ viewer { taskCount tasks(first: 100) { kind since dueAt isOverdue organisation { name } subject { __typename id
    ... on Offer { availableActions { mutation isAvailable } } ... on Organisation { availableActions { mutation isAvailable } }
    ... on Project { availableActions { mutation isAvailable } } ... on Partnership { availableActions { mutation isAvailable } }
    ... on Need { availableActions { mutation isAvailable } } ... on Task { availableActions { mutation isAvailable } }
    ... on WorkingGroup { availableActions { mutation isAvailable } } ... on GroupMember { availableActions { mutation isAvailable } }
    ... on Interest { availableActions { mutation isAvailable } } ... on Meeting { availableActions { mutation isAvailable } }
    ... on Minutes { availableActions { mutation isAvailable } } } } } }";

/// What one has to be able to do about each kind.
const fn answer_to(kind: WaitingKind) -> &'static str {
    use WaitingKind as K;
    match kind {
        K::OfferToReview => "publishOffer",
        K::OfferReturned => "submitOffer",
        K::OfferToConfirm => "confirmOffer",
        K::OrganisationToAdmit => "admitOrganisation",
        K::OrganisationRemovalRequested => "withdrawOrganisation",
        K::OrganisationReturned => "submitOrganisation",
        K::OrganisationToConfirm => "confirmOrganisation",
        K::PartnershipInvited | K::PartnershipRequested => "acceptPartnership",
        K::LeadOffered => "acceptLead",
        K::NeedOffered => "acceptNeed",
        K::Task => "completeTask",
        K::WorkingGroupProposed => "closeWorkingGroup",
        K::GroupInvitation | K::GroupRequest => "acceptGroupMember",
        K::InterestNew => "contactInterest",
        K::MeetingPoll => "answerPoll",
        K::MeetingInvitation => "answerMeetingInvitation",
        K::MinutesToApprove => "approveMinutes",
        K::MinutesToWrite => "draftMinutes",
    }
}

/// The kinds that wait for a person, each with how many there are; each can be dealt with by this person, and the order is
/// by what is due.
async fn waiting(person: &Person) -> BTreeMap<String, usize> {
    let read = person.reads(TASKS).await.done();
    let tasks = read.at("viewer.tasks").as_array().expect("tasks").clone();
    assert_eq!(read.at("viewer.taskCount"), tasks.len(), "the count is what is listed");
    let mut kinds = BTreeMap::new();
    let mut before = String::new();
    for task in &tasks {
        let kind = task["kind"].as_str().expect("a kind");
        let answer = answer_to(kind.parse().expect("a kind"));
        let actions = task["subject"]["availableActions"].as_array().expect("actions");
        let can = json!({ "mutation": answer, "isAvailable": true });
        assert!(actions.contains(&can), "{kind}: {answer} is not among {actions:?}");
        let due = task["dueAt"].as_str().expect("an instant").to_owned();
        assert!(before <= due, "{kind} stands after what is due later");
        before = due;
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
    kinds
}

fn kinds(list: &[(&str, usize)]) -> BTreeMap<String, usize> {
    list.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect()
}

impl Network {
    /// A member drafts an offer, as far as it is needed to be published.
    async fn drafts(&self, member: usize) -> String {
        let member = &self.members[member];
        let contact = json!({ "organisation": member.organisation, "label": "Büro", "phoneNumber": "0221 4710 012" });
        let answer = member.person.does("createContactPoint", contact, "contactPoint { id }").await.done();
        let contact = answer.text("createContactPoint.contactPoint.id");
        let consent = with(on(&contact, 1), json!({ "fields": ["PHONE_NUMBER"] }));
        member.person.does("recordContactConsent", consent, "").await.done();
        let offer = json!({ "organisation": member.organisation, "contactPoint": contact, "primaryLanguage": "de",
            "kind": "TUTORING", "title": german("Nachhilfe in Mathe"), "summary": german("In kleinen Gruppen."),
            "deliveryLanguages": [{ "language": "de" }], "modes": ["ONLINE"] });
        member.person.does("createOffer", offer, "offer { id }").await.done().text("createOffer.offer.id")
    }
}

#[tokio::test]
async fn offers_and_organisations_wait_for_whoever_has_the_next_step() {
    let network = Network::new().await;
    let aylin = &network.members[0].person;
    assert_eq!(waiting(aylin).await, kinds(&[]), "empty means nothing to do");
    assert_eq!(waiting(&network.coordinator).await, kinds(&[]));

    let offer = network.drafts(0).await;
    assert_eq!(waiting(aylin).await, kinds(&[]), "a draft of one's own waits for nobody");
    aylin.does("submitOffer", on(&offer, 1), "").await.done();
    assert_eq!(waiting(&network.coordinator).await, kinds(&[("OFFER_TO_REVIEW", 1)]));
    assert_eq!(waiting(&network.coordinator_elsewhere).await, kinds(&[]));
    network
        .coordinator
        .does("returnOffer", with(on(&offer, 2), json!({ "reason": "Uhrzeit fehlt." })), "")
        .await
        .done();
    assert_eq!(waiting(&network.coordinator).await, kinds(&[]));
    assert_eq!(waiting(aylin).await, kinds(&[("OFFER_RETURNED", 1)]));
    aylin.does("submitOffer", on(&offer, 3), "").await.done();
    network.coordinator.does("publishOffer", on(&offer, 4), "").await.done();

    // Who wrote it does not review it, as long as there is somebody else.
    let own = json!({ "organisation": network.members[1].organisation, "primaryLanguage": "de", "kind": "TUTORING",
        "title": german("Lesen"), "summary": german("Gemeinsam."), "deliveryLanguages": [{ "language": "de" }], "modes": ["ONLINE"],
        "registrationUrl": "https://anmeldung.example" });
    let answer = network.coordinator.does("createOffer", own, "offer { id }").await.done();
    network.coordinator.does("submitOffer", on(&answer.text("createOffer.offer.id"), 1), "").await.done();
    assert_eq!(waiting(&network.coordinator).await, kinds(&[]));
    assert_eq!(waiting(&network.administrator).await, kinds(&[("OFFER_TO_REVIEW", 1)]));

    // A new organisation, and an entry somebody does not want to be listed.
    let person = network.world.person("Edip").await;
    let profile = json!({ "municipality": "05382060", "name": "Verein Edip", "kind": "MIGRANT_ORGANISATION", "primaryLanguage": "de" });
    let answer = person.does("registerOrganisation", profile, "organisation { id }").await.done();
    let organisation = answer.text("registerOrganisation.organisation.id");
    assert_eq!(waiting(&person).await, kinds(&[]));
    person.does("submitOrganisation", on(&organisation, 1), "").await.done();
    let entry = json!({ "originKind": "REPORT", "originSource": "Bericht 2026", "municipality": "05382060", "name": "Teestube",
        "kind": "MIGRANT_ORGANISATION", "primaryLanguage": "de" });
    let answer = network.coordinator.does("importOrganisation", entry, "organisation { id }").await.done();
    let unwanted = json!({ "id": answer.text("importOrganisation.organisation.id") });
    network.world.visitor().does("requestOrganisationRemoval", unwanted, "").await.done();
    let due = kinds(&[("ORGANISATION_TO_ADMIT", 1), ("ORGANISATION_REMOVAL_REQUESTED", 1)]);
    assert_eq!(waiting(&network.coordinator).await, due);
    let back = with(on(&organisation, 2), json!({ "reason": "Wo ist der Sitz?" }));
    network.coordinator.does("returnOrganisation", back, "").await.done();
    assert_eq!(waiting(&person).await, kinds(&[("ORGANISATION_RETURNED", 1)]));

    // After half a year profile and offer are to be confirmed; the offer leaves public results two months later.
    network.world.days_pass(181);
    let aylin = network.world.signs_in("Aylin").await;
    assert_eq!(waiting(&aylin).await, kinds(&[("OFFER_TO_CONFIRM", 1), ("ORGANISATION_TO_CONFIRM", 1)]));
    aylin.does("confirmOffer", on(&offer, 5), "").await.done();
    assert_eq!(waiting(&aylin).await, kinds(&[("ORGANISATION_TO_CONFIRM", 1)]));
}

#[tokio::test]
async fn projects_wait_for_the_other_side_and_tasks_for_their_owners() {
    let network = Network::new().await;
    let [aylin, bilal, carla, daria] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let project = network.proposes(0, json!({ "visibility": "NETWORK" })).await;
    network.invites(0, &project, 1).await;
    let request = json!({ "project": project, "organisation": carla.organisation, "role": "HOST" });
    carla.person.does("requestPartnership", request, "").await.done();
    assert_eq!(waiting(&bilal.person).await, kinds(&[("PARTNERSHIP_INVITED", 1)]));
    assert_eq!(waiting(&aylin.person).await, kinds(&[("PARTNERSHIP_REQUESTED", 1)]));
    assert_eq!(waiting(&carla.person).await, kinds(&[]));
    let read = bilal.person.reads("{ viewer { tasks { subject { id } organisation { name } dueAt } } }").await.done();
    assert_eq!(read.at("viewer.tasks.0.organisation.name"), "Verein Bilal");
    assert_eq!(read.at("viewer.tasks.0.dueAt"), "2026-12-06T10:00:00Z", "two weeks to answer");
    bilal.person.does("acceptPartnership", on(&read.text("viewer.tasks.0.subject.id"), 1), "").await.done();
    assert_eq!(waiting(&bilal.person).await, kinds(&[]));

    let need = json!({ "project": project, "kind": "ROOM", "description": german("Ein Raum") });
    let need = aylin.person.does("createNeed", need, "need { id }").await.done().text("createNeed.need.id");
    let offer = with(on(&need, 1), json!({ "organisation": daria.organisation }));
    daria.person.does("offerForNeed", offer, "").await.done();
    let lead = with(on(&project, 1), json!({ "organisation": bilal.organisation }));
    aylin.person.does("offerLead", lead, "").await.done();
    for (day, is_milestone) in [("2026-12-24", false), ("2026-11-20", true)] {
        let task = json!({ "within": { "project": project }, "title": german("Plakat"), "owner": bilal.organisation, "dueOn": day,
            "isMilestone": is_milestone });
        aylin.person.does("createTask", task, "").await.done();
    }
    assert_eq!(waiting(&aylin.person).await, kinds(&[("PARTNERSHIP_REQUESTED", 1), ("NEED_OFFERED", 1)]));
    assert_eq!(waiting(&bilal.person).await, kinds(&[("LEAD_OFFERED", 1), ("TASK", 2)]));
    let read = bilal.person.reads("{ viewer { tasks { kind dueAt isOverdue } } }").await.done();
    let late = json!({ "kind": "TASK", "dueAt": "2026-11-20T23:00:00Z", "isOverdue": true });
    assert_eq!(read.at("viewer.tasks.0"), &late, "what is late comes first");
    let one = bilal.person.reads("{ viewer { taskCount tasks(first: 1) { kind } } }").await.done();
    assert_eq!(one.at("viewer"), &json!({ "taskCount": 3, "tasks": [{ "kind": "TASK" }] }));
    let wrong = bilal.person.reads("{ viewer { tasks(first: 101) { kind } } }").await;
    assert_eq!(wrong.error_codes(), ["BAD_USER_INPUT"]);

    // A project that is given up waits for nobody.
    let cancel = with(on(&project, 2), json!({ "reason": "Kein Geld." }));
    aylin.person.does("cancelProject", cancel, "").await.done();
    assert_eq!(waiting(&aylin.person).await, kinds(&[]));
    assert_eq!(waiting(&bilal.person).await, kinds(&[]));
}

#[tokio::test]
async fn groups_and_meetings_wait_for_those_who_run_them_and_those_who_are_asked() {
    let group = Group::new("PUBLIC").await;
    let (network, coordinator) = (&group.network, &group.network.coordinator);
    let [aylin, bilal, carla, daria] = [0, 1, 2, 3].map(|member| group.person(member));
    network.centre_proposes(json!({})).await;
    assert_eq!(waiting(coordinator).await, kinds(&[("WORKING_GROUP_PROPOSED", 1)]));
    let invite = json!({ "workingGroup": group.id, "organisation": group.organisation(3) });
    let answer = aylin.does("inviteToGroup", invite, "member { id }").await.done();
    assert_eq!(waiting(daria).await, kinds(&[("GROUP_INVITATION", 1)]));
    daria.does("declineGroupMember", on(&answer.text("inviteToGroup.member.id"), 1), "").await.done();
    let join = json!({ "workingGroup": group.id, "organisation": group.organisation(3) });
    daria.does("joinGroup", join, "").await.done();
    let interest = json!({ "workingGroup": group.id, "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar", "hasConsented": true });
    network.world.visitor().does("expressInterest", interest, "").await.done();
    let both = [("GROUP_REQUEST", 1), ("INTEREST_NEW", 1)];
    assert_eq!(waiting(bilal).await, kinds(&both));
    assert_eq!(waiting(coordinator).await, kinds(&[both[0], both[1], ("WORKING_GROUP_PROPOSED", 1)]));
    assert_eq!(waiting(carla).await, kinds(&[]), "members do not run it");
    assert_eq!(waiting(&network.coordinator_elsewhere).await, kinds(&[]));

    let options = json!([{ "start": group.later(60) }, { "start": group.later(120) }]);
    let start = options[0]["start"].clone();
    let poll = json!({ "workingGroup": group.id, "title": german("Auftakt"), "options": options });
    let answer = aylin.does("pollMeeting", poll, "meeting { id }").await.done();
    let meeting = answer.text("pollMeeting.meeting.id");
    assert_eq!(waiting(carla).await, kinds(&[("MEETING_POLL", 1)]));
    let vote = json!({ "id": meeting, "answers": [{ "start": start, "answer": "YES" }] });
    carla.does("answerPoll", vote.clone(), "").await.done();
    assert_eq!(waiting(carla).await, kinds(&[]));
    let others = json!({ "options": [{ "start": group.later(200) }, { "start": group.later(300) }] });
    aylin.does("updateMeeting", with(on(&meeting, 1), others), "").await.done();
    assert_eq!(waiting(carla).await, kinds(&[("MEETING_POLL", 1)]), "other options, another answer");
    let back = json!({ "options": [{ "start": start }, { "start": group.later(300) }] });
    aylin.does("updateMeeting", with(on(&meeting, 2), back), "").await.done();
    carla.does("answerPoll", vote, "").await.done();
    aylin.does("fixMeetingDate", with(on(&meeting, 3), json!({ "start": start })), "").await.done();
    aylin.does("inviteToMeeting", on(&meeting, 4), "").await.done();
    assert_eq!(waiting(carla).await, kinds(&[("MEETING_INVITATION", 1)]));
    carla.does("answerMeetingInvitation", json!({ "id": meeting, "answer": "TENTATIVE" }), "").await.done();
    assert_eq!(waiting(carla).await, kinds(&[]));
    let later = with(on(&meeting, 5), json!({ "time": { "start": group.later(90) } }));
    aylin.does("updateMeeting", later, "").await.done();
    assert_eq!(waiting(carla).await, kinds(&[("MEETING_INVITATION", 1)]), "another date, another answer");
    network.world.seconds_pass(91);
    assert_eq!(waiting(carla).await, kinds(&[]), "too late to answer");
    aylin.does("holdMeeting", on(&meeting, 6), "").await.done();
    let with_minutes = |kind: &str| kinds(&[both[0], both[1], (kind, 1)]);
    assert_eq!(waiting(bilal).await, with_minutes("MINUTES_TO_WRITE"));
    let minutes = group.writes(&meeting, 7).await;
    assert_eq!(waiting(bilal).await, kinds(&both), "not one's own");
    assert_eq!(waiting(aylin).await, with_minutes("MINUTES_TO_APPROVE"));
    let task = json!({ "within": { "meeting": meeting }, "title": german("Raum"), "owner": group.organisation(2), "dueOn": "2026-12-01" });
    aylin.does("createTask", task, "").await.done();
    assert_eq!(waiting(carla).await, kinds(&[("TASK", 1)]));
    aylin.does("approveMinutes", on(&minutes, 1), "").await.done();
    assert_eq!(waiting(aylin).await, kinds(&both));
}

#[tokio::test]
async fn counting_what_waits_takes_one_statement_and_listing_it_as_many_as_there_are_kinds_of_things() {
    let group = Group::new("NETWORK").await;
    let world = &group.network.world;
    let cost = async |query: &str| {
        let before = world.statements();
        group.person(0).reads(query).await.done();
        world.statements() - before
    };
    let nothing = cost("{ viewer { id } }").await;
    let (mut counts, mut lists) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        for member in 1..3 {
            let project = group.network.proposes(member, json!({ "visibility": "NETWORK" })).await;
            group.network.invites(member, &project, 0).await;
        }
        counts.push(cost("{ viewer { taskCount } }").await - nothing);
        lists.push(cost("{ viewer { tasks { kind organisation { name } subject { id } } } }").await - nothing);
    }
    assert_eq!(counts, [1, 1, 1]);
    assert!(lists.iter().all(|cost| *cost == lists[0]), "{lists:?}");
}

#[test]
fn every_kind_of_waiting_has_its_story() {
    let stories = include_str!("waiting.rs");
    let missing: Vec<_> = WaitingKind::ALL.iter().filter(|kind| !stories.contains(&format!("\"{kind}\""))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
