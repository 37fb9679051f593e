//! What projects look for, and who meets it.

use super::enums::{NeedKind, NeedStatus};
use super::siblings::{OfProject, part_by_id};
use super::{ProjectNode, load_project};
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, history};
use crate::graphql::input::{patch, patch_date, patch_list};
use crate::graphql::load::Batch;
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::scalar::{Date, DateTime, LanguageTag, MunicipalityKey};
use crate::graphql::step::steps;
use crate::graphql::text::{LocalizedText, LocalizedTextInput, localized};
use crate::graphql::vocabulary::{Language, Municipality};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::access::{Deed, Sight};
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::{Need, NeedContent, Project};
use domain::refusal::{Problems, Refusal};
use domain::text::{Line, SUMMARY, Value};
use persistence::Error;
use std::collections::HashMap;
use std::sync::Arc;

/// A need among its siblings.
#[derive(Clone)]
pub struct NeedNode {
    need: Arc<Need>,
    project: Option<ProjectNode>,
    needs: Arc<Batch<Id<Need>>>,
    projects: Arc<Batch<Id<Project>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
}

/// Needs that came out of one statement.
pub fn need_nodes(needs: impl Iterator<Item = Need>) -> HashMap<Id<Need>, NeedNode> {
    let needs: Vec<Need> = needs.collect();
    let projects = Batch::new(needs.iter().map(|need| need.project.id).collect());
    let organisations = Batch::new(needs.iter().filter_map(|need| need.offered_by).collect());
    let all = Batch::new(needs.iter().map(|need| need.id).collect());
    let node = |need: Need| {
        let (projects, organisations) = (Arc::clone(&projects), Arc::clone(&organisations));
        let need = NeedNode { need: Arc::new(need), project: None, needs: Arc::clone(&all), projects, organisations };
        (need.need.id, need)
    };
    needs.into_iter().map(node).collect()
}

/// The needs of projects, in their order.
pub(super) fn needs_by_project(found: HashMap<Id<Project>, Vec<Need>>) -> HashMap<Id<Project>, Vec<NeedNode>> {
    let nodes = need_nodes(found.values().flatten().cloned());
    let of = |needs: Vec<Need>| needs.iter().map(|need| nodes[&need.id].clone()).collect();
    found.into_iter().map(|(project, needs)| (project, of(needs))).collect()
}

impl OfProject for NeedNode {
    type Part = Need;

    fn key(&self) -> Id<Need> {
        self.need.id
    }

    async fn all(project: &ProjectNode, caller: &Caller) -> Result<Vec<Self>, Failure> {
        if project.sight < Sight::Network {
            return Ok(Vec::new());
        }
        let found = project.siblings.projects.load("needs".to_owned(), project.project.id, |ids| async move {
            let found = caller.app.store.needs_of(&ids).await.map_err(|error| caller.failed(error))?;
            Ok(needs_by_project(found))
        });
        let needs: Vec<Self> = found.await?.unwrap_or_default();
        Ok(needs.into_iter().filter_map(|need| need.of(project, caller)).collect())
    }
}

impl NeedNode {
    /// As the reader sees it who sees so much of the project; `None` if it is hidden.
    pub(super) fn of(self, project: &ProjectNode, caller: &Caller) -> Option<Self> {
        let need = Arc::unwrap_or_clone(self.need).seen_by(project.sight, &caller.scope.organisations)?;
        Some(Self { need: Arc::new(need), project: Some(project.clone()), ..self })
    }

    fn changed(need: Need, project: Project, caller: &Caller) -> Self {
        let project = ProjectNode::seen(project, caller);
        let projects = Batch::new(vec![need.project.id]);
        let organisations = Batch::new(need.offered_by.into_iter().collect());
        let needs = Batch::new(vec![need.id]);
        Self { need: Arc::new(need), project, needs, projects, organisations }
    }
}

