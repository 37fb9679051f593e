//! Where the words that were looked for stand in a text.

use super::findable::{kept, language_number};
use super::key::Key;
use super::query::{Answers, Query};
use super::stem::primary;
use super::words::{Word, telephone_numbers, words};
use crate::language::LanguageTag;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The most characters of a snippet.
const LENGTH: usize = 160;
/// How many characters stand before the first word that was met, where the text is longer than a snippet.
const BEFORE: usize = 40;

/// A part of a text, with what was met there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The language of the text.
    pub language: LanguageTag,
    /// The part of it.
    pub text: String,
    /// Where in it the words that were met stand, in bytes.
    pub matches: Vec<Range<usize>>,
}

/// A text something may have been found by.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Its language; `None` of a name.
    pub language: Option<&'a LanguageTag>,
    /// The text.
    pub text: &'a str,
    /// How much a match there tells, the best first.
    pub rank: u8,
}

/// The units of a query that something answers.
type Units = BTreeSet<usize>;

/// What shows why things were found by a query.
#[derive(Debug)]
pub struct Snippets<'a> {
    query: &'a Query,
    exact: Answers,
    others: Answers,
    /// Words that were met already, by their language: texts of one page have many in common.
    known: HashMap<(Option<String>, String), Units>,
}

impl<'a> Snippets<'a> {
    /// Of a query that has taken up the words that are kept.
    #[must_use]
    pub fn new(query: &'a Query) -> Self {
        Self { query, exact: query.answers(), others: query.others(), known: HashMap::new() }
    }

    fn units(&self, keys: impl IntoIterator<Item = Key>) -> Units {
        let found = keys.into_iter().flat_map(|key| [self.exact.get(&key), self.others.get(&key)]);
        found.flatten().flatten().map(|(unit, _)| *unit).collect()
    }

    /// A word of a text in this language; of a name, without one.
    fn word(&mut self, language: Option<&LanguageTag>, word: &Word) -> Units {
        let known = (language.map(|language| primary(language).to_owned()), word.lower.clone());
        if let Some(units) = self.known.get(&known) {
            return units.clone();
        }
        let mut forms = kept(known.0.as_deref().unwrap_or("de"), &word.lower);
        if language.is_none() {
            forms.extend(super::fold::in_latin(&word.folded));
            forms.push(word.folded.clone());
        }
        let units = self.units(forms.iter().map(|form| Key::word(form)));
        self.known.insert(known, units.clone());
        units
    }

    /// The words of a text that were looked for, and the units they answer.
    fn met(&mut self, text: &Text<'_>) -> Vec<(Range<usize>, Units)> {
        let numbers = telephone_numbers(text.text).into_iter();
        let numbers = numbers.map(|(range, number)| (range, self.units([Key::telephone(number.as_str())])));
        let mut all: Vec<_> = numbers.collect();
        all.extend(words(text.text).into_iter().map(|word| (word.range.clone(), self.word(text.language, &word))));
        all.retain(|(_, units)| !units.is_empty());
        all.sort_by_key(|(range, _)| range.start);
        all
    }

    /// The part of the texts that shows best why something was found; of the first text, if only what it stands for was
    /// met. Also tells the language of the text that was met, if one was.
    #[must_use]
    pub fn of(&mut self, texts: &[Text<'_>], primary: &LanguageTag) -> (Option<Snippet>, Option<LanguageTag>) {
        let query = self.query;
        let score = |text: &Text<'_>, met: &[(Range<usize>, Units)]| {
            let units: Units = met.iter().flat_map(|(_, units)| units.iter().copied()).collect();
            let is_read = text.language.is_none_or(|language| query.is_read(language_number(language)));
            (units.len(), is_read, std::cmp::Reverse(text.rank))
        };
        let found = texts.iter().map(|text| (text, self.met(text)));
        // Of equals, the first.
        let best = found.reduce(|best, next| if score(next.0, &next.1) > score(best.0, &best.1) { next } else { best });
        let Some((text, met)) = best else { return (None, None) };
        let language = text.language.unwrap_or(primary).clone();
        let matched = text.language.filter(|_| !met.is_empty()).cloned();
        let ranges: Vec<Range<usize>> = met.into_iter().map(|(range, _)| range).collect();
        (Some(cut(text.text, &ranges, language)), matched)
    }
}

/// Cuts a text to the length of a snippet, around the first match, between words.
fn cut(text: &str, ranges: &[Range<usize>], language: LanguageTag) -> Snippet {
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let characters = boundaries.len() - 1;
    let first = ranges.first().map_or(0, |range| boundaries.partition_point(|at| *at < range.start));
    let (mut from, mut to) = (0, characters);
    if characters > LENGTH {
        from = first.saturating_sub(BEFORE).min(characters - LENGTH);
        to = from + LENGTH;
        let is_space = |at: usize| text[boundaries[at]..].starts_with(char::is_whitespace);
        if from > 0 {
            from = (from..first).find(|at| is_space(*at)).map_or(from, |at| at + 1);
        }
        if to < characters {
            to = (first.max(from) + 1..to).rev().find(|at| is_space(*at)).unwrap_or(to);
        }
    }
    let (start, end) = (boundaries[from], boundaries[to]);
    let inside = ranges.iter().filter(|range| range.start >= start && range.end <= end);
    let matches = inside.map(|range| range.start - start..range.end - start).collect();
    Snippet { language, text: text[start..end].to_owned(), matches }
}
