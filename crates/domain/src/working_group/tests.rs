//! Every state × deed × person, of working groups and of what belongs to them.

mod stage;

pub(crate) use stage::*;

use super::*;
use crate::access::Visibility;
use crate::actor::{MemberRole, Post, StaffRole};
use crate::centre::{CentreContent, Confirmation};
use crate::contact::EmailAddress;
use crate::meeting::{Meeting, MeetingContent, Slot};
use crate::organisation::{
    OrganisationContent, OrganisationFacts, OrganisationKind, OrganisationState, OrganisationStatus, OriginKind, Trust,
};
use crate::place::{CountyKey, MunicipalityKey};
use crate::task::{Task, TaskContent};
use crate::text::{Line, TITLE, TextSource, Value};
use proptest::prelude::*;
use std::fmt::Write;

type Outcome = Result<(GroupStatus, EventKind), Refusal>;

/// Does a deed with arguments nobody could object to.
fn attempt(deed: Deed, group: WorkingGroup, actor: &Actor) -> Outcome {
    let intent = Intent { actor, now: NOW, expected: Some(Revision::FIRST) };
    let status = group.status;
    let change = match deed {
        Deed::UpdateWorkingGroup => group.update(&[], nothing, &intent),
        Deed::ActivateWorkingGroup => group.activate(&intent),
        Deed::PauseWorkingGroup => group.pause(&intent),
        Deed::ResumeWorkingGroup => group.resume(&intent),
        Deed::CloseWorkingGroup => group.close(|texts, _| *texts = text("Fertig"), &intent),
        Deed::InviteToGroup => {
            return group.invite(id(70), &organisation(9), &intent).map(|change| (status, change.event().kind));
        }
        Deed::JoinGroup => {
            return group.join(id(70), &own(actor), &intent).map(|change| (status, change.event().kind));
        }
        Deed::ExpressInterest => {
            let express = Interest::express(id(60), &group, (Channel::Web, true), told(), &intent);
            return express.map(|change| (status, change.event().kind));
        }
        Deed::CreateTask => {
            let edit = |content: &mut TaskContent, _: &mut Problems| content.title = text("Raum suchen");
            let basics = (id(1), NOW.local_date(), 0);
            let create = Task::create_in_group(id(61), (&group, None), basics, edit, &intent);
            return create.map(|change| (status, change.event().kind));
        }
        Deed::PollMeeting => {
            let edit = |content: &mut MeetingContent, _: &mut Problems| {
                content.title = text("Auftakt");
                content.options = [1, 2].map(|days| Slot { start: NOW.plus_days(days), end: None }).to_vec();
            };
            let poll = Meeting::poll(id(62), (1, &[]), &group, edit, &intent);
            return poll.map(|change| (status, change.event().kind));
        }
        Deed::ScheduleMeeting => {
            let edit = |content: &mut MeetingContent, _: &mut Problems| {
                content.title = text("Auftakt");
                content.slot = Some(Slot { start: NOW.plus_days(1), end: None });
            };
            let schedule = Meeting::schedule(id(62), (1, &[]), &group, edit, &intent);
            return schedule.map(|change| (status, change.event().kind));
        }
        other => panic!("{other} is in the table of working groups and not tried here"),
    };
    change.map(|change| (change.entity().status, change.event().kind))
}

#[test]
fn what_the_group_says_is_what_the_deeds_accept_for_everybody_in_every_state() {
    let mut accepted = 0;
    for status in GroupStatus::ALL {
        for openness in Openness::ALL {
            for has_chair in [true, false] {
                let group = group(*status, *openness, has_chair);
                for (who, actor) in people() {
                    let Some((sight, seen)) = group.clone().seen_by(&actor.scope()) else { continue };
                    let says = seen.available_actions(sight, &actor);
                    for (deed, _) in STEPS.iter().filter(|_| sight > Sight::Invited) {
                        let outcome = attempt(*deed, group.clone(), &actor).map(|_| ());
                        accepted += compare(&format!("{status} {openness}"), who, *deed, &says, outcome);
                    }
                }
            }
        }
    }
    assert!(accepted > 150, "hardly anything was accepted: {accepted}");
}

