//! Vocabularies: languages, municipalities, kinds of offers.

use super::caller::Caller;
use super::credit::{CREDITS, Credit};
use super::failure::Failure;
use super::message::Tongue;
use super::scalar::{LanguageTag, MunicipalityKey};
use super::text::{LocalizedText, TextDirection, localized};
use async_graphql::{Context, Object};
use domain::kind;
use domain::language;
use domain::place;
use domain::text::Value;

/// A language by its tag.
#[derive(Clone)]
pub struct Language {
    tag: language::LanguageTag,
    known: Option<&'static language::Language>,
}

impl Language {
    /// What the vocabulary knows of a tag.
    pub(crate) fn of(tag: &language::LanguageTag) -> Self {
        Self { tag: tag.clone(), known: tag.language() }
    }

    /// What the vocabulary says, or else the tag.
    fn said(&self, field: impl FnOnce(&'static language::Language) -> &'static str) -> &str {
        match self.known {
            Some(language) => field(language),
            None => self.tag.as_str(),
        }
    }
}

/// A language people speak, learn or write here.
#[Object]
impl Language {
    /// The tag to use everywhere: `de`, `tr`, `kmr`.
    async fn tag(&self) -> LanguageTag {
        (&self.tag).into()
    }

    /// Its name in itself: `Türkçe`.
    async fn endonym(&self) -> &str {
        self.said(|language| &language.endonym)
    }

    /// Its name in German.
    async fn name_de(&self) -> &str {
        self.said(|language| &language.name_de)
    }

    /// Its name in English.
    async fn name_en(&self) -> &str {
        self.said(|language| &language.name_en)
    }

    /// ISO 639-3 code.
    async fn iso6393(&self) -> &str {
        self.known.map_or("", |language| &language.iso639_3)
    }

    /// Usual script (ISO 15924); `Zxxx` for a sign language.
    async fn script(&self) -> &str {
        self.known.map_or("", |language| &language.script)
    }

    /// Which way it is written.
    async fn direction(&self) -> TextDirection {
        self.tag.direction().into()
    }

    /// Other names people type, mostly German ones.
    async fn aliases(&self) -> &[String] {
        self.known.map_or(&[], |language| &language.aliases)
    }

    /// The tag of the wider language it is a kind of (ISO 639-3): `ku` of `kmr`.
    async fn macrolanguage(&self) -> Option<LanguageTag> {
        self.known.and_then(|language| language.macrolanguage.as_ref()).map(LanguageTag::from)
    }
}

/// What a language is called in German or English; one that nobody entered, by its tag.
pub(crate) fn language_name(tag: &language::LanguageTag, tongue: Tongue) -> &str {
    match (tag.language(), tongue) {
        (Some(known), Tongue::German) => &known.name_de,
        (Some(known), Tongue::English) => &known.name_en,
        (None, _) => tag.as_str(),
    }
}

/// A municipality.
#[derive(Clone, Copy)]
pub struct Municipality(&'static place::Municipality);

impl From<&'static place::Municipality> for Municipality {
    fn from(municipality: &'static place::Municipality) -> Self {
        Self(municipality)
    }
}

/// A municipality of North Rhine-Westphalia.
#[Object]
impl Municipality {
    /// Its official key (AGS).
    async fn key(&self) -> MunicipalityKey {
        (&self.0.key).into()
    }

    /// Its name without additions: `Siegen`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its full official name.
    async fn official_name(&self) -> &str {
        &self.0.official_name
    }

    /// The county (Kreis) it belongs to, or its own name if it is a county of its own.
    async fn county_name(&self) -> &str {
        &self.0.county_name
    }

    /// The county's key: 5 digits.
    async fn county_key(&self) -> &str {
        self.0.key.county()
    }

    /// Degrees north (WGS 84) of its centre.
    async fn latitude(&self) -> f64 {
        self.0.point.latitude()
    }

    /// Degrees east (WGS 84) of its centre.
    async fn longitude(&self) -> f64 {
        self.0.point.longitude()
    }

    /// Inhabitants at the census of 2022.
    async fn population(&self) -> u32 {
        self.0.population
    }

    /// Whether it has ended: it became part of another one. Its key goes on resolving.
    async fn is_ended(&self) -> bool {
        self.0.is_ended
    }
}

/// A kind of offer. Kinds form a tree.
#[derive(Clone, Copy)]
pub struct OfferKind(pub kind::OfferKind);

/// A kind of offer. Kinds form a tree; a filter by one finds those below it too.
#[Object]
impl OfferKind {
    /// Its code, the same in every language: `LANGUAGE_COURSE`.
    async fn code(&self) -> &str {
        self.0.code()
    }

    /// Its name, in the first of `languages` there is one in (else after `Accept-Language`).
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, self.0.label(), &language::LanguageTag::german(), languages)
    }

    /// The wider kind it belongs to.
    async fn parent(&self) -> Option<OfferKind> {
        self.0.parent().map(OfferKind)
    }

    /// The narrower kinds directly below it.
    async fn children(&self) -> Vec<OfferKind> {
        self.0.children().map(OfferKind).collect()
    }
}

/// Vocabularies.
#[derive(Default)]
pub struct VocabularyQuery;

#[Object]
impl VocabularyQuery {
    /// All languages that offers can be given or written in.
    async fn languages(&self) -> Vec<Language> {
        language::languages().iter().map(|language| Language::of(&language.tag)).collect()
    }

    /// Municipalities, by key; all of them, or those of a county.
    async fn municipalities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The county's key: 5 digits, such as `05382`.")] county_key: Option<String>,
    ) -> Result<Vec<Municipality>, Failure> {
        let tongue = Caller::of(ctx).tongue;
        if let Some(key) = &county_key {
            place::CountyKey::parse(key).map_err(|flaw| Failure::argument("countyKey", flaw, tongue))?;
        }
        let wanted = |found: &&place::Municipality| county_key.as_ref().is_none_or(|key| found.key.county() == key);
        Ok(place::municipalities().filter(wanted).map(Municipality::from).collect())
    }

    /// All kinds of offers, wider ones before those below them.
    async fn offer_kinds(&self) -> Vec<OfferKind> {
        kind::OfferKind::all().map(OfferKind).collect()
    }

    /// Whom to name where data of this API is shown, for example in an imprint.
    async fn credits(&self) -> &[Credit] {
        &CREDITS
    }
}
