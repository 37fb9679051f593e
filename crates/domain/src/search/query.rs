//! What somebody looks for: their words, and what those may stand for.

use super::compound;
use super::concept::{Concept, meant};
use super::findable::language_number;
use super::key::Key;
use super::near_miss::{is_slip, is_variant, shortened};
use super::stem::forms;
use super::stop::is_stop_word;
use super::words::{Word, telephone_numbers, words};
use crate::language::LanguageTag;
use crate::refusal::Flaw;
use std::collections::{BTreeMap, HashMap};

/// The most characters of a search.
pub const MOST_CHARACTERS: usize = 200;
/// The most words of a search.
pub const MOST_WORDS: usize = 20;

/// How well a word that begins as the one that was typed answers it, in percent.
const BEGINNING: u32 = 60;
/// … one with another ending.
const VARIANT: u32 = 50;
/// … one that differs by a slip.
const SLIP: u32 = 40;
/// The most other words that are looked for instead of one.
const MOST_OTHERS: usize = 12;
/// How much of what a word stands for a part of it is worth, in percent.
const PART: u32 = 90;

/// One thing that is looked for: a word, or a part of a German compound.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Its share of a word.
    worth: u32,
    /// What was typed, folded: the word, and of its first part the whole word too.
    typed: Vec<String>,
    /// The folded words that would be it.
    forms: Vec<String>,
    /// What answers it, and how well, in percent.
    answers: BTreeMap<Key, u32>,
    /// Answers that are only nearly what was typed.
    others: BTreeMap<Key, u32>,
}

/// A word that is kept, so that what was typed amiss may lead to it.
#[derive(Clone, Debug)]
pub struct Lead {
    /// A range of words: all that begin so.
    pub stump: Option<String>,
    /// Keys of what is left of the word, and of the word itself, without one letter.
    pub shortened: Vec<Key>,
}

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct Query {
    units: Vec<Unit>,
    readers: Vec<i16>,
}

/// What answers which units: for each its number, and how well in percent.
pub type Answers = HashMap<Key, Vec<(usize, u32)>>;

impl Query {
    /// Reads it for somebody who reads these languages.
    ///
    /// # Errors
    /// Too long, or too many words.
    pub fn read(text: &str, readers: &[LanguageTag]) -> Result<Self, Flaw> {
        if text.len() > MOST_CHARACTERS * 16 || text.chars().count() > MOST_CHARACTERS {
            return Err(Flaw::TooLong { max: MOST_CHARACTERS });
        }
        let mut units = Vec::new();
        let numbers = telephone_numbers(text);
        for (_, number) in &numbers {
            let answers = BTreeMap::from([(Key::telephone(number.as_str()), 100)]);
            units.push(Unit { worth: WORD, answers, ..Unit::default() });
        }
        let is_in_number = |word: &Word| numbers.iter().any(|(range, _)| range.contains(&word.range.start));
        let words: Vec<Word> =
            words(text).into_iter().filter(|word| !is_stop_word(word) && !is_in_number(word)).collect();
        if words.len() > MOST_WORDS {
            return Err(Flaw::TooMany { max: MOST_WORDS });
        }
        let mut known: Vec<BTreeMap<Key, u32>> = vec![BTreeMap::new(); words.len()];
        // What names of places are made of says nothing.
        let mut is_place = vec![false; words.len()];
        let mut covered = 0;
        for at in 0..words.len() {
            for found in meant(&words[at..]) {
                // A word inside of an expression that means something is not also something of its own.
                if found.words == 1 && at < covered {
                    continue;
                }
                covered = covered.max(if found.words > 1 { at + found.words } else { 0 });
                let names_place = matches!(found.concept, Concept::Area(_)) && found.percent == 100;
                is_place[at..at + found.words].iter_mut().for_each(|is_place| *is_place |= names_place);
                for (concept, percent) in found.concept.and_related() {
                    for answers in &mut known[at..at + found.words] {
                        let best = answers.entry(concept.key()).or_default();
                        *best = (*best).max(percent * found.percent / 100);
                    }
                }
            }
        }
        for ((word, known), is_place) in words.iter().zip(known).zip(is_place) {
            let parts = if is_place { Vec::new() } else { compound::parts(&word.lower) };
            units.extend(units_of(word, &parts, &known));
        }
        Ok(Self { units, readers: readers.iter().map(language_number).collect() })
    }

