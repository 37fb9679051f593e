//! What each thing is found by: the words of its own texts and names, and the concepts it stands for.

use super::compound;
use super::concept::Concept;
use super::fold::{fold, in_latin};
use super::key::Key;
use super::stem::{primary, stem};
use super::stop::is_stop_word;
use super::words::{telephone_numbers, words};
use crate::access::Scope;
use crate::contact::ContactPoint;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::offer::{Listing, Offer};
use crate::organisation::{Organisation, OrganisationContent};
use crate::place::{MunicipalityKey, Point};
use crate::project::Project;
use crate::text::Texts;
use crate::time::Timestamp;
use crate::working_group::WorkingGroup;
use std::collections::{BTreeMap, BTreeSet};

text_enum! {
    /// What can be found.
    FindableKind {
        /// An organisation.
        Organisation = "ORGANISATION",
        /// An offer.
        Offer = "OFFER",
        /// A cooperation project.
        Project = "PROJECT",
        /// A working group.
        WorkingGroup = "WORKING_GROUP",
    }
}

/// Where a word or concept was met, the most telling first. The numbers are kept in databases: they never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// In a name.
    Name = 0,
    /// In a title.
    Title = 1,
    /// It is of that kind, for those people, there; or teaches that language.
    Concept = 2,
    /// In a summary, or in what it is about.
    Summary = 3,
    /// It is given in that language, reaches that place among others, is known for that kind.
    Reach = 4,
    /// In a description, or in the name of whoever offers it.
    Description = 5,
}

impl Class {
    /// From what the database kept.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Name,
            1 => Self::Title,
            2 => Self::Concept,
            3 => Self::Summary,
            4 => Self::Reach,
            5 => Self::Description,
            _ => return None,
        })
    }

    /// How much it tells, of 1,000.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Name => 1000,
            Self::Title => 900,
            Self::Concept => 850,
            Self::Summary => 600,
            Self::Reach => 550,
            Self::Description => 350,
        }
    }
}

/// A language as a number: the letters of the first part of its tag, to the base of 27. 0 is none.
#[must_use]
pub fn language_number(tag: &LanguageTag) -> i16 {
    let letters = primary(tag).bytes().take(3).filter(u8::is_ascii_lowercase);
    letters.fold(0, |number, letter| number * 27 + i16::from(letter - b'a' + 1))
}

/// What one thing is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its words and concepts, each with the language it was met in (0: none), and where, at the best.
    pub postings: BTreeMap<(Key, i16), Class>,
    /// The words themselves, so that one that is typed in part or amiss leads to them.
    pub words: BTreeSet<String>,
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findable {
    /// From when to when everybody sees it; `None`: never.
    pub public: Option<(Timestamp, Timestamp)>,
    /// When it becomes due to be confirmed; `None`: it never does.
    pub due_at: Option<Timestamp>,
    /// Where it is, as outsiders may know.
    pub points: BTreeSet<Point>,
    /// What it is found by.
    pub found: Found,
}

impl Found {
    fn add(&mut self, key: Key, language: i16, class: Class) {
        let known = self.postings.entry((key, language)).or_insert(class);
        *known = (*known).min(class);
    }

    fn concept(&mut self, concept: &Concept, class: Class) {
        self.add(concept.key(), 0, class);
    }

    fn word(&mut self, form: String, language: i16, class: Class) {
        if !form.is_empty() {
            self.add(Key::word(&form), language, class);
            self.words.insert(form);
        }
    }

    /// A text in a language.
    fn text(&mut self, text: &str, language: &LanguageTag, class: Class) {
        let (number, language) = (language_number(language), primary(language));
        for word in words(text).iter().filter(|word| !is_stop_word(word)) {
            kept(language, &word.lower).into_iter().for_each(|form| self.word(form, number, class));
        }
        self.numbers(text, class);
    }

    fn texts(&mut self, texts: &Texts, class: Class) {
        texts.iter().for_each(|(language, text)| self.text(&text.value, language, class));
    }

    fn numbers(&mut self, text: &str, class: Class) {
        telephone_numbers(text).iter().for_each(|(_, number)| self.add(Key::telephone(number.as_str()), 0, class));
    }

    /// A name, which is of no language.
    fn name(&mut self, name: &str, class: Class) {
        for word in words(name) {
            let whole = fold(&word.lower);
            let parts = compound::parts_and_joints(&word.lower);
            let forms = in_latin(&whole).into_iter().chain(parts.iter().map(|part| stem("de", part)));
            let forms: Vec<String> = forms.chain([stem("de", &word.lower), whole]).collect();
            forms.into_iter().for_each(|form| self.word(form, 0, class));
        }
    }

    fn area(&mut self, key: &MunicipalityKey, class: Class) {
        self.concept(&Concept::Area(key.as_str().to_owned()), class);
        self.concept(&Concept::Area(key.county().to_owned()), Class::Reach);
    }
}

/// The forms under which a word of a text is kept: its stem, and in German those of its parts.
#[must_use]
pub(super) fn kept(language: &str, lower: &str) -> Vec<String> {
    let mut forms = vec![stem(language, lower)];
    if language == "de" {
        forms.extend(compound::parts_and_joints(lower).iter().map(|part| stem(language, part)));
    }
    forms
}

