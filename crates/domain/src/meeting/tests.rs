//! Every state × deed × person, of meetings, minutes and decisions.

use super::*;
use crate::access::Scope;
use crate::refusal::Refusal;
use crate::text::{Line, Texts, Value};
use crate::working_group::tests::{NOW, compare, group, id, nothing, people, text};
use crate::working_group::{GroupRole, GroupStatus, Openness};
use std::fmt::Write;

fn slot(days: i64) -> Slot {
    Slot { start: NOW.plus_days(days), end: Some(NOW.plus_days(days).plus_seconds(5_400)) }
}

/// A meeting in this state; ahead by a day, or a day ago.
fn meeting(status: MeetingStatus, days: i64) -> Meeting {
    let is_polling = status == MeetingStatus::Polling;
    Meeting {
        id: id(200),
        group: group(GroupStatus::Active, Openness::Open, true).key(),
        number: 1,
        status,
        content: MeetingContent {
            title: text("Auftakt"),
            options: if is_polling { vec![slot(days), slot(days + 1)] } else { Vec::new() },
            slot: (!is_polling).then(|| slot(days)),
            agenda: vec![AgendaItem {
                title: text("Sprachcafés"),
                description: Texts::default(),
                presenter: Some(id(112)),
                topics: Vec::new(),
            }],
            ..MeetingContent::new()
        },
        participants: Vec::new(),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn minutes(status: MinutesStatus, written_by: u128) -> Minutes {
    Minutes {
        id: id(210),
        meeting: id(200),
        group: group(GroupStatus::Active, Openness::Open, true).key(),
        version: 1,
        status,
        content: MinutesContent {
            text: text("Es wurde beraten."),
            internal_text: text("Unter uns."),
            ..MinutesContent::default()
        },
        drafted_by: Some(id(written_by)),
        written_by: Some(id(written_by)),
        approved_by: None,
        approved_at: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn decision(status: DecisionStatus) -> Decision {
    Decision {
        id: id(220),
        meeting: id(200),
        group: group(GroupStatus::Active, Openness::Open, true).key(),
        number: 1,
        status,
        content: DecisionContent { text: text("Wir fangen an."), ..DecisionContent::default() },
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn why() -> Reason {
    Reason::parse("Alle krank.").expect("a reason")
}

fn attempt(deed: Deed, meeting: Meeting, group: &WorkingGroup, intent: &Intent<'_>) -> Result<(), Refusal> {
    let said = |content: &mut MinutesContent, _: &mut Problems| content.text = text("Es wurde beraten.");
    let start = meeting.content.options.first().map_or(NOW, |option| option.start);
    match deed {
        Deed::UpdateMeeting => meeting.update((group, &[]), nothing, intent).map(drop),
        Deed::AnswerPoll => {
            let votes = vec![Vote { start, answer: PollAnswer::Yes }];
            meeting.answer_poll(id(230), group, votes, intent).map(drop)
        }
        Deed::FixMeetingDate => meeting.fix_date(group, start, intent).map(drop),
        Deed::InviteToMeeting => meeting.invite(group, intent).map(drop),
        Deed::AnswerMeetingInvitation => {
            meeting.answer_invitation(id(230), group, InvitationAnswer::Accepted, intent).map(drop)
        }
        Deed::HoldMeeting => meeting.hold(group, Vec::new(), intent).map(drop),
        Deed::CancelMeeting => meeting.cancel(group, why(), intent).map(drop),
        Deed::RecordAttendance => {
            let list = AttendanceList { members: vec![(id(112), Attendance::Present)], guests: None };
            meeting.record_attendance(group, list, || id(231), intent).map(drop)
        }
        Deed::RecordDecision => {
            let edit = |content: &mut DecisionContent, _: &mut Problems| content.text = text("Wir fangen an.");
            meeting.record_decision((id(220), 0), group, edit, intent).map(drop)
        }
        Deed::CreateTask => {
            let edit = |content: &mut crate::task::TaskContent, _: &mut Problems| content.title = text("Raum suchen");
            let basics = (id(1), NOW.local_date(), 0);
            crate::task::Task::create_in_group(id(61), (group, Some(&meeting)), basics, edit, intent).map(drop)
        }
        Deed::DraftMinutes => meeting.draft_minutes(id(210), group, said, intent).map(drop),
        Deed::CorrectMinutes => {
            let latest = minutes(MinutesStatus::Approved, 10);
            meeting.correct_minutes(id(211), group, (Some(&latest), why()), said, intent).map(drop)
        }
        other => panic!("{other} is in the table of meetings and not tried here"),
    }
}

#[test]
fn what_the_meeting_says_is_what_the_deeds_accept_for_everybody_in_every_state() {
    let mut accepted = 0;
    for in_state in GroupStatus::ALL {
        let group = group(*in_state, Openness::OnRequest, true);
        for status in MeetingStatus::ALL {
            // A poll whose times are over is another matter: no time can be fixed any more.
            for days in if *status == MeetingStatus::Polling { vec![1] } else { vec![1, -1] } {
                let meeting = meeting(*status, days);
                for (who, actor) in people() {
                    let Some(sight) = actor.scope().sight_of_group(&group) else { continue };
                    let Some(seen) = meeting.clone().seen_with(sight) else { continue };
                    let intent = Intent { actor: &actor, now: NOW, expected: Some(Revision::FIRST) };
                    let says = seen.available_actions(&group, &actor, NOW);
                    for (deed, _) in STEPS {
                        let outcome = attempt(*deed, meeting.clone(), &group, &intent);
                        accepted += compare(&format!("{in_state} {status} {days}"), who, *deed, &says, outcome);
                    }
                }
            }
        }
    }
    assert!(accepted > 200, "hardly anything was accepted: {accepted}");
}

#[test]
fn minutes_and_decisions_say_what_their_deeds_accept() {
    let mut accepted = 0;
    let group = group(GroupStatus::Active, Openness::OnRequest, true);
    for status in MeetingStatus::ALL {
        let meeting = meeting(*status, -1);
        let of = (&meeting, &group);
        for (who, actor) in people() {
            let intent = Intent { actor: &actor, now: NOW, expected: Some(Revision::FIRST) };
            for (state, writer) in
                [MinutesStatus::Draft, MinutesStatus::Approved].map(|state| [(state, 10), (state, 11)]).concat()
            {
                let minutes = minutes(state, writer);
                let says = minutes.available_actions(of, &actor);
                for (deed, _) in MINUTES_STEPS {
                    let own = minutes.clone();
                    let outcome = match deed {
                        Deed::UpdateMinutes => own.update(of, nothing, &intent).map(drop),
                        Deed::ApproveMinutes => {
                            own.approve(meeting.clone(), &group, NotedTasks::default(), &intent).map(drop)
                        }
                        other => panic!("{other} is not tried here"),
                    };
                    accepted += compare(&format!("{status} {state} by {writer}"), who, *deed, &says, outcome);
                }
            }
            for state in DecisionStatus::ALL {
                let decision = decision(*state);
                let says = decision.available_actions(&meeting, &group, &actor);
                for deed in DECISION_DEEDS {
                    let own = decision.clone();
                    let outcome = match deed {
                        Deed::UpdateDecision => own.update(of, nothing, &intent).map(drop),
                        Deed::DropDecision => own.drop_it(of, &intent).map(drop),
                        other => panic!("{other} is not tried here"),
                    };
                    accepted += compare(&format!("{status} {state}"), who, *deed, &says, outcome);
                }
            }
        }
    }
    assert!(accepted > 20, "hardly anything was accepted: {accepted}");
}

#[test]
fn the_steps_of_meetings_are_the_ones_people_have_read() {
    let mut table = String::from(
        "In which states of a meeting what is possible. Generated by a test of crates/domain/src/meeting; checked in to be read.\n\n",
    );
    for (deed, from) in STEPS.iter().chain(content::STEPS_OF_PARTS) {
        let from: Vec<_> = from.iter().map(|status| status.as_str()).collect();
        writeln!(table, "{:<28} {}", deed.as_str(), from.join(", ")).expect("a string takes everything");
    }
    crate::macros::assert_snapshot("meeting_steps.txt", &table);
}

fn actor_of(account: u128, role: GroupRole) -> Actor {
    let known = people().into_iter().map(|(_, actor)| actor);
    let found = known.into_iter().find(|actor| actor.account() == Some(id(account)) && !actor.groups().is_empty());
    found.filter(|actor| actor.groups()[0].1 == role).expect("somebody in the group")
}

#[test]
fn whoever_wrote_minutes_does_not_approve_them_while_there_is_somebody_else() {
    let chair = actor_of(10, GroupRole::Chair);
    let intent = Intent { actor: &chair, now: NOW, expected: Some(Revision::FIRST) };
    let mut group = group(GroupStatus::Active, Openness::Open, true);
    let meeting = meeting(MeetingStatus::MinutesDraft, -1);
    let refused = minutes(MinutesStatus::Draft, 10).approve(meeting.clone(), &group, NotedTasks::default(), &intent);
    assert_eq!(refused.expect_err("one's own"), Refusal::problem("id", Flaw::OwnWork));
    let by_other = minutes(MinutesStatus::Draft, 11).approve(meeting.clone(), &group, NotedTasks::default(), &intent);
    assert!(by_other.expect("another's").event().facts.is_empty());
    // Whoever changed them last has written them.
    let rewritten = minutes(MinutesStatus::Draft, 11).update((&meeting, &group), nothing, &intent).expect("a change");
    assert_eq!(rewritten.entity().written_by, chair.account());
    // A comma of somebody else does not make it another's work; if both wrote it, whoever did not write last approves.
    let touched = |by: u128| Minutes { written_by: Some(id(by)), ..minutes(MinutesStatus::Draft, 10) };
    let by_staff = touched(30).approve(meeting.clone(), &group, NotedTasks::default(), &intent);
    assert_eq!(by_staff.expect_err("drafted by the chair"), Refusal::problem("id", Flaw::OwnWork));
    let by_both = touched(11).approve(meeting.clone(), &group, NotedTasks::default(), &intent).expect("nobody else");
    assert_eq!(by_both.event().facts.get("singleHanded").map(String::as_str), Some("true"));
    group.members.retain(|member| member.role != GroupRole::Deputy);
    let alone = minutes(MinutesStatus::Draft, 10)
        .approve(meeting, &group, NotedTasks::default(), &intent)
        .expect("the only one there is");
    assert_eq!(alone.event().facts.get("singleHanded").map(String::as_str), Some("true"));
    let approved = alone.entity();
    assert_eq!(approved.meeting.0.status, MeetingStatus::MinutesApproved);
}

#[test]
fn a_time_in_the_past_is_refused_wherever_it_is_typed() {
    let chair = actor_of(10, GroupRole::Chair);
    let intent = Intent { actor: &chair, now: NOW, expected: None };
    let group = group(GroupStatus::Active, Openness::Open, true);
    let at = |slot: Slot| {
        move |content: &mut MeetingContent, _: &mut Problems| {
            content.title = text("Auftakt");
            content.slot = Some(slot);
        }
    };
    let past = Meeting::schedule(id(200), (1, &[]), &group, at(slot(-1)), &intent);
    assert_eq!(past.expect_err("past"), Refusal::problem("time.start", Flaw::InThePast));
    let backwards = Slot { end: Some(NOW), ..slot(1) };
    let backwards = Meeting::schedule(id(200), (1, &[]), &group, at(backwards), &intent);
    assert_eq!(backwards.expect_err("backwards"), Refusal::problem("time.end", Flaw::Reversed));
    let options = |content: &mut MeetingContent, _: &mut Problems| {
        content.title = text("Auftakt");
        content.options = vec![slot(1), slot(-1), slot(1)];
    };
    let refused = Meeting::poll(id(200), (1, &[]), &group, options, &intent).expect_err("past and twice");
    let Refusal::Invalid(problems) = refused else { panic!("{refused}") };
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["options.1.start", "options.2.start"]);
    // What was planned in time may be kept when something else changes.
    let late = meeting(MeetingStatus::Invited, -1);
    assert!(late.update((&group, &[]), nothing, &intent).is_ok());
}

#[test]
fn an_answer_counts_for_the_date_it_was_given_to() {
    let member = actor_of(12, GroupRole::Member);
    let intent = Intent { actor: &member, now: NOW, expected: None };
    let group = group(GroupStatus::Active, Openness::Open, true);
    let meeting = meeting(MeetingStatus::Invited, 1);
    let said = meeting.answer_invitation(id(230), &group, InvitationAnswer::Accepted, &intent).expect("an answer");
    let said = said.entity().clone();
    assert_eq!(said.answer_for(Some(slot(1))), Some(InvitationAnswer::Accepted));
    assert_eq!(said.answer_for(Some(slot(2))), None);
    let again = meeting.with(said).answer_invitation(id(231), &group, InvitationAnswer::Declined, &intent);
    let again = again.expect("another answer");
    assert_eq!(again.entity().id, id(230), "the same row");
}

#[test]
fn outsiders_see_no_persons_no_link_no_polls_and_nothing_that_is_not_approved() {
    let mut meeting = meeting(MeetingStatus::Invited, 1);
    let guest = Participant {
        id: id(230),
        meeting: id(200),
        group: meeting.group,
        member: None,
        guest: Some(Line::parse("Frau Gast").expect("a name")),
        votes: Vec::new(),
        answer: None,
        attendance: Some(Attendance::Present),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    };
    meeting.participants.push(guest);
    let seen = meeting.clone().seen_with(Sight::Public).expect("it has a date");
    assert!(seen.participants.is_empty() && seen.content.agenda[0].presenter.is_none());
    assert!(self::meeting(MeetingStatus::Polling, 1).seen_with(Sight::Network).is_none());
    assert!(meeting.clone().seen_with(Sight::Invited).is_none());
    assert_eq!(meeting.clone().seen_with(Sight::Inside), Some(meeting));
    let group = group(GroupStatus::Active, Openness::Open, true);
    assert!(minutes(MinutesStatus::Draft, 10).seen_with(Sight::Public).is_none());
    let approved = minutes(MinutesStatus::Approved, 10).seen_with(Sight::Public).expect("approved");
    assert!(approved.content.internal_text.is_empty() && approved.written_by.is_none());
    let outside = Scope { is_networked: true, ..Scope::default() };
    let held = self::meeting(MeetingStatus::MinutesDraft, -1);
    assert!(!decision(DecisionStatus::Recorded).is_seen_by(&held, &group, &outside));
    let told = self::meeting(MeetingStatus::MinutesApproved, -1);
    assert!(decision(DecisionStatus::Recorded).is_seen_by(&told, &group, &outside));
    let mut internal = decision(DecisionStatus::Recorded);
    internal.content.is_internal = true;
    assert!(!internal.is_seen_by(&told, &group, &outside));
}

#[test]
fn a_group_has_no_more_open_tasks_than_a_list_can_show_however_they_became_open() {
    use crate::task::{Task, TaskContent, TaskHost, TaskOf, TaskStatus};
    let chair = actor_of(10, GroupRole::Chair);
    let intent = Intent { actor: &chair, now: NOW, expected: None };
    let group = group(GroupStatus::Active, Openness::Open, true);
    let content = TaskContent {
        title: text("Raum suchen"),
        description: Texts::default(),
        is_milestone: false,
        owner: id(1),
        due_on: NOW.local_date(),
    };
    let done = Task {
        id: id(61),
        of: TaskOf::WorkingGroup(group.key(), None),
        status: TaskStatus::Done,
        content,
        done_at: Some(NOW),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    };
    let host = TaskHost::WorkingGroup(&group);
    assert!(done.clone().reopen(host, 199, &intent).is_ok());
    let refused = done.reopen(host, 200, &intent).expect_err("too many");
    assert_eq!(refused, Refusal::problem("id", Flaw::TooMany { max: 200 }));
}
