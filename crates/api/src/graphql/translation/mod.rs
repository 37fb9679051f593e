//! Translations: how far they have come, writing and reviewing them, and how complete things are with them.

mod exchange;
mod mutation;
mod queue;

pub use mutation::TranslationMutation;
pub use queue::TranslationQuery;

use super::caller::Caller;
use super::enums::mirror;
use super::failure::Failure;
use super::node::{Node, load};
use super::offer::OfferNode;
use super::organisation::OrganisationNode;
use super::project::ProjectNode;
use super::vocabulary::Language;
use async_graphql::{Enum, ID, SimpleObject, Union};
use domain::language::LanguageTag;
use domain::translation::{Extent, TranslationWork, reviewable};

mirror! {
    /// How far the translation of a text has come, the most to do first.
    TranslationState = "domain::translation::TranslationState" {
        /// There is none.
        Missing = "MISSING",
        /// The text it translates has changed since. It is still shown, marked `isOutdated`.
        Outdated = "OUTDATED",
        /// A machine wrote it; no person has reviewed it.
        MachineMade = "MACHINE_MADE",
        /// A person wrote it; nobody else has looked at it.
        Draft = "DRAFT",
        /// A second person found it right.
        Reviewed = "REVIEWED",
    }
}

/// How far the translation of one text has come.
#[derive(SimpleObject, Clone)]
pub struct TranslatedField {
    /// The text by its path in the object: `title`, `cost.note`.
    field: &'static str,
    /// How far it has come.
    state: TranslationState,
}

/// How far the translation of a thing into a language has come.
#[derive(SimpleObject, Clone)]
pub struct TranslationProgress {
    /// The language.
    language: Language,
    /// How far the text has come with which there is most to do.
    state: TranslationState,
    /// Text by text, the most useful first; texts without anything to translate are left out.
    fields: Vec<TranslatedField>,
}

/// How complete something is, its translations among it.
#[derive(SimpleObject, Clone)]
pub struct Completeness {
    /// In percent.
    percent: u8,
    /// What is not there, most useful first: fields that are empty, then translations that are missing or outdated, such as
    /// `translations.tr`.
    missing: Vec<String>,
}

impl From<domain::completeness::Completeness> for Completeness {
    fn from(completeness: domain::completeness::Completeness) -> Self {
        Self { percent: completeness.percent, missing: completeness.missing }
    }
}

/// How far the texts of something have come in each target language but its primary one; nothing if there is no text yet.
pub(super) fn progress(content: &impl domain::translation::Translatable, caller: &Caller) -> Vec<TranslationProgress> {
    let targets = content.targets(&caller.app.languages);
    targets.filter_map(|language| progress_into(content, language)).collect()
}

/// How far the texts of something have come in a language; `None` if there is nothing to translate.
fn progress_into(
    content: &impl domain::translation::Translatable,
    language: &LanguageTag,
) -> Option<TranslationProgress> {
    let fields = content.progress(language);
    let state = fields.iter().map(|(_, state)| *state).min()?;
    let field = |(field, state): (&'static str, _)| TranslatedField { field, state: TranslationState::from(state) };
    Some(TranslationProgress {
        language: Language::of(language),
        state: state.into(),
        fields: fields.into_iter().map(field).collect(),
    })
}

fn to_do(
    content: &impl domain::translation::Translatable,
    (language, work): (&LanguageTag, TranslationWork),
    caller: &Caller,
) -> Option<(TranslationProgress, usize)> {
    let count = match work {
        TranslationWork::Translate => content.progress(language).iter().filter(|(_, state)| state.is_open()).count(),
        TranslationWork::Review => reviewable(content, language, caller.actor.account()),
    };
    progress_into(content, language).filter(|_| count > 0).map(|progress| (progress, count))
}

/// What has texts that are translated.
#[derive(Union, Clone)]
pub enum Translatable {
    /// An organisation.
    Organisation(OrganisationNode),
    /// An offer.
    Offer(OfferNode),
    /// A project.
    Project(ProjectNode),
}

impl Translatable {
    fn of(node: Node) -> Option<Self> {
        match node {
            Node::Organisation(organisation) => Some(Self::Organisation(organisation)),
            Node::Offer(offer) => Some(Self::Offer(offer)),
            Node::Project(project) => Some(Self::Project(project)),
            _ => None,
        }
    }

    /// The one with this id, if the reader sees it.
    async fn load(caller: &Caller, id: &ID) -> Result<Option<Self>, Failure> {
        let mut found = load(caller, std::slice::from_ref(id)).await?;
        Ok(found.pop().flatten().and_then(Self::of))
    }

    /// How far it has come in the language, and how much there is to do for this person; `None`: nothing.
    fn to_do(
        &self,
        (language, work): (&LanguageTag, TranslationWork),
        caller: &Caller,
    ) -> Option<(TranslationProgress, usize)> {
        match self {
            Self::Organisation(node) => to_do(&node.organisation().content, (language, work), caller),
            Self::Offer(node) => to_do(&*node.offer().content.shown_at(caller.now), (language, work), caller),
            Self::Project(node) => to_do(&node.project().content, (language, work), caller),
        }
    }
}

/// What `isMinorChange` of an input means.
pub(super) const fn extent(is_minor_change: bool) -> Extent {
    if is_minor_change { Extent::Minor } else { Extent::Real }
}
