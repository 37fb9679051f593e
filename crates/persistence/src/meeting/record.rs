//! Minutes and decisions of meetings.

use super::{put_meeting, with_group};
use crate::account::member;
use crate::error::Error;
use crate::store::{Save, Store, Tx, fetch, keep, put, uuids};
use domain::change::Revision;
use domain::event::Event;
use domain::id::{Entity, Id};
use domain::meeting::{Decision, Meeting, Minutes, MinutesStatus, Written};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::working_group::{GroupKey, WorkingGroup};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};

mod minutes_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "minutes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub meeting_id: Uuid,
        pub version: i32,
        pub status: String,
        pub content: String,
        pub drafted_by: Option<Uuid>,
        pub written_by: Option<Uuid>,
        pub approved_by: Option<Uuid>,
        pub approved_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod decision_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub meeting_id: Uuid,
        pub number: i32,
        pub status: String,
        pub content: String,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Save for Minutes {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let row = minutes_row::Model {
            id: self.id.uuid(),
            meeting_id: self.meeting.uuid(),
            version: i32::try_from(self.version)?,
            status: self.status.as_str().to_owned(),
            content: serde_json::to_string(&self.content)?,
            drafted_by: self.drafted_by.map(|id| id.uuid()),
            written_by: self.written_by.map(|id| id.uuid()),
            approved_by: self.approved_by.map(|id| id.uuid()),
            approved_at: self.approved_at.map(Timestamp::micros),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await?;
        keep(tx, event, &self.content).await
    }
}

impl Save for Written {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        self.minutes.save(tx, replaces, event).await?;
        let (meeting, before) = &self.meeting;
        put_meeting(tx, meeting, Some(*before)).await
    }
}

impl Save for Decision {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let row = decision_row::Model {
            id: self.id.uuid(),
            meeting_id: self.meeting.uuid(),
            number: i32::try_from(self.number)?,
            status: self.status.as_str().to_owned(),
            content: serde_json::to_string(&self.content)?,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await?;
        touch_draft(tx, self.meeting, event, true).await?;
        keep(tx, event, &self.content).await
    }
}

/// What a meeting decided and who was there stands in its minutes: whoever read a draft before it changed cannot approve it
/// unread, and whoever worded a decision has written it.
pub(super) async fn touch_draft(
    tx: &DatabaseTransaction,
    meeting: Id<Meeting>,
    event: &Event,
    is_written: bool,
) -> Result<(), Error> {
    let mut touch = Query::update();
    touch
        .table("minutes")
        .value("revision", Expr::col("revision").add(1))
        .value("updated_at", event.at.micros())
        .and_where(Expr::col("meeting_id").eq(meeting.uuid()))
        .and_where(Expr::col("status").eq(MinutesStatus::Draft.as_str()));
    if is_written {
        touch.value("written_by", event.actor.map(|id| id.uuid()));
    }
    tx.execute(&touch).await?;
    Ok(())
}

/// A row that belongs to a meeting, with the meeting's group.
trait OfMeeting: Entity + Sized {
    type Row: FromQueryResult + Send;
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];
    fn read(row: Self::Row) -> Result<Self, Error>;
}

#[derive(FromQueryResult)]
struct MinutesRow {
    id: Uuid,
    meeting_id: Uuid,
    working_group_id: Uuid,
    centre_id: Uuid,
    version: i32,
    status: String,
    content: String,
    drafted_by: Option<Uuid>,
    written_by: Option<Uuid>,
    approved_by: Option<Uuid>,
    approved_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
}

impl OfMeeting for Minutes {
    type Row = MinutesRow;
    const TABLE: &'static str = "minutes";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "meeting_id",
        "version",
        "status",
        "content",
        "drafted_by",
        "written_by",
        "approved_by",
        "approved_at",
        "created_at",
        "updated_at",
        "revision",
    ];

    fn read(row: MinutesRow) -> Result<Self, Error> {
        Ok(Self {
            id: Id::from_uuid(row.id),
            meeting: Id::from_uuid(row.meeting_id),
            group: GroupKey { id: Id::from_uuid(row.working_group_id), centre: Id::from_uuid(row.centre_id) },
            version: u32::try_from(row.version)?,
            status: member(&row.status)?,
            content: serde_json::from_str(&row.content)?,
            drafted_by: row.drafted_by.map(Id::from_uuid),
            written_by: row.written_by.map(Id::from_uuid),
            approved_by: row.approved_by.map(Id::from_uuid),
            approved_at: row.approved_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(row.created_at),
            updated_at: Timestamp::from_micros(row.updated_at),
            revision: Revision::new(row.revision),
        })
    }
}

#[derive(FromQueryResult)]
struct DecisionRow {
    id: Uuid,
    meeting_id: Uuid,
    working_group_id: Uuid,
    centre_id: Uuid,
    number: i32,
    status: String,
    content: String,
    created_at: i64,
    updated_at: i64,
    revision: i32,
}

