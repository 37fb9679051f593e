//! Offers, and what they are found by.

use crate::centre::action_field_ids;
use crate::contact;
use crate::error::Error;
use crate::organisation::{exists, facts, is_inside, is_public};
use crate::page::{Cursor, Keys, Page, Slice};
use crate::store::{Count, Save, Store, Tx, fetch, keep, put, uuids};
use domain::access::Scope;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::{Offer, OfferContent, OfferStatus, Surroundings};
use domain::organisation::{Organisation, OrganisationContent};
use domain::place::{MunicipalityKey, Place};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

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

/// Which offers are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferFilter {
    /// Of these kinds or ones below them.
    pub kinds: Option<Vec<OfferKind>>,
    /// Given in one of these languages.
    pub languages: Option<Vec<LanguageTag>>,
    /// Reaching one of these municipalities.
    pub municipalities: Option<Vec<MunicipalityKey>>,
    /// Of these lead organisations.
    pub organisations: Option<Vec<Id<Organisation>>>,
    /// In these states.
    pub statuses: Option<Vec<OfferStatus>>,
}

/// What is wanted beside the offers themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferShape {
    /// The whole organisation, with the same statement.
    pub organisation: bool,
}

/// An offer, and its organisation if it was asked for.
#[derive(Clone, Debug)]
pub struct OfferRecord {
    /// The offer.
    pub offer: Offer,
    /// The organisation.
    pub organisation: Option<Organisation>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    organisation_id: Uuid,
    state: String,
    content: String,
    edited_by: Option<Uuid>,
    published_at: Option<i64>,
    confirmed_at: Option<i64>,
    listed_at: i64,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    organisation_status: String,
    centre_id: Uuid,
    trust: String,
    confirmation: String,
    #[sea_orm(nested)]
    contact: contact::Row,
    organisation_state: Option<String>,
    organisation_origin: Option<String>,
    organisation_content: Option<String>,
    organisation_confirmed_at: Option<i64>,
    organisation_created_at: Option<i64>,
    organisation_updated_at: Option<i64>,
    organisation_revision: Option<i32>,
}

impl Row {
    fn read(self) -> Result<(Cursor, OfferRecord), Error> {
        let facts =
            facts(self.organisation_id, self.centre_id, &self.organisation_status, &self.trust, &self.confirmation)?;
        let organisation = match self.organisation_content {
            Some(content) => Some(Organisation {
                id: facts.id,
                facts: facts.clone(),
                state: serde_json::from_str(&self.organisation_state.unwrap_or_default())?,
                origin: serde_json::from_str(&self.organisation_origin.unwrap_or_default())?,
                content: serde_json::from_str(&content)?,
                confirmed_at: self.organisation_confirmed_at.map(Timestamp::from_micros),
                created_at: Timestamp::from_micros(self.organisation_created_at.unwrap_or_default()),
                updated_at: Timestamp::from_micros(self.organisation_updated_at.unwrap_or_default()),
                revision: Revision::new(self.organisation_revision.unwrap_or_default()),
            }),
            None => None,
        };
        let offer = Offer {
            id: Id::from_uuid(self.id),
            contact: self.contact.read(&facts)?,
            organisation: facts,
            state: serde_json::from_str(&self.state)?,
            content: serde_json::from_str(&self.content)?,
            edited_by: self.edited_by.map(Id::from_uuid),
            published_at: self.published_at.map(Timestamp::from_micros),
            confirmed_at: self.confirmed_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        };
        Ok((Cursor { key: self.listed_at, id: self.id }, OfferRecord { offer, organisation }))
    }
}

/// [`Scope::sees_offer`] in SQL.
fn visible(scope: &Scope, now: Timestamp) -> Condition {
    let public = Expr::col(("offer", "visible_from"))
        .lte(now.micros())
        .and(Expr::col(("offer", "visible_until")).gt(now.micros()))
        .and(is_public());
    Cond::all().add(Expr::col(("offer", "status")).ne("DELETED")).add(exists()).add(is_inside(scope).add(public))
}

fn from(select: &mut SelectStatement) -> &mut SelectStatement {
    select.from("offer").join(
        JoinType::InnerJoin,
        "organisation",
        Expr::col(("organisation", "id")).equals(("offer", "organisation_id")),
    )
}

