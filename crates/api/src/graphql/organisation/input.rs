//! What is written about an organisation.

use crate::graphql::enums::{OrganisationKind, ResourceKind, SelfDescription};
use crate::graphql::input::{patch, patch_list};
use crate::graphql::place::PlaceInput;
use crate::graphql::scalar::{Date, LanguageTag, MunicipalityKey, Url};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{InputObject, MaybeUndefined};
use domain::form::{Form, Patch};
use domain::id::Id;
use domain::organisation::{self, OrganisationContent};
use domain::place::Place;
use domain::refusal::Problems;
use domain::text::{Line, Value};
use domain::time::parse_date;

/// A name in another language or script.
#[derive(InputObject, Clone, Debug)]
pub struct AlternateNameInput {
    /// The language.
    language: LanguageTag,
    /// The name.
    name: String,
    /// Whether it is the same name in another script rather than another name.
    #[graphql(default)]
    is_transliteration: bool,
}

/// How many members there are.
#[derive(InputObject, Clone, Debug)]
pub struct MemberCountInput {
    /// The number.
    value: u32,
    /// When it was counted.
    as_of: Option<Date>,
    /// Whether the organisation says so itself.
    #[graphql(default = true)]
    is_self_declared: bool,
    /// Whether it is only about right.
    #[graphql(default)]
    is_approximate: bool,
}

/// Something an organisation seeks or shares.
#[derive(InputObject, Clone, Debug)]
pub struct ResourceInput {
    /// What it is.
    kind: ResourceKind,
    /// Said more exactly.
    note: Option<String>,
}

/// The organisation's id in another register.
#[derive(InputObject, Clone, Debug)]
pub struct ExternalIdInput {
    /// The register.
    system: String,
    /// The id there.
    value: String,
}

/// The profile of an organisation. An absent field stays as it is, `null` clears it, lists replace the whole.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationFields {
    /// The name.
    name: MaybeUndefined<String>,
    /// What kind it is.
    kind: MaybeUndefined<OrganisationKind>,
    /// The language its own texts are written in first.
    primary_language: MaybeUndefined<LanguageTag>,
    /// Other forms of the name.
    alternate_names: MaybeUndefined<Vec<AlternateNameInput>>,
    /// The name people use: up to 40 characters.
    short_name: MaybeUndefined<String>,
    /// Legal form: "e. V.".
    legal_form: MaybeUndefined<String>,
    /// Register and number.
    register_entry: MaybeUndefined<String>,
    /// The year of founding.
    founding_year: MaybeUndefined<i32>,
    /// The umbrella organisation.
    umbrella_organisation: MaybeUndefined<String>,
    /// What it is and does: up to 5,000 characters.
    about: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it wants: up to 300 characters.
    mission: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Communities it belongs to, in its own words.
    communities: MaybeUndefined<Vec<String>>,
    /// Languages people can speak with it.
    working_languages: MaybeUndefined<Vec<LanguageTag>>,
    /// How many members it has.
    member_count: MaybeUndefined<MemberCountInput>,
    /// Its places.
    places: MaybeUndefined<Vec<PlaceInput>>,
    /// Codes of the kinds of offers it is known for.
    activities: MaybeUndefined<Vec<String>>,
    /// Municipalities it works in.
    service_area: MaybeUndefined<Vec<MunicipalityKey>>,
    /// Its website.
    website: MaybeUndefined<Url>,
    /// Elsewhere on the web.
    social_links: MaybeUndefined<Vec<Url>>,
    /// Whether others may ask it to join in.
    is_open_for_cooperation: MaybeUndefined<bool>,
    /// What it seeks.
    seeks: MaybeUndefined<Vec<ResourceInput>>,
    /// What it shares.
    shares: MaybeUndefined<Vec<ResourceInput>>,
    /// Labels of funding, such as "Integrationsagentur".
    funding_labels: MaybeUndefined<Vec<String>>,
    /// How it describes itself; only the organisation itself says so.
    self_described_as: MaybeUndefined<SelfDescription>,
    /// Its ids elsewhere.
    external_ids: MaybeUndefined<Vec<ExternalIdInput>>,
}

fn resource(form: &mut Form<'_>, input: &ResourceInput) -> Option<organisation::Resource> {
    Some(organisation::Resource { kind: input.kind.into(), note: form.maybe("note", input.note.as_deref()) })
}

