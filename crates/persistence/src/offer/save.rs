//! Writing offers and what they are found by.

use super::listing::{self, Listed};
use crate::account::member;
use crate::error::Error;
use crate::search::Writing;
use crate::store::{Save, fetch, keep, put, put_new};
use domain::change::Revision;
use domain::event::Event;
use domain::offer::{Listing, Offer};
use domain::organisation::{OrganisationContent, OrganisationStatus};
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
        pub traits: i64,
        pub sort_key: Option<Vec<u8>>,
        pub age_from: Option<i32>,
        pub age_to: Option<i32>,
        pub due_at: Option<i64>,
        pub stale_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An offer's row.
fn to_row(offer: &Offer, listing: &Listing) -> Result<row::Model, Error> {
    let visible = offer.visible();
    Ok(row::Model {
        id: offer.id.uuid(),
        organisation_id: offer.organisation.id.uuid(),
        contact_point_id: offer.content.contact_point.map(|id| id.uuid()),
        // The state as it is stored; that a pause is over is a matter of reading.
        status: offer.state.status(Timestamp::from_micros(i64::MIN)).as_str().to_owned(),
        state: serde_json::to_string(&offer.state)?,
        kind: offer.content.kind.map(|kind| kind.code().to_owned()),
        content: serde_json::to_string(&offer.content)?,
        short_code: offer.id.short_code(),
        edited_by: offer.edited_by.map(|id| id.uuid()),
        published_at: offer.published_at.map(Timestamp::micros),
        confirmed_at: offer.confirmed_at.map(Timestamp::micros),
        visible_from: visible.map(|(from, _)| from.micros()),
        visible_until: visible.map(|(_, until)| until.micros()),
        listed_at: offer.listed_at().micros(),
        traits: listing.traits.number(),
        sort_key: Some(listing.sort_key.clone()),
        age_from: listing::age(offer, |audience| audience.age_from),
        age_to: listing::age(offer, |audience| audience.age_to),
        due_at: Some(listing.due_at.micros()),
        stale_at: Some(listing.stale_at.micros()),
        created_at: offer.created_at.micros(),
        updated_at: offer.updated_at.micros(),
        revision: offer.revision.number(),
    })
}

/// Writes offers that are new, each with its organisation's profile.
pub(crate) async fn insert_all(
    tx: &DatabaseTransaction,
    offers: &[(&Offer, &OrganisationContent)],
) -> Result<(), Error> {
    let is_public = |offer: &Offer| offer.organisation.status.is_public();
    let listed: Vec<_> = offers.iter().map(|(offer, profile)| Listed::new(offer, profile, is_public(offer))).collect();
    let row = |listed: &Listed<'_>| to_row(listed.offer, &listed.listing);
    put_new(tx, listed.iter().map(row).collect::<Result<Vec<_>, _>>()?).await?;
    listing::put(tx, &listed, Writing::New).await
}

/// The organisation of an offer, as far as it matters to how the offer is found.
#[derive(FromQueryResult)]
struct OrganisationRow {
    content: String,
    status: String,
}

impl Save for Offer {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let organisation = Expr::col("id").eq(self.organisation.id.uuid());
        let select = Query::select().columns(["content", "status"]).from("organisation").and_where(organisation).take();
        let row = fetch::<OrganisationRow>(tx, &select).await?.pop();
        let row = row.ok_or_else(|| Error::corrupt("an offer of nobody"))?;
        let profile: OrganisationContent = serde_json::from_str(&row.content)?;
        let is_public = member::<OrganisationStatus>(&row.status)?.is_public();
        let listed = Listed::new(self, &profile, is_public);
        put(tx, to_row(self, &listed.listing)?.into_active_model(), self.id.uuid(), replaces).await?;
        keep(tx, event, &self.content).await?;
        listing::put(tx, &[listed], Writing::of(replaces)).await
    }
}
