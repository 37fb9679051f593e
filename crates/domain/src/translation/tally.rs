//! How many texts of something there are in which language: what lists of work are made of.

use super::{Translatable, TranslationState};
use crate::account::Account;
use crate::id::Id;
use crate::language::LanguageTag;
use std::collections::BTreeSet;

/// How many texts of something there are in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The language.
    pub language: LanguageTag,
    /// Whether it is the one the others are translated from.
    pub is_original: bool,
    /// Texts that nobody has to write any more: of the original all there are.
    pub current: i16,
    /// Translations among them that no second person has looked at.
    pub drafts: i16,
    /// The person who wrote all of these, if it is one person: they can not review them.
    pub drafted_by: Option<Id<Account>>,
}

/// The tallies of something, by language; none if there is nothing to translate.
#[must_use]
pub fn tallies(content: &impl Translatable) -> Vec<Tally> {
    let primary = content.primary_language();
    let all: Vec<_> = content.texts().into_iter().filter(|(_, texts)| texts.get(primary).is_some()).collect();
    let languages: BTreeSet<&LanguageTag> =
        all.iter().flat_map(|(_, texts)| texts.iter()).map(|(language, _)| language).collect();
    let count = |number: usize| i16::try_from(number).unwrap_or(i16::MAX);
    let tally = |language: &LanguageTag| {
        if language == primary {
            let (current, language) = (count(all.len()), language.clone());
            return Tally { language, is_original: true, current, drafts: 0, drafted_by: None };
        }
        let progress = content.progress(language);
        let drafts: Vec<&str> =
            progress.iter().filter(|(_, state)| *state == TranslationState::Draft).map(|(field, _)| *field).collect();
        let texts = all.iter().filter(|(field, _)| drafts.contains(field)).filter_map(|(_, texts)| texts.get(language));
        let writers: BTreeSet<Option<Id<Account>>> = texts.map(|text| text.written_by).collect();
        Tally {
            language: language.clone(),
            is_original: false,
            current: count(progress.iter().filter(|(_, state)| !state.is_open()).count()),
            drafts: count(drafts.len()),
            drafted_by: if writers.len() == 1 { writers.into_iter().next().flatten() } else { None },
        }
    };
    languages.into_iter().map(tally).collect()
}
