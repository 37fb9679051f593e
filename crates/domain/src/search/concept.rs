//! What words stand for: kinds of offers, languages, places, groups of people, kinds of organisations. Words are looked up
//! here, in every language, when somebody searches; kept with what is found are the concepts alone, so that a new label
//! changes nothing that is kept.

use super::compound;
use super::key::Key;
use super::near_miss::{is_slip, is_variant, shortened};
use super::stem::{forms, primary, stem};
use super::stop::is_stop_word;
use super::words::{Word, words};
use crate::kind::OfferKind;
use crate::language::{LanguageTag, languages, related};
use crate::offer::{EVERYWHERE, Gender, TargetGroup};
use crate::organisation::OrganisationKind;
use crate::place::{municipalities, postal_codes};
use crate::text::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// What a word or several together can stand for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concept {
    /// A kind of offer.
    Kind(OfferKind),
    /// A language that is taught, or in which an offer is given or an organisation can be spoken to.
    Language(LanguageTag),
    /// A municipality or county, by its key; [`EVERYWHERE`] stands for all.
    Area(String),
    /// People an offer is for, by the code of the target group or gender.
    Group(&'static str),
    /// A kind of organisation.
    Organisation(OrganisationKind),
}

impl Concept {
    /// Under which key it is kept with what is found by it.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Kind(kind) => Key::of("kind", kind.code()),
            Self::Language(tag) => Key::of("language", tag.as_str()),
            Self::Area(area) => Key::of("area", area),
            Self::Group(code) => Key::of("group", code),
            Self::Organisation(kind) => Key::of("organisation", kind.as_str()),
        }
    }

    /// What else answers somebody who looks for it, and how well, in percent: a wider language its kinds, what is online
    /// everywhere each place.
    #[must_use]
    pub fn and_related(&self) -> Vec<(Self, u32)> {
        let mut all = vec![(self.clone(), 100)];
        match self {
            Self::Language(tag) => {
                all.extend(tag.and_narrower().skip(1).map(|narrower| (Self::Language(narrower), 92)));
                let near = related(tag).map(Self::Language);
                all.extend(near.filter(|near| all.iter().all(|(one, _)| one != near)).map(|near| (near, 60)));
            }
            Self::Area(_) => all.push((Self::Area(EVERYWHERE.to_owned()), 40)),
            _ => {}
        }
        all
    }
}

/// An expression, and what it stands for.
struct Phrase {
    /// Its words, each in the forms in which it may be met.
    words: Vec<Vec<String>>,
    concept: Concept,
    percent: u32,
}

/// A concept that words were taken for: which words, and how surely, in percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// How many words.
    pub words: usize,
    /// What they stand for.
    pub concept: Concept,
    /// How surely.
    pub percent: u32,
}

/// The vocabularies by the words of their labels.
struct Dictionary {
    phrases: Vec<Phrase>,
    by_first: HashMap<String, Vec<usize>>,
    /// The forms of expressions of one word, in their order.
    single: BTreeMap<String, Vec<usize>>,
    /// The same, each under what is left of it without one of its letters.
    shortened: HashMap<String, HashSet<String>>,
}

/// How surely a word stands for what has it in its label among others.
const PART: u32 = 50;
/// … what begins with it.
const BEGINNING: u32 = 60;
/// … what is written like it but for its ending.
const VARIANT: u32 = 55;
/// … what is written like it but for one letter.
const SLIP: u32 = 45;
/// Of how many concepts a word may be the beginning or a part and still say something.
const MOST_MEANT: usize = 6;
const MOST_PARTED: usize = 2;

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::build);

/// Learns the vocabularies, which takes a moment: a program does it before anybody searches.
pub fn learn() {
    LazyLock::force(&DICTIONARY);
}

/// What the words from the first one on stand for, the longest expressions first.
#[must_use]
pub fn meant(words: &[Word]) -> Vec<Meant> {
    DICTIONARY.meant(words)
}

/// Names and labels people choose from, each with its language: kinds and languages in all languages, and municipalities.
pub(super) fn labelled() -> &'static [(String, Option<LanguageTag>, Concept)] {
    static LABELS: LazyLock<Vec<(String, Option<LanguageTag>, Concept)>> = LazyLock::new(labels);
    &LABELS
}

fn labels() -> Vec<(String, Option<LanguageTag>, Concept)> {
    let mut all = Vec::new();
    for kind in OfferKind::all() {
        let labels = kind.label().iter();
        all.extend(labels.map(|(tag, label)| (label.value.clone(), Some(tag.clone()), Concept::Kind(kind))));
    }
    for (locale, name, tag) in language_names() {
        // A locale of which nobody here writes is a language nobody here reads.
        let locale = LanguageTag::parse(&locale).unwrap_or_else(|_| tag.clone());
        all.push((name, Some(locale), Concept::Language(tag)));
    }
    for municipality in municipalities().filter(|one| !one.is_ended) {
        all.push((municipality.name.clone(), None, Concept::Area(municipality.key.as_str().to_owned())));
    }
    all
}

