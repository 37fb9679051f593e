//! Translations: which texts of a thing there are in which language, and how far each has come.

use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::text::{TARGET_LANGUAGES, TextSource, TextState, Texts, Value};

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
    /// The language in which it was first written, and which translations follow.
    fn primary_language(&self) -> &LanguageTag;
    /// Its texts, as the API names them, the most useful first.
    fn texts(&self) -> Vec<(&'static str, &Texts)>;
    /// The same, to be changed.
    fn texts_mut(&mut self) -> Vec<(&'static str, &mut Texts)>;

    /// After a change: of the texts that say something else now, what stands in other languages is outdated.
    fn outdate(&mut self, before: &Self, extent: Extent) {
        let primary = self.primary_language().clone();
        for ((_, texts), (_, before)) in self.texts_mut().into_iter().zip(before.texts()) {
            texts.make_original(&primary);
            if extent == Extent::Real {
                texts.outdate(before, &primary);
            }
        }
    }

    /// The languages its texts are meant to be translated into: all target languages but its own.
    fn targets(&self) -> impl Iterator<Item = LanguageTag> {
        let languages = TARGET_LANGUAGES.iter().filter_map(|tag| LanguageTag::parse(tag).ok());
        languages.filter(|language| language != self.primary_language())
    }

    /// How far its translation into a language has come, text by text; texts without anything to translate are left out.
    fn progress(&self, language: &LanguageTag) -> Vec<(&'static str, TranslationState)> {
        let has_text = |texts: &Texts| texts.get(self.primary_language()).is_some();
        let all = self.texts().into_iter().filter(|(_, texts)| has_text(texts));
        all.map(|(field, texts)| (field, state(texts, language))).collect()
    }
}

/// Implements [`Translatable`] for contents with a primary language; the texts are named most useful first.
macro_rules! translatable {
    ($type:ty { $($field:ident = $name:literal),+ $(,)? }) => {
        impl $crate::translation::Translatable for $type {
            fn primary_language(&self) -> &$crate::language::LanguageTag {
                &self.primary_language
            }
            fn texts(&self) -> Vec<(&'static str, &$crate::text::Texts)> {
                vec![$(($name, &self.$field)),+]
            }
            fn texts_mut(&mut self) -> Vec<(&'static str, &mut $crate::text::Texts)> {
                vec![$(($name, &mut self.$field)),+]
            }
        }
    };
}
pub(crate) use translatable;

fn state(texts: &Texts, language: &LanguageTag) -> TranslationState {
    let Some(text) = texts.get(language) else { return TranslationState::Missing };
    match (text.state, text.source) {
        (TextState::Outdated, _) => TranslationState::Outdated,
        (_, TextSource::Machine) => TranslationState::MachineMade,
        (TextState::Draft, TextSource::Human) => TranslationState::Draft,
        (TextState::Reviewed, TextSource::Human) => TranslationState::Reviewed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TITLE;
    use proptest::prelude::*;

    struct Content {
        primary_language: LanguageTag,
        title: Texts,
        summary: Texts,
    }

    translatable!(Content { title = "title", summary = "summary" });

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).expect("a language")
    }

    fn content(title: &[(&str, &str)], summary: &[(&str, &str)]) -> Content {
        let texts = |all: &[(&str, &str)]| {
            let mut texts = Texts::default();
            for (language, text) in all {
                texts.set(tag(language), text, TextSource::Human, TITLE).expect("a text");
            }
            texts
        };
        Content { primary_language: tag("de"), title: texts(title), summary: texts(summary) }
    }

    #[test]
    fn only_texts_that_changed_outdate_their_translations_and_not_those_that_came_with_the_change() {
        let before = content(&[("de", "Kurs"), ("tr", "Kurs"), ("ar", "دورة")], &[("de", "Neu"), ("tr", "Yeni")]);
        let after = || content(&[("de", "Treff"), ("tr", "Buluşma"), ("ar", "دورة")], &[("de", "Neu"), ("tr", "Yeni")]);
        let mut real = after();
        real.outdate(&before, Extent::Real);
        let of = |content: &Content, language| content.progress(&tag(language));
        assert_eq!(of(&real, "tr"), [("title", TranslationState::Draft), ("summary", TranslationState::Draft)]);
        assert_eq!(of(&real, "ar"), [("title", TranslationState::Outdated), ("summary", TranslationState::Missing)]);
        let mut minor = after();
        minor.outdate(&before, Extent::Minor);
        assert_eq!(of(&minor, "ar")[0], ("title", TranslationState::Draft));
    }

    #[test]
    fn what_becomes_the_original_is_no_longer_outdated_however_small_the_change() {
        let before = content(&[("de", "Kurs"), ("tr", "Kurs")], &[]);
        let mut now = content(&[("de", "Treff"), ("tr", "Kurs")], &[]);
        now.outdate(&before, Extent::Real);
        let before = content(&[("de", "Treff"), ("tr", "Kurs")], &[]);
        now.primary_language = tag("tr");
        now.outdate(&before, Extent::Minor);
        assert_eq!(now.title.get(&tag("tr")).map(|text| text.state), Some(TextState::Draft));
    }

    proptest! {
        #[test]
        fn nothing_is_outdated_but_what_translates_a_text_that_changed(
            was in "[a-c]{1,2}", is in "[a-c]{1,2}", then in "[a-c]{1,2}", now in "[a-c]{1,2}",
        ) {
            let before = content(&[("de", &was), ("tr", &then)], &[]);
            let mut after = content(&[("de", &is), ("tr", &now)], &[]);
            after.outdate(&before, Extent::Real);
            let state = after.progress(&tag("tr"))[0].1;
            let outdated = was != is && then == now;
            prop_assert_eq!(state, if outdated { TranslationState::Outdated } else { TranslationState::Draft });
        }
    }
}
