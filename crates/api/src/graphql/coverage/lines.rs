//! Which rows and columns a table has.

use super::label::Labels;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use domain::access::Scope;
use domain::centre::Centre;
use domain::coverage::Dimension;
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::TargetGroup;
use domain::place::{CountyKey, MunicipalityKey, municipalities};
use domain::reference_figure::{ReferenceFigure, ReferenceFigures};
use domain::text::Value;
use persistence::{OfferFacet, OfferFilter, OfferList};
use std::collections::BTreeSet;

/// Where a table is about.
pub(super) struct Area {
    pub(super) municipalities: Vec<MunicipalityKey>,
    centres: Vec<Id<Centre>>,
}

/// Where the filter says; else the counties of all centres.
pub(super) async fn area(caller: &Caller, filter: &OfferFilter) -> Result<Area, Failure> {
    let mut centres = caller.app.store.every_centre().await.map_err(|error| caller.failed(error))?;
    let is_in = |counties: &[CountyKey], county: &str| counties.iter().any(|one| one.as_str() == county);
    if let Some(counties) = &filter.counties {
        centres.retain(|centre| is_in(counties, centre.county.as_str()));
    }
    if let Some(keys) = &filter.municipalities {
        centres.retain(|centre| keys.iter().any(|key| key.county() == centre.county.as_str()));
    }
    let counties = filter.counties.clone();
    let counties = counties.unwrap_or_else(|| centres.iter().map(|centre| centre.county.clone()).collect());
    let is_wanted = |key: &MunicipalityKey| {
        let named = filter.municipalities.as_ref();
        named.map_or_else(|| is_in(&counties, key.county()), |keys| keys.contains(key))
            && filter.counties.as_ref().is_none_or(|counties| is_in(counties, key.county()))
    };
    let there = municipalities().filter(|one| !one.is_ended && is_wanted(&one.key)).map(|one| one.key.clone());
    Ok(Area { municipalities: there.collect(), centres: centres.into_iter().map(|centre| centre.id).collect() })
}

/// The keys of a dimension: all that the filter names of it, else all that there are.
pub(super) async fn keys(
    caller: &Caller,
    dimension: Dimension,
    filter: &OfferFilter,
    area: &Area,
    figures: &[(Id<ReferenceFigures>, ReferenceFigure)],
    labels: &mut Labels,
) -> Result<Vec<String>, Failure> {
    Ok(match dimension {
        Dimension::Municipality => area.municipalities.iter().map(ToString::to_string).collect(),
        Dimension::Kind => {
            let is_wanted = |kind: &OfferKind| {
                filter.kinds.as_ref().is_none_or(|wanted| wanted.iter().any(|wide| kind.is_within(*wide)))
            };
            OfferKind::all().filter(is_wanted).map(|kind| kind.code().to_owned()).collect()
        }
        Dimension::TargetGroup => {
            let named = filter.target_groups();
            let is_wanted = |group: &&TargetGroup| named.as_ref().is_none_or(|named| named.contains(group));
            TargetGroup::ALL.iter().filter(is_wanted).map(|group| group.as_str().to_owned()).collect()
        }
        Dimension::Language => match &filter.languages {
            Some(named) => named.iter().map(ToString::to_string).collect(),
            None => languages(caller, area, figures).await?,
        },
        Dimension::ActionField => {
            let of = caller.app.store.action_fields_of(&area.centres).await;
            let mut of = of.map_err(|error| caller.failed(error))?;
            let mut fields: Vec<_> = area.centres.iter().filter_map(|centre| of.remove(centre)).flatten().collect();
            if let Some(named) = &filter.action_fields {
                fields.retain(|field| named.contains(&field.id));
            }
            fields.into_iter().map(|field| labels.note(field)).collect()
        }
    })
}

/// The languages of offers that reach the area, most first; then those that there are figures about, and those the centre's own
/// texts are in.
async fn languages(
    caller: &Caller,
    area: &Area,
    figures: &[(Id<ReferenceFigures>, ReferenceFigure)],
) -> Result<Vec<String>, Failure> {
    let filter = OfferFilter { municipalities: Some(area.municipalities.clone()), ..OfferFilter::default() };
    let list = OfferList { filter, near: None };
    let facets = caller.app.store.offer_facets(&Scope::default(), caller.now, &list, OfferFacet::Language).await;
    let spoken = facets.map_err(|error| caller.failed(error))?.counts.into_iter().map(|(tag, _)| tag);
    let about: BTreeSet<String> =
        figures.iter().filter_map(|(_, figure)| figure.language.as_ref()).map(LanguageTag::to_string).collect();
    let others = about.into_iter().chain(caller.app.languages.iter().map(LanguageTag::to_string));
    let mut all: Vec<String> = spoken.collect();
    for tag in others {
        if !all.contains(&tag) && LanguageTag::parse(&tag).is_ok() {
            all.push(tag);
        }
    }
    Ok(all)
}
