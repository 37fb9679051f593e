//! The meetings of the fictional working groups: one in every state.

use super::data::{DemoGroup, DemoMeeting};
use super::load::{DemoError, Loader, id, input};
use crate::graphql::meeting::{DecisionFields, MeetingFields, MinutesFields};
use crate::graphql::task::TaskFields;
use domain::actor::{Actor, StaffRole};
use domain::change::Intent;
use domain::id::Id;
use domain::meeting::{
    Attendance, AttendanceList, DecisionContent, InvitationAnswer, Meeting, MeetingContent, MinutesContent, PollAnswer,
    Vote,
};
use domain::refusal::Problems;
use domain::task::{Task, TaskContent, TaskHost};
use domain::text::{Line, Reason, Texts, Value};
use domain::time::Timestamp;
use domain::working_group::{GroupMember, WorkingGroup};
use serde_json::{Value as Json, json};

/// A meeting while it is loaded, with what is at hand for it.
struct Growing<'a> {
    group: &'a WorkingGroup,
    demo: &'a DemoMeeting,
    key: String,
    coordinator: &'a Actor,
    /// When it is, was or could first be.
    start: Timestamp,
}

impl Growing<'_> {
    /// The centre's staff does something, so many days before or after the meeting, but not in the future.
    fn by_staff(&self, days: i64, now: Timestamp) -> Intent<'_> {
        Intent { actor: self.coordinator, now: self.start.plus_days(days).min(now), expected: None }
    }
}

/// Who sits in the group for this organisation.
fn delegate<'a>(
    group: &'a WorkingGroup,
    loader: &Loader<'_>,
    organisation: &str,
) -> Result<&'a GroupMember, DemoError> {
    let organisation = loader.organisation_called(organisation)?.id;
    let found = group.active_members().find(|member| member.organisation == Some(organisation));
    found.ok_or_else(|| DemoError::Data(format!("nobody is in the group for {organisation}")))
}

