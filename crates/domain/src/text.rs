//! Text: what people type, cleaned, and texts that know their language.

use crate::language::{LanguageTag, related};
use crate::refusal::Flaw;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A value that is read from text; one that exists is valid.
pub trait Value: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with the text.
    fn parse(text: &str) -> Result<Self, Flaw>;
}

/// One line of text, 1 to `MAX` characters, trimmed, in Unicode NFC, without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Value for Line<MAX> {
    fn parse(text: &str) -> Result<Self, Flaw> {
        clean(text, MAX, false).map(Self)
    }
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a coordinator said no, as the organisation reads it: up to 1,000 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reason(String);

impl Reason {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Reason {
    fn parse(text: &str) -> Result<Self, Flaw> {
        clean(text, 1000, true).map(Self)
    }
}

/// Trims and normalises; refuses what is empty, too long or carries control characters.
fn clean(text: &str, max: usize, lines: bool) -> Result<String, Flaw> {
    // Measured before normalising, so that nobody makes us normalise a megabyte.
    if text.len() > max.saturating_mul(16) {
        return Err(Flaw::TooLong { max });
    }
    let text: String = text.replace("\r\n", "\n").trim().nfc().collect();
    if text.is_empty() {
        return Err(Flaw::Required);
    }
    if text.chars().any(|c| is_forbidden(c) && !(lines && (c == '\n' || c == '\t'))) {
        return Err(Flaw::ControlCharacter);
    }
    if text.chars().count() > max {
        return Err(Flaw::TooLong { max });
    }
    Ok(text)
}

static ROOT: LazyLock<icu_collator::CollatorBorrowed<'static>> = LazyLock::new(|| {
    icu_collator::Collator::try_new(Default::default(), Default::default()).expect("the root collation is compiled in")
});

/// The key by which text is sorted, byte by byte, in the order of the Unicode root collation (UTS 10, CLDR): the same on
/// every database. Of a long text the beginning counts.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u8> {
    let beginning: String = text.chars().take(40).collect();
    let mut key = Vec::new();
    let Ok(()) = ROOT.write_sort_key_to(&beginning, &mut key);
    key
}

/// Control characters, line separators and the overrides that make text read backwards. The marks and isolates that
/// Arabic and Hebrew need stay allowed.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Who wrote a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TextSource {
    /// A person.
    Human,
    /// A machine; no person has reviewed it.
    Machine,
}

/// The languages that texts are meant to be in, unless a deployment names others.
pub const TARGET_LANGUAGES: [&str; 8] = ["de", "en", "fr", "ru", "tr", "ar", "uk", "ku"];

/// Of the texts that come with the program, those in these languages were read by people who know the field; the others
/// nobody has reviewed yet.
pub const REVIEWED: [&str; 2] = ["de", "en"];

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
}

/// One text in the languages it was written in. Editing one language never changes another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<LanguageTag, Translation>);

/// How long a text may be, and whether it may have several lines.
#[derive(Clone, Copy, Debug)]
pub struct TextLimit {
    /// The most characters.
    pub max: usize,
    /// Whether line breaks are allowed.
    pub lines: bool,
}

/// A title: one line of up to 120 characters.
pub const TITLE: TextLimit = TextLimit { max: 120, lines: false };
/// A summary or a note: up to 300 characters.
pub const SUMMARY: TextLimit = TextLimit { max: 300, lines: true };
/// A description: up to 5,000 characters.
pub const DESCRIPTION: TextLimit = TextLimit { max: 5000, lines: true };

/// Minutes: up to 50,000 characters.
pub const BODY: TextLimit = TextLimit { max: 50_000, lines: true };

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
            self.0.insert(language, Translation { value, source, state: TextState::Draft });
        }
        Ok(())
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
        if let Some(original) = self.0.get_mut(primary) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_people_expect() {
        let mut names = ["Zebra", "äpfel", "Apfel", "apfelsine", "Öl", "оливка", "زيت", "Ol", ""];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["", "Apfel", "äpfel", "apfelsine", "Ol", "Öl", "Zebra", "оливка", "زيت"]);
        assert!(sort_key(&"ß".repeat(4000)).len() < 400);
    }
    use proptest::prelude::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).expect("a known language")
    }

    fn texts(languages: &[&str]) -> Texts {
        let mut texts = Texts::default();
        for language in languages {
            texts.set(tag(language), language, TextSource::Human, TITLE).expect("a text");
        }
        texts
    }

    fn chosen(languages: &[&str], asked: &[&str]) -> (String, bool) {
        let asked: Vec<_> = asked.iter().map(|asked| tag(asked)).collect();
        let texts = texts(languages);
        let chosen = texts.choose(&asked, &[tag("de"), tag("en")], &tag("fr")).expect("there is a text");
        (chosen.language.to_string(), chosen.is_fallback)
    }

    #[test]
    fn the_first_asked_language_wins_also_in_its_shorter_form() {
        assert_eq!(chosen(&["de", "tr"], &["tr-TR", "de"]), ("tr".to_owned(), false));
        assert_eq!(chosen(&["de", "ar"], &["tr", "ar"]), ("ar".to_owned(), false));
    }

    #[test]
    fn a_related_language_comes_before_the_chain_and_says_it_is_a_fallback() {
        assert_eq!(chosen(&["de", "ku"], &["kmr"]), ("ku".to_owned(), true));
        assert_eq!(chosen(&["en", "fa"], &["prs"]), ("fa".to_owned(), true));
        assert_eq!(chosen(&["en", "ku", "de"], &["ckb"]), ("de".to_owned(), true), "ku never stands in for ckb");
    }

    #[test]
    fn then_the_chain_then_the_primary_language_then_anything() {
        assert_eq!(chosen(&["en", "fr"], &["tr"]), ("en".to_owned(), true));
        assert_eq!(chosen(&["fr", "ar"], &["tr"]), ("fr".to_owned(), true));
        assert_eq!(chosen(&["uk"], &["tr"]), ("uk".to_owned(), true));
    }

    #[test]
    fn control_characters_and_overrides_are_refused_and_marks_are_not() {
        assert_eq!(Line::<20>::parse("a\u{0}b"), Err(Flaw::ControlCharacter));
        assert_eq!(Line::<20>::parse("a\nb"), Err(Flaw::ControlCharacter));
        assert_eq!(Line::<20>::parse("a\u{202e}b"), Err(Flaw::ControlCharacter));
        assert!(Line::<20>::parse("درس\u{200f} 1").is_ok());
        assert_eq!(Line::<3>::parse("abcd"), Err(Flaw::TooLong { max: 3 }));
        assert_eq!(Line::<3>::parse("  "), Err(Flaw::Required));
    }

    proptest! {
        #[test]
        fn a_line_that_exists_reads_again_as_itself(text in "\\PC{0,30}") {
            if let Ok(line) = Line::<30>::parse(&text) {
                prop_assert_eq!(Line::<30>::parse(line.as_str()), Ok(line));
            }
        }
    }
}
