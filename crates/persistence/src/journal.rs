//! The log of everything that happened. Written by [`crate::store::Tx::save`] alone.

use crate::error::Error;
use domain::event::Event;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// Appends an event. Its position comes from one row that every writer has to update, so positions become visible in
/// their order: no reader of the log steps over an event that commits later.
pub(crate) async fn record(tx: &DatabaseTransaction, event: &Event) -> Result<(), Error> {
    let next = Query::update()
        .table("journal_head")
        .value("position", Expr::col("position").add(1))
        .and_where(Expr::col("id").eq(1))
        .take();
    tx.execute(&next).await?;
    let head = Query::select().column("position").from("journal_head").and_where(Expr::col("id").eq(1)).take();
    let row = tx.query_one(&head).await?.ok_or_else(|| Error::corrupt("no head of the journal"))?;
    let position: i64 = row.try_get("", "position")?;
    let columns = [
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
    let insert = Query::insert()
        .into_table("event")
        .columns(columns)
        .values_panic([
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
        .take();
    tx.execute(&insert).await?;
    Ok(())
}