impl Loader<'_> {
    pub(super) async fn meetings(&self, group: &WorkingGroup, demo: &DemoGroup) -> Result<(), DemoError> {
        let coordinator = self.staff_actor(group.centre, StaffRole::Coordinator, 0)?;
        for (number, meeting) in (1..).zip(&demo.meetings) {
            // At six in the evening.
            let start = Timestamp::start_of(self.days_ago(-meeting.in_days).local_date()).plus_seconds(18 * 3_600);
            let key = format!("{} meeting {number}", demo.key);
            let growing = Growing { group, demo: meeting, key, coordinator, start };
            self.meeting(&growing, number).await?;
        }
        Ok(())
    }

    /// The member who answers, chairs or approves: a person of that organisation, in the group.
    fn in_group(&self, group: &WorkingGroup, organisation: &str) -> Result<Actor, DemoError> {
        let member = delegate(group, self, organisation)?;
        Ok(self.manager_of(organisation)?.clone().in_groups(vec![(group.id, member.role)]))
    }

    async fn meeting(&self, growing: &Growing<'_>, number: u32) -> Result<(), DemoError> {
        let Growing { group, demo, .. } = growing;
        let by_staff = |days| growing.by_staff(days, self.days_ago(0));
        let intent = by_staff(-20);
        let fields: MeetingFields = input(self.meeting_fields(growing)?)?;
        let edit = |content: &mut MeetingContent, problems: &mut Problems| {
            fields.apply(content, problems);
            content.title.mark_unreviewed();
            for item in &mut content.agenda {
                [&mut item.title, &mut item.description].into_iter().for_each(Texts::mark_unreviewed);
            }
        };
        let (new, named) = (id(&growing.key, intent.now), (number, [].as_slice()));
        let meeting = if demo.state == "POLLING" {
            let polled = self.tx.save(Meeting::poll(new, named, group, edit, &intent)?).await?;
            return self.votes(growing, &polled).await;
        } else {
            self.tx.save(Meeting::schedule(new, named, group, edit, &intent)?).await?
        };
        if demo.state == "SCHEDULED" {
            return Ok(());
        }
        if demo.state == "CANCELLED" {
            let why = Reason::parse(demo.reason.as_deref().unwrap_or_default())?;
            self.tx.save(meeting.cancel(group, why, &by_staff(-2))?).await?;
            return Ok(());
        }
        let mut meeting = self.tx.save(meeting.invite(group, &by_staff(-14))?).await?;
        for (organisation, answer) in &demo.answers {
            let actor = self.in_group(group, organisation)?;
            let intent = Intent { actor: &actor, ..by_staff(-10) };
            let new = id(&format!("{} {organisation}", growing.key), intent.now);
            let answer: InvitationAnswer = answer.parse()?;
            let said = self.tx.save(meeting.answer_invitation(new, group, answer, &intent)?).await?;
            meeting = meeting.with(said);
        }
        if demo.state == "INVITED" {
            return Ok(());
        }
        let open = self.tx.open_tasks(group.id).await?.into_iter().map(|task| task.id).collect();
        let meeting = self.tx.save(meeting.hold(group, open, &by_staff(1))?).await?;
        self.held(growing, meeting).await
    }

    /// What a meeting says about itself, as its input.
    fn meeting_fields(&self, growing: &Growing<'_>) -> Result<Json, DemoError> {
        let demo = growing.demo;
        let at = |seconds: i64| growing.start.plus_seconds(seconds).to_string();
        let mut agenda = Vec::new();
        for item in &demo.agenda {
            let presenter = match &item.presenter {
                Some(organisation) => Some(delegate(growing.group, self, organisation)?.id.to_string()),
                None => None,
            };
            agenda.push(json!({ "title": item.title, "presenter": presenter }));
        }
        let mut fields = json!({ "title": demo.title, "location": demo.location, "agenda": agenda });
        if demo.state == "POLLING" {
            let two_days = 2 * 86_400;
            fields["options"] =
                json!([{ "start": at(0), "end": at(5_400) }, { "start": at(two_days), "end": at(two_days + 5_400) }]);
        } else {
            fields["time"] = json!({ "start": at(0), "end": at(5_400) });
        }
        Ok(fields)
    }

    async fn votes(&self, growing: &Growing<'_>, meeting: &Meeting) -> Result<(), DemoError> {
        for (organisation, answer) in &growing.demo.answers {
            let actor = self.in_group(growing.group, organisation)?;
            let intent = Intent { actor: &actor, now: self.days_ago(0), expected: None };
            let answer: PollAnswer = answer.parse()?;
            let votes = meeting.content.options.iter().map(|option| Vote { start: option.start, answer }).collect();
            let new = id(&format!("{} {organisation}", growing.key), intent.now);
            self.tx.save(meeting.answer_poll(new, growing.group, votes, &intent)?).await?;
        }
        Ok(())
    }

    /// Who was there, what was decided, what is to be done, and the minutes.
    async fn held(&self, growing: &Growing<'_>, meeting: Meeting) -> Result<(), DemoError> {
        let Growing { group, demo, key, .. } = growing;
        let by_staff = |days| growing.by_staff(days, self.days_ago(0));
        let mut list = AttendanceList::default();
        for (organisation, attendance) in &demo.attendance {
            let attendance: Attendance = attendance.parse()?;
            list.members.push((delegate(group, self, organisation)?.id, attendance));
        }
        for guest in &demo.guests {
            list.guests.get_or_insert_default().push(Line::parse(guest)?);
        }
        let (mut count, intent) = (0, by_staff(1));
        let new_id = || {
            count += 1;
            id(&format!("{key} participant {count}"), intent.now)
        };
        let meeting = self.tx.save(meeting.record_attendance(group, list, new_id, &intent)?).await?.meeting;
        for (count, decision) in (0..).zip(&demo.decisions) {
            let fields: DecisionFields = input(decision.clone())?;
            let edit = |content: &mut DecisionContent, problems: &mut Problems| {
                fields.apply(content, problems);
                content.text.mark_unreviewed();
            };
            let new = (id(&format!("{key} decision {count}"), intent.now), count);
            self.tx.save(meeting.record_decision(new, group, edit, &intent)?).await?;
        }
        for (count, demo) in demo.tasks.iter().enumerate() {
            let owner = self.organisation_called(&demo.owner)?.id;
            let due_on = self.days_ago(-demo.due_in_days).local_date();
            let fields: TaskFields = input(json!({ "title": demo.title }))?;
            let edit = |content: &mut TaskContent, problems: &mut Problems| {
                fields.apply(content, problems);
                content.title.mark_unreviewed();
            };
            let new: Id<Task> = id(&format!("{key} task {count}"), intent.now);
            let basics = (owner, due_on, count);
            let task = Task::create_in_group(new, (group, Some(&meeting)), basics, edit, &intent)?;
            let task = self.tx.save(task).await?;
            if demo.is_done {
                self.tx.save(task.complete(TaskHost::WorkingGroup(group), &by_staff(10))?).await?;
            }
        }
        self.minutes(growing, meeting).await
    }

    async fn minutes(&self, growing: &Growing<'_>, meeting: Meeting) -> Result<(), DemoError> {
        let Growing { group, demo, key, .. } = growing;
        let Some(minutes) = &demo.minutes else { return Ok(()) };
        let intent = growing.by_staff(2, self.days_ago(0));
        let fields: MinutesFields = input(minutes.clone())?;
        let edit = |content: &mut MinutesContent, problems: &mut Problems| {
            fields.apply(content, problems);
            [&mut content.text, &mut content.internal_text].into_iter().for_each(Texts::mark_unreviewed);
        };
        let new = id(&format!("{key} minutes"), intent.now);
        let written = self.tx.save(meeting.draft_minutes(new, group, edit, &intent)?).await?;
        if demo.state != "MINUTES_APPROVED" {
            return Ok(());
        }
        let (meeting, _) = written.meeting;
        let chair = demo.agenda.iter().find_map(|item| item.presenter.as_deref());
        let chair = self.in_group(group, chair.ok_or_else(|| DemoError::Data(format!("nobody chairs {key}")))?)?;
        let intent = Intent { actor: &chair, ..growing.by_staff(7, self.days_ago(0)) };
        let tasks = self.tx.tasks_of_meeting(&meeting).await?;
        self.tx.save(written.minutes.approve(meeting, group, tasks, &intent)?).await?;
        Ok(())
    }
}
