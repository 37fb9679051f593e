//! A project as the reader sees it.

use super::enums::{ProjectStatus, Visibility};
use super::list::connect_adaptations;
use super::need::NeedNode;
use super::partnership::PartnershipNode;
use super::parts::{AdaptedFrom, Document, Figure, FundingLine, Reuse};
use super::siblings::OfProject;
use super::team::TeamMemberNode;
use super::{ProjectConnection, ProjectNode};
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::Caller;
use crate::graphql::centre::{ActionFieldNode, CentreNode, load_action_fields, load_centre};
use crate::graphql::enums::TargetGroup;
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, Revision, history, revisions};
use crate::graphql::offer::{OfferNode, offer_nodes};
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::page::PageArguments;
use crate::graphql::scalar::{Date, DateTime, LanguageTag};
use crate::graphql::task::TaskNode;
use crate::graphql::text::{LocalizedText, localized};
use crate::graphql::translation::{TranslationProgress, progress};
use crate::graphql::vocabulary::{Language, Municipality};
use crate::graphql::working_group::{GroupNode, load_group};
use async_graphql::{Context, ID, Object};
use domain::project::ProjectState;
use persistence::{Direction, OfferShape, Sort};
use std::sync::Arc;

/// Something organisations plan and carry out together; one of them leads. How far it is seen `visibility` says; whoever
/// is asked to join sees title, summary, partners and the invitation.
#[Object(name = "Project")]
impl ProjectNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.project.id.to_string().into()
    }

    /// A code for posters and the telephone: nine letters and digits.
    async fn short_code(&self) -> String {
        self.project.id.short_code()
    }

    /// The language its texts are written in first.
    async fn primary_language(&self) -> LanguageTag {
        (&self.project.content.primary_language).into()
    }

    /// How far its texts have come in the languages they are meant to be in.
    async fn translations(&self, ctx: &Context<'_>) -> Vec<TranslationProgress> {
        progress(&self.project.content, Caller::of(ctx))
    }

    /// Its title, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.title, &self.project.content.primary_language, languages)
    }

    /// What it is about in a few sentences, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.summary, &self.project.content.primary_language, languages)
    }

    /// Which problem it is about, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.problem, &self.project.content.primary_language, languages)
    }

    /// What it wants to reach, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn goals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.goals, &self.project.content.primary_language, languages)
    }

    /// All about it, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.description, &self.project.content.primary_language, languages)
    }

    /// What came out, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.results, &self.project.content.primary_language, languages)
    }

    /// What was learned, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn lessons(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.project.content.lessons, &self.project.content.primary_language, languages)
    }

    /// The state it is in.
    async fn status(&self) -> ProjectStatus {
        self.project.state.status().into()
    }

    /// Why it rests or was given up. Those who take part see it.
    async fn status_reason(&self) -> Option<&str> {
        self.project.state.reason().filter(|_| self.is_inside()).map(domain::text::Reason::as_str)
    }

    /// How far it is to be seen.
    async fn visibility(&self) -> Visibility {
        self.project.content.visibility.into()
    }

    /// The organisation that leads it.
    async fn lead(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.siblings.organisations, self.project.lead.id).await.transpose()
    }

    /// The centre of the organisation that leads it.
    async fn centre(&self, ctx: &Context<'_>) -> Option<Result<CentreNode, Failure>> {
        Some(load_centre(ctx, &self.siblings.centres, self.project.lead.centre).await)
    }

    /// The organisations that take part, the lead too. Those who take part also see who is asked, has asked, said no or
    /// left; an organisation sees its own invitation or request.
    async fn partners(&self) -> Vec<PartnershipNode> {
        self.partnerships().collect()
    }

    /// The partner that was asked to take over the lead. Those who take part see it.
    async fn lead_offered_to(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.siblings.organisations, self.project.lead_offered_to?).await.transpose()
    }

    /// Persons who work on it. Those who take part see them; for others `null`.
    async fn team(&self) -> Option<Vec<TeamMemberNode>> {
        self.is_inside().then(|| self.team_members().collect())
    }

    /// What it looks for. Those who take part and the members of public organisations see it; for others it is empty.
    async fn needs(&self, ctx: &Context<'_>) -> Result<Vec<NeedNode>, Failure> {
        NeedNode::all(self, Caller::of(ctx)).await
    }

    /// Who does what by when, most urgent first. Those who take part see it; for others `null`.
    async fn tasks(&self, ctx: &Context<'_>) -> Option<Result<Vec<TaskNode>, Failure>> {
        let tasks = async || {
            let tasks = self.all_tasks(Caller::of(ctx)).await?;
            Ok(tasks.into_iter().filter(|task| !task.is_a_milestone()).collect())
        };
        if self.is_inside() { Some(tasks().await) } else { None }
    }

    /// Points to be reached, the next one first. Those who take part see them; for others `null`.
    async fn milestones(&self, ctx: &Context<'_>) -> Option<Result<Vec<TaskNode>, Failure>> {
        let tasks = async || {
            let tasks = self.all_tasks(Caller::of(ctx)).await?;
            Ok(tasks.into_iter().filter(TaskNode::is_a_milestone).collect())
        };
        if self.is_inside() { Some(tasks().await) } else { None }
    }

    /// Action fields of the lead's centre that it contributes to.
    async fn action_fields(&self, ctx: &Context<'_>) -> Result<Vec<ActionFieldNode>, Failure> {
        load_action_fields(ctx, &self.siblings.action_fields, &self.project.content.action_fields).await
    }

    /// Whom it is for.
    async fn target_groups(&self) -> Vec<TargetGroup> {
        self.project.content.target_groups.iter().map(|group| (*group).into()).collect()
    }

    /// Languages it happens in.
    async fn languages(&self) -> Vec<Language> {
        self.project.content.languages.iter().map(Language::of).collect()
    }

    /// Where it happens.
    async fn municipalities(&self) -> Vec<Municipality> {
        self.project.content.municipalities.iter().map(|key| key.municipality().into()).collect()
    }

    /// From then.
    async fn starts_on(&self) -> Option<Date> {
        self.project.content.starts_on.as_ref().map(Date::from)
    }

    /// Until then.
    async fn ends_on(&self) -> Option<Date> {
        self.project.content.ends_on.as_ref().map(Date::from)
    }

    /// Money. Those who take part see it; for others `null`.
    async fn funding(&self) -> Option<Vec<FundingLine>> {
        self.is_inside().then(|| self.project.content.funding.iter().map(Into::into).collect())
    }

    /// What was counted or measured.
    async fn figures(&self) -> Vec<Figure> {
        self.project.content.figures.iter().map(Into::into).collect()
    }

    /// Documents elsewhere on the web.
    async fn documents(&self) -> Vec<Document> {
        self.project.content.documents.iter().map(Into::into).collect()
    }

    /// Offers that belong to it, those you see.
    async fn offers(&self, ctx: &Context<'_>) -> Result<Vec<OfferNode>, Failure> {
        let caller = Caller::of(ctx);
        let mut found = Vec::new();
        for id in &self.project.content.offers {
            let loaded = self.siblings.offers.load("offer".to_owned(), *id, |ids| async move {
                let store = &caller.app.store;
                let records = store.offers_by_id(&caller.scope, caller.now, &ids, OfferShape::default()).await;
                Ok(offer_nodes(records.map_err(|error| caller.failed(error))?.values(), caller))
            });
            found.extend(loaded.await?);
        }
        Ok(found)
    }

    /// How others can repeat it: for those who take part while they write it, for others once it is published, else `null`.
    async fn reuse(&self) -> Option<Reuse> {
        let content = &self.project.content;
        let is_there = content.reuse != domain::project::Reuse::default();
        is_there.then(|| Reuse { reuse: content.reuse.clone(), primary: content.primary_language.clone() })
    }

    /// When others were first told how to repeat it.
    async fn reuse_published_at(&self) -> Option<DateTime> {
        self.project.state.reuse_published_at().as_ref().map(DateTime::from)
    }

    /// The working group it comes out of, if you see it.
    async fn working_group(&self, ctx: &Context<'_>) -> Option<Result<GroupNode, Failure>> {
        load_group(ctx, &self.siblings.groups, self.project.content.working_group?).await.transpose()
    }

    /// What it was made after.
    async fn adapted_from(&self) -> Option<AdaptedFrom> {
        let origin = self.project.adapted_from.clone()?;
        let (projects, organisations) = (&self.siblings.origins, &self.siblings.organisations);
        Some(AdaptedFrom { origin, projects: Arc::clone(projects), organisations: Arc::clone(organisations) })
    }

    /// Projects that were made after it, those you see, newest first. Each of them tells its own in turn.
    async fn adaptations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<ProjectConnection, Failure> {
        let caller = Caller::of(ctx);
        let order = (Sort::Time, Direction::Descending);
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        connect_adaptations(caller, &self.siblings.projects, self.project.id, page).await
    }

    /// When it was completed.
    async fn completed_at(&self) -> Option<DateTime> {
        match &self.project.state {
            ProjectState::Completed { at, .. } => Some(at.into()),
            _ => None,
        }
    }

    /// How often it changed: `expectedRevision` of the next change. Partners, needs and tasks have their own.
    async fn revision(&self) -> i32 {
        self.project.revision.number()
    }

    /// When it was proposed.
    async fn created_at(&self) -> DateTime {
        (&self.project.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.project.updated_at).into()
    }

    /// What you may do with it, and why something is closed at the moment. Partners, needs and tasks tell of themselves.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        available(self.project.available_actions(self.sight, &caller.actor), caller)
    }

    /// What happened to it, its partners, needs and tasks, newest first, as sentences. Whoever may see `revisions` sees it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.siblings.projects, (self.project.id, self.is_inside()), first).await
    }

    /// Its newest revisions, newest first, with what changed. Those who take part see them; for others `null`.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<Revision>, Failure>> {
        revisions(ctx, &self.siblings.projects, (self.project.id, self.is_inside()), first).await
    }
}