impl OfMeeting for Decision {
    type Row = DecisionRow;
    const TABLE: &'static str = "decision";
    const COLUMNS: &'static [&'static str] =
        &["id", "meeting_id", "number", "status", "content", "created_at", "updated_at", "revision"];

    fn read(row: DecisionRow) -> Result<Self, Error> {
        Ok(Self {
            id: Id::from_uuid(row.id),
            meeting: Id::from_uuid(row.meeting_id),
            group: GroupKey { id: Id::from_uuid(row.working_group_id), centre: Id::from_uuid(row.centre_id) },
            number: u32::try_from(row.number)?,
            status: member(&row.status)?,
            content: serde_json::from_str(&row.content)?,
            created_at: Timestamp::from_micros(row.created_at),
            updated_at: Timestamp::from_micros(row.updated_at),
            revision: Revision::new(row.revision),
        })
    }
}

async fn parts<T: OfMeeting>(db: &impl ConnectionTrait, column: &'static str, ids: Vec<Uuid>) -> Result<Vec<T>, Error> {
    let mut select = Query::select();
    for column in T::COLUMNS {
        select.column((T::TABLE, *column));
    }
    with_group(T::TABLE, &mut select);
    select.and_where(Expr::col((T::TABLE, column)).is_in(ids));
    fetch::<T::Row>(db, &select).await?.into_iter().map(T::read).collect()
}

impl Store {
    /// All versions of the minutes of these meetings, newest first. Whoever asks has checked what the reader sees of them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn minutes_of(&self, meetings: &[Id<Meeting>]) -> Result<Vec<Minutes>, Error> {
        let mut found: Vec<Minutes> = parts(&self.db, "meeting_id", uuids(meetings)).await?;
        found.sort_by_key(|minutes| std::cmp::Reverse(minutes.version));
        Ok(found)
    }

    /// Minutes by their ids. Whoever asks then asks for their meetings, as the reader sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn minutes(&self, ids: &[Id<Minutes>]) -> Result<Vec<Minutes>, Error> {
        parts(&self.db, "id", uuids(ids)).await
    }

    /// The decisions of these meetings by their numbers. Whoever asks has checked what the reader sees of them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn decisions_of(&self, meetings: &[Id<Meeting>]) -> Result<Vec<Decision>, Error> {
        let mut found: Vec<Decision> = parts(&self.db, "meeting_id", uuids(meetings)).await?;
        found.sort_by_key(|decision| decision.number);
        Ok(found)
    }

    /// Decisions by their ids. Whoever asks then asks for their meetings, as the reader sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn decisions(&self, ids: &[Id<Decision>]) -> Result<Vec<Decision>, Error> {
        parts(&self.db, "id", uuids(ids)).await
    }
}

impl Tx {
    async fn part<T: OfMeeting>(&self, id: Id<T>, meeting: fn(&T) -> Id<Meeting>) -> Result<Found<T>, Error> {
        let not_found = || Refusal::not_found("id");
        let found: T = parts(&self.tx, "id", vec![id.uuid()]).await?.pop().ok_or_else(not_found)?;
        let (group, meeting) = self.meeting(meeting(&found), "id").await?;
        // Read again under the lock.
        let found = parts(&self.tx, "id", vec![id.uuid()]).await?.pop().ok_or_else(not_found)?;
        Ok((group, meeting, found))
    }

    /// Minutes with meeting and group, if the actor sees them; under the group's lock.
    ///
    /// # Errors
    /// There are none for this actor, or the database is broken.
    pub async fn minutes(&self, id: Id<Minutes>) -> Result<Found<Minutes>, Error> {
        let (group, meeting, minutes) = self.part(id, |minutes: &Minutes| minutes.meeting).await?;
        let sight = self.scope.sight_of_group(&group);
        let seen = sight.and_then(|sight| minutes.clone().seen_with(sight));
        seen.ok_or_else(|| Refusal::not_found("id"))?;
        Ok((group, meeting, minutes))
    }

    /// The newest version of a meeting's minutes, if there is one.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn latest_minutes(&self, meeting: Id<Meeting>) -> Result<Option<Minutes>, Error> {
        let found: Vec<Minutes> = parts(&self.tx, "meeting_id", vec![meeting.uuid()]).await?;
        Ok(found.into_iter().max_by_key(|minutes| minutes.version))
    }

    /// A decision with meeting and group, if the actor sees them; under the group's lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn decision(&self, id: Id<Decision>) -> Result<Found<Decision>, Error> {
        let (group, meeting, decision) = self.part(id, |decision: &Decision| decision.meeting).await?;
        let is_seen = decision.is_seen_by(&meeting, &group, &self.scope);
        if is_seen { Ok((group, meeting, decision)) } else { Err(Refusal::not_found("id").into()) }
    }

    /// How many decisions of a meeting were entered, dropped ones too.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_decisions(&self, meeting: Id<Meeting>) -> Result<u32, Error> {
        let found: Vec<Decision> = parts(&self.tx, "meeting_id", vec![meeting.uuid()]).await?;
        Ok(u32::try_from(found.len())?)
    }
}

/// Something that belongs to a meeting, with the group and the meeting.
pub type Found<T> = (WorkingGroup, Meeting, T);
