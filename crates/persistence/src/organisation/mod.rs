//! Organisations and their places.

mod filter;
mod listing;
mod save;

pub use filter::{OrganisationFilter, OrganisationList};
pub(crate) use listing::put_anew as put_listing_anew;
pub(crate) use save::insert_all;

use crate::account::member;
use crate::error::Error;
use crate::page::{Entry, Page, Placing, Slice, Sort};
use crate::store::{Count, Store, Tx, fetch, uuids};
use domain::access::Scope;
use domain::centre::Centre;
use domain::change::Revision;
use domain::id::Id;
use domain::organisation::{Organisation, OrganisationFacts, OrganisationStatus};
use domain::place::Place;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, Query, SelectStatement};
use std::collections::HashMap;

/// An organisation's row with its centre's intervals, as every statement here selects it.
#[derive(FromQueryResult)]
pub(crate) struct Row {
    id: Uuid,
    centre_id: Uuid,
    status: String,
    trust: String,
    state: String,
    origin: String,
    content: String,
    confirmed_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    confirmation: String,
    #[sea_orm(nested)]
    placing: Placing,
}

/// Reads the facts that decisions rest on.
pub(crate) fn facts(
    id: Uuid,
    centre: Uuid,
    status: &str,
    trust: &str,
    confirmation: &str,
) -> Result<OrganisationFacts, Error> {
    Ok(OrganisationFacts {
        id: Id::from_uuid(id),
        centre: Id::from_uuid(centre),
        status: member(status)?,
        trust: member(trust)?,
        confirmation: serde_json::from_str(confirmation)?,
    })
}

impl Row {
    /// Reads it as an entry of a list that is sorted so.
    fn entry(self, sort: Sort) -> Result<Entry<Organisation>, Error> {
        let (placing, organisation) = self.placed()?;
        Ok(placing.entry(sort, organisation))
    }

    pub(crate) const fn id(&self) -> Uuid {
        self.id
    }

    pub(crate) fn read(self) -> Result<Organisation, Error> {
        Ok(self.placed()?.1)
    }

    fn placed(self) -> Result<(Placing, Organisation), Error> {
        let organisation = Organisation {
            id: Id::from_uuid(self.id),
            facts: facts(self.id, self.centre_id, &self.status, &self.trust, &self.confirmation)?,
            state: serde_json::from_str(&self.state)?,
            origin: serde_json::from_str(&self.origin)?,
            content: serde_json::from_str(&self.content)?,
            confirmed_at: self.confirmed_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        };
        Ok((self.placing, organisation))
    }
}

const PUBLIC: [&str; 2] = [OrganisationStatus::Active.as_str(), OrganisationStatus::Unclaimed.as_str()];
const GONE: [&str; 2] = [OrganisationStatus::Merged.as_str(), OrganisationStatus::Deleted.as_str()];

/// That the organisation is public.
pub(crate) fn is_public() -> Expr {
    Expr::col(("organisation", "status")).is_in(PUBLIC.map(|status| Expr::Constant(status.into())))
}

/// That it exists for anybody at all.
pub(crate) fn exists() -> Expr {
    Expr::col(("organisation", "status")).is_not_in(GONE.map(|status| Expr::Constant(status.into())))
}

/// That the reader is inside: a member, or on the staff of its centre.
pub(crate) fn is_inside(scope: &Scope) -> Condition {
    let mut inside = Cond::any();
    if !scope.organisations.is_empty() {
        inside = inside.add(Expr::col(("organisation", "id")).is_in(uuids(&scope.organisations)));
    }
    if !scope.centres.is_empty() {
        inside = inside.add(Expr::col(("organisation", "centre_id")).is_in(uuids(&scope.centres)));
    }
    inside
}

/// [`Scope::sees_organisation`] in SQL.
fn visible(scope: &Scope) -> Condition {
    let inside = is_inside(scope);
    if inside.is_empty() {
        return Cond::all().add(is_public());
    }
    Cond::all().add(exists()).add(inside.add(is_public()))
}

