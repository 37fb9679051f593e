//! Who takes part: what a centre's report counts, in a few statements however much there is; and reports that were frozen.

use crate::account::member;
use crate::error::Error;
use crate::page::{Cursor, Entry, Keys, Page, Slice};
use crate::store::{Count, Save, Store, Tx, fetch, put, uuids};
use domain::centre::Centre;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::organisation::{Organisation, OrganisationKind};
use domain::participation::{COUNTED, Participant, ParticipationReport, ParticipationSnapshot, Period, ProjectDates};
use domain::project::{PartnershipStatus, ProjectState};
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Func, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel, QueryTrait};
use std::collections::{BTreeSet, HashMap};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "participation_snapshot")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub centre_id: Uuid,
        pub starts_at: i64,
        pub ends_at: i64,
        pub content: String,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Save for ParticipationSnapshot {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        let row = row::Model {
            id: self.id.uuid(),
            centre_id: self.centre.uuid(),
            starts_at: self.starts_at.micros(),
            ends_at: self.ends_at.micros(),
            content: serde_json::to_string(&self.content)?,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await
    }
}

fn from_row(row: row::Model) -> Result<ParticipationSnapshot, Error> {
    Ok(ParticipationSnapshot {
        id: Id::from_uuid(row.id),
        centre: Id::from_uuid(row.centre_id),
        starts_at: Timestamp::from_micros(row.starts_at),
        ends_at: Timestamp::from_micros(row.ends_at),
        content: serde_json::from_str(&row.content)?,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

#[derive(FromQueryResult)]
struct ProjectRow {
    id: Uuid,
    organisation_id: Uuid,
    state: String,
    content: String,
    created_at: i64,
}

#[derive(FromQueryResult)]
struct PartnerRow {
    project_id: Uuid,
    organisation_id: Uuid,
}

#[derive(FromQueryResult)]
struct SeatRow {
    organisation_id: Option<Uuid>,
    kind: Option<String>,
    count: i64,
}

#[derive(FromQueryResult)]
struct ParticipantRow {
    id: Uuid,
    content: String,
}

/// Restricts a statement to projects that can count: led from the centre, in such a state.
fn from_projects(select: &mut SelectStatement, centre: Id<Centre>) -> &mut SelectStatement {
    select
        .cross_join("organisation")
        .and_where(Expr::col(("organisation", "id")).equals(("project", "organisation_id")))
        .and_where(Expr::col(("organisation", "centre_id")).eq(centre.uuid()))
        .and_where(Expr::col(("project", "status")).is_in(COUNTED.map(|status| status.as_str())))
}

/// Those projects. Whether their time meets the period is told by their content, which no database reads like the other.
fn projects(centre: Id<Centre>) -> SelectStatement {
    let mut select = Query::select();
    for column in ["id", "organisation_id", "state", "content", "created_at"] {
        select.column(("project", column));
    }
    from_projects(select.from("project"), centre).take()
}

/// Who takes part in them, the leads too.
fn partners(centre: Id<Centre>) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(("partnership", "project_id"))
        .column(("partnership", "organisation_id"))
        .from("partnership")
        .cross_join("project")
        .and_where(Expr::col(("project", "id")).equals(("partnership", "project_id")))
        .and_where(Expr::col(("partnership", "status")).eq(PartnershipStatus::Accepted.as_str()));
    from_projects(&mut select, centre).take()
}

/// Who sat in the centre's working groups in the period, counted by organisation. Whoever left a group and came back for the
/// same organisation has one seat.
fn seats(centre: Id<Centre>, period: Period) -> SelectStatement {
    let column = |name: &'static str| Expr::col(("group_member", name));
    let left = column("status").is_in(["LEFT", "REMOVED"]);
    let left = left.and(column("updated_at").gte(period.starts_at().micros()));
    let sitting = Query::select()
        .distinct()
        .column(("group_member", "working_group_id"))
        .column(("group_member", "organisation_id"))
        .expr_as(Func::coalesce(["account_id", "interest_id", "id"].map(column)), "person")
        .from("group_member")
        .cross_join("working_group")
        .and_where(Expr::col(("working_group", "id")).equals(("group_member", "working_group_id")))
        .and_where(Expr::col(("working_group", "centre_id")).eq(centre.uuid()))
        .and_where(column("joined_at").lt(period.ends_at().micros()))
        .and_where(column("status").eq("ACTIVE").or(left))
        .take();
    Query::select()
        .column(("seat", "organisation_id"))
        .column(("organisation", "kind"))
        .expr_as(Expr::cust("count(*)"), "count")
        .from_subquery(sitting, "seat")
        .left_join("organisation", Expr::col(("organisation", "id")).equals(("seat", "organisation_id")))
        .group_by_col(("seat", "organisation_id"))
        .group_by_col(("organisation", "kind"))
        .take()
}

/// The most organisations in one statement; no county has so many.
const CHUNK: usize = 1000;

async fn participants(
    db: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<HashMap<Id<Organisation>, Participant>, Error> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let theirs = Expr::col("id").is_in(chunk.iter().copied());
        let select = Query::select().columns(["id", "content"]).from("organisation").and_where(theirs).take();
        for row in fetch::<ParticipantRow>(db, &select).await? {
            found.insert(Id::from_uuid(row.id), serde_json::from_str(&row.content)?);
        }
    }
    Ok(found)
}

/// The report of a centre on a period.
async fn report(db: &impl ConnectionTrait, centre: Id<Centre>, period: Period) -> Result<ParticipationReport, Error> {
    let mut leads: HashMap<Uuid, Id<Organisation>> = HashMap::new();
    for row in fetch::<ProjectRow>(db, &projects(centre)).await? {
        let state: ProjectState = serde_json::from_str(&row.state)?;
        let dates: ProjectDates = serde_json::from_str(&row.content)?;
        if period.saw(&state, dates, Timestamp::from_micros(row.created_at)) {
            leads.insert(row.id, Id::from_uuid(row.organisation_id));
        }
    }
    let mut taking_part: BTreeSet<Uuid> = leads.values().map(|lead| lead.uuid()).collect();
    let partners = fetch::<PartnerRow>(db, &partners(centre)).await?;
    let partners = partners.into_iter().filter(|partner| leads.contains_key(&partner.project_id));
    taking_part.extend(partners.map(|partner| partner.organisation_id));
    let mut by_kind: Vec<(Option<OrganisationKind>, i64)> = Vec::new();
    for row in fetch::<SeatRow>(db, &seats(centre, period)).await? {
        taking_part.extend(row.organisation_id);
        by_kind.push((row.kind.as_deref().map(member).transpose()?, row.count));
    }
    let participants = participants(db, taking_part).await?;
    Ok(ParticipationReport::of(leads.into_values(), by_kind, &participants))
}

const KEYS: Keys = Keys { key: ("participation_snapshot", "created_at"), id: ("participation_snapshot", "id") };

impl Store {
    /// Who took part in a period. Whoever asks has checked that the reader works at the centre.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn participation(&self, centre: Id<Centre>, period: Period) -> Result<ParticipationReport, Error> {
        report(&self.db, centre, period).await
    }

    /// A page of the reports that a centre has frozen. Whoever asks has checked that the reader works there.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn participation_snapshots_of(
        &self,
        centre: Id<Centre>,
        page: &Page,
    ) -> Result<Slice<ParticipationSnapshot>, Error> {
        let theirs = Expr::col(("participation_snapshot", "centre_id")).eq(centre.uuid());
        let mut select = row::Entity::find().filter(theirs).into_query();
        page.bound(&mut select, KEYS);
        page.sorted(&mut select, (KEYS.key, KEYS.id));
        let entry = |row: row::Model| {
            let cursor = Cursor::at(row.created_at, row.id);
            Ok(Entry { cursor, kilometres: None, value: from_row(row)? })
        };
        let entries = page.fetch::<row::Model>(&self.db, &mut select).await?.into_iter().map(entry);
        Ok(page.slice(entries.collect::<Result<_, Error>>()?))
    }

    /// How many reports a centre has frozen. Whoever asks has checked that the reader works there.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_participation_snapshots_of(&self, centre: Id<Centre>) -> Result<i64, Error> {
        let select = Query::select()
            .expr_as(Expr::cust("count(*)"), "count")
            .from("participation_snapshot")
            .and_where(Expr::col("centre_id").eq(centre.uuid()))
            .take();
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// Frozen reports by their ids. Whoever asks checks that the reader may see them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn participation_snapshots(
        &self,
        ids: &[Id<ParticipationSnapshot>],
    ) -> Result<Vec<ParticipationSnapshot>, Error> {
        let wanted = Expr::col(("participation_snapshot", "id")).is_in(uuids(ids));
        row::Entity::find().filter(wanted).all(&self.db).await?.into_iter().map(from_row).collect()
    }
}

impl Tx {
    /// Who took part in a period, as this transaction sees it; nobody, for an actor who does not work at the centre.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn participation(&self, centre: Id<Centre>, period: Period) -> Result<ParticipationReport, Error> {
        if !self.scope.centres.contains(&centre) {
            return Ok(ParticipationReport::default());
        }
        report(&self.tx, centre, period).await
    }
}