#[test]
fn memberships_and_interests_say_what_their_deeds_accept() {
    let mut accepted = 0;
    for status in GroupStatus::ALL {
        let group = group(*status, Openness::OnRequest, true);
        for (who, actor) in people() {
            let intent = Intent { actor: &actor, now: NOW, expected: Some(Revision::FIRST) };
            for member in &group.members {
                let says = member.available_actions(&group, &actor);
                for (deed, _) in MEMBER_STEPS {
                    let own = member.clone();
                    let outcome = match deed {
                        Deed::AcceptGroupMember => own.accept(&group, &intent).map(|_| ()),
                        Deed::DeclineGroupMember => own.decline(&group, &intent).map(|_| ()),
                        Deed::EndGroupMembership => own.end(&group, &intent).map(|_| ()),
                        Deed::AssignGroupRole => {
                            let role =
                                if own.role == GroupRole::Deputy { GroupRole::Member } else { GroupRole::Deputy };
                            own.assign(role, &group, &intent).map(|_| ())
                        }
                        other => panic!("{other} is not tried here"),
                    };
                    accepted += compare(member.status.as_str(), who, *deed, &says, outcome);
                }
            }
            for status in InterestStatus::ALL {
                let interest = interest(*status);
                let says = interest.available_actions(&group, &actor);
                for (deed, _) in INTEREST_STEPS {
                    let own = interest.clone();
                    let outcome = match deed {
                        Deed::ContactInterest => own.contact(&group, &intent).map(|_| ()),
                        Deed::AcceptInterest => own.accept(&group, id(71), None, &intent).map(|_| ()),
                        Deed::DeclineInterest => own.decline(&group, &intent).map(|_| ()),
                        Deed::WithdrawInterest => own.withdraw(&group, &intent).map(|_| ()),
                        other => panic!("{other} is not tried here"),
                    };
                    accepted += compare(status.as_str(), who, *deed, &says, outcome);
                }
            }
        }
    }
    assert!(accepted > 100, "hardly anything was accepted: {accepted}");
}

#[test]
fn the_table_of_steps_is_the_one_people_have_read() {
    let mut table = String::from(
        "Which deed leads from which state to which: of a working group with a chair. Generated by a test\nof crates/domain/src/working_group/tests.rs; checked in to be read.\n\n",
    );
    for (deed, _) in STEPS {
        for status in GroupStatus::ALL {
            for openness in Openness::ALL {
                let mut who = Vec::new();
                let mut reached = None;
                for (name, actor) in people() {
                    if let Ok(outcome) = attempt(*deed, group(*status, *openness, true), &actor) {
                        who.push(name);
                        reached = Some(outcome);
                    }
                }
                let Some((to, event)) = reached else { continue };
                let row = format!(
                    "{:<22} {:<8} → {:<8} {:<24} {}\n",
                    deed.as_str(),
                    status.as_str(),
                    to.as_str(),
                    event.as_str(),
                    who.join(", ")
                );
                if !table.contains(&row) {
                    table.push_str(&row);
                }
            }
        }
    }
    writeln!(table, "\nA deed that is not listed for a state is refused there.").expect("a string takes everything");
    crate::macros::assert_snapshot("working_group_steps.txt", &table);
}

#[test]
fn whoever_proposes_for_an_organisation_is_its_first_member_and_only_the_centre_does_without() {
    let centre = Centre {
        id: id(CENTRE),
        county: CountyKey::parse("05382").expect("a county"),
        content: CentreContent {
            name: Line::parse("Zentrum").expect("a name"),
            email_address: None,
            phone_number: None,
            website: None,
            languages: vec![],
        },
        confirmation: Confirmation::default(),
        organisation: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    };
    let origin = Origin { kind: OriginKind::Own, source: None, date: None };
    let propose = |actor: &Actor, organisation: Option<&Organisation>| {
        let intent = Intent { actor, now: NOW, expected: None };
        let proposer = Proposer { centre: &centre, organisation, origin: &origin };
        let name = |content: &mut GroupContent, _: &mut Problems| content.name = text("Sprachcafés");
        WorkingGroup::propose((id(1), id(2)), LanguageTag::german(), (proposer, &[]), name, &intent)
    };
    let editor = person(16, Some((4, MemberRole::Member)), None);
    let change = propose(&editor, Some(&organisation(4))).expect("anyone in the network may");
    let first = &change.entity().members[0];
    assert_eq!((first.account, first.organisation), (Some(id(16)), Some(id(4))));
    assert_eq!(propose(&editor, Some(&organisation(5))).expect_err("not hers"), Refusal::Forbidden);
    assert_eq!(propose(&editor, None).expect_err("for whom"), Refusal::problem("organisation", Flaw::Required));
    assert_eq!(propose(&staff(21), None).expect_err("elsewhere"), Refusal::problem("organisation", Flaw::Required));
    assert!(propose(&staff(CENTRE), None).expect("the centre may").entity().members.is_empty());
    assert!(propose(&Actor::visitor(), None).is_err());
}

