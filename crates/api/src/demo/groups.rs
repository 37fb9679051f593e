//! Working groups: the one a report tells of, and fictional ones.

use super::data::{DemoGroup, DemoGroupMember, DemoInterest, Reported};
use super::load::{DemoError, Loader, id, input};
use super::projects::write;
use crate::graphql::working_group::GroupFields;
use domain::actor::StaffRole;
use domain::change::{Change, Intent};
use domain::language::LanguageTag;
use domain::organisation::{Origin, OriginKind};
use domain::refusal::Problems;
use domain::text::{DESCRIPTION, Line, TITLE, TextSource, Texts, Value};
use domain::working_group::{
    GroupContent, GroupMember, GroupMemberStatus, GroupRole, Interest, InterestContent, Proposer, WorkingGroup,
};
use serde_json::Value as Json;

fn own() -> Origin {
    Origin { kind: OriginKind::Own, source: None, date: None }
}

impl Loader<'_> {
    /// What a report says was planned: nothing is made up about it, and nobody is in it.
    pub(super) async fn reported_groups(&self, reported: &Reported) -> Result<(), DemoError> {
        for demo in &reported.working_groups {
            let at = self.days_ago(100);
            let centre = &self.centres[&demo.centre];
            let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
            let intent = Intent { actor: coordinator, now: at, expected: None };
            let (kind, source) = (OriginKind::Report, Some(Line::parse(&reported.source)?));
            let origin = Origin { kind, source, date: Some(reported.date) };
            let german = LanguageTag::german();
            let edit = |content: &mut GroupContent, problems: &mut Problems| {
                let mut set = |texts: &mut Texts, field: &str, text: &str, limit| {
                    problems.check(field, texts.set(german.clone(), text, TextSource::Human, limit));
                };
                set(&mut content.name, "name", &demo.name, TITLE);
                set(&mut content.purpose, "purpose", &demo.purpose, DESCRIPTION);
                content.visibility = domain::access::Visibility::Public;
            };
            let proposer = Proposer { centre, organisation: None, origin: &origin };
            let ids = (id(&demo.key, at), id(&demo.key, at));
            self.tx.save(WorkingGroup::propose(ids, german.clone(), (proposer, &[]), edit, &intent)?).await?;
        }
        Ok(())
    }

    pub(super) async fn group(&self, demo: &DemoGroup) -> Result<(), DemoError> {
        let at = self.days_ago(demo.proposed_days_ago);
        let centre =
            self.centres.get(&demo.centre).ok_or_else(|| DemoError::Data(format!("no centre {}", demo.centre)))?;
        let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
        let on_day = |days: i64| Intent { actor: coordinator, now: at.plus_days(days), expected: None };
        let mut content = demo.content.clone();
        let language = content.as_object_mut().and_then(|content| content.remove("primaryLanguage"));
        let language = LanguageTag::parse(language.as_ref().and_then(Json::as_str).unwrap_or("de"))?;
        let fields: GroupFields = input(content)?;
        let edit = |content: &mut GroupContent, problems: &mut Problems| {
            fields.apply(content, problems);
            [&mut content.name, &mut content.purpose, &mut content.mandate]
                .into_iter()
                .for_each(Texts::mark_unreviewed);
        };
        let origin = own();
        let proposer = Proposer { centre, organisation: None, origin: &origin };
        let ids = (id(&demo.key, at), id(&demo.key, at));
        let proposed = WorkingGroup::propose(ids, language, (proposer, &[]), edit, &on_day(0))?;
        let mut group = self.tx.save(proposed).await?;
        for member in &demo.members {
            self.group_member(&mut group, demo, member).await?;
        }
        for interest in &demo.interests {
            self.interest(&group, demo, interest).await?;
        }
        if demo.state != "PROPOSED" {
            let members = std::mem::take(&mut group.members);
            let whole = WorkingGroup { members: members.clone(), ..group };
            group = WorkingGroup { members, ..self.tx.save(whole.activate(&on_day(14))?).await? };
        }
        self.meetings(&group, demo).await?;
        match demo.state.as_str() {
            "PAUSED" => {
                self.tx.save(group.pause(&on_day(90))?).await?;
            }
            "CLOSED" => {
                let edit = |texts: &mut Texts, problems: &mut Problems| write(texts, &demo.result, problems);
                self.tx.save(group.close(edit, &on_day(200))?).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn group_member(
        &self,
        group: &mut WorkingGroup,
        demo: &DemoGroup,
        member: &DemoGroupMember,
    ) -> Result<(), DemoError> {
        let at = self.days_ago(demo.proposed_days_ago);
        let organisation = self.organisation_called(&member.organisation)?;
        let manager = self.manager_of(&member.organisation)?;
        let coordinator = self.staff_actor(group.centre, StaffRole::Coordinator, 0)?;
        let by = |actor, days: i64| Intent { actor, now: at.plus_days(days), expected: None };
        let id = id(&format!("{} {}", demo.key, member.organisation), at.plus_days(1));
        let status: GroupMemberStatus = member.status.parse()?;
        if status == GroupMemberStatus::Requested {
            let asked = group.join(id, organisation, &by(manager, 1))?;
            self.seat(group, asked).await?;
            return Ok(());
        }
        let mut seated = self.seat(group, group.invite(id, organisation, &by(coordinator, 1))?).await?;
        if status == GroupMemberStatus::Active {
            seated = self.seat(group, seated.accept(group, &by(manager, 3))?).await?;
            let role: GroupRole = member.role.parse()?;
            if role != GroupRole::Member {
                let assigned = self.tx.save(seated.assign(role, group, &by(coordinator, 5))?).await?;
                group.members.retain(|known| known.id != assigned.member.id);
                group.members.push(assigned.member);
            }
        }
        Ok(())
    }

    /// Saves a membership, and keeps the group up to date.
    async fn seat(&self, group: &mut WorkingGroup, change: Change<GroupMember>) -> Result<GroupMember, DemoError> {
        let member = self.tx.save(change).await?;
        group.members.retain(|known| known.id != member.id);
        group.members.push(member.clone());
        Ok(member)
    }

    async fn interest(&self, group: &WorkingGroup, demo: &DemoGroup, told: &DemoInterest) -> Result<(), DemoError> {
        // Lately, so that nothing of it is due to be erased.
        let lately = self.days_ago(20);
        let coordinator = self.staff_actor(group.centre, StaffRole::Coordinator, 0)?;
        let intent = Intent { actor: coordinator, now: lately, expected: None };
        let content = InterestContent {
            name: Line::parse(&told.name)?,
            email_address: told.email_address.as_deref().map(Value::parse).transpose()?,
            phone_number: told.phone_number.as_deref().map(Value::parse).transpose()?,
            organisation: told.organisation.as_deref().map(Line::parse).transpose()?,
            language: LanguageTag::parse(&told.language)?,
            message: told.message.as_deref().map(Line::parse).transpose()?,
        };
        let id = id(&format!("{} {}", demo.key, told.name), lately);
        let said = (told.channel.parse()?, true);
        let interest = self.tx.save(Interest::express(id, group, said, content, &intent)?).await?;
        if told.status == "CONTACTED" {
            let called = Intent { now: lately.plus_days(2), ..intent };
            self.tx.save(interest.contact(group, &called)?).await?;
        }
        Ok(())
    }
}
