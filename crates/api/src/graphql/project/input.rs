//! What is written about a project.

use super::enums::{FundingState, Licence, Visibility};
use crate::graphql::enums::TargetGroup;
use crate::graphql::input::{ids, members, patch, patch_date, patch_list};
use crate::graphql::money::MoneyInput;
use crate::graphql::scalar::{Date, LanguageTag, MunicipalityKey, Url};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::form::{Form, MAX_ENTRIES, Patch};
use domain::id::Id;
use domain::offer::Offer;
use domain::project::{self, ProjectContent};
use domain::refusal::{Flaw, Problems};
use domain::text::{Line, Value};
use domain::time::parse_date;
use domain::working_group::WorkingGroup;

/// Money for a project.
#[derive(InputObject, Clone, Debug)]
pub struct FundingLineInput {
    /// The programme, or whoever gives it: up to 200 characters.
    programme: String,
    /// How far the application has come.
    state: FundingState,
    /// How much, in whole cents.
    amount: Option<MoneyInput>,
}

/// Something counted or measured.
#[derive(InputObject, Clone, Debug)]
pub struct FigureInput {
    /// What was counted: up to 200 characters.
    indicator: String,
    /// How much.
    value: f64,
    /// As of when; not in the future.
    date: Date,
}

/// A document elsewhere on the web.
#[derive(InputObject, Clone, Debug)]
pub struct DocumentInput {
    /// What it is called: up to 200 characters.
    title: String,
    /// Where it is: `https` only.
    url: Url,
    /// The language it is in.
    language: Option<LanguageTag>,
}

/// How others can repeat it: nothing about persons, partners or money belongs here, for it goes into each adaptation.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ReuseInput {
    /// Which problem it solves: up to 5,000 characters.
    problem: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What to do, step by step: up to 5,000 characters.
    steps: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it costs, in words: up to 5,000 characters.
    costs: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What helps: up to 5,000 characters.
    hints: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What goes wrong easily: up to 5,000 characters.
    pitfalls: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Material to use.
    materials: MaybeUndefined<Vec<DocumentInput>>,
    /// Under which licence others may use it.
    licence: MaybeUndefined<Licence>,
}

/// The content of a project. An absent field stays as it is, `null` clears it, lists replace the whole, texts change the
/// languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProjectFields {
    /// Title: one line of up to 120 characters.
    title: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Summary: up to 300 characters.
    summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Which problem it is about: up to 5,000 characters.
    problem: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it wants to reach: up to 5,000 characters.
    goals: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Description: up to 5,000 characters.
    description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Action fields of the lead's centre that it contributes to.
    action_fields: MaybeUndefined<Vec<ID>>,
    /// Whom it is for.
    target_groups: MaybeUndefined<Vec<TargetGroup>>,
    /// Languages it happens in.
    languages: MaybeUndefined<Vec<LanguageTag>>,
    /// Where it happens.
    municipalities: MaybeUndefined<Vec<MunicipalityKey>>,
    /// From then.
    starts_on: MaybeUndefined<Date>,
    /// Until then.
    ends_on: MaybeUndefined<Date>,
    /// How far it is to be seen; `INTERNAL` until you say otherwise.
    visibility: MaybeUndefined<Visibility>,
    /// Money.
    funding: MaybeUndefined<Vec<FundingLineInput>>,
    /// What came out: up to 5,000 characters. Completing needs it.
    results: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What was counted or measured.
    figures: MaybeUndefined<Vec<FigureInput>>,
    /// What was learned: up to 5,000 characters.
    lessons: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Documents elsewhere on the web.
    documents: MaybeUndefined<Vec<DocumentInput>>,
    /// Offers that belong to it.
    offers: MaybeUndefined<Vec<ID>>,
    /// The working group it comes out of; you have to be in it or on the staff of its centre.
    working_group: MaybeUndefined<ID>,
    /// How others can repeat it.
    reuse: Option<ReuseInput>,
}

