//! The contents of all revisions.

use crate::error::Error;
use crate::listing::Entries;
use crate::store::{Store, fetch};
use domain::account::Account;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// A revision as it is kept.
#[derive(Clone, Debug)]
pub struct StoredRevision {
    /// Its number.
    pub number: i32,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: Option<Id<Account>>,
    /// The content; personal data only by reference.
    pub content: serde_json::Value,
}

#[derive(FromQueryResult)]
struct Row {
    subject_id: Uuid,
    number: i32,
    made_at: i64,
    made_by: Option<Uuid>,
    content: String,
}

const REVISIONS: Entries =
    Entries { table: "revision", columns: &["subject_id", "number", "made_at", "made_by", "content"] };

/// The row of a revision.
pub(crate) fn row(
    subject: Uuid,
    revision: Revision,
    event: &Event,
    content: &impl serde::Serialize,
) -> Result<Vec<Value>, Error> {
    Ok(vec![
        subject.into(),
        revision.number().into(),
        event.at.micros().into(),
        event.actor.map(|id| id.uuid()).into(),
        serde_json::to_string(content)?.into(),
    ])
}

/// Keeps the contents of revisions.
pub(crate) async fn keep(tx: &DatabaseTransaction, rows: Vec<Vec<Value>>) -> Result<(), Error> {
    REVISIONS.add(tx, rows).await
}

impl Store {
    /// The newest revisions of each of these objects, newest first, at most `limit` each. Whoever asks has checked that
    /// the reader may see them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn revisions(&self, subjects: &[Uuid], limit: u64) -> Result<HashMap<Uuid, Vec<StoredRevision>>, Error> {
        let mut window = sea_orm::sea_query::WindowStatement::partition_by("subject_id");
        window.order_by("number", Order::Desc);
        let inner = Query::select()
            .columns(["subject_id", "number", "made_at", "made_by", "content"])
            .expr_window_as(Expr::cust("row_number()"), window, "place_in_list")
            .from("revision")
            .and_where(Expr::col("subject_id").is_in(subjects.iter().copied()))
            .take();
        let last = i64::try_from(limit).unwrap_or(i64::MAX);
        let select = Query::select()
            .column(sea_orm::sea_query::Asterisk)
            .from_subquery(inner, "ranked")
            .and_where(Expr::col("place_in_list").lte(last))
            .order_by("place_in_list", Order::Asc)
            .take();
        let mut found: HashMap<Uuid, Vec<StoredRevision>> = HashMap::new();
        for row in fetch::<Row>(&self.db, &select).await? {
            found.entry(row.subject_id).or_default().push(StoredRevision {
                number: row.number,
                made_at: Timestamp::from_micros(row.made_at),
                made_by: row.made_by.map(Id::from_uuid),
                content: serde_json::from_str(&row.content)?,
            });
        }
        Ok(found)
    }
}