/// Something a project looks for: a room on Sundays, an interpreter for Tigrinya. Those who take part and the members of
/// public organisations see it.
#[Object(name = "Need")]
impl NeedNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.need.id.to_string().into()
    }

    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Option<Result<ProjectNode, Failure>> {
        match &self.project {
            Some(project) => Some(Ok(project.clone())),
            None => load_project(ctx, &self.projects, self.need.project.id).await.transpose(),
        }
    }

    /// What is looked for.
    async fn kind(&self) -> NeedKind {
        self.need.content.kind.into()
    }

    /// Said more exactly, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        let german = domain::language::LanguageTag::german();
        let project = self.project.as_ref().map(|project| &project.project().content.primary_language);
        localized(ctx, &self.need.content.description, project.unwrap_or(&german), languages)
    }

    /// The language that is to be spoken.
    async fn language(&self) -> Option<Language> {
        self.need.content.language.as_ref().map(Language::of)
    }

    /// Where it is needed; `null`: anywhere.
    async fn municipality(&self) -> Option<Municipality> {
        self.need.content.municipality.as_ref().map(|key| key.municipality().into())
    }

    /// Until when it is needed.
    async fn until(&self) -> Option<Date> {
        self.need.content.until.as_ref().map(Date::from)
    }

    /// How far it has come.
    async fn status(&self) -> NeedStatus {
        self.need.status.into()
    }

    /// The organisation that offers to meet it, or meets it. Those who take part and the organisation itself see it.
    async fn offered_by(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.need.offered_by?).await.transpose()
    }

    /// What that organisation says about it, for the same readers.
    async fn note(&self) -> Option<&str> {
        self.need.note.as_ref().map(Line::as_str)
    }

    /// Since when.
    async fn created_at(&self) -> DateTime {
        (&self.need.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.need.updated_at).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.need.revision.number()
    }

    /// What happened to it, newest first, as sentences. Those who take part see it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.needs, (self.need.id, self.project.as_ref().is_some_and(ProjectNode::is_inside)), first)
            .await
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Failure> {
        let caller = Caller::of(ctx);
        let project = match &self.project {
            Some(project) => Some(project.clone()),
            None => load_project(ctx, &self.projects, self.need.project.id).await?,
        };
        let actions = project.map(|project| self.need.available_actions(project.project(), &caller.actor));
        Ok(available(actions.unwrap_or_default(), caller))
    }
}

/// What is looked for. An absent field stays as it is, `null` clears it, texts change the languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NeedFields {
    /// Said more exactly: up to 300 characters.
    description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// The language that is to be spoken; a need of the kind `LANGUAGE` cannot do without.
    language: MaybeUndefined<LanguageTag>,
    /// Where it is needed.
    municipality: MaybeUndefined<MunicipalityKey>,
    /// Until when it is needed; not in the past.
    until: MaybeUndefined<Date>,
}

impl NeedFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut NeedContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.texts(&mut content.description, "description", &patch_list(&self.description), SUMMARY);
        form.optional(&mut content.language, "language", &patch(&self.language));
        form.optional(&mut content.municipality, "municipality", &patch(&self.municipality));
        patch_date(&mut form, &mut content.until, "until", &self.until);
    }
}

/// Something a project looks for.
#[derive(InputObject)]
pub struct CreateNeedInput {
    /// The project.
    project: ID,
    /// What is looked for.
    kind: NeedKind,
    #[graphql(flatten)]
    fields: NeedFields,
}

/// A change of what is looked for.
#[derive(InputObject)]
pub struct UpdateNeedInput {
    /// The need.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    #[graphql(flatten)]
    fields: NeedFields,
}

/// Who offers to meet a need.
#[derive(InputObject)]
pub struct OfferForNeedInput {
    /// The need.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// Your organisation.
    organisation: ID,
    /// What you want to say about it: up to 300 characters.
    note: Option<String>,
}

steps! {
    "The need.";
    /// What is met.
    AcceptNeedInput,
    /// What to look for again.
    ReopenNeedInput,
    /// What to look for no longer.
    WithdrawNeedInput,
}

