//! The fictional projects, with partners, needs and tasks.

use super::data::{DemoNeed, DemoPartner, DemoProject, DemoTask};
use super::load::{DemoError, Loader, dated, id, input};
use crate::graphql::project::{NeedFields, ProjectFields};
use crate::graphql::task::TaskFields;
use domain::actor::{Actor, StaffRole};
use domain::change::{Change, Intent};
use domain::language::LanguageTag;
use domain::organisation::Organisation;
use domain::project::{
    Asking, Need, NeedContent, Partnership, PartnershipStatus, Project, ProjectContent, ProjectState,
    ProjectSurroundings,
};
use domain::refusal::{Problems, Refusal};
use domain::task::{Task, TaskContent, TaskHost};
use domain::text::{Line, Reason, SUMMARY, TextSource, Texts, Value};
use domain::time::{Timestamp, parse_date};
use domain::translation::Extent;
use serde_json::Value as Json;

/// What is written only when it is there to be told.
const IN_THE_END: [&str; 4] = ["results", "figures", "lessons", "reuse"];

/// A project and the times between which it grew.
struct Growing<'a> {
    demo: &'a DemoProject,
    project: Project,
    from: Timestamp,
    until: Timestamp,
}

impl Growing<'_> {
    /// So many hundredths of the way.
    fn at(&self, hundredths: i64) -> Timestamp {
        Timestamp::from_micros(self.from.micros() + (self.until.micros() - self.from.micros()) / 100 * hundredths)
    }
}

fn unreviewed(content: &mut ProjectContent) {
    let reuse = &mut content.reuse;
    let of_reuse = [&mut reuse.problem, &mut reuse.steps, &mut reuse.costs, &mut reuse.hints, &mut reuse.pitfalls];
    let own = [
        &mut content.title,
        &mut content.summary,
        &mut content.problem,
        &mut content.goals,
        &mut content.description,
        &mut content.results,
        &mut content.lessons,
    ];
    own.into_iter().chain(of_reuse).for_each(Texts::mark_unreviewed);
}

