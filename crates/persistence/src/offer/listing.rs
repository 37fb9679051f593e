//! What offers are found by, kept beside them.

use super::OfferShape;
use super::list::{Source, select};
use super::row::Row;
use crate::error::Error;
use crate::listing::Entries;
use crate::near;
use crate::search::{self, Document, Writing};
use crate::store::fetch;
use crate::translation;
use domain::access::Scope;
use domain::offer::{Listing, Offer};
use domain::organisation::{Organisation, OrganisationContent};
use domain::search::FindableKind;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use std::sync::Arc;

const REACH: Entries = Entries { table: "offer_reach", columns: &["area", "listed_at", "offer_id"] };
const LANGUAGES: Entries = Entries { table: "offer_language", columns: &["language", "listed_at", "offer_id"] };
const TEXTS: Entries = Entries { table: "offer_text_language", columns: &["language", "listed_at", "offer_id"] };
const FIELDS: Entries = Entries { table: "offer_action_field", columns: &["action_field_id", "listed_at", "offer_id"] };
const POINTS: Entries = Entries { table: "offer_point", columns: &["band", "longitude", "x", "y", "z", "offer_id"] };

/// An offer with its organisation, and what it is found by.
pub(super) struct Listed<'a> {
    pub(super) offer: &'a Offer,
    pub(super) profile: &'a OrganisationContent,
    /// Whether the organisation is public.
    pub(super) is_public: bool,
    pub(super) listing: Listing,
}

impl<'a> Listed<'a> {
    pub(super) fn new(offer: &'a Offer, profile: &'a OrganisationContent, is_public: bool) -> Self {
        Self { offer, profile, is_public, listing: offer.listing(profile) }
    }
}

/// Writes the side tables of offers, and the index.
pub(super) async fn put(tx: &DatabaseTransaction, listed: &[Listed<'_>], writing: Writing) -> Result<(), Error> {
    let ids: Vec<_> = listed.iter().map(|listed| listed.offer.id.uuid()).collect();
    let mut rows: [Vec<Vec<Value>>; 5] = Default::default();
    for Listed { offer, listing, .. } in listed {
        let (id, at) = (offer.id.uuid(), offer.listed_at().micros());
        let entry = |key: Value| vec![key, at.into(), id.into()];
        let [reach, languages, texts, fields, points] = &mut rows;
        reach.extend(listing.areas.iter().map(|area| entry(area.as_str().into())));
        languages.extend(listing.delivery_languages.iter().map(|tag| entry(tag.as_str().into())));
        texts.extend(listing.text_languages.iter().map(|tag| entry(tag.as_str().into())));
        let mut named = offer.content.action_fields.clone();
        named.sort_unstable();
        named.dedup();
        fields.extend(named.iter().map(|field| entry(field.uuid().into())));
        points.extend(near::rows(id, &listing.points));
    }
    for (table, rows) in [REACH, LANGUAGES, TEXTS, FIELDS, POINTS].into_iter().zip(rows) {
        if writing != Writing::New {
            table.clear(tx, &ids).await?;
        }
        table.add(tx, rows).await?;
    }
    let document = |Listed { offer, profile, is_public, listing }: &Listed<'_>| Document {
        kind: FindableKind::Offer,
        entity: offer.id.uuid(),
        organisation: Some(offer.organisation.id.uuid()),
        is_hidden: !is_public,
        findable: offer.findable(listing, profile),
    };
    let told: Vec<_> = listed.iter().map(|listed| (listed.offer.id.uuid(), &listed.offer.content)).collect();
    translation::put(tx, &told, writing).await?;
    search::put(tx, &listed.iter().map(document).collect::<Vec<_>>(), writing).await
}

/// After an organisation has changed: computes anew what those of its offers are found by which that concerns.
pub(crate) async fn list_anew(
    tx: &DatabaseTransaction,
    organisation: &Organisation,
    concerns: impl Fn(&Offer) -> bool,
    writing: Writing,
) -> Result<(), Error> {
    let inside = Scope { organisations: vec![organisation.id], ..Scope::default() };
    let select = select(&inside, Timestamp::from_micros(0), OfferShape::default(), Source::Offers)
        .and_where(Expr::col(("offer", "organisation_id")).eq(organisation.id.uuid()))
        .take();
    let rows = fetch::<Row>(tx, &select).await?;
    let offers = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    let offers = offers.into_iter().map(|(_, record)| record.offer);
    let offers: Vec<Arc<Offer>> = offers.filter(|offer| concerns(offer)).collect();
    for chunk in offers.chunks(200) {
        put_anew(tx, chunk, organisation, writing).await?;
    }
    Ok(())
}

async fn put_anew(
    tx: &DatabaseTransaction,
    offers: &[Arc<Offer>],
    organisation: &Organisation,
    writing: Writing,
) -> Result<(), Error> {
    let is_public = organisation.facts.status.is_public();
    let listed: Vec<_> = offers.iter().map(|offer| Listed::new(offer, &organisation.content, is_public)).collect();
    for Listed { offer, listing, .. } in &listed {
        let mut update = Query::update().table("offer").and_where(Expr::col("id").eq(offer.id.uuid())).take();
        update
            .value("traits", listing.traits.number())
            .value("sort_key", listing.sort_key.clone())
            .value("age_from", age(offer, |audience| audience.age_from))
            .value("age_to", age(offer, |audience| audience.age_to))
            .value("due_at", listing.due_at.micros())
            .value("stale_at", listing.stale_at.micros());
        tx.execute(&update).await?;
    }
    put(tx, &listed, writing).await
}

/// An end of the range of ages it is for.
pub(super) fn age(offer: &Offer, end: impl Fn(&domain::offer::Audience) -> Option<i64>) -> Option<i32> {
    offer.content.audience.as_ref().and_then(end).and_then(|age| i32::try_from(age).ok())
}