payloads! {
    need: NeedNode, "The need as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `createNeed`.
    CreateNeedPayload,
    /// The answer of `updateNeed`.
    UpdateNeedPayload,
    /// The answer of `offerForNeed`.
    OfferForNeedPayload,
    /// The answer of `acceptNeed`.
    AcceptNeedPayload,
    /// The answer of `reopenNeed`.
    ReopenNeedPayload,
    /// The answer of `withdrawNeed`.
    WithdrawNeedPayload,
}

/// One step of a need: load, decide, save.
async fn step<P: Payload<Object = NeedNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (need, expected): (&ID, i32),
    decide: impl FnOnce(Need, &Project, &Intent<'_>) -> Result<Change<Need>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (project, need) = tx.need(id(need, "id")?).await?;
        let change = decide(need, &project, &caller.intent(Some(expected)))?;
        Ok((tx.save(change).await?, project))
    });
    Some(with_current(caller, need, done.await).await)
}

/// On a conflict the answer holds the object as it is now, so that a client can merge.
async fn with_current<P: Payload<Object = NeedNode>>(
    caller: &Caller,
    need: &ID,
    done: Result<(Need, Project), Error>,
) -> Result<P, Failure> {
    let done = done.map(|(need, project)| NeedNode::changed(need, project, caller));
    answer_with_current(done, async || part_by_id(caller, need).await, caller.tongue).await
}

/// Changing what projects look for.
#[derive(Default)]
pub struct NeedMutation;

#[Object]
impl NeedMutation {
    /// Says what a project looks for. For editors of the lead, and its coordinators.
    async fn create_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateNeedInput,
    ) -> Option<Result<CreateNeedPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CreateNeed, async |tx| {
            let project = tx.project(id(&input.project, "project")?, "project").await?;
            let edit = |content: &mut NeedContent, problems: &mut Problems| input.fields.apply(content, problems);
            let kind = (input.kind.into(), tx.count_needs(project.id).await?);
            let need = tx.save(Need::create(caller.new_id()?, &project, kind, edit, &caller.intent(None))?).await?;
            Ok((need, project))
        });
        let node = |(need, project)| NeedNode::changed(need, project, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Changes what is looked for. For editors of the lead, and its coordinators.
    async fn update_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateNeedInput,
    ) -> Option<Result<UpdateNeedPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::UpdateNeed, on, |need, project, intent| {
            need.update(project, |content, problems| input.fields.apply(content, problems), intent)
        })
        .await
    }

    /// Offers that an organisation meets a need; the lead decides. For managers of that organisation.
    async fn offer_for_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: OfferForNeedInput,
    ) -> Option<Result<OfferForNeedPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::OfferForNeed, async |tx| {
            let (project, need) = tx.need(id(&input.id, "id")?).await?;
            let organisation = tx.organisation(id(&input.organisation, "organisation")?, "organisation").await?;
            let note = input.note.as_deref().map(Line::parse).transpose();
            let note = note.map_err(|flaw| Refusal::problem("note", flaw))?;
            let intent = caller.intent(Some(input.expected_revision));
            let need = tx.save(need.offer(&project, &organisation, note, &intent)?).await?;
            Ok((need, project))
        });
        Some(with_current(caller, &input.id, done.await).await)
    }

    /// Takes up an offer: the need is met. For managers of the lead, and its coordinators.
    async fn accept_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AcceptNeedInput,
    ) -> Option<Result<AcceptNeedPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::AcceptNeed, on, |need, project, intent| need.accept(project, intent)).await
    }

    /// Looks for it again. For managers of the lead, and its coordinators; an offer is taken back by whoever made it.
    async fn reopen_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReopenNeedInput,
    ) -> Option<Result<ReopenNeedPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::ReopenNeed, on, |need, project, intent| need.reopen(project, intent)).await
    }

    /// Looks for it no longer. For editors of the lead, and its coordinators.
    async fn withdraw_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: WithdrawNeedInput,
    ) -> Option<Result<WithdrawNeedPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::WithdrawNeed, on, |need, project, intent| need.withdraw(project, intent)).await
    }
}
