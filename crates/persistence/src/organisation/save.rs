//! Writing organisations and their places.

use crate::account::member;
use crate::error::Error;
use crate::listing::Entries;
use crate::search::{self, Writing};
use crate::store::{Save, fetch, keep, put, put_new};
use domain::change::Revision;
use domain::event::Event;
use domain::offer::Offer;
use domain::organisation::{
    Merged, OfCentre, Organisation, OrganisationContent, OrganisationListing, OrganisationState, OrganisationStatus,
    Registered,
};
use domain::place::Place;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub centre_id: Uuid,
        pub status: String,
        pub trust: String,
        pub kind: String,
        pub municipality: String,
        pub state: String,
        pub origin: String,
        pub content: String,
        pub confirmed_at: Option<i64>,
        pub merged_into: Option<Uuid>,
        pub traits: i64,
        pub sort_key: Option<Vec<u8>>,
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

fn to_row(organisation: &Organisation, listing: &OrganisationListing) -> Result<row::Model, Error> {
    let merged_into =
        if let OrganisationState::Merged { into } = &organisation.state { Some(into.uuid()) } else { None };
    let content = &organisation.content;
    Ok(row::Model {
        id: organisation.id.uuid(),
        centre_id: organisation.facts.centre.uuid(),
        status: organisation.facts.status.as_str().to_owned(),
        trust: organisation.facts.trust.as_str().to_owned(),
        kind: content.kind.as_str().to_owned(),
        municipality: content.municipality.as_str().to_owned(),
        state: serde_json::to_string(&organisation.state)?,
        origin: serde_json::to_string(&organisation.origin)?,
        content: serde_json::to_string(content)?,
        confirmed_at: organisation.confirmed_at.map(Timestamp::micros),
        merged_into,
        traits: listing.traits.number(),
        sort_key: Some(listing.sort_key.clone()),
        due_at: Some(listing.due_at.micros()),
        stale_at: Some(listing.stale_at.micros()),
        created_at: organisation.created_at.micros(),
        updated_at: organisation.updated_at.micros(),
        revision: organisation.revision.number(),
    })
}

async fn put_organisation(
    tx: &DatabaseTransaction,
    organisation: &Organisation,
    replaces: Option<Revision>,
) -> Result<(), Error> {
    let listing = organisation.listing();
    let row = to_row(organisation, &listing)?.into_active_model();
    put(tx, row, organisation.id.uuid(), replaces).await?;
    super::listing::put(tx, &[(organisation, listing)], Writing::of(replaces)).await?;
    if replaces.is_none() {
        return Ok(());
    }
    search::hide(tx, organisation.id.uuid(), !organisation.facts.status.is_public()).await
}

/// Writes organisations that are new.
pub(crate) async fn insert_all(tx: &DatabaseTransaction, organisations: &[&Organisation]) -> Result<(), Error> {
    let listed: Vec<_> = organisations.iter().map(|one| (*one, one.listing())).collect();
    let rows = listed.iter().map(|(one, listing)| to_row(one, listing)).collect::<Result<Vec<_>, _>>()?;
    put_new(tx, rows).await?;
    PLACES.add(tx, organisations.iter().flat_map(|one| place_rows(one)).collect()).await?;
    super::listing::put(tx, &listed, Writing::New).await
}

/// What of an organisation the listings of its offers rest on: its name, its places, and its seat while it is unclaimed.
#[derive(PartialEq)]
struct Ground {
    name: String,
    places: Vec<Place>,
    municipality: String,
    is_unclaimed: bool,
}

#[derive(FromQueryResult)]
struct GroundRow {
    content: String,
    status: String,
    municipality: String,
}

impl Ground {
    fn of(organisation: &Organisation) -> Self {
        Self {
            name: organisation.content.name.to_string(),
            places: organisation.content.places.clone(),
            municipality: organisation.content.municipality.to_string(),
            is_unclaimed: organisation.facts.status.is_unclaimed(),
        }
    }

