//! Texts that know their language.

use super::{REVIEWED, TextLimit, clean};
use crate::account::Account;
use crate::id::Id;
use crate::language::{LanguageTag, related};
use crate::refusal::Flaw;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who wrote a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TextSource {
    /// A person who has an account here.
    Human,
    /// A machine.
    Machine,
    /// A translator elsewhere, whose file was taken in.
    Import,
}

/// How far a text has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TextState {
    /// Somebody wrote it; nobody else has looked at it.
    #[default]
    Draft,
    /// A second person found it right.
    Reviewed,
    /// What it translates has changed since.
    Outdated,
}

impl TextState {
    fn is_draft(&self) -> bool {
        *self == Self::Draft
    }
}

/// Who writes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer {
    /// What they are.
    pub source: TextSource,
    /// The person, where it is one with an account.
    pub account: Option<Id<Account>>,
}

/// One text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The text itself.
    pub value: String,
    /// Who wrote it.
    pub source: TextSource,
    /// How far it has come.
    #[serde(default, skip_serializing_if = "TextState::is_draft")]
    pub state: TextState,
    /// Which person wrote it, as far as that is known: another one reviews it. Never told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_by: Option<Id<Account>>,
}

impl Translation {
    /// Whether it says this, however that is spaced and composed.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        let limit = self.value.chars().count();
        clean(text, limit, true).is_ok_and(|text| text == self.value)
    }

    /// Whether a machine wrote it and no person has reviewed it.
    #[must_use]
    pub fn is_machine_made(&self) -> bool {
        self.source == TextSource::Machine && self.state != TextState::Reviewed
    }
}

/// One text in the languages it was written in. Editing one language never changes another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<LanguageTag, Translation>);

/// The text a reader gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen<'a> {
    /// The language it is in.
    pub language: &'a LanguageTag,
    /// The text.
    pub translation: &'a Translation,
    /// Whether it is in none of the languages the reader asked for.
    pub is_fallback: bool,
}

impl Texts {
    /// Sets the text of one language.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn set(&mut self, language: LanguageTag, text: &str, source: TextSource, limit: TextLimit) -> Result<(), Flaw> {
        let value = clean(text, limit.max, limit.lines)?;
        let same = self.0.get(&language).is_some_and(|old| old.value == value && source == TextSource::Human);
        if !same {
            self.0.insert(language, Translation { value, source, state: TextState::Draft, written_by: None });
        }
        Ok(())
    }

    /// Writes a translation, also of a text whose translation says the same already: then somebody has looked at it since
    /// what it translates has changed.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn translate(
        &mut self,
        language: &LanguageTag,
        text: &str,
        writer: Writer,
        limit: TextLimit,
    ) -> Result<(), Flaw> {
        let value = clean(text, limit.max, limit.lines)?;
        match self.0.get_mut(language) {
            // It stays the text of whoever wrote it.
            Some(same) if same.value == value && !same.is_machine_made() => {
                if same.state == TextState::Outdated {
                    same.state = TextState::Draft;
                }
            }
            _ => {
                let Writer { source, account: written_by } = writer;
                self.0.insert(language.clone(), Translation { value, source, state: TextState::Draft, written_by });
            }
        }
        Ok(())
    }

    /// Notes that a second person found the text of a language right.
    pub fn review(&mut self, language: &LanguageTag) {
        if let Some(translation) = self.0.get_mut(language) {
            translation.state = TextState::Reviewed;
        }
    }

    /// Notes that the text of a language translates what the original no longer says.
    pub fn outdate_one(&mut self, language: &LanguageTag) {
        if let Some(translation) = self.0.get_mut(language) {
            translation.state = TextState::Outdated;
        }
    }

    /// Notes who wrote what is new or different since before.
    pub fn sign(&mut self, before: &Self, account: Option<Id<Account>>) {
        for (language, translation) in &mut self.0 {
            if before.get(language).is_none_or(|before| before.value != translation.value) {
                translation.written_by = account;
            }
        }
    }

    /// Marks what stands in other languages than [`REVIEWED`] as written by a machine.
    pub fn mark_unreviewed(&mut self) {
        for (language, translation) in &mut self.0 {
            if !REVIEWED.contains(&language.as_str()) {
                translation.source = TextSource::Machine;
            }
        }
    }

    /// The text in the primary language translates nothing, though it may have done so until now.
    pub fn make_original(&mut self, primary: &LanguageTag) {
        if let Some(original) = self.0.get_mut(primary)
            && original.state == TextState::Outdated
        {
            original.state = TextState::Draft;
        }
    }

    /// After the text in the primary language has changed: what stands in other languages, and stood there before, no longer
    /// says the same.
    pub fn outdate(&mut self, before: &Self, primary: &LanguageTag) {
        let value = |texts: &Self, language| texts.get(language).map(|text| text.value.clone());
        let (was, is) = (value(before, primary), value(self, primary));
        if was.is_none() || was == is {
            return;
        }
        for (language, translation) in self.0.iter_mut().filter(|(language, _)| *language != primary) {
            if value(before, language).as_ref() == Some(&translation.value) {
                translation.state = TextState::Outdated;
            }
        }
    }

    /// Removes the text of one language.
    pub fn remove(&mut self, language: &LanguageTag) {
        self.0.remove(language);
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn get(&self, language: &LanguageTag) -> Option<&Translation> {
        self.0.get(language)
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, by language tag.
    pub fn iter(&self) -> impl Iterator<Item = (&LanguageTag, &Translation)> {
        self.0.iter()
    }

    /// The best text for a reader: the asked languages in their order (each with its shorter forms, RFC 4647 lookup),
    /// then related ones, then the deployment's chain, then the primary language, then whatever there is.
    #[must_use]
    pub fn choose(&self, asked: &[LanguageTag], chain: &[LanguageTag], primary: &LanguageTag) -> Option<Chosen<'_>> {
        let chosen = |language: &LanguageTag, is_fallback| {
            self.0.get_key_value(language).map(|(language, translation)| Chosen { language, translation, is_fallback })
        };
        asked
            .iter()
            .find_map(|tag| tag.and_shorter().find_map(|tag| chosen(&tag, false)))
            .or_else(|| asked.iter().flat_map(LanguageTag::and_shorter).find_map(|tag| chosen(&related(&tag)?, true)))
            .or_else(|| chain.iter().chain([primary]).find_map(|tag| chosen(tag, true)))
            .or_else(|| self.0.keys().next().and_then(|tag| chosen(tag, true)))
    }
}