impl OrganisationFields {
    /// Writes it into the content; `new_ids` are for places that are new.
    pub(crate) fn apply(&self, content: &mut OrganisationContent, problems: &mut Problems, new_ids: &[Id<Place>]) {
        let mut form = Form::new(problems);
        form.required(&mut content.primary_language, "primaryLanguage", &patch(&self.primary_language));
        form.required(&mut content.name, "name", &patch(&self.name));
        let mut kind = Some(content.kind);
        form.plain(&mut kind, &patch(&self.kind));
        match kind {
            Some(kind) => content.kind = kind,
            None => form.wrong("kind", domain::refusal::Flaw::Required),
        }
        form.objects(
            &mut content.alternate_names,
            "alternateNames",
            &patch_list(&self.alternate_names),
            |form, input: &AlternateNameInput| {
                let language = form.read("language", domain::language::LanguageTag::parse(&input.language.0));
                let name = form.read("name", Line::parse(&input.name));
                Some(organisation::AlternateName {
                    language: language?,
                    name: name?,
                    is_transliteration: input.is_transliteration,
                })
            },
        );
        form.optional(&mut content.short_name, "shortName", &patch(&self.short_name));
        form.optional(&mut content.legal_form, "legalForm", &patch(&self.legal_form));
        form.optional(&mut content.register_entry, "registerEntry", &patch(&self.register_entry));
        form.plain(&mut content.founding_year, &patch(&self.founding_year));
        form.optional(&mut content.umbrella_organisation, "umbrellaOrganisation", &patch(&self.umbrella_organisation));
        form.text(content, "about", &patch_list(&self.about));
        form.text(content, "mission", &patch_list(&self.mission));
        form.list(&mut content.communities, "communities", &patch_list(&self.communities));
        form.list(&mut content.working_languages, "workingLanguages", &patch_list(&self.working_languages));
        form.object(
            &mut content.member_count,
            "memberCount",
            &patch(&self.member_count),
            |form, input: &MemberCountInput| {
                Some(organisation::MemberCount {
                    value: input.value,
                    as_of: input.as_of.as_ref().and_then(|date| form.read("asOf", parse_date(&date.0))),
                    is_self_declared: input.is_self_declared,
                    is_approximate: input.is_approximate,
                })
            },
        );
        let known = content.places.clone();
        let mut new_ids = new_ids.iter().copied();
        form.objects(&mut content.places, "places", &patch_list(&self.places), |form, input: &PlaceInput| {
            input.read(form, &known, new_ids.next()?)
        });
        form.list(&mut content.activities, "activities", &patch_list(&self.activities));
        form.list(&mut content.service_area, "serviceArea", &patch_list(&self.service_area));
        form.optional(&mut content.website, "website", &patch(&self.website));
        form.list(&mut content.social_links, "socialLinks", &patch_list(&self.social_links));
        form.flag(&mut content.is_open_for_cooperation, &patch(&self.is_open_for_cooperation));
        form.objects(&mut content.seeks, "seeks", &patch_list(&self.seeks), resource);
        form.objects(&mut content.shares, "shares", &patch_list(&self.shares), resource);
        form.list(&mut content.funding_labels, "fundingLabels", &patch_list(&self.funding_labels));
        form.plain(&mut content.self_described_as, &patch(&self.self_described_as));
        form.objects(
            &mut content.external_ids,
            "externalIds",
            &patch_list(&self.external_ids),
            |form, input: &ExternalIdInput| {
                let system = form.read("system", Line::parse(&input.system));
                let value = form.read("value", Line::parse(&input.value));
                Some(organisation::ExternalId { system: system?, value: value? })
            },
        );
    }

    /// The same, of a county office.
    pub(crate) fn of_a_county_office(&self) -> Self {
        Self { kind: MaybeUndefined::Value(OrganisationKind::CountyOffice), ..self.clone() }
    }

    /// How many places are named, each of which may need an id.
    pub(crate) fn count_places(&self) -> usize {
        match &self.places {
            MaybeUndefined::Value(places) => places.len().min(domain::form::MAX_ENTRIES),
            _ => 0,
        }
    }

    /// The name, kind and language, which a new organisation cannot do without.
    pub(crate) fn basics(&self) -> (Patch<String>, Patch<domain::organisation::OrganisationKind>, Patch<String>) {
        (patch(&self.name), patch(&self.kind), patch(&self.primary_language))
    }
}
