//! Text: what people type, cleaned, and texts that know their language.

mod texts;

pub use texts::{Chosen, TextSource, TextState, Texts, Translation, Writer};

use crate::refusal::Flaw;
use serde::{Deserialize, Serialize};
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

/// The languages that texts are meant to be in, unless a deployment names others.
pub const TARGET_LANGUAGES: [&str; 8] = ["de", "en", "fr", "ru", "tr", "ar", "uk", "ku"];

/// Of the texts that come with the program, those in these languages were read by people who know the field; the others
/// nobody has reviewed yet.
pub const REVIEWED: [&str; 2] = ["de", "en"];

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LanguageTag;

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
