//! The parts of a project, as they are read.

use super::enums::{FundingState, Licence};
use super::{ProjectNode, load_project};
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::money::Money;
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::scalar::{Date, DateTime, LanguageTag, Url};
use crate::graphql::text::{LocalizedText, localized};
use crate::graphql::vocabulary::Language;
use async_graphql::{Context, Object, SimpleObject};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project;
use std::sync::Arc;

/// Money for a project. Those who take part see it.
#[derive(SimpleObject)]
pub struct FundingLine {
    /// The programme, or whoever gives it.
    programme: String,
    /// How far the application has come.
    state: FundingState,
    /// How much.
    amount: Option<Money>,
}

impl From<&project::FundingLine> for FundingLine {
    fn from(line: &project::FundingLine) -> Self {
        Self { programme: line.programme.to_string(), state: line.state.into(), amount: line.cents.map(Money::euro) }
    }
}

/// Something counted or measured.
#[derive(SimpleObject)]
pub struct Figure {
    /// What was counted.
    indicator: String,
    /// How much.
    value: f64,
    /// As of when.
    date: Date,
}

impl From<&project::Figure> for Figure {
    fn from(figure: &project::Figure) -> Self {
        Self { indicator: figure.indicator.to_string(), value: figure.value, date: (&figure.date).into() }
    }
}

/// A document elsewhere on the web.
#[derive(SimpleObject)]
pub struct Document {
    /// What it is called.
    title: String,
    /// Where it is.
    url: Url,
    /// The language it is in.
    language: Option<Language>,
}

impl From<&project::Document> for Document {
    fn from(document: &project::Document) -> Self {
        Self {
            title: document.title.to_string(),
            url: (&document.url).into(),
            language: document.language.as_ref().map(Language::of),
        }
    }
}

/// How others can repeat a project.
pub struct Reuse {
    pub(super) reuse: project::Reuse,
    pub(super) primary: domain::language::LanguageTag,
}

/// How others can repeat a project. It holds nothing about persons, partners or money, and goes into each adaptation.
#[Object]
impl Reuse {
    /// Which problem it solves, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.reuse.problem, &self.primary, languages)
    }

    /// What to do, step by step, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.reuse.steps, &self.primary, languages)
    }

    /// What it costs, in words, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn costs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.reuse.costs, &self.primary, languages)
    }

    /// What helps, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn hints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.reuse.hints, &self.primary, languages)
    }

    /// What goes wrong easily, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn pitfalls(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.reuse.pitfalls, &self.primary, languages)
    }

    /// Material to use.
    async fn materials(&self) -> Vec<Document> {
        self.reuse.materials.iter().map(Into::into).collect()
    }

    /// Under which licence others may use it.
    async fn licence(&self) -> Option<Licence> {
        self.reuse.licence.map(Into::into)
    }
}

/// What a project was made after, as it was then.
pub struct AdaptedFrom {
    pub(super) origin: project::AdaptedFrom,
    pub(super) projects: Arc<Batch<Id<project::Project>>>,
    pub(super) organisations: Arc<Batch<Id<Organisation>>>,
}

/// What a project was made after, as it was then. It stays when the origin is gone.
#[Object]
impl AdaptedFrom {
    /// The project; `null` if it is gone, or you do not see it.
    async fn project(&self, ctx: &Context<'_>) -> Option<Result<ProjectNode, Failure>> {
        load_project(ctx, &self.projects, self.origin.project).await.transpose()
    }

    /// The organisation that led it then; `null` if you do not see it.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.origin.organisation).await.transpose()
    }

    /// Its title then, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.origin.title, &self.origin.primary_language, languages)
    }

    /// When the adaptation was made.
    async fn adapted_at(&self) -> DateTime {
        (&self.origin.at).into()
    }
}