impl Offer {
    /// What it is found by when people search, at an organisation with this profile.
    #[must_use]
    pub fn findable(&self, listing: &Listing, organisation: &OrganisationContent) -> Findable {
        let (content, primary) = (&self.content, &self.content.primary_language);
        let mut found = Found::default();
        if !self.state.is_deleted() {
            found.texts(&content.title, Class::Title);
            found.texts(&content.summary, Class::Summary);
            found.texts(&content.description, Class::Description);
            let subjects = content.tutoring.iter().flat_map(|tutoring| &tutoring.subjects);
            let topics = content.counselling.iter().flat_map(|counselling| &counselling.topics);
            for line in content.topics.iter().chain(subjects).chain(topics) {
                found.text(line.as_str(), primary, Class::Summary);
            }
            found.name(organisation.name.as_str(), Class::Description);
            for kind in
                content.kind.into_iter().flat_map(|kind| std::iter::successors(Some(kind), |kind| kind.parent()))
            {
                found.concept(&Concept::Kind(kind), Class::Concept);
            }
            for tag in &listing.delivery_languages {
                found.concept(&Concept::Language(tag.clone()), Class::Reach);
            }
            if let Some(taught) = &content.taught_language {
                found.concept(&Concept::Language(taught.language.clone()), Class::Concept);
            }
            for area in &listing.areas {
                found.concept(&Concept::Area(area.clone()), Class::Concept);
            }
            if let Some(audience) = &content.audience {
                let groups = audience.target_groups.iter().map(|group| group.as_str());
                for code in groups.chain(audience.genders.iter().map(|gender| gender.as_str())) {
                    found.concept(&Concept::Group(code), Class::Concept);
                }
            }
        }
        Findable { public: self.visible(), due_at: Some(listing.due_at), points: listing.points.clone(), found }
    }
}

impl Organisation {
    /// What it is found by when people search. An entry that nobody has claimed is found by what the report said, no more.
    #[must_use]
    pub fn findable(&self) -> Findable {
        let listing = self.listing();
        let reported = self.facts.status.is_unclaimed().then(|| self.content.as_reported());
        let content = reported.as_ref().unwrap_or(&self.content);
        let mut found = Found::default();
        if !self.facts.status.is_deleted() {
            found.name(content.name.as_str(), Class::Name);
            content.short_name.iter().for_each(|name| found.name(name.as_str(), Class::Name));
            content.alternate_names.iter().for_each(|name| found.name(name.name.as_str(), Class::Name));
            found.texts(&content.about, Class::Summary);
            found.texts(&content.mission, Class::Description);
            for community in &content.communities {
                found.text(community.as_str(), &content.primary_language, Class::Summary);
            }
            found.concept(&Concept::Organisation(content.kind), Class::Concept);
            for kind in &listing.activities {
                found.concept(&Concept::Kind(*kind), Class::Reach);
            }
            for tag in &listing.languages {
                found.concept(&Concept::Language(tag.clone()), Class::Reach);
            }
            found.area(&content.municipality, Class::Concept);
            content.places.iter().for_each(|place| found.area(&place.municipality, Class::Concept));
            content.service_area.iter().for_each(|key| found.area(key, Class::Reach));
        }
        Findable {
            public: self.facts.status.is_public().then_some(ALWAYS),
            due_at: Some(listing.due_at),
            points: listing.points,
            found,
        }
    }
}

/// For things without an end.
const ALWAYS: (Timestamp, Timestamp) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));

impl Project {
    /// What it is found by when people search.
    #[must_use]
    pub fn findable(&self) -> Findable {
        let content = &self.content;
        let mut found = Found::default();
        found.texts(&content.title, Class::Title);
        found.texts(&content.summary, Class::Summary);
        for texts in [&content.problem, &content.goals, &content.description] {
            found.texts(texts, Class::Description);
        }
        content.target_groups.iter().for_each(|group| found.concept(&Concept::Group(group.as_str()), Class::Concept));
        content.languages.iter().for_each(|tag| found.concept(&Concept::Language(tag.clone()), Class::Reach));
        content.municipalities.iter().for_each(|key| found.area(key, Class::Concept));
        let is_public = Scope::default().sight_of(self).is_some();
        Findable { public: is_public.then_some(ALWAYS), due_at: None, points: BTreeSet::new(), found }
    }
}

impl WorkingGroup {
    /// What it is found by when people search.
    #[must_use]
    pub fn findable(&self) -> Findable {
        let mut found = Found::default();
        found.texts(&self.content.name, Class::Title);
        found.texts(&self.content.purpose, Class::Summary);
        found.texts(&self.content.mandate, Class::Description);
        let is_public = Scope::default().sight_of_group(self).is_some();
        Findable { public: is_public.then_some(ALWAYS), due_at: None, points: BTreeSet::new(), found }
    }
}

impl ContactPoint {
    /// What its organisation is found by because of it: the telephone number, while it may be public.
    #[must_use]
    pub fn found(&self) -> Found {
        let mut found = Found::default();
        if let Some(number) = self.for_outsiders().content.phone_number.filter(|_| !self.is_deleted) {
            found.add(Key::telephone(number.as_str()), 0, Class::Name);
        }
        found
    }
}