fn select(scope: &Scope, now: Timestamp, shape: OfferShape) -> SelectStatement {
    let mut select = Query::select();
    let offer = [
        "id",
        "organisation_id",
        "state",
        "content",
        "edited_by",
        "published_at",
        "confirmed_at",
        "listed_at",
        "created_at",
        "updated_at",
        "revision",
    ];
    for column in offer {
        select.column(("offer", column));
    }
    for column in contact::COLUMNS {
        select.expr_as(Expr::col(("contact_point", column)), format!("contact_{column}"));
    }
    let organisation: &[&str] = if shape.organisation {
        &["status", "state", "origin", "content", "confirmed_at", "created_at", "updated_at", "revision"]
    } else {
        &["status"]
    };
    for column in organisation {
        select.expr_as(Expr::col(("organisation", *column)), format!("organisation_{column}"));
    }
    select.column(("organisation", "centre_id")).column(("organisation", "trust")).column(("centre", "confirmation"));
    from(&mut select)
        .join(JoinType::InnerJoin, "centre", Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .join(
            JoinType::LeftJoin,
            "contact_point",
            Expr::col(("contact_point", "id")).equals(("offer", "contact_point_id")),
        )
        .cond_where(visible(scope, now))
        .take()
}

/// That the offer has one of these entries in a side table.
fn has(table: &'static str, column: &'static str, entries: Vec<String>) -> Expr {
    let ids = Query::select().column("offer_id").from(table).and_where(Expr::col(column).is_in(entries)).take();
    Expr::col(("offer", "id")).in_subquery(ids)
}

impl OfferFilter {
    fn condition(&self, now: Timestamp) -> Condition {
        let column = |name| Expr::col(("offer", name));
        let kinds = self.kinds.as_ref().map(|wanted| {
            let within = OfferKind::all().filter(|kind| wanted.iter().any(|wide| kind.is_within(*wide)));
            column("kind").is_in(within.map(OfferKind::code))
        });
        let languages = self
            .languages
            .as_ref()
            .map(|tags| has("offer_language", "language", tags.iter().map(ToString::to_string).collect()));
        let municipalities = self.municipalities.as_ref().map(|keys| {
            let everywhere = std::iter::once(EVERYWHERE.to_owned());
            has("offer_reach", "municipality", keys.iter().map(ToString::to_string).chain(everywhere).collect())
        });
        let statuses = self
            .statuses
            .as_ref()
            .map(|wanted| wanted.iter().fold(Cond::any(), |any, status| any.add(in_status(*status, now))));
        Cond::all()
            .add_option(kinds)
            .add_option(languages)
            .add_option(municipalities)
            .add_option(self.organisations.as_ref().map(|ids| column("organisation_id").is_in(uuids(ids))))
            .add_option(statuses)
    }
}

/// `OfferState::status` in SQL: a pause that is over reads as published.
fn in_status(status: OfferStatus, now: Timestamp) -> Condition {
    let is = |status: OfferStatus| Expr::col(("offer", "status")).eq(status.as_str());
    let over = Expr::col(("offer", "visible_from")).lte(now.micros());
    match status {
        OfferStatus::Published => Cond::any().add(is(status)).add(is(OfferStatus::Paused).and(over)),
        OfferStatus::Paused => Cond::all()
            .add(is(status))
            .add(Cond::any().add(Expr::col(("offer", "visible_from")).is_null()).add(over.not())),
        _ => Cond::all().add(is(status)),
    }
}

const KEYS: Keys = Keys { table: "offer", key: "listed_at" };

/// Stands for all municipalities in `offer_reach`.
const EVERYWHERE: &str = "*";

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
struct ContentRow {
    content: String,
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

impl Store {
    /// A page of the offers a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers(
        &self,
        scope: &Scope,
        now: Timestamp,
        filter: &OfferFilter,
        page: &Page,
        shape: OfferShape,
    ) -> Result<Slice<OfferRecord>, Error> {
        let mut select = select(scope, now, shape);
        select.cond_where(filter.condition(now));
        page.apply(&mut select, KEYS);
        let rows = fetch::<Row>(&self.db, &select).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
        Ok(page.slice(rows))
    }

    /// How many such offers a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_offers(&self, scope: &Scope, now: Timestamp, filter: &OfferFilter) -> Result<i64, Error> {
        let mut select = Query::select();
        select.expr_as(Expr::cust("count(*)"), "count");
        from(&mut select).cond_where(visible(scope, now)).cond_where(filter.condition(now));
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// The same page of offers for each of these organisations, in one statement.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers_of_organisations(
        &self,
        scope: &Scope,
        now: Timestamp,
        organisations: &[Id<Organisation>],
        filter: &OfferFilter,
        page: &Page,
    ) -> Result<HashMap<Id<Organisation>, Slice<OfferRecord>>, Error> {
        let mut select = select(scope, now, OfferShape::default());
        select
            .cond_where(filter.condition(now))
            .and_where(Expr::col(("offer", "organisation_id")).is_in(uuids(organisations)));
        let select = page.apply_per_parent(select, KEYS, ("offer", "organisation_id"));
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in fetch::<Row>(&self.db, &select).await? {
            let (cursor, record) = row.read()?;
            found.entry(record.offer.organisation.id).or_default().push((cursor, record));
        }
        Ok(found.into_iter().map(|(organisation, rows)| (organisation, page.slice(rows))).collect())
    }

    /// How many such offers a reader sees now, for each of these organisations.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_offers_of_organisations(
        &self,
        scope: &Scope,
        now: Timestamp,
        organisations: &[Id<Organisation>],
        filter: &OfferFilter,
    ) -> Result<HashMap<Id<Organisation>, i64>, Error> {
        #[derive(FromQueryResult)]
        struct CountRow {
            organisation_id: Uuid,
            count: i64,
        }
        let mut select = Query::select();
        select.column(("offer", "organisation_id")).expr_as(Expr::cust("count(*)"), "count");
        from(&mut select)
            .cond_where(visible(scope, now))
            .cond_where(filter.condition(now))
            .and_where(Expr::col(("offer", "organisation_id")).is_in(uuids(organisations)))
            .group_by_col(("offer", "organisation_id"));
        let rows = fetch::<CountRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.organisation_id), row.count)).collect())
    }

    /// Offers by their ids, those a reader sees now.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offers_by_id(
        &self,
        scope: &Scope,
        now: Timestamp,
        ids: &[Id<Offer>],
        shape: OfferShape,
    ) -> Result<HashMap<Id<Offer>, OfferRecord>, Error> {
        let select = select(scope, now, shape).and_where(Expr::col(("offer", "id")).is_in(uuids(ids))).take();
        let rows = fetch::<Row>(&self.db, &select).await?;
        rows.into_iter().map(|row| row.read().map(|(_, record)| (record.offer.id, record))).collect()
    }
}

