//! Organisations and their places.

mod save;

use crate::account::member;
use crate::error::Error;
use crate::page::{Cursor, Keys, Page, Slice};
use crate::store::{Count, Store, Tx, fetch, uuids};
use domain::access::Scope;
use domain::centre::Centre;
use domain::change::Revision;
use domain::id::Id;
use domain::organisation::{Organisation, OrganisationFacts, OrganisationKind, OrganisationStatus};
use domain::place::{MunicipalityKey, Place};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, JoinType, Query, SelectStatement};
use std::collections::HashMap;

/// Which organisations are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OrganisationFilter {
    /// Of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// With their seat in these municipalities.
    pub municipalities: Option<Vec<MunicipalityKey>>,
    /// Of these centres.
    pub centres: Option<Vec<Id<Centre>>>,
    /// In these states.
    pub statuses: Option<Vec<OrganisationStatus>>,
}

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
    fn read(self) -> Result<Organisation, Error> {
        Ok(Organisation {
            id: Id::from_uuid(self.id),
            facts: facts(self.id, self.centre_id, &self.status, &self.trust, &self.confirmation)?,
            state: serde_json::from_str(&self.state)?,
            origin: serde_json::from_str(&self.origin)?,
            content: serde_json::from_str(&self.content)?,
            confirmed_at: self.confirmed_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

const PUBLIC: [&str; 2] = [OrganisationStatus::Active.as_str(), OrganisationStatus::Unclaimed.as_str()];
const GONE: [&str; 2] = [OrganisationStatus::Merged.as_str(), OrganisationStatus::Deleted.as_str()];

/// That the organisation is public.
pub(crate) fn is_public() -> Expr {
    Expr::col(("organisation", "status")).is_in(PUBLIC)
}

/// That it exists for anybody at all.
pub(crate) fn exists() -> Expr {
    Expr::col(("organisation", "status")).is_not_in(GONE)
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
    Cond::all().add(exists()).add(is_inside(scope).add(is_public()))
}

fn select(scope: &Scope) -> SelectStatement {
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
        .from("organisation")
        .join(JoinType::InnerJoin, "centre", Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .cond_where(visible(scope))
        .take()
}

impl OrganisationFilter {
    fn condition(&self) -> Condition {
        let column = |name| Expr::col(("organisation", name));
        Cond::all()
            .add_option(self.kinds.as_ref().map(|kinds| column("kind").is_in(kinds.iter().map(|kind| kind.as_str()))))
            .add_option(
                self.municipalities
                    .as_ref()
                    .map(|keys| column("municipality").is_in(keys.iter().map(|key| key.as_str()))),
            )
            .add_option(self.centres.as_ref().map(|centres| column("centre_id").is_in(uuids(centres))))
            .add_option(
                self.statuses.as_ref().map(|states| column("status").is_in(states.iter().map(|state| state.as_str()))),
            )
    }
}

const KEYS: Keys = Keys { table: "organisation", key: "created_at" };

fn with_cursor(row: Row) -> Result<(Cursor, Organisation), Error> {
    Ok((Cursor { key: row.created_at, id: row.id }, row.read()?))
}

#[derive(FromQueryResult)]
struct PlaceRow {
    id: Uuid,
    organisation_id: Uuid,
    municipality: String,
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
        filter: &OrganisationFilter,
        page: &Page,
    ) -> Result<Slice<Organisation>, Error> {
        let mut select = select(scope);
        select.cond_where(filter.condition());
        page.apply(&mut select, KEYS);
        let rows = fetch::<Row>(&self.db, &select).await?.into_iter().map(with_cursor).collect::<Result<_, _>>()?;
        Ok(page.slice(rows))
    }

    /// How many organisations of this kind a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_organisations(&self, scope: &Scope, filter: &OrganisationFilter) -> Result<i64, Error> {
        let select = Query::select()
            .expr_as(Expr::cust("count(*)"), "count")
            .from("organisation")
            .cond_where(visible(scope))
            .cond_where(filter.condition())
            .take();
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
        select.cond_where(filter.condition()).and_where(Expr::col(("organisation", "centre_id")).is_in(uuids(centres)));
        let select = page.apply_per_parent(select, KEYS, ("organisation", "centre_id"));
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in fetch::<Row>(&self.db, &select).await? {
            let (cursor, organisation) = with_cursor(row)?;
            found.entry(organisation.facts.centre).or_default().push((cursor, organisation));
        }
        Ok(found.into_iter().map(|(centre, rows)| (centre, page.slice(rows))).collect())
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
        let select =
            Query::select().columns(["id", "organisation_id", "municipality"]).from("place").and_where(wanted).take();
        let rows = fetch::<PlaceRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.id), Id::from_uuid(row.organisation_id))).collect())
    }
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
        let select =
            Query::select().columns(["id", "organisation_id", "municipality"]).from("place").and_where(own).take();
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