    /// As it was until now; `None`: the organisation is new.
    async fn before(tx: &DatabaseTransaction, organisation: &Organisation) -> Result<Option<Self>, Error> {
        let own = Expr::col("id").eq(organisation.id.uuid());
        let columns = ["content", "status", "municipality"];
        let select = Query::select().columns(columns).from("organisation").and_where(own).take();
        let Some(row) = fetch::<GroundRow>(tx, &select).await?.pop() else { return Ok(None) };
        let content: OrganisationContent = serde_json::from_str(&row.content)?;
        Ok(Some(Self {
            name: content.name.to_string(),
            places: content.places,
            municipality: row.municipality,
            is_unclaimed: member::<OrganisationStatus>(&row.status)?.is_unclaimed(),
        }))
    }
}

/// Keeps the places findable by their ids, and computes anew what offers are found by where that has changed.
async fn put_places(
    tx: &DatabaseTransaction,
    organisation: &Organisation,
    before: Option<Ground>,
) -> Result<(), Error> {
    let now = Ground::of(organisation);
    if before.as_ref().is_some_and(|before| *before == now) {
        return Ok(());
    }
    PLACES.clear(tx, &[organisation.id.uuid()]).await?;
    PLACES.add(tx, place_rows(organisation)).await?;
    let is_renamed = before.is_some_and(|before| before.name != now.name);
    let concerns = |offer: &Offer| is_renamed || !offer.content.places.is_empty();
    crate::offer::list_anew(tx, organisation, concerns, Writing::Changed).await
}

const PLACES: Entries = Entries { table: "place", columns: &["id", "municipality", "organisation_id"] };

fn place_rows(organisation: &Organisation) -> Vec<Vec<sea_orm::Value>> {
    let row =
        |place: &Place| vec![place.id.uuid().into(), place.municipality.as_str().into(), organisation.id.uuid().into()];
    organisation.content.places.iter().map(row).collect()
}

impl Save for Organisation {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let before = Ground::before(tx, self).await?;
        put_organisation(tx, self, replaces).await?;
        put_places(tx, self, before).await?;
        keep(tx, event, &self.content).await
    }
}

impl Save for OfCentre {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        self.organisation.save(tx, replaces, event).await?;
        self.centre.save(tx, Some(self.centre_replaces), event).await
    }
}

impl Save for Registered {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        self.organisation.save(tx, replaces, event).await?;
        self.manager.save(tx, None, event).await
    }
}

impl Save for Merged {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let (from, into) = (self.organisation.id.uuid(), self.into.id.uuid());
        put_organisation(tx, &self.organisation, replaces).await?;
        put_organisation(tx, &self.into, Some(self.into_replaces)).await?;
        if self.goes_over {
            bring_over(self, tx, event).await?;
        } else {
            crate::membership::end_all(tx, self.organisation.id, event.at).await?;
        }
        // Whoever was merged into this one before leads to the new one too: an id resolves in one step.
        let follow = Query::update()
            .table("organisation")
            .value("merged_into", into)
            .and_where(Expr::col("merged_into").eq(from))
            .take();
        tx.execute(&follow).await?;
        keep(tx, event, &self.organisation.content).await?;
        let revision = crate::revision::row(into, self.into.revision, event, &self.into.content)?;
        crate::revision::keep(tx, vec![revision]).await
    }
}

/// Moves offers, contact points, places and members to the organisation this one became part of.
async fn bring_over(merged: &Merged, tx: &DatabaseTransaction, event: &Event) -> Result<(), Error> {
    let (from, into) = (merged.organisation.id.uuid(), merged.into.id.uuid());
    let places = Query::update()
        .table("place")
        .value("organisation_id", into)
        .and_where(Expr::col("organisation_id").eq(from))
        .take();
    tx.execute(&places).await?;
    for table in ["offer", "contact_point"] {
        let go_over = Query::update()
            .table(table)
            .value("organisation_id", into)
            .value("revision", Expr::col("revision").add(1))
            .value("updated_at", event.at.micros())
            .and_where(Expr::col("organisation_id").eq(from))
            .take();
        tx.execute(&go_over).await?;
    }
    search::move_to(tx, (from, into), !merged.into.facts.status.is_public()).await?;
    crate::contact::index_of(tx, &merged.into.facts).await?;
    crate::membership::go_over(tx, merged.organisation.id, merged.into.id, event.at).await?;
    crate::project::go_over(tx, merged.organisation.id, merged.into.id).await?;
    crate::working_group::go_over(tx, merged.organisation.id, merged.into.id).await
}
