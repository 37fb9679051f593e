//! Writing offers and what they are found by.

use super::filter::EVERYWHERE;
use super::row::Row;
use super::{OfferShape, select};
use crate::error::Error;
use crate::store::{Save, fetch, keep, put};
use domain::access::Scope;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::offer::Offer;
use domain::organisation::{Organisation, OrganisationContent};
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "offer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub contact_point_id: Option<Uuid>,
        pub status: String,
        pub state: String,
        pub kind: Option<String>,
        pub content: String,
        pub short_code: String,
        pub edited_by: Option<Uuid>,
        pub published_at: Option<i64>,
        pub confirmed_at: Option<i64>,
        pub visible_from: Option<i64>,
        pub visible_until: Option<i64>,
        pub listed_at: i64,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

async fn put_offer(
    tx: &DatabaseTransaction,
    offer: &Offer,
    replaces: Option<Revision>,
    event: &Event,
) -> Result<(), Error> {
    let visible = offer.visible();
    let row = row::Model {
        id: offer.id.uuid(),
        organisation_id: offer.organisation.id.uuid(),
        contact_point_id: offer.content.contact_point.map(|id| id.uuid()),
        // The state as it is stored; that a pause is over is a matter of reading.
        status: offer.state.status(Timestamp::from_micros(i64::MIN)).as_str().to_owned(),
        state: serde_json::to_string(&offer.state)?,
        kind: offer.content.kind.map(|kind| kind.code().to_owned()),
        content: serde_json::to_string(&offer.content)?,
        short_code: offer.short_code(),
        edited_by: offer.edited_by.map(|id| id.uuid()),
        published_at: offer.published_at.map(Timestamp::micros),
        confirmed_at: offer.confirmed_at.map(Timestamp::micros),
        visible_from: visible.map(|(from, _)| from.micros()),
        visible_until: visible.map(|(_, until)| until.micros()),
        listed_at: offer.listed_at().micros(),
        created_at: offer.created_at.micros(),
        updated_at: offer.updated_at.micros(),
        revision: offer.revision.number(),
    };
    put(tx, row.into_active_model(), offer.id.uuid(), replaces).await?;
    keep(tx, event, &offer.content).await
}

/// Replaces an offer's entries in a side table.
async fn put_entries(
    tx: &DatabaseTransaction,
    table: &'static str,
    column: &'static str,
    offer: Id<Offer>,
    entries: Vec<String>,
) -> Result<(), Error> {
    tx.execute(&Query::delete().from_table(table).and_where(Expr::col("offer_id").eq(offer.uuid())).take()).await?;
    if entries.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert().into_table(table).columns(["offer_id", column]).take();
    for entry in entries {
        insert.values_panic([offer.uuid().into(), entry.into()]);
    }
    tx.execute(&insert).await?;
    Ok(())
}

async fn put_reach(tx: &DatabaseTransaction, offer: &Offer, organisation: &OrganisationContent) -> Result<(), Error> {
    let reach = offer.reach(organisation);
    let entries =
        reach.map_or_else(|| vec![EVERYWHERE.to_owned()], |keys| keys.iter().map(ToString::to_string).collect());
    put_entries(tx, "offer_reach", "municipality", offer.id, entries).await
}

#[derive(FromQueryResult)]
pub(super) struct ContentRow {
    pub(super) content: String,
}

impl Save for Offer {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        put_offer(tx, self, replaces, event).await?;
        let mut languages: Vec<_> =
            self.content.delivery_languages.iter().map(|delivery| delivery.language.to_string()).collect();
        languages.sort_unstable();
        languages.dedup();
        put_entries(tx, "offer_language", "language", self.id, languages).await?;
        let organisation = Expr::col("id").eq(self.organisation.id.uuid());
        let select = Query::select().column("content").from("organisation").and_where(organisation).take();
        let row = fetch::<ContentRow>(tx, &select).await?.pop();
        let organisation = serde_json::from_str(&row.ok_or_else(|| Error::corrupt("an offer of nobody"))?.content)?;
        put_reach(tx, self, &organisation).await
    }
}

/// After an organisation's places have changed: computes anew which municipalities its offers reach.
pub(crate) async fn place_anew(tx: &DatabaseTransaction, organisation: &Organisation) -> Result<(), Error> {
    let inside = Scope { organisations: vec![organisation.id], ..Scope::default() };
    let select = select(&inside, Timestamp::from_micros(0), OfferShape::default())
        .and_where(Expr::col(("offer", "organisation_id")).eq(organisation.id.uuid()))
        .take();
    for row in fetch::<Row>(tx, &select).await? {
        let (_, record) = row.read()?;
        if !record.offer.content.places.is_empty() {
            put_reach(tx, &record.offer, &organisation.content).await?;
        }
    }
    Ok(())
}
