//! Meetings of working groups, with what members said to them.

mod participant;
mod record;

use crate::account::member;
use crate::error::Error;
use crate::page::{Cursor, Entry, Keys, Page, Slice};
use crate::store::{Save, Store, Tx, fetch, keep, put, uuids};
use domain::access::Scope;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::meeting::{Meeting, Topic};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::working_group::{GroupKey, WorkingGroup};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub working_group_id: Uuid,
        pub number: i32,
        pub status: String,
        pub content: String,
        pub start_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

async fn put_meeting(tx: &DatabaseTransaction, meeting: &Meeting, replaces: Option<Revision>) -> Result<(), Error> {
    let row = row::Model {
        id: meeting.id.uuid(),
        working_group_id: meeting.group.id.uuid(),
        number: i32::try_from(meeting.number)?,
        status: meeting.status.as_str().to_owned(),
        content: serde_json::to_string(&meeting.content)?,
        start_at: meeting.content.slot.map(|slot| slot.start.micros()),
        created_at: meeting.created_at.micros(),
        updated_at: meeting.updated_at.micros(),
        revision: meeting.revision.number(),
    };
    put(tx, row.into_active_model(), meeting.id.uuid(), replaces).await
}

impl Save for Meeting {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        put_meeting(tx, self, replaces).await?;
        keep(tx, event, &self.content).await
    }
}

/// A meeting's row with the centre of its group.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    working_group_id: Uuid,
    centre_id: Uuid,
    number: i32,
    status: String,
    content: String,
    created_at: i64,
    updated_at: i64,
    revision: i32,
}

impl Row {
    fn read(self) -> Result<Meeting, Error> {
        Ok(Meeting {
            id: Id::from_uuid(self.id),
            group: GroupKey { id: Id::from_uuid(self.working_group_id), centre: Id::from_uuid(self.centre_id) },
            number: u32::try_from(self.number)?,
            status: member(&self.status)?,
            content: serde_json::from_str(&self.content)?,
            participants: Vec::new(),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

/// Makes `table`, whose rows belong to meetings, a select with the group and centre of each.
fn with_group(table: &'static str, select: &mut SelectStatement) {
    select
        .column(("meeting", "working_group_id"))
        .column(("working_group", "centre_id"))
        .from(table)
        .cross_join("meeting")
        .cross_join("working_group")
        .and_where(Expr::col(("meeting", "id")).equals((table, "meeting_id")))
        .and_where(Expr::col(("working_group", "id")).equals(("meeting", "working_group_id")));
}

fn select() -> SelectStatement {
    let mut select = Query::select();
    for column in ["id", "working_group_id", "number", "status", "content", "created_at", "updated_at", "revision"] {
        select.column(("meeting", column));
    }
    select
        .column(("working_group", "centre_id"))
        .from("meeting")
        .cross_join("working_group")
        .and_where(Expr::col(("working_group", "id")).equals(("meeting", "working_group_id")));
    select
}

/// Reads rows with the participants of the meetings: one statement more.
async fn assemble(db: &impl ConnectionTrait, rows: Vec<Row>) -> Result<Vec<Meeting>, Error> {
    let mut meetings: Vec<_> = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    if meetings.is_empty() {
        return Ok(meetings);
    }
    let keys: HashMap<_, _> = meetings.iter().map(|meeting| (meeting.id.uuid(), meeting.group)).collect();
    let mut participants = participant::participants_of(db, &keys).await?;
    for meeting in &mut meetings {
        meeting.participants = participants.remove(&meeting.id).unwrap_or_default();
    }
    Ok(meetings)
}

/// [`Meeting::seen_with`] in SQL, for groups the reader sees: outsiders see what has a date.
fn visible(scope: &Scope) -> Condition {
    let own: Vec<_> = scope.groups.iter().map(|(id, _)| id.uuid()).collect();
    let centre = || Expr::col(("working_group", "centre_id")).is_in(uuids(&scope.centres));
    Cond::any()
        .add(Expr::col(("meeting", "start_at")).is_not_null())
        .add_option((!scope.centres.is_empty()).then(centre))
        .add_option((!own.is_empty()).then(|| Expr::col(("meeting", "working_group_id")).is_in(own)))
}

async fn meetings(db: &impl ConnectionTrait, ids: &[Id<Meeting>]) -> Result<Vec<Meeting>, Error> {
    let mut select = select();
    select.and_where(Expr::col(("meeting", "id")).is_in(uuids(ids)));
    assemble(db, fetch::<Row>(db, &select).await?).await
}

const KEYS: Keys = Keys { key: ("meeting", "created_at"), id: ("meeting", "id") };

#[derive(FromQueryResult)]
struct CountRow {
    working_group_id: Uuid,
    count: i64,
}

impl Store {
    /// The same page of the meetings of each of these groups that the reader sees, newest first. Whoever asks has checked that
    /// the reader sees the groups.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn meetings_of(
        &self,
        scope: &Scope,
        groups: &[Id<WorkingGroup>],
        page: &Page,
    ) -> Result<HashMap<Id<WorkingGroup>, Slice<Meeting>>, Error> {
        let mut select = select();
        select.cond_where(visible(scope));
        let parent = ("meeting", "working_group_id");
        let rows: Vec<Row> = page.fetch_per_parent(&self.db, select, KEYS, (parent, &uuids(groups))).await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for meeting in assemble(&self.db, rows).await? {
            let cursor = Cursor::at(meeting.created_at.micros(), meeting.id.uuid());
            found.entry(meeting.group.id).or_default().push(Entry { cursor, kilometres: None, value: meeting });
        }
        Ok(found.into_iter().map(|(group, entries)| (group, page.slice(entries))).collect())
    }

    /// How many there are of each.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_meetings_of(
        &self,
        scope: &Scope,
        groups: &[Id<WorkingGroup>],
    ) -> Result<HashMap<Id<WorkingGroup>, i64>, Error> {
        let select = Query::select()
            .column(("meeting", "working_group_id"))
            .expr_as(Expr::cust("count(*)"), "count")
            .from("meeting")
            .cross_join("working_group")
            .and_where(Expr::col(("working_group", "id")).equals(("meeting", "working_group_id")))
            .and_where(Expr::col(("meeting", "working_group_id")).is_in(uuids(groups)))
            .cond_where(visible(scope))
            .group_by_col(("meeting", "working_group_id"))
            .take();
        let rows = fetch::<CountRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.working_group_id), row.count)).collect())
    }

    /// Meetings by their ids. Whoever asks then asks for their groups, as the reader sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn meetings_by_id(&self, ids: &[Id<Meeting>]) -> Result<Vec<Meeting>, Error> {
        meetings(&self.db, ids).await
    }
}