/// Reads a document.
pub(crate) fn document(form: &mut Form<'_>, input: &DocumentInput) -> Option<project::Document> {
    let title = form.read("title", Line::parse(&input.title));
    let url = form.read("url", domain::contact::Url::parse(&input.url.0));
    let language = form.maybe("language", input.language.as_ref().map(|tag| tag.0.as_str()));
    Some(project::Document { title: title?, url: url?, language })
}

fn funding_line(form: &mut Form<'_>, input: &FundingLineInput) -> Option<project::FundingLine> {
    let cents = input.amount.as_ref().and_then(|amount| amount.read(&mut form.inside("amount")));
    let programme = form.read("programme", Line::parse(&input.programme))?;
    Some(project::FundingLine { programme, state: input.state.into(), cents })
}

fn figure(form: &mut Form<'_>, input: &FigureInput) -> Option<project::Figure> {
    let indicator = form.read("indicator", Line::parse(&input.indicator));
    let date = form.read("date", parse_date(&input.date.0));
    Some(project::Figure { indicator: indicator?, value: input.value, date: date? })
}

impl ReuseInput {
    fn apply(&self, content: &mut ProjectContent, form: &mut Form<'_>) {
        form.text(content, "reuse.problem", &patch_list(&self.problem));
        form.text(content, "reuse.steps", &patch_list(&self.steps));
        form.text(content, "reuse.costs", &patch_list(&self.costs));
        form.text(content, "reuse.hints", &patch_list(&self.hints));
        form.text(content, "reuse.pitfalls", &patch_list(&self.pitfalls));
        let (reuse, mut form) = (&mut content.reuse, form.inside("reuse"));
        form.objects(&mut reuse.materials, "materials", &patch_list(&self.materials), document);
        form.plain(&mut reuse.licence, &patch(&self.licence));
    }
}

impl ProjectFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut ProjectContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.text(content, "title", &patch_list(&self.title));
        form.text(content, "summary", &patch_list(&self.summary));
        form.text(content, "problem", &patch_list(&self.problem));
        form.text(content, "goals", &patch_list(&self.goals));
        form.text(content, "description", &patch_list(&self.description));
        ids(&mut form, &mut content.action_fields, "actionFields", &self.action_fields);
        members(&mut form, &mut content.target_groups, "targetGroups", &self.target_groups);
        form.list(&mut content.languages, "languages", &patch_list(&self.languages));
        form.list(&mut content.municipalities, "municipalities", &patch_list(&self.municipalities));
        patch_date(&mut form, &mut content.starts_on, "startsOn", &self.starts_on);
        patch_date(&mut form, &mut content.ends_on, "endsOn", &self.ends_on);
        match patch::<_, domain::access::Visibility>(&self.visibility) {
            Patch::Leave => {}
            Patch::Clear => form.wrong("visibility", Flaw::Required),
            Patch::Set(visibility) => content.visibility = visibility,
        }
        form.objects(&mut content.funding, "funding", &patch_list(&self.funding), funding_line);
        form.text(content, "results", &patch_list(&self.results));
        form.objects(&mut content.figures, "figures", &patch_list(&self.figures), figure);
        form.text(content, "lessons", &patch_list(&self.lessons));
        form.objects(&mut content.documents, "documents", &patch_list(&self.documents), document);
        ids(&mut form, &mut content.offers, "offers", &self.offers);
        match &self.working_group {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => content.working_group = None,
            MaybeUndefined::Value(id) => content.working_group = form.read("workingGroup", id.parse()),
        }
        if let Some(reuse) = &self.reuse {
            reuse.apply(content, &mut form);
        }
    }

    /// The offers and the working group that are named, as far as they are ids at all.
    pub(crate) fn refers_to(&self) -> (Vec<Id<Offer>>, Option<Id<WorkingGroup>>) {
        let offers = match &self.offers {
            MaybeUndefined::Value(ids) => ids.iter().filter_map(|id| id.parse().ok()).take(MAX_ENTRIES).collect(),
            _ => Vec::new(),
        };
        let group = match &self.working_group {
            MaybeUndefined::Value(id) => id.parse().ok(),
            _ => None,
        };
        (offers, group)
    }
}