/// What languages are called, and in which language.
fn language_names() -> Vec<(String, String, LanguageTag)> {
    let mut names = Vec::new();
    for language in languages() {
        let mut add = |locale: &str, name: &str| names.push((locale.to_owned(), name.to_owned(), language.tag.clone()));
        add("de", &language.name_de);
        add("en", &language.name_en);
        add(primary(&language.tag), &language.endonym);
        language.aliases.iter().for_each(|alias| add("de", alias));
        if language.tag.as_str().len() > 2 {
            add("", language.tag.as_str());
        }
    }
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../../data/language_names.csv").as_slice());
    // What a language calls itself, no other one is called.
    let own: HashMap<String, &LanguageTag> =
        languages().iter().map(|language| (language.endonym.to_lowercase(), &language.tag)).collect();
    for row in reader.records().map(|row| row.expect("data/language_names.csv is checked by a test")) {
        if let Ok(tag) = LanguageTag::parse(&row[0])
            && own.get(&row[2].to_lowercase()).is_none_or(|other| **other == tag)
        {
            names.push((row[1].to_owned(), row[2].to_owned(), tag));
        }
    }
    names
}

/// How people call a municipality: `Hennef (Sieg)` is Hennef, `Mülheim an der Ruhr` Mülheim, `Sankt Augustin` St. Augustin.
fn short_forms(name: &str) -> Vec<String> {
    const JOINTS: [&str; 7] = [" (", " an der ", " am ", " im ", " bei ", " in ", "/"];
    let short = JOINTS.iter().filter_map(|joint| name.split_once(joint)).map(|(short, _)| short.to_owned());
    let mut forms: Vec<String> = std::iter::once(name.to_owned()).chain(short).collect();
    forms.extend(name.strip_prefix("Sankt ").map(|saint| format!("St. {saint}")));
    forms
}

/// The words people type for concepts beside their labels.
fn search_words() -> Vec<(String, String, Concept)> {
    let mut all = Vec::new();
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../../data/search_words.csv").as_slice());
    for row in reader.records().map(|row| row.expect("data/search_words.csv is checked by a test")) {
        let concept = concept_of(&row[0]).expect("a known concept");
        all.extend(row[2].split(';').map(|text| (row[1].to_owned(), text.to_owned(), concept.clone())));
    }
    all
}

/// `KIND:TUTORING`, `GROUP:WOMEN`, `ORGANISATION:SCHOOL`.
fn concept_of(name: &str) -> Option<Concept> {
    let (what, code) = name.split_once(':')?;
    match what {
        "KIND" => OfferKind::parse(code).ok().map(Concept::Kind),
        "GROUP" => {
            let group = TargetGroup::ALL.iter().map(|group| group.as_str());
            let gender = Gender::ALL.iter().map(|gender| gender.as_str());
            group.chain(gender).find(|known| *known == code).map(Concept::Group)
        }
        "ORGANISATION" => {
            OrganisationKind::ALL.iter().find(|kind| kind.as_str() == code).copied().map(Concept::Organisation)
        }
        _ => None,
    }
}

/// The forms in which a word of a label in that language may be met.
fn met(language: &str, word: &Word) -> Vec<String> {
    let mut met = vec![word.folded.clone()];
    let stem = stem(language.split('-').next().unwrap_or_default(), &word.lower);
    if stem.chars().count() > 2 && stem != word.folded {
        met.push(stem);
    }
    met
}

