//! Kinds of offers: a tree with labels in the target languages.

use crate::language::LanguageTag;
use crate::refusal::Flaw;
use crate::text::{REVIEWED, TextLimit, TextSource, Texts, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// A kind of offer, by its place in the vocabulary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfferKind(u16);

struct Entry {
    code: String,
    parent: Option<OfferKind>,
    label: Texts,
}

struct Vocabulary {
    all: Vec<Entry>,
    by_code: HashMap<String, OfferKind>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../data/offer_kinds.csv").as_slice());
    let languages: Vec<String> = reader.headers().expect("a header").iter().skip(2).map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("data/offer_kinds.csv is checked by a test")).collect();
    let by_code: HashMap<String, OfferKind> =
        (0..).zip(&rows).map(|(index, row)| (row[0].to_owned(), OfferKind(index))).collect();
    let limit = TextLimit { max: 80, lines: false };
    let entry = |row: &csv::StringRecord| {
        let mut label = Texts::default();
        for (language, text) in languages.iter().zip(row.iter().skip(2)) {
            let source = if REVIEWED.contains(&language.as_str()) { TextSource::Human } else { TextSource::Machine };
            let language = LanguageTag::parse(language).expect("a known language");
            label.set(language, text, source, limit).expect("a label");
        }
        Entry { code: row[0].to_owned(), parent: by_code.get(&row[1]).copied(), label }
    };
    let all = rows.iter().map(entry).collect();
    Vocabulary { all, by_code }
});

impl OfferKind {
    /// All of them, parents before their children.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).take(VOCABULARY.all.len()).map(Self)
    }

    fn entry(self) -> &'static Entry {
        &VOCABULARY.all[usize::from(self.0)]
    }

    /// Its code: `LANGUAGE_COURSE`.
    #[must_use]
    pub fn code(self) -> &'static str {
        &self.entry().code
    }

    /// Its label in the target languages; German and English are reviewed, the others machine-made.
    #[must_use]
    pub fn label(self) -> &'static Texts {
        &self.entry().label
    }

    /// The wider kind it belongs to.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.entry().parent
    }

    /// The narrower kinds directly below it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        Self::all().filter(move |kind| kind.parent() == Some(self))
    }

    /// Whether it is `other` or lies below it.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        std::iter::successors(Some(self), |kind| kind.parent()).any(|kind| kind == other)
    }

    /// Whether it is a kind of counselling, which has to be confirmed more often.
    #[must_use]
    pub fn is_counselling(self) -> bool {
        Self::parse("COUNSELLING").is_ok_and(|counselling| self.is_within(counselling))
    }
}

impl Value for OfferKind {
    fn parse(text: &str) -> Result<Self, Flaw> {
        VOCABULARY.by_code.get(text).copied().ok_or(Flaw::NotAKind)
    }
}

impl fmt::Debug for OfferKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for OfferKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for OfferKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&code).map_err(|_| serde::de::Error::custom("not a kind of offer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_label_in_every_target_language() {
        for kind in OfferKind::all() {
            for language in crate::text::TARGET_LANGUAGES {
                let language = LanguageTag::parse(language).expect("known");
                let label = kind.label().get(&language);
                let reviewed = REVIEWED.contains(&language.as_str());
                assert_eq!(label.map(|label| label.source == TextSource::Human), Some(reviewed), "{kind:?} {language}");
            }
        }
    }

    #[test]
    fn asylum_counselling_is_counselling() {
        let kind = |code| OfferKind::parse(code).expect("a kind");
        assert!(kind("ASYLUM_COUNSELLING").is_counselling());
        assert!(!kind("TUTORING").is_counselling());
        assert_eq!(kind("COUNSELLING").children().count(), 8);
    }
}
