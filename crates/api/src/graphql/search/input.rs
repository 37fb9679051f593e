//! What is wanted of what could be found.

use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::offer::values;
use crate::graphql::scalar::{LanguageTag, MunicipalityKey};
use async_graphql::{Enum, InputObject};
use domain::form::Form;
use domain::kind::OfferKind;
use domain::language;
use domain::place;
use domain::refusal::Problems;
use domain::search::FindableKind;
use persistence::{Near, OfferFilter, OrganisationFilter};

/// What can be found.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "FindableKind")]
pub enum SearchType {
    /// Organisations.
    Organisation,
    /// Offers.
    Offer,
    /// Cooperation projects.
    Project,
    /// Working groups.
    WorkingGroup,
}

/// What is wanted. Fields are joined by AND, entries of a field by OR; an empty list finds nothing. Every field but `type`
/// leaves offers and organisations alone.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SearchFilter {
    /// Only these.
    r#type: Option<Vec<SearchType>>,
    /// Codes of kinds of offers, those below them too: offers of these kinds, organisations known for them.
    kind: Option<Vec<String>>,
    /// Languages in which an offer is given, in which people can speak with an organisation. A language that stands for
    /// several finds them all: `ku` finds `kmr` and `ckb`.
    language: Option<Vec<LanguageTag>>,
    /// Municipalities that an offer has a place in or reaches, in which an organisation has its seat.
    municipality: Option<Vec<MunicipalityKey>>,
    /// The same of counties, by their keys of 5 digits.
    county: Option<Vec<String>>,
}

impl SearchFilter {
    /// Reads it.
    pub(super) fn read(self, near: Option<Near>, tongue: Tongue) -> Result<persistence::SearchFilter, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("filter");
        let mut kinds: Option<Vec<FindableKind>> =
            self.r#type.map(|wanted| wanted.into_iter().map(Into::into).collect());
        let activities: Option<Vec<OfferKind>> = values(&mut form, "kind", self.kind);
        let languages: Option<Vec<language::LanguageTag>> = values(&mut form, "language", self.language);
        let languages =
            languages.map(|tags| tags.iter().flat_map(language::LanguageTag::and_narrower).collect::<Vec<_>>());
        let municipalities: Option<Vec<place::MunicipalityKey>> = values(&mut form, "municipality", self.municipality);
        let counties: Option<Vec<place::CountyKey>> = values(&mut form, "county", self.county);
        let problems = problems.into_vec();
        if !problems.is_empty() {
            return Err(Failure::BadInput(problems, tongue));
        }
        let narrows = activities.is_some() || languages.is_some() || municipalities.is_some() || counties.is_some();
        if narrows {
            let both = [FindableKind::Organisation, FindableKind::Offer];
            kinds.get_or_insert_with(|| both.to_vec()).retain(|kind| both.contains(kind));
        }
        let offers = OfferFilter {
            kinds: activities.clone(),
            languages: languages.clone(),
            municipalities: municipalities.clone(),
            counties: counties.clone(),
            ..OfferFilter::default()
        };
        let organisations =
            OrganisationFilter { activities, languages, municipalities, counties, ..OrganisationFilter::default() };
        Ok(persistence::SearchFilter {
            kinds,
            offers: narrows.then_some(offers),
            organisations: narrows.then_some(organisations),
            near,
        })
    }
}