impl Tx {
    /// An offer that the actor sees, locked.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn offer(&self, id: Id<Offer>, now: Timestamp) -> Result<Offer, Error> {
        self.lock("offer", id.uuid()).await?;
        let select =
            select(&self.scope, now, OfferShape::default()).and_where(Expr::col(("offer", "id")).eq(id.uuid())).take();
        let row = fetch::<Row>(&self.tx, &select).await?.pop();
        Ok(row.ok_or_else(|| Refusal::not_found("id"))?.read()?.1.offer)
    }

    /// The places of an organisation that offers need which are not over.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn places_in_use(&self, organisation: Id<Organisation>) -> Result<Vec<Id<Place>>, Error> {
        let over = [OfferStatus::Ended, OfferStatus::Rejected, OfferStatus::Deleted].map(OfferStatus::as_str);
        let select = Query::select()
            .column("content")
            .from("offer")
            .and_where(Expr::col("organisation_id").eq(organisation.uuid()))
            .and_where(Expr::col("status").is_not_in(over))
            .take();
        let mut places = Vec::new();
        for row in fetch::<ContentRow>(&self.tx, &select).await? {
            places.extend(serde_json::from_str::<OfferContent>(&row.content)?.places);
        }
        Ok(places)
    }

    /// Everything an offer of this organisation may refer to, as the actor sees it.
    ///
    /// # Errors
    /// The actor does not see the organisation, or the database is broken.
    pub async fn surroundings(
        &self,
        organisation: Id<Organisation>,
        joint: &[Id<Organisation>],
    ) -> Result<Surroundings, Error> {
        let organisation = self.organisation(organisation, "organisation").await?;
        Ok(Surroundings {
            contact_points: self.contact_points_of(organisation.id).await?,
            action_fields: action_field_ids(&self.tx, organisation.facts.centre).await?,
            joint_organisations: self.seen(joint).await?,
            organisation,
        })
    }
}