    /// Whether it asks for nothing: signs, or words that say nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// How to find the words that each unit may mean.
    pub fn leads(&self) -> impl Iterator<Item = Lead> {
        self.units.iter().flat_map(|unit| &unit.typed).map(|word| {
            let length = word.chars().count();
            let stump = (length >= 3 && !word.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| word.chars().take(length.saturating_sub(3).clamp(3, 12)).collect());
            let short = if length >= 5 { shortened(word) } else { Default::default() };
            let keys = short.iter().chain((length >= 5).then_some(word)).map(|short| Key::word(short));
            Lead { stump, shortened: keys.collect() }
        })
    }

    /// Takes up words that are kept, for the unit with this number, where they come near enough.
    pub fn consider<'a>(&mut self, unit: usize, kept: impl IntoIterator<Item = &'a str>) {
        let Some(unit) = self.units.get_mut(unit) else { return };
        let mut near: Vec<(u32, &str)> = Vec::new();
        for word in kept {
            let is_same = unit.forms.iter().any(|form| form == word);
            let percent = |typed: &String| match () {
                () if word.starts_with(typed.as_str()) && typed.chars().count() >= 3 => BEGINNING,
                () if is_variant(typed, word) => VARIANT,
                () if typed.chars().count() >= 5 && is_slip(typed, word) => SLIP,
                () => 0,
            };
            let best = unit.typed.iter().map(percent).max().unwrap_or_default();
            if best > 0 && !is_same && near.iter().all(|(_, known)| *known != word) {
                near.push((best, word));
            }
        }
        near.sort_by_key(|(percent, word)| (std::cmp::Reverse(*percent), word.len(), *word));
        for (percent, word) in near.into_iter().take(MOST_OTHERS) {
            unit.others.insert(Key::word(word), percent);
        }
    }

    /// The keys that exactly answer a unit.
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.collect(|unit| &unit.answers)
    }

    /// The keys that nearly answer a unit, and none exactly.
    #[must_use]
    pub fn others(&self) -> Answers {
        let exact = self.answers();
        let mut others = self.collect(|unit| &unit.others);
        others.retain(|key, _| !exact.contains_key(key));
        others
    }

    fn collect(&self, of: impl Fn(&Unit) -> &BTreeMap<Key, u32>) -> Answers {
        let mut all = Answers::new();
        for (number, unit) in self.units.iter().enumerate() {
            for (key, percent) in of(unit) {
                all.entry(*key).or_default().push((number, *percent));
            }
        }
        all
    }

    /// How many units there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// The share of each unit, of all.
    pub(super) fn worth(&self, unit: usize) -> u32 {
        self.units.get(unit).map_or(0, |unit| unit.worth)
    }

    /// Whether somebody who reads this language looks for it; what is of no language, everybody reads.
    #[must_use]
    pub fn is_read(&self, language: i16) -> bool {
        language == 0 || self.readers.contains(&language)
    }
}

/// What a word is worth; a number that the shares of its parts divide.
const WORD: u32 = 12;

fn units_of(word: &Word, parts: &[String], known: &BTreeMap<Key, u32>) -> Vec<Unit> {
    let typed = vec![word.folded.clone()];
    let whole = Unit { worth: WORD, typed, forms: forms(&word.lower), ..Unit::default() };
    let mut answers: BTreeMap<Key, u32> = whole.forms.iter().map(|form| (Key::word(form), 100)).collect();
    answers.extend(known);
    if parts.is_empty() {
        return vec![Unit { answers, ..whole }];
    }
    let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let unit = |part: &String| {
        let forms = forms(part);
        let mut own: BTreeMap<Key, u32> = forms.iter().map(|form| (Key::word(form), PART)).collect();
        for found in words(part).iter().flat_map(|part| meant(std::slice::from_ref(part))) {
            for (concept, percent) in found.concept.and_related() {
                let best = own.entry(concept.key()).or_default();
                *best = (*best).max(percent * found.percent * PART / 10_000);
            }
        }
        // Whatever answers the whole word answers each of its parts.
        for (key, percent) in &answers {
            let best = own.entry(*key).or_default();
            *best = (*best).max(*percent);
        }
        let typed = forms.iter().take(1).cloned().collect();
        Unit { worth: (WORD / count).max(1), typed, forms, answers: own, others: BTreeMap::new() }
    };
    let mut units: Vec<Unit> = parts.iter().map(unit).collect();
    // A word that begins so, or was mistyped so, is the whole.
    if let Some(first) = units.first_mut() {
        first.typed.extend(whole.typed);
        first.forms.extend(whole.forms);
    }
    units
}
