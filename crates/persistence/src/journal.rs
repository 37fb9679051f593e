//! The log of everything that happened. Written by [`crate::store::Tx::save`] alone.

use crate::account::member;
use crate::error::Error;
use crate::listing::Entries;
use crate::store::{Store, fetch};
use domain::account::Account;
use domain::centre::Centre;
use domain::change::Revision;
use domain::event::{Event, EventKind};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::time::Timestamp;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Order, Query, UnionType, WindowStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// An event as the log holds it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its place in the log; every later event has a higher one.
    pub position: i64,
    /// What happened.
    pub kind: EventKind,
    /// To what: the number of its id.
    pub subject: Uuid,
    /// Its revision afterwards.
    pub revision: Revision,
    /// Who did it.
    pub actor: Option<Id<Account>>,
    /// The organisation on whose behalf.
    pub on_behalf_of: Option<Id<Organisation>>,
    /// The organisation it concerns.
    pub organisation: Option<Id<Organisation>>,
    /// The centre it concerns.
    pub centre: Option<Id<Centre>>,
    /// When.
    pub at: Timestamp,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Small facts.
    pub facts: serde_json::Value,
}

#[derive(FromQueryResult)]
struct Row {
    position: i64,
    kind: String,
    subject_id: Uuid,
    subject_revision: i32,
    actor_id: Option<Uuid>,
    on_behalf_of: Option<Uuid>,
    organisation_id: Option<Uuid>,
    centre_id: Option<Uuid>,
    occurred_at: i64,
    reason: Option<String>,
    facts: String,
}

impl Row {
    fn read(self) -> Result<Recorded, Error> {
        Ok(Recorded {
            position: self.position,
            kind: member(&self.kind)?,
            subject: self.subject_id,
            revision: Revision::new(self.subject_revision),
            actor: self.actor_id.map(Id::from_uuid),
            on_behalf_of: self.on_behalf_of.map(Id::from_uuid),
            organisation: self.organisation_id.map(Id::from_uuid),
            centre: self.centre_id.map(Id::from_uuid),
            at: Timestamp::from_micros(self.occurred_at),
            reason: self.reason,
            facts: serde_json::from_str(&self.facts)?,
        })
    }
}

/// What of an event is read.
const READ: [&str; 11] = [
    "position",
    "kind",
    "subject_id",
    "subject_revision",
    "actor_id",
    "on_behalf_of",
    "organisation_id",
    "centre_id",
    "occurred_at",
    "reason",
    "facts",
];

/// An event of the history of an object.
#[derive(FromQueryResult)]
struct HistoryRow {
    object_id: Uuid,
    #[sea_orm(nested)]
    event: Row,
}

impl Store {
    /// The events after a position of the log, in their order, at most `limit`.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn events_after(&self, position: i64, limit: u64) -> Result<Vec<Recorded>, Error> {
        let select = Query::select()
            .columns(READ)
            .from("event")
            .and_where(Expr::col("position").gt(position))
            .order_by("position", Order::Asc)
            .limit(limit)
            .take();
        fetch::<Row>(&self.db, &select).await?.into_iter().map(Row::read).collect()
    }

    /// The newest events of the history of each of these objects, newest first, at most `limit` each: its own, and those of
    /// what belongs to it. Whoever asks has checked that the reader may see them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn history_of(&self, objects: &[Uuid], limit: u64) -> Result<HashMap<Uuid, Vec<Recorded>>, Error> {
        let mut own = Query::select();
        own.expr_as(Expr::col(("event", "subject_id")), "object_id");
        let mut of_parts = Query::select();
        of_parts.expr_as(Expr::col(("event_concern", "object_id")), "object_id");
        for select in [&mut own, &mut of_parts] {
            for column in READ {
                select.column(("event", column));
            }
        }
        let among = |column| Expr::col(column).is_in(objects.iter().copied());
        own.from("event").and_where(among(("event", "subject_id")));
        of_parts
            .from("event_concern")
            .cross_join("event")
            .and_where(Expr::col(("event", "position")).equals(("event_concern", "position")))
            .and_where(among(("event_concern", "object_id")));
        let all = own.union(UnionType::All, of_parts).take();
        let mut window = WindowStatement::partition_by("object_id");
        window.order_by("position", Order::Desc);
        let ranked = Query::select()
            .column(Asterisk)
            .expr_window_as(Expr::cust("row_number()"), window, "place_in_list")
            .from_subquery(all, "history")
            .take();
        let select = Query::select()
            .column(Asterisk)
            .from_subquery(ranked, "ranked")
            .and_where(Expr::col("place_in_list").lte(i64::try_from(limit).unwrap_or(i64::MAX)))
            .order_by("position", Order::Desc)
            .take();
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in fetch::<HistoryRow>(&self.db, &select).await? {
            found.entry(row.object_id).or_default().push(row.event.read()?);
        }
        Ok(found)
    }

    /// The position of the last event.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn journal_position(&self) -> Result<i64, Error> {
        let head = Query::select().column("position").from("journal_head").and_where(Expr::col("id").eq(1)).take();
        let row = self.db.query_one(&head).await?.ok_or_else(|| Error::corrupt("no head of the journal"))?;
        Ok(row.try_get("", "position")?)
    }
}

const COLUMNS: [&str; 12] = [
    "position",
    "kind",
    "subject_type",
    "subject_id",
    "subject_revision",
    "actor_id",
    "on_behalf_of",
    "organisation_id",
    "centre_id",
    "occurred_at",
    "reason",
    "facts",
];

const CONCERNS: Entries = Entries { table: "event_concern", columns: &["object_id", "position"] };

const EVENTS: Entries = Entries { table: "event", columns: &COLUMNS };

/// Appends events. Their positions come from one row that every writer has to update, so positions become visible in
/// their order: no reader of the log steps over an event that commits later.
pub(crate) async fn record(tx: &DatabaseTransaction, events: &[&Event]) -> Result<(), Error> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let next = Query::update()
        .table("journal_head")
        .value("position", Expr::col("position").add(count))
        .and_where(Expr::col("id").eq(1))
        .returning_col("position")
        .take();
    let row = tx.query_one(&next).await?.ok_or_else(|| Error::corrupt("no head of the journal"))?;
    let last: i64 = row.try_get("", "position")?;
    let row = |(position, event): (i64, &&Event)| {
        Ok(vec![
            position.into(),
            event.kind.as_str().into(),
            event.subject.prefix.into(),
            event.subject.uuid.into(),
            event.revision.number().into(),
            event.actor.map(|id| id.uuid()).into(),
            event.on_behalf_of.map(|id| id.uuid()).into(),
            event.organisation.map(|id| id.uuid()).into(),
            event.centre.map(|id| id.uuid()).into(),
            event.at.micros().into(),
            event.reason.as_ref().map(|reason| reason.as_str().to_owned()).into(),
            serde_json::to_string(&event.facts)?.into(),
        ])
    };
    let placed = || (last - count + 1..).zip(events);
    EVENTS.add(tx, placed().map(row).collect::<Result<_, Error>>()?).await?;
    let concerns = placed()
        .flat_map(|(position, event)| event.concerns.iter().map(move |object| vec![(*object).into(), position.into()]));
    CONCERNS.add(tx, concerns.collect()).await
}
