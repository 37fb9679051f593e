//! Languages: tags (BCP 47) and the vocabulary of languages that offers are given and written in.

use crate::refusal::Flaw;
use crate::text::Value;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// A language tag (BCP 47) of a language in the vocabulary, possibly narrowed by script or region: `de`, `ku`, `tr-DE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// German, the language of the administration.
    #[must_use]
    pub fn german() -> Self {
        Self("de".to_owned())
    }

    /// English.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The tag itself, then its ever shorter forms (RFC 4647, 3.4): `zh-Hant-TW`, `zh-Hant`, `zh`.
    pub fn and_shorter(&self) -> impl Iterator<Item = LanguageTag> {
        std::iter::successors(Some(self.clone()), |tag| {
            tag.0.rsplit_once('-').map(|(shorter, _)| Self(shorter.to_owned()))
        })
    }

    /// The tag itself, then those of its kinds, if it stands for several languages: `ku`, `kmr`, `ckb`.
    pub fn and_narrower(&self) -> impl Iterator<Item = LanguageTag> {
        let narrower = languages().iter().filter(|language| language.macrolanguage.as_ref() == Some(self));
        std::iter::once(self.clone()).chain(narrower.map(|language| language.tag.clone()))
    }

    /// What the vocabulary knows of it.
    #[must_use]
    pub fn language(&self) -> Option<&'static Language> {
        self.and_shorter().find_map(|tag| VOCABULARY.by_tag.get(tag.as_str()).map(|index| &VOCABULARY.all[*index]))
    }

    /// Which way it is written.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.language().map_or(Direction::LeftToRight, |language| language.direction)
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for LanguageTag {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        let well_formed = text.len() <= 35
            && text
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !well_formed {
            return Err(Flaw::NotALanguage);
        }
        let parts = text.split('-').enumerate().map(|(index, part)| match (index, part.len()) {
            (1.., 2) => part.to_ascii_uppercase(),
            (1.., 4) if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase()
            }
            _ => part.to_ascii_lowercase(),
        });
        let tag = Self(parts.collect::<Vec<_>>().join("-"));
        if tag.language().is_some() { Ok(tag) } else { Err(Flaw::NotALanguage) }
    }
}

/// A language whose readers can be expected to read the given one: Kurmanji reads Kurdish in Latin script, Dari reads
/// Persian, readers of easy German read German. Sorani (`ckb`) is written in another script and has none.
#[must_use]
pub fn related(tag: &LanguageTag) -> Option<LanguageTag> {
    let other = match tag.as_str() {
        "kmr" => "ku",
        "ku" => "kmr",
        "prs" => "fa",
        "fa" => "prs",
        "de-simple" => "de",
        _ => return None,
    };
    Some(LanguageTag(other.to_owned()))
}

/// Which way a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As Latin and Cyrillic script.
    LeftToRight,
    /// As Arabic and Hebrew script.
    RightToLeft,
}

/// A language of the vocabulary. Names: Unicode CLDR.
#[derive(Clone, Debug)]
pub struct Language {
    /// The tag to store.
    pub tag: LanguageTag,
    /// ISO 639-3.
    pub iso639_3: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in German.
    pub name_de: String,
    /// Its name in itself.
    pub endonym: String,
    /// ISO 15924 code of its usual script; `Zxxx` for a sign language.
    pub script: String,
    /// Which way it is written.
    pub direction: Direction,
    /// Other names people type.
    pub aliases: Vec<String>,
    /// The wider language it is a kind of (ISO 639-3).
    pub macrolanguage: Option<LanguageTag>,
}

/// All languages of the vocabulary.
#[must_use]
pub fn languages() -> &'static [Language] {
    &VOCABULARY.all
}

struct Vocabulary {
    all: Vec<Language>,
    by_tag: HashMap<String, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../data/languages.csv").as_slice());
    let all: Vec<Language> = reader
        .records()
        .map(|row| row.expect("data/languages.csv is checked by a test"))
        .map(|row| Language {
            tag: LanguageTag(row[0].to_owned()),
            iso639_3: row[1].to_owned(),
            name_en: row[2].to_owned(),
            name_de: row[3].to_owned(),
            endonym: row[4].to_owned(),
            script: row[5].to_owned(),
            direction: if &row[6] == "rtl" { Direction::RightToLeft } else { Direction::LeftToRight },
            aliases: row[9].split(';').filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
            macrolanguage: Some(&row[10]).filter(|tag| !tag.is_empty()).map(|tag| LanguageTag(tag.to_owned())),
        })
        .collect();
    let by_tag = all.iter().enumerate().map(|(index, language)| (language.tag.0.clone(), index)).collect();
    Vocabulary { all, by_tag }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_reads_and_every_tag_in_it_is_canonical() {
        assert_eq!(languages().len(), 82);
        for language in languages() {
            assert_eq!(LanguageTag::parse(language.tag.as_str()).as_ref(), Ok(&language.tag));
            assert!(language.macrolanguage.as_ref().is_none_or(|wider| wider.language().is_some()), "{}", language.tag);
        }
    }

    #[test]
    fn tags_are_brought_into_their_usual_form_and_unknown_ones_refused() {
        assert_eq!(LanguageTag::parse("TR-tr").map(|tag| tag.to_string()), Ok("tr-TR".to_owned()));
        for text in ["xx", "", "de_DE", "deutsch", "a-", "*"] {
            assert_eq!(LanguageTag::parse(text), Err(Flaw::NotALanguage), "{text}");
        }
    }

    #[test]
    fn arabic_is_written_from_right_to_left() {
        assert_eq!(LanguageTag::parse("ar").expect("known").direction(), Direction::RightToLeft);
        assert_eq!(LanguageTag::parse("tr").expect("known").direction(), Direction::LeftToRight);
    }
}
