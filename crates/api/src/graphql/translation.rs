//! How far translations have come, and how complete things are with them.

use super::enums::mirror;
use super::vocabulary::Language;
use async_graphql::{Enum, SimpleObject};
use domain::language::LanguageTag;
use domain::translation::{Extent, Translatable};

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
    /// The field of the object: `title`.
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
pub(super) fn progress(content: &impl Translatable) -> Vec<TranslationProgress> {
    let progress = |language: LanguageTag| {
        let fields = content.progress(&language);
        let state = fields.iter().map(|(_, state)| *state).min()?;
        let field = |(field, state): (&'static str, _)| TranslatedField { field, state: TranslationState::from(state) };
        Some(TranslationProgress {
            language: Language::of(&language),
            state: state.into(),
            fields: fields.into_iter().map(field).collect(),
        })
    };
    content.targets().filter_map(progress).collect()
}

/// What `isMinorChange` of an input means.
pub(super) const fn extent(is_minor_change: bool) -> Extent {
    if is_minor_change { Extent::Minor } else { Extent::Real }
}
