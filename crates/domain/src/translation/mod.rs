//! Translations: which texts of a thing there are in which language, and how far each has come.

mod deeds;
mod tally;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use deeds::can_translate;
pub use deeds::{FieldText, NewTranslation, Review, Translated, reviewable};
pub use tally::{Tally, tallies};

use crate::account::Account;
use crate::id::Id;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::offer::Offer;
use crate::organisation::Organisation;
use crate::project::Project;
use crate::text::{TextLimit, TextState, Texts};
use uuid::Uuid;

text_enum! {
    /// How far the translation of a text has come, the most to do first.
    TranslationState {
        /// There is none.
        Missing = "MISSING",
        /// The text it translates has changed since.
        Outdated = "OUTDATED",
        /// A machine wrote it; no person has reviewed it.
        MachineMade = "MACHINE_MADE",
        /// A person wrote it; nobody else has looked at it.
        Draft = "DRAFT",
        /// A second person found it right.
        Reviewed = "REVIEWED",
    }
}

text_enum! {
    /// What somebody wants to do with translations.
    TranslationWork {
        /// Write what is missing, outdated, or made by a machine.
        Translate = "TRANSLATE",
        /// Look at what others have written.
        Review = "REVIEW",
    }
}

text_enum! {
    /// What has texts that are translated, by what ids of it begin with.
    WorkKind {
        /// An organisation.
        Organisation = "organisation",
        /// An offer.
        Offer = "offer",
        /// A project.
        Project = "project",
    }
}

impl WorkKind {
    /// The id of the one with this number.
    #[must_use]
    pub fn subject_id(self, number: Uuid) -> String {
        match self {
            Self::Organisation => Id::<Organisation>::from_uuid(number).to_string(),
            Self::Offer => Id::<Offer>::from_uuid(number).to_string(),
            Self::Project => Id::<Project>::from_uuid(number).to_string(),
        }
    }
}

impl TranslationState {
    /// Whether somebody has to write it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Missing | Self::Outdated | Self::MachineMade)
    }
}

/// How much a change of a text says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Something else than before: translations no longer say the same.
    #[default]
    Real,
    /// The same as before, only better written: translations stay right.
    Minor,
}

/// What has texts that are translated.
pub trait Translatable: Sized {
    /// The names of all texts that it may have, as the API names them, the most useful first.
    const TEXTS: &'static [&'static str];

    /// The language in which it was first written, and which translations follow.
    fn primary_language(&self) -> &LanguageTag;
    /// Its texts by these names, but for those of parts that it does not have.
    fn texts(&self) -> Vec<(&'static str, &Texts)>;
    /// The same, to be changed, each with how long it may be.
    fn texts_mut(&mut self) -> Vec<(&'static str, TextLimit, &mut Texts)>;

    /// The text of this name, to be changed, with how long it may be.
    fn text_mut(&mut self, field: &str) -> Option<(TextLimit, &mut Texts)> {
        self.texts_mut().into_iter().find(|(name, ..)| *name == field).map(|(_, limit, texts)| (limit, texts))
    }

    /// After a person has changed it: what is new is theirs, and of the texts that say something else now, what stands in
    /// other languages is outdated.
    fn edited(&mut self, before: &Self, extent: Extent, by: Option<Id<Account>>) {
        let primary = self.primary_language().clone();
        let (before, none) = (before.texts(), Texts::default());
        for (field, _, texts) in self.texts_mut() {
            let before = before.iter().find(|(name, _)| *name == field).map_or(&none, |(_, texts)| *texts);
            texts.sign(before, by);
            texts.make_original(&primary);
            if extent == Extent::Real {
                texts.outdate(before, &primary);
            }
        }
    }

    /// The languages its texts are meant to be translated into: all of these but its own.
    fn targets<'a>(&self, languages: &'a [LanguageTag]) -> impl Iterator<Item = &'a LanguageTag> {
        languages.iter().filter(|language| *language != self.primary_language())
    }

    /// How far its translation into a language has come, text by text; texts without anything to translate are left out.
    fn progress(&self, language: &LanguageTag) -> Vec<(&'static str, TranslationState)> {
        let has_text = |texts: &Texts| texts.get(self.primary_language()).is_some();
        let all = self.texts().into_iter().filter(|(_, texts)| has_text(texts));
        all.map(|(field, texts)| (field, state(texts, language))).collect()
    }
}

/// Implements [`Translatable`] for contents with a primary language; the texts are named most useful first, then those in parts
/// that may be missing.
macro_rules! translatable {
    ($type:ty {
        $($($field:ident).+ : $limit:ident = $name:literal),+ $(,)?
        $(; $($part:ident? . $inner:ident : $part_limit:ident = $part_name:literal),+ $(,)?)?
    }) => {
        impl $crate::translation::Translatable for $type {
            const TEXTS: &'static [&'static str] = &[$($name,)+ $($($part_name),+)?];

            fn primary_language(&self) -> &$crate::language::LanguageTag {
                &self.primary_language
            }
            fn texts(&self) -> Vec<(&'static str, &$crate::text::Texts)> {
                let texts = [$(($name, &self.$($field).+)),+].into_iter();
                $($(let texts = texts.chain(self.$part.iter().map(|part| ($part_name, &part.$inner)));)+)?
                texts.collect()
            }
            fn texts_mut(&mut self) -> Vec<(&'static str, $crate::text::TextLimit, &mut $crate::text::Texts)> {
                let texts = [$(($name, $limit, &mut self.$($field).+)),+].into_iter();
                $($(let texts = texts.chain(self.$part.iter_mut().map(|part| ($part_name, $part_limit, &mut part.$inner)));)+)?
                texts.collect()
            }
        }
    };
}
pub(crate) use translatable;

fn state(texts: &Texts, language: &LanguageTag) -> TranslationState {
    let Some(text) = texts.get(language) else { return TranslationState::Missing };
    match text.state {
        TextState::Outdated => TranslationState::Outdated,
        TextState::Reviewed => TranslationState::Reviewed,
        TextState::Draft if text.is_machine_made() => TranslationState::MachineMade,
        TextState::Draft => TranslationState::Draft,
    }
}