#[test]
fn outsiders_see_on_whose_behalf_people_are_there_and_no_persons() {
    let whole = group(GroupStatus::Active, Openness::Open, true);
    let (sight, seen) = whole.clone().seen_by(&people()[6].1.scope()).expect("the network sees it");
    assert_eq!(sight, Sight::Network);
    assert_eq!(seen.members.len(), 3, "neither invitations nor requests");
    assert!(seen.members.iter().all(|member| member.account.is_none() && member.organisation.is_some()));
    let (_, seen) = whole.clone().seen_by(&people()[5].1.scope()).expect("the network sees it");
    assert!(seen.members.iter().any(|member| member.account == Some(id(14))), "one's own request");
    let internal = WorkingGroup {
        content: GroupContent { visibility: Visibility::Internal, mandate: text("Auftrag"), ..whole.content.clone() },
        ..whole
    };
    let sights: Vec<_> = people().iter().map(|(_, actor)| actor.scope().sight_of_group(&internal)).collect();
    let (inside, asked) = (Some(Sight::Inside), Some(Sight::Invited));
    assert_eq!(sights, [None, inside, inside, inside, asked, asked, None, inside, None]);
    let (_, invited) = internal.seen_by(&people()[4].1.scope()).expect("asked");
    assert!(invited.content.mandate.is_empty() && !invited.content.name.is_empty());
}

#[test]
fn interest_needs_consent_and_a_way_to_answer_and_is_erased_after_its_time() {
    let group = group(GroupStatus::Proposed, Openness::Open, true);
    let visitor = Actor::visitor();
    let intent = Intent { actor: &visitor, now: NOW, expected: None };
    let silent = InterestContent { email_address: None, ..told() };
    let refusal =
        Interest::express(id(60), &group, (Channel::Phone, false), silent, &intent).expect_err("nothing is right");
    let Refusal::Invalid(problems) = refusal else { panic!("{refusal:?}") };
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["hasConsented", "emailAddress", "channel"]);
    let operator = Actor::operator();
    let at = |days: i64| Intent { actor: &operator, now: NOW.plus_days(days), expected: None };
    assert!(interest(InterestStatus::New).erase(&at(179)).is_err(), "too early");
    let erased = interest(InterestStatus::New).erase(&at(180)).expect("its time is over").into_parts().0;
    assert_eq!((erased.content, erased.status), (None, InterestStatus::Erased));
    assert!(interest(InterestStatus::New).erase(&Intent { actor: &staff(CENTRE), ..at(180) }).is_err());
}

proptest! {
    #[test]
    fn however_roles_are_assigned_there_is_at_most_one_chair(steps in proptest::collection::vec((0_usize..3, 0_usize..3), 1..30)) {
        let coordinator = staff(CENTRE);
        let intent = Intent { actor: &coordinator, now: NOW, expected: None };
        let mut now = group(GroupStatus::Active, Openness::Open, true);
        for (who, role) in steps {
            let member = now.members[who].clone();
            let Ok(change) = member.assign(GroupRole::ALL[role], &now, &intent) else { continue };
            let Assigned { member, former } = change.into_parts().0;
            for changed in former.into_iter().map(|(former, _)| former).chain([member]) {
                now.members.iter_mut().filter(|known| known.id == changed.id).for_each(|known| known.clone_from(&changed));
            }
            let chairs = now.members.iter().filter(|member| member.role == GroupRole::Chair).count();
            prop_assert!(chairs <= 1);
        }
    }
}