/// For `EXISTS`: that this column is the id of an organisation which the reader sees.
pub(crate) fn seen_as(own: (&'static str, &'static str), scope: &Scope) -> SelectStatement {
    let mut select = Query::select().expr(Expr::Constant(1.into())).from("organisation").take();
    select.and_where(Expr::col(("organisation", "id")).equals(own)).cond_where(visible(scope)).take()
}

/// For `EXISTS`: that this column is the id of such an organisation.
pub(crate) fn such_as(own: (&'static str, &'static str), filter: &OrganisationFilter) -> SelectStatement {
    let mut select = Query::select().expr(Expr::Constant(1.into())).from("organisation").take();
    select.and_where(Expr::col(("organisation", "id")).equals(own)).cond_where(filter.condition()).take()
}

/// The columns of organisations, of those that a reader sees.
pub(crate) fn select(scope: &Scope) -> SelectStatement {
    let columns = [
        "id",
        "centre_id",
        "status",
        "trust",
        "state",
        "origin",
        "content",
        "confirmed_at",
        "created_at",
        "updated_at",
        "revision",
    ];
    let mut select = Query::select();
    for column in columns {
        select.column(("organisation", column));
    }
    select
        .column(("centre", "confirmation"))
        .expr_as(Expr::col(("organisation", "created_at")), "listed_at")
        .expr_as(Expr::col(("organisation", "id")), "list_id")
        .from("organisation")
        .cross_join("centre")
        .and_where(Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .cond_where(visible(scope))
        .take()
}

#[derive(FromQueryResult)]
struct PlaceRow {
    id: Uuid,
    organisation_id: Uuid,
}

#[derive(FromQueryResult)]
pub(crate) struct ContentRow {
    pub(crate) content: String,
}

#[derive(FromQueryResult)]
struct Successor {
    id: Uuid,
    merged_into: Option<Uuid>,
}

impl Store {
    /// A page of the organisations a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn organisations(
        &self,
        scope: &Scope,
        list: &OrganisationList,
        page: &Page,
    ) -> Result<Slice<Organisation>, Error> {
        let mut select = select(scope);
        let keys = list.apply(&mut select, page.sort);
        page.bound(&mut select, keys);
        page.sorted(&mut select, (keys.key, keys.id));
        let rows = page.fetch::<Row>(&self.db, &mut select).await?;
        Ok(page.slice(rows.into_iter().map(|row| row.entry(page.sort)).collect::<Result<_, _>>()?))
    }

    /// How many of these organisations a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_organisations(&self, scope: &Scope, list: &OrganisationList) -> Result<i64, Error> {
        let mut select = Query::select();
        select.expr_as(Expr::cust("count(*)"), "count").from("organisation").cond_where(visible(scope));
        list.narrow(&mut select);
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// How many such organisations a reader sees, for each of these centres.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_organisations_of_centres(
        &self,
        scope: &Scope,
        centres: &[Id<Centre>],
        filter: &OrganisationFilter,
    ) -> Result<HashMap<Id<Centre>, i64>, Error> {
        #[derive(FromQueryResult)]
        struct CountRow {
            centre_id: Uuid,
            count: i64,
        }
        let select = Query::select()
            .column(("organisation", "centre_id"))
            .expr_as(Expr::cust("count(*)"), "count")
            .from("organisation")
            .cond_where(visible(scope))
            .cond_where(filter.condition())
            .and_where(Expr::col(("organisation", "centre_id")).is_in(uuids(centres)))
            .group_by_col(("organisation", "centre_id"))
            .take();
        let rows = fetch::<CountRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.centre_id), row.count)).collect())
    }

    /// The same page of organisations for each of these centres, in one statement.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn organisations_of_centres(
        &self,
        scope: &Scope,
        centres: &[Id<Centre>],
        filter: &OrganisationFilter,
        page: &Page,
    ) -> Result<HashMap<Id<Centre>, Slice<Organisation>>, Error> {
        let mut select = select(scope);
        select.cond_where(filter.condition());
        let keys = filter::keys(page.sort);
        if page.sort == Sort::Name {
            select.column(keys.key);
        }
        let parent = ("organisation", "centre_id");
        let rows: Vec<Row> = page.fetch_per_parent(&self.db, select, keys, (parent, &uuids(centres))).await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let entry = row.entry(page.sort)?;
            found.entry(entry.value.facts.centre).or_default().push(entry);
        }
        Ok(found.into_iter().map(|(centre, entries)| (centre, page.slice(entries))).collect())
    }

    /// Organisations by their ids, those the reader sees; the id of a merged one finds its successor.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn organisations_by_id(
        &self,
        scope: &Scope,
        ids: &[Id<Organisation>],
    ) -> Result<HashMap<Id<Organisation>, Organisation>, Error> {
        let mut found = self.visible_organisations(scope, &uuids(ids)).await?;
        let missing: Vec<_> = ids.iter().filter(|id| !found.contains_key(id)).map(|id| id.uuid()).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let select = Query::select()
            .columns(["id", "merged_into"])
            .from("organisation")
            .and_where(Expr::col("id").is_in(missing))
            .and_where(Expr::col("merged_into").is_not_null())
            .take();
        let successors = fetch::<Successor>(&self.db, &select).await?;
        if successors.is_empty() {
            return Ok(found);
        }
        let into: Vec<_> = successors.iter().filter_map(|row| row.merged_into).collect();
        let merged = self.visible_organisations(scope, &into).await?;
        for row in successors {
            if let Some(organisation) = row.merged_into.and_then(|into| merged.get(&Id::from_uuid(into))) {
                found.insert(Id::from_uuid(row.id), organisation.clone());
            }
        }
        Ok(found)
    }

    async fn visible_organisations(
        &self,
        scope: &Scope,
        ids: &[Uuid],
    ) -> Result<HashMap<Id<Organisation>, Organisation>, Error> {
        let select = select(scope).and_where(Expr::col(("organisation", "id")).is_in(ids.iter().copied())).take();
        fetch::<Row>(&self.db, &select)
            .await?
            .into_iter()
            .map(|row| row.read().map(|found| (found.id, found)))
            .collect()
    }

    /// Which organisations places belong to.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn organisations_of_places(
        &self,
        ids: &[Id<Place>],
    ) -> Result<HashMap<Id<Place>, Id<Organisation>>, Error> {
        let wanted = Expr::col("id").is_in(uuids(ids));
        let select = Query::select().columns(["id", "organisation_id"]).from("place").and_where(wanted).take();
        let rows = fetch::<PlaceRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.id), Id::from_uuid(row.organisation_id))).collect())
    }
}

