//! What offers are found by, kept beside them.

use super::OfferShape;
use super::list::{Source, select};
use super::row::Row;
use crate::error::Error;
use crate::listing::Entries;
use crate::near;
use crate::store::fetch;
use domain::access::Scope;
use domain::offer::{Listing, Offer};
use domain::organisation::{Organisation, OrganisationContent};
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use std::sync::Arc;

const REACH: Entries = Entries { table: "offer_reach", columns: &["area", "listed_at", "offer_id"] };
const LANGUAGES: Entries = Entries { table: "offer_language", columns: &["language", "listed_at", "offer_id"] };
const TEXTS: Entries = Entries { table: "offer_text_language", columns: &["language", "listed_at", "offer_id"] };
const FIELDS: Entries = Entries { table: "offer_action_field", columns: &["action_field_id", "listed_at", "offer_id"] };
const POINTS: Entries = Entries { table: "offer_point", columns: &["band", "longitude", "x", "y", "z", "offer_id"] };

/// Writes the side tables of offers; `is_new`: there is nothing of them yet.
pub(super) async fn put(tx: &DatabaseTransaction, listed: &[(&Offer, Listing)], is_new: bool) -> Result<(), Error> {
    let ids: Vec<_> = listed.iter().map(|(offer, _)| offer.id.uuid()).collect();
    let mut rows: [Vec<Vec<Value>>; 5] = Default::default();
    for (offer, listing) in listed {
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
        if !is_new {
            table.clear(tx, &ids).await?;
        }
        table.add(tx, rows).await?;
    }
    Ok(())
}

/// After an organisation has changed: computes anew what its offers are found by.
pub(crate) async fn list_anew(tx: &DatabaseTransaction, organisation: &Organisation) -> Result<(), Error> {
    list_offers_anew(tx, organisation, |offer| !offer.content.places.is_empty()).await
}

/// Computes anew what all offers of an organisation are found by.
pub(crate) async fn list_all_anew(tx: &DatabaseTransaction, organisation: &Organisation) -> Result<(), Error> {
    list_offers_anew(tx, organisation, |_| true).await
}

async fn list_offers_anew(
    tx: &DatabaseTransaction,
    organisation: &Organisation,
    concerns: impl Fn(&Offer) -> bool,
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
        put_anew(tx, chunk, &organisation.content).await?;
    }
    Ok(())
}

async fn put_anew(
    tx: &DatabaseTransaction,
    offers: &[Arc<Offer>],
    organisation: &OrganisationContent,
) -> Result<(), Error> {
    let listed: Vec<_> = offers.iter().map(|offer| (offer.as_ref(), offer.listing(organisation))).collect();
    for (offer, listing) in &listed {
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
    put(tx, &listed, false).await
}

/// An end of the range of ages it is for.
pub(super) fn age(offer: &Offer, end: impl Fn(&domain::offer::Audience) -> Option<i64>) -> Option<i32> {
    offer.content.audience.as_ref().and_then(end).and_then(|age| i32::try_from(age).ok())
}
