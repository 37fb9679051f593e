//! The log of everything that happened. Written by [`crate::store::Tx::save`] alone.

use crate::account::member;
use crate::error::Error;
use crate::listing::Entries;
use crate::store::{Store, fetch};
use domain::account::Account;
use domain::event::{Event, EventKind};
use domain::id::Id;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult};
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
    /// Who did it.
    pub actor: Option<Id<Account>>,
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
    actor_id: Option<Uuid>,
    occurred_at: i64,
    reason: Option<String>,
    facts: String,
}

impl Store {
    /// The events after a position of the log, in their order, at most `limit`.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn events_after(&self, position: i64, limit: u64) -> Result<Vec<Recorded>, Error> {
        let select = Query::select()
            .columns(["position", "kind", "subject_id", "actor_id", "occurred_at", "reason", "facts"])
            .from("event")
            .and_where(Expr::col("position").gt(position))
            .order_by("position", Order::Asc)
            .limit(limit)
            .take();
        let read = |row: Row| {
            Ok(Recorded {
                position: row.position,
                kind: member(&row.kind)?,
                subject: row.subject_id,
                actor: row.actor_id.map(Id::from_uuid),
                at: Timestamp::from_micros(row.occurred_at),
                reason: row.reason,
                facts: serde_json::from_str(&row.facts)?,
            })
        };
        fetch::<Row>(&self.db, &select).await?.into_iter().map(read).collect()
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