/// Those of these organisations that a reader sees.
pub(crate) async fn seen(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Id<Organisation>],
) -> Result<Vec<Id<Organisation>>, Error> {
    let select = select(scope).and_where(Expr::col(("organisation", "id")).is_in(uuids(ids))).take();
    Ok(fetch::<Row>(db, &select).await?.into_iter().map(|row| Id::from_uuid(row.id)).collect())
}

impl Tx {
    /// An organisation that the actor sees, locked. `path` is the input field that names it.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn organisation(&self, id: Id<Organisation>, path: &str) -> Result<Organisation, Error> {
        self.lock("organisation", id.uuid()).await?;
        let select = select(&self.scope).and_where(Expr::col(("organisation", "id")).eq(id.uuid())).take();
        let row = fetch::<Row>(&self.tx, &select).await?.pop();
        row.ok_or_else(|| Refusal::not_found(path))?.read()
    }

    /// The ids of an organisation's places.
    pub(crate) async fn places_of(&self, organisation: Id<Organisation>) -> Result<Vec<Id<Place>>, Error> {
        let own = Expr::col("organisation_id").eq(organisation.uuid());
        let select = Query::select().columns(["id", "organisation_id"]).from("place").and_where(own).take();
        Ok(fetch::<PlaceRow>(&self.tx, &select).await?.into_iter().map(|row| Id::from_uuid(row.id)).collect())
    }

    /// Which of these organisations the actor sees.
    pub(crate) async fn seen(&self, ids: &[Id<Organisation>]) -> Result<Vec<Id<Organisation>>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let select = select(&self.scope).and_where(Expr::col(("organisation", "id")).is_in(uuids(ids))).take();
        Ok(fetch::<Row>(&self.tx, &select).await?.into_iter().map(|row| Id::from_uuid(row.id)).collect())
    }
}
