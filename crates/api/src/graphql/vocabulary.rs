//! Vocabularies: languages, municipalities, kinds of offers.

use super::caller::Caller;
use super::credit::{CREDITS, Credit};
use super::failure::Failure;
use super::scalar::{LanguageTag, MunicipalityKey};
use super::text::{LocalizedText, TextDirection, localized};
use async_graphql::{Context, Object, SimpleObject};
use domain::kind;
use domain::language;
use domain::place;
use domain::text::Value;

/// A language people speak, learn or write here.
#[derive(SimpleObject, Clone)]
pub struct Language {
    /// The tag to use everywhere: `de`, `tr`, `kmr`.
    tag: LanguageTag,
    /// Its name in itself: `Türkçe`.
    endonym: String,
    /// Its name in German.
    name_de: String,
    /// Its name in English.
    name_en: String,
    /// ISO 639-3 code.
    iso6393: String,
    /// Usual script (ISO 15924); `Zxxx` for a sign language.
    script: String,
    /// Which way it is written.
    direction: TextDirection,
    /// Other names people type, mostly German ones.
    aliases: Vec<String>,
    /// The tag of the wider language it is a kind of (ISO 639-3): `ku` of `kmr`.
    macrolanguage: Option<LanguageTag>,
}

impl From<&language::Language> for Language {
    fn from(language: &language::Language) -> Self {
        Self {
            tag: (&language.tag).into(),
            endonym: language.endonym.clone(),
            name_de: language.name_de.clone(),
            name_en: language.name_en.clone(),
            iso6393: language.iso639_3.clone(),
            script: language.script.clone(),
            direction: language.direction.into(),
            aliases: language.aliases.clone(),
            macrolanguage: language.macrolanguage.as_ref().map(LanguageTag::from),
        }
    }
}

impl Language {
    /// What the vocabulary knows of a tag.
    pub(crate) fn of(tag: &language::LanguageTag) -> Self {
        tag.language().map_or_else(
            || Self {
                tag: tag.into(),
                endonym: tag.to_string(),
                name_de: tag.to_string(),
                name_en: tag.to_string(),
                iso6393: String::new(),
                script: String::new(),
                direction: tag.direction().into(),
                aliases: Vec::new(),
                macrolanguage: None,
            },
            |language| Self { tag: tag.into(), ..language.into() },
        )
    }
}

/// A municipality of North Rhine-Westphalia.
#[derive(SimpleObject, Clone)]
pub struct Municipality {
    /// Its official key (AGS).
    key: MunicipalityKey,
    /// Its name without additions: `Siegen`.
    name: String,
    /// Its full official name.
    official_name: String,
    /// The county (Kreis) it belongs to, or its own name if it is a county of its own.
    county_name: String,
    /// The county's key: 5 digits.
    county_key: String,
    /// Degrees north (WGS 84) of its centre.
    latitude: f64,
    /// Degrees east (WGS 84) of its centre.
    longitude: f64,
    /// Inhabitants at the census of 2022.
    population: u32,
    /// Whether it has ended: it became part of another one. Its key goes on resolving.
    is_ended: bool,
}

impl From<&place::Municipality> for Municipality {
    fn from(municipality: &place::Municipality) -> Self {
        Self {
            key: (&municipality.key).into(),
            name: municipality.name.clone(),
            official_name: municipality.official_name.clone(),
            county_name: municipality.county_name.clone(),
            county_key: municipality.key.county().to_owned(),
            latitude: municipality.point.latitude(),
            longitude: municipality.point.longitude(),
            population: municipality.population,
            is_ended: municipality.is_ended,
        }
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
        language::languages().iter().map(Language::from).collect()
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