impl Dictionary {
    fn build() -> Self {
        let mut all =
            Self { phrases: Vec::new(), by_first: HashMap::new(), single: BTreeMap::new(), shortened: HashMap::new() };
        let mut parts: BTreeMap<String, Vec<(Vec<String>, Concept)>> = BTreeMap::new();
        let mut learn = |language: &str, text: &str, concept: Concept, is_label: bool| {
            let said: Vec<Word> = words(text).into_iter().filter(|word| !is_stop_word(word)).collect();
            let mut part = |word: &Word| {
                if is_label && word.folded.chars().count() >= 4 {
                    parts.entry(word.folded.clone()).or_default().push((met(language, word), concept.clone()));
                }
            };
            match said.as_slice() {
                [] => return,
                [word] if language.starts_with("de") => {
                    compound::parts(&word.lower).iter().for_each(|lower| words(lower).iter().for_each(&mut part));
                }
                [_] => {}
                several => several.iter().for_each(&mut part),
            }
            all.add(said.iter().map(|word| met(language, word)).collect(), concept, 100);
        };
        for kind in OfferKind::all() {
            for (language, label) in kind.label().iter() {
                learn(language.as_str(), &label.value, Concept::Kind(kind), true);
            }
        }
        search_words().into_iter().for_each(|(language, text, concept)| learn(&language, &text, concept, false));
        let mut places: Vec<(Vec<Vec<String>>, Concept)> = Vec::new();
        let named = |text: &str| words(text).iter().map(|word| vec![word.folded.clone()]).collect::<Vec<_>>();
        for municipality in municipalities().filter(|one| !one.is_ended) {
            let area = |key: &str| Concept::Area(key.to_owned());
            for name in short_forms(&municipality.name) {
                places.push((named(&name), area(municipality.key.as_str())));
            }
            places.push((named(&municipality.county_name), area(municipality.key.county())));
        }
        for (code, key) in postal_codes() {
            places.push((vec![vec![code.to_owned()]], Concept::Area(key.as_str().to_owned())));
        }
        for (language, name, tag) in language_names() {
            all.add(words(&name).iter().map(|word| met(&language, word)).collect(), Concept::Language(tag), 100);
        }
        places.into_iter().for_each(|(words, concept)| all.add(words, concept, 100));
        for (word, meant) in parts {
            let concepts: HashSet<&Concept> = meant.iter().map(|(_, concept)| concept).collect();
            if concepts.len() <= MOST_PARTED && !all.single.contains_key(&word) {
                for (forms, concept) in meant {
                    all.add(vec![forms], concept, PART);
                }
            }
        }
        all
    }

    fn add(&mut self, words: Vec<Vec<String>>, concept: Concept, percent: u32) {
        let Some(first) = words.first() else { return };
        let number = self.phrases.len();
        for form in first {
            self.by_first.entry(form.clone()).or_default().push(number);
            if words.len() == 1 {
                self.single.entry(form.clone()).or_default().push(number);
                for short in shortened(form) {
                    self.shortened.entry(short).or_default().insert(form.clone());
                }
            }
        }
        self.phrases.push(Phrase { words, concept, percent });
    }

    fn meant(&self, words: &[Word]) -> Vec<Meant> {
        let Some(first) = words.first() else { return Vec::new() };
        let typed: Vec<Vec<String>> = words.iter().take(5).map(|word| forms(&word.lower)).collect();
        let mut found: Vec<Meant> = Vec::new();
        let mut add = |words: usize, concept: &Concept, percent: u32| match found
            .iter_mut()
            .find(|meant| meant.words == words && meant.concept == *concept)
        {
            Some(meant) => meant.percent = meant.percent.max(percent),
            None => found.push(Meant { words, concept: concept.clone(), percent }),
        };
        for number in typed[0].iter().flat_map(|form| self.by_first.get(form).into_iter().flatten()) {
            let phrase = &self.phrases[*number];
            let fits = phrase.words.len() <= typed.len()
                && phrase.words.iter().zip(&typed).all(|(met, typed)| met.iter().any(|form| typed.contains(form)));
            if fits {
                add(phrase.words.len(), &phrase.concept, phrase.percent);
            }
        }
        if found.is_empty() {
            for (concept, percent) in self.nearly(&first.folded) {
                found.push(Meant { words: 1, concept, percent });
            }
        }
        found.sort_by_key(|meant| std::cmp::Reverse((meant.words, meant.percent)));
        found
    }

    /// What a word may stand for that is no label itself: the beginning of one, one with another ending, one mistyped.
    fn nearly(&self, word: &str) -> Vec<(Concept, u32)> {
        let length = word.chars().count();
        if length < 3 {
            return Vec::new();
        }
        let mut found: BTreeMap<Concept, u32> = BTreeMap::new();
        let mut add = |form: &str, percent: u32| {
            for number in self.single.get(form).into_iter().flatten() {
                let phrase = &self.phrases[*number];
                let percent = percent * phrase.percent / 100;
                let known = found.entry(phrase.concept.clone()).or_default();
                *known = (*known).max(percent);
            }
        };
        let stump: String = word.chars().take(length.saturating_sub(3).max(3)).collect();
        for form in self.single.range(stump.clone()..).map(|(form, _)| form).take_while(|form| form.starts_with(&stump))
        {
            if form.starts_with(word) {
                add(form, BEGINNING);
            } else if is_variant(word, form) {
                add(form, VARIANT);
            }
        }
        if length >= 5 {
            let short = shortened(word);
            for form in short.iter().chain([&word.to_owned()]).filter_map(|short| self.shortened.get(short)).flatten() {
                if is_slip(word, form) {
                    add(form, SLIP);
                }
            }
            short.iter().filter(|short| is_slip(word, short)).for_each(|short| add(short, SLIP));
        }
        let best = found.values().copied().max().unwrap_or_default();
        let mut found: Vec<_> = found.into_iter().filter(|(_, percent)| *percent + 10 >= best).collect();
        // What may be so many things says nothing.
        if found.len() > MOST_MEANT {
            found.clear();
        }
        found
    }
}