impl Tx {
    /// A meeting with its group, if the actor sees both; under the group's lock. `path` is the input field that names it.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn meeting(&self, id: Id<Meeting>, path: &str) -> Result<(WorkingGroup, Meeting), Error> {
        let not_found = || Refusal::not_found(path);
        let group = meetings(&self.tx, &[id]).await?.pop().ok_or_else(not_found)?.group.id;
        let group = self.working_group(group, path).await?;
        // Read again under the lock.
        let meeting = meetings(&self.tx, &[id]).await?.pop().ok_or_else(not_found)?;
        let sight = self.scope.sight_of_group(&group);
        sight.and_then(|sight| meeting.clone().seen_with(sight)).ok_or_else(not_found)?;
        Ok((group, meeting))
    }

    /// The number of a group's next meeting. The caller holds the group's lock.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn next_meeting(&self, group: Id<WorkingGroup>) -> Result<u32, Error> {
        let select = Query::select()
            .column("working_group_id")
            .expr_as(Expr::cust("count(*)"), "count")
            .from("meeting")
            .and_where(Expr::col("working_group_id").eq(group.uuid()))
            .group_by_col("working_group_id")
            .take();
        let count = fetch::<CountRow>(&self.tx, &select).await?.first().map_or(0, |row| row.count);
        Ok(u32::try_from(count)? + 1)
    }

    /// Those of these things that the actor sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn seen_topics(&self, asked: &[Topic], now: Timestamp) -> Result<Vec<Topic>, Error> {
        let (mut offers, mut projects, mut organisations) = (Vec::new(), Vec::new(), Vec::new());
        for topic in asked {
            match topic {
                Topic::Offer(id) => offers.push(*id),
                Topic::Project(id) => projects.push(*id),
                Topic::Organisation(id) => organisations.push(*id),
            }
        }
        let mut seen: Vec<Topic> = Vec::new();
        if !offers.is_empty() {
            seen.extend(self.offers_seen(&offers, now).await?.into_iter().map(Topic::Offer));
        }
        if !projects.is_empty() {
            seen.extend(crate::project::seen(&self.tx, &self.scope, &projects).await?.into_iter().map(Topic::Project));
        }
        if !organisations.is_empty() {
            seen.extend(
                crate::organisation::seen(&self.tx, &self.scope, &organisations)
                    .await?
                    .into_iter()
                    .map(Topic::Organisation),
            );
        }
        Ok(seen)
    }
}
