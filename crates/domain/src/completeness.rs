//! How complete something is, and what would make it more useful.

use crate::language::LanguageTag;
use crate::translation::{Translatable, TranslationState};

/// How complete something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// How many percent of what is wanted is there.
    pub percent: u8,
    /// What is not, most useful first: fields as the API names them, then translations, such as `translations.tr`.
    pub missing: Vec<String>,
}

impl Completeness {
    /// Of what is wanted of something, most useful first, each with whether it is there; and of the translations of its texts.
    pub(crate) fn of(content: &impl Translatable, wanted: &[(&str, bool)], languages: &[LanguageTag]) -> Self {
        let fields = wanted.iter().map(|(field, is_there)| ((*field).to_owned(), *is_there));
        let translation = |language: &LanguageTag| {
            let progress = content.progress(language);
            let is_there = |(_, state): &(_, TranslationState)| {
                !matches!(state, TranslationState::Missing | TranslationState::Outdated)
            };
            // Where there is no text, there is nothing to translate; that the text is missing stands above.
            (!progress.is_empty()).then(|| (format!("translations.{language}"), progress.iter().all(is_there)))
        };
        let all: Vec<(String, bool)> = fields.chain(content.targets(languages).filter_map(translation)).collect();
        let there = all.iter().filter(|(_, is_there)| *is_there).count();
        let percent = u8::try_from(there * 100 / all.len().max(1)).unwrap_or(100);
        Self { percent, missing: all.into_iter().filter(|(_, is_there)| !is_there).map(|(what, _)| what).collect() }
    }
}
