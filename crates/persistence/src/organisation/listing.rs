//! What organisations are found by, kept beside them.

use crate::error::Error;
use crate::listing::Entries;
use crate::near;
use crate::search::{self, Document, Writing};
use crate::translation;
use domain::organisation::{Organisation, OrganisationListing};
use domain::search::FindableKind;
use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

const LANGUAGES: Entries = Entries { table: "organisation_language", columns: &["language", "organisation_id"] };
const ACTIVITIES: Entries = Entries { table: "organisation_activity", columns: &["kind", "organisation_id"] };
const POINTS: Entries =
    Entries { table: "organisation_point", columns: &["band", "longitude", "x", "y", "z", "organisation_id"] };

/// Writes the side tables of organisations, and the index.
pub(crate) async fn put(
    tx: &DatabaseTransaction,
    listed: &[(&Organisation, OrganisationListing)],
    writing: Writing,
) -> Result<(), Error> {
    let ids: Vec<_> = listed.iter().map(|(organisation, _)| organisation.id.uuid()).collect();
    let mut rows: [Vec<Vec<Value>>; 3] = Default::default();
    for (organisation, listing) in listed {
        let id = organisation.id.uuid();
        let [languages, activities, points] = &mut rows;
        languages.extend(listing.languages.iter().map(|tag| vec![tag.as_str().into(), id.into()]));
        activities.extend(listing.activities.iter().map(|kind| vec![kind.code().into(), id.into()]));
        points.extend(near::rows(id, &listing.points));
    }
    for (table, rows) in [LANGUAGES, ACTIVITIES, POINTS].into_iter().zip(rows) {
        if writing != Writing::New {
            table.clear(tx, &ids).await?;
        }
        table.add(tx, rows).await?;
    }
    let document = |(organisation, _): &(&Organisation, OrganisationListing)| Document {
        kind: FindableKind::Organisation,
        entity: organisation.id.uuid(),
        organisation: None,
        is_hidden: false,
        findable: organisation.findable(),
    };
    let told: Vec<_> = listed.iter().map(|(organisation, _)| (organisation.id.uuid(), &organisation.content)).collect();
    translation::put(tx, &told, writing).await?;
    search::put(tx, &listed.iter().map(document).collect::<Vec<_>>(), writing).await
}

/// Computes anew what an organisation is found by.
pub(crate) async fn put_anew(tx: &DatabaseTransaction, organisation: &Organisation) -> Result<(), Error> {
    let listing = organisation.listing();
    let update = sea_orm::sea_query::Query::update()
        .table("organisation")
        .value("traits", listing.traits.number())
        .value("sort_key", listing.sort_key.clone())
        .value("due_at", listing.due_at.micros())
        .value("stale_at", listing.stale_at.micros())
        .and_where(sea_orm::sea_query::ExprTrait::eq(sea_orm::sea_query::Expr::col("id"), organisation.id.uuid()))
        .take();
    tx.execute(&update).await?;
    put(tx, &[(organisation, listing)], Writing::Anew).await
}