impl Loader<'_> {
    pub(super) async fn project(&mut self, demo: &DemoProject) -> Result<(), DemoError> {
        let from = self.days_ago(demo.proposed_days_ago);
        let mut content = dated(&demo.content, "", self.today(), self.today());
        let fields = content.as_object_mut().ok_or_else(|| DemoError::Data(format!("{} says nothing", demo.key)))?;
        let language = fields.remove("primaryLanguage");
        let language = LanguageTag::parse(language.as_ref().and_then(Json::as_str).unwrap_or("de"))?;
        let day = |json: &Json| json.as_str().and_then(|day| parse_date(day).ok());
        let counted = fields.get("figures").and_then(Json::as_array).into_iter().flatten();
        let last = counted.filter_map(|figure| day(&figure["date"])).chain(fields.get("endsOn").and_then(day)).max();
        let until = match last {
            Some(last) if demo.state == "COMPLETED" => Timestamp::start_of(last).plus_days(1),
            _ => self.days_ago(1),
        };
        let mut first = fields.clone();
        first.retain(|field, _| !IN_THE_END.contains(&field.as_str()));
        let ids = (id(&demo.key, from), id(&format!("{} lead", demo.key), from));
        let lead = self.organisation_called(&demo.lead)?.clone();
        let actor = self.manager_of(&demo.lead)?;
        let intent = Intent { actor, now: from, expected: None };
        let nowhere = ProjectSurroundings::default();
        let project = match &demo.adapted_from {
            Some(origin) => {
                let origin = self.projects.get(origin);
                let origin = origin.ok_or_else(|| DemoError::Data(format!("{} comes too early", demo.key)))?;
                let adapted = self.tx.save(origin.adapt(ids, &lead, |_, _| {}, &intent)?).await?;
                let fields: ProjectFields = input(Json::Object(first))?;
                let edit = |content: &mut ProjectContent, problems: &mut Problems| {
                    fields.apply(content, problems);
                    unreviewed(content);
                };
                self.tx.save(adapted.update((&nowhere, Extent::Real), edit, &intent)?).await?
            }
            None => {
                let fields: ProjectFields = input(Json::Object(first))?;
                let edit = |content: &mut ProjectContent, problems: &mut Problems| {
                    fields.apply(content, problems);
                    unreviewed(content);
                };
                self.tx.save(Project::propose(ids, language, (&lead, &nowhere), edit, &intent)?).await?
            }
        };
        let mut growing = Growing { demo, project, from, until };
        for partner in &demo.partners {
            self.partner(&mut growing, partner).await?;
        }
        self.team(&mut growing).await?;
        for (index, need) in demo.needs.iter().enumerate() {
            self.need(&growing, need, index).await?;
        }
        for (index, task) in demo.tasks.iter().enumerate() {
            self.task(&growing, task, index).await?;
        }
        self.states(&mut growing, content).await?;
        self.projects.insert(demo.key.clone(), growing.project);
        Ok(())
    }

    /// The organisation with this key; `centre:KEY` is the one of a centre.
    pub(super) fn organisation_called(&self, key: &str) -> Result<&Organisation, DemoError> {
        self.organisations.get(key).ok_or_else(|| DemoError::Data(format!("no active organisation is called {key}")))
    }

    /// Whoever decides for that organisation.
    pub(super) fn manager_of(&self, key: &str) -> Result<&Actor, DemoError> {
        match key.strip_prefix("centre:") {
            Some(centre) => {
                let centre = self.centres.get(centre).ok_or_else(|| DemoError::Data(format!("no centre {centre}")))?;
                self.staff_actor(centre.id, StaffRole::Coordinator, 0)
            }
            None => {
                let organisation = self.organisation_called(key)?.id;
                let mut keys: Vec<&String> = self.actors.keys().collect();
                keys.sort_unstable();
                let manages = |actor: &&Actor| actor.role_in(organisation) == Some(domain::actor::MemberRole::Manager);
                let found = keys.into_iter().map(|key| &self.actors[key]).find(manages);
                found.ok_or_else(|| DemoError::Data(format!("{key} has no manager")))
            }
        }
    }

    async fn partner(&self, growing: &mut Growing<'_>, demo: &DemoPartner) -> Result<(), DemoError> {
        let organisation = self.organisation_called(&demo.organisation)?;
        let (lead, partner) = (self.manager_of(&growing.demo.lead)?, self.manager_of(&demo.organisation)?);
        let by = |actor, now| Intent { actor, now, expected: None };
        let status: PartnershipStatus = demo.status.parse()?;
        use PartnershipStatus as S;
        let (asking, asked_by, answers) = match status {
            S::Requested | S::Withdrawn => (Asking::Request, partner, lead),
            _ => (Asking::Invitation, lead, partner),
        };
        let edit = |texts: &mut Texts, problems: &mut Problems| write(texts, &demo.contribution, problems);
        let id = id(&format!("{} {}", growing.demo.key, demo.organisation), growing.at(5));
        let asked = by(asked_by, growing.at(5));
        let asked = growing.project.ask(asking, id, organisation, demo.role.parse()?, edit, &asked)?;
        let mut partnership = self.put(growing, asked).await?;
        let reason = demo.reason.as_deref().map(Reason::parse).transpose()?;
        let answered = by(answers, growing.at(8));
        let project = &growing.project;
        let change = match status {
            S::Invited | S::Requested => return Ok(()),
            S::Accepted | S::Ended => partnership.accept(project, &answered)?,
            S::Declined => partnership.decline(project, reason.clone(), &answered)?,
            S::Withdrawn => partnership.withdraw(project, &by(asked_by, growing.at(8)))?,
        };
        partnership = self.put(growing, change).await?;
        if status == S::Ended {
            let reason = reason.unwrap_or(Reason::parse("Die Zeit reicht nicht.")?);
            let ended = partnership.end(&growing.project, reason, &by(partner, growing.at(60)))?;
            self.put(growing, ended).await?;
        }
        Ok(())
    }

    /// Saves a partnership, and keeps the project up to date.
    async fn put(&self, growing: &mut Growing<'_>, change: Change<Partnership>) -> Result<Partnership, DemoError> {
        let partnership = self.tx.save(change).await?;
        growing.project.partnerships.retain(|known| known.id != partnership.id);
        growing.project.partnerships.push(partnership.clone());
        Ok(partnership)
    }

    async fn team(&self, growing: &mut Growing<'_>) -> Result<(), DemoError> {
        let intent = Intent { actor: self.manager_of(&growing.demo.lead)?, now: growing.at(9), expected: None };
        for demo in &growing.demo.team {
            let account = self.accounts.get(&demo.account);
            let account = account.ok_or_else(|| DemoError::Data(format!("nobody is called {}", demo.account)))?;
            let id = id(&format!("{} {}", growing.demo.key, demo.account), intent.now);
            let function = Some(Line::parse(&demo.function)?);
            let member = self.tx.save(growing.project.add_team_member(id, account, function, &intent)?).await?;
            growing.project.team.push(member);
        }
        Ok(())
    }

    async fn need(&self, growing: &Growing<'_>, demo: &DemoNeed, index: usize) -> Result<(), DemoError> {
        let project = &growing.project;
        let lead = self.manager_of(&growing.demo.lead)?;
        let by = |actor, now| Intent { actor, now, expected: None };
        let fields: NeedFields = input(dated(&demo.fields, "", self.today(), self.today()))?;
        let edit = |content: &mut NeedContent, problems: &mut Problems| {
            fields.apply(content, problems);
            content.description.mark_unreviewed();
        };
        let id = id(&format!("{} need {index}", growing.demo.key), growing.at(10));
        let kind = (demo.kind.parse()?, index);
        let mut need = self.tx.save(Need::create(id, project, kind, edit, &by(lead, growing.at(10)))?).await?;
        if demo.status == "WITHDRAWN" {
            self.tx.save(need.withdraw(project, &by(lead, growing.at(30)))?).await?;
            return Ok(());
        }
        let Some(helper) = &demo.offered_by else { return Ok(()) };
        let (organisation, manager) = (self.organisation_called(helper)?, self.manager_of(helper)?);
        let note = demo.note.as_deref().map(Line::parse).transpose()?;
        need = self.tx.save(need.offer(project, organisation, note, &by(manager, growing.at(14)))?).await?;
        if demo.status == "MET" {
            self.tx.save(need.accept(project, &by(lead, growing.at(16)))?).await?;
        }
        Ok(())
    }

    async fn task(&self, growing: &Growing<'_>, demo: &DemoTask, index: usize) -> Result<(), DemoError> {
        let (owner, project) = (self.organisation_called(&demo.owner)?.id, &growing.project);
        let lead = self.manager_of(&growing.demo.lead)?;
        let intent = Intent { actor: lead, now: growing.at(20), expected: None };
        let mut content = dated(&demo.fields, "", self.today(), self.today());
        let due_on = content.as_object_mut().and_then(|content| content.remove("dueOn"));
        let due_on = parse_date(due_on.as_ref().and_then(Json::as_str).unwrap_or_default())?;
        let fields: TaskFields = input(content)?;
        let edit = |content: &mut TaskContent, problems: &mut Problems| {
            fields.apply(content, problems);
            content.title.mark_unreviewed();
        };
        let id = id(&format!("{} task {index}", growing.demo.key), intent.now);
        let task = self.tx.save(Task::create(id, project, (owner, due_on, index), edit, &intent)?).await?;
        if demo.done {
            let (actor, now) = (self.manager_of(&demo.owner)?, growing.at(90));
            self.tx.save(task.complete(TaskHost::Project(project), &Intent { actor, now, expected: None })?).await?;
        }
        Ok(())
    }

    /// Takes the project through its states.
    async fn states(&self, growing: &mut Growing<'_>, content: Json) -> Result<(), DemoError> {
        let lead = self.manager_of(&growing.demo.lead)?;
        let demo = growing.demo;
        let steps: &[&str] = match demo.state.as_str() {
            "IDEA" => &[],
            "SEEKING_PARTNERS" => &["seek"],
            "PLANNED" | "CANCELLED" => &["seek", "plan"],
            "RUNNING" | "ON_HOLD" | "COMPLETED" => &["seek", "plan", "start"],
            other => return Err(DemoError::Data(format!("no way is known to {other}"))),
        };
        for (step, hundredths) in steps.iter().zip([25, 30, 40]) {
            let intent = Intent { actor: lead, now: growing.at(hundredths), expected: None };
            let project = growing.project.clone();
            let change = match *step {
                "seek" => project.seek_partners(&intent)?,
                "plan" => project.plan(&intent)?,
                _ => project.start(&intent)?,
            };
            growing.project = self.tx.save(change).await?;
        }
        let intent = Intent { actor: lead, now: growing.until, expected: None };
        if IN_THE_END.iter().any(|field| content.get(*field).is_some()) {
            let fields: ProjectFields = input(content)?;
            let edit = |content: &mut ProjectContent, problems: &mut Problems| {
                fields.apply(content, problems);
                unreviewed(content);
            };
            let told =
                growing.project.clone().update((&ProjectSurroundings::default(), Extent::Real), edit, &intent)?;
            growing.project = self.tx.save(told).await?;
        }
        if ["ON_HOLD", "CANCELLED", "COMPLETED"].contains(&demo.state.as_str()) {
            growing.project = self.tx.save(ends(growing.project.clone(), demo, &intent)?).await?;
        }
        if demo.reuse_published && matches!(growing.project.state, ProjectState::Completed { .. }) {
            growing.project = self.tx.save(growing.project.clone().publish_reuse(&intent)?).await?;
        }
        Ok(())
    }
}

fn ends(project: Project, demo: &DemoProject, intent: &Intent<'_>) -> Result<Change<Project>, Refusal> {
    let reason = || Reason::parse(demo.reason.as_deref().unwrap_or_default());
    let reason = || reason().map_err(|flaw| Refusal::problem("reason", flaw));
    match demo.state.as_str() {
        "ON_HOLD" => project.hold(Some(reason()?), intent),
        "CANCELLED" => project.cancel(reason()?, intent),
        _ => project.complete(intent),
    }
}

/// Writes texts as the file has them.
pub(super) fn write(texts: &mut Texts, json: &[super::data::DemoText], problems: &mut Problems) {
    for text in json {
        if let Some(language) = problems.check("language", LanguageTag::parse(&text.language)) {
            problems.check("value", texts.set(language, &text.value, TextSource::Human, SUMMARY));
        }
    }
    texts.mark_unreviewed();
}
