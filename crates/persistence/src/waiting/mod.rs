//! What waits for a person: one statement over all concepts, an arm for each reason why something may wait. Arms that the
//! person's roles rule out are left out of it.

pub(crate) mod arm;
mod meeting;
mod offer;
mod organisation;
mod project;
mod working_group;

use crate::account::member;
use crate::error::Error;
use crate::store::{Count, Store, fetch};
use arm::Asker;
use domain::actor::Actor;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::time::Timestamp;
use domain::waiting::WaitingKind;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Asterisk, Expr, Order, Query, SelectStatement, UnionType};
use uuid::Uuid;

/// Something that waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Why.
    pub kind: WaitingKind,
    /// The number of what is to be acted on; its type follows from the kind.
    pub subject: Uuid,
    /// On whose behalf the person would act; `None`: for a centre, or for nobody but themselves.
    pub organisation: Option<Id<Organisation>>,
    /// Since when it waits.
    pub since: Timestamp,
    /// By when it should be done.
    pub due_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    subject: Uuid,
    organisation_id: Option<Uuid>,
    since: i64,
    due_at: i64,
}

impl Row {
    fn read(self) -> Result<Waiting, Error> {
        let kind = member(&self.kind)?;
        let due_at = Timestamp::from_micros(self.due_at);
        Ok(Waiting {
            kind,
            subject: self.subject,
            organisation: self.organisation_id.map(Id::from_uuid),
            since: Timestamp::from_micros(self.since),
            due_at: if kind == WaitingKind::Task { nearest_midnight(due_at) } else { due_at },
        })
    }
}

/// The end of a day, reckoned as its beginning and 24 hours: when clocks change, that is an hour beside it.
fn nearest_midnight(instant: Timestamp) -> Timestamp {
    Timestamp::start_of(instant.plus_seconds(3_600).local_date())
}

/// All arms that this person can have; `None`: there is none.
fn union(asker: Asker<'_>) -> Result<Option<SelectStatement>, Error> {
    let mut arms = [
        offer::arms(asker)?,
        organisation::arms(asker)?,
        project::arms(asker),
        working_group::arms(asker),
        meeting::arms(asker),
    ]
    .into_iter()
    .flatten();
    let Some(mut all) = arms.next() else { return Ok(None) };
    for arm in arms {
        all.union(UnionType::All, arm);
    }
    Ok(Some(all))
}

impl Store {
    /// What waits for a person, most urgent first, at most so many.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn waiting(&self, actor: &Actor, now: Timestamp, limit: u64) -> Result<Vec<Waiting>, Error> {
        let Some(all) = union(Asker { actor, now })? else { return Ok(Vec::new()) };
        let select = Query::select()
            .column(Asterisk)
            .from_subquery(all, "waiting")
            .order_by("due_at", Order::Asc)
            .order_by("subject", Order::Asc)
            .order_by("kind", Order::Asc)
            .limit(limit)
            .take();
        fetch::<Row>(&self.db, &select).await?.into_iter().map(Row::read).collect()
    }

    /// How much waits for a person.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_waiting(&self, actor: &Actor, now: Timestamp) -> Result<i64, Error> {
        let Some(all) = union(Asker { actor, now })? else { return Ok(0) };
        let select = Query::select().expr_as(Expr::cust("count(*)"), "count").from_subquery(all, "waiting").take();
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::parse_date;

    #[test]
    fn a_task_is_due_at_midnight_also_when_clocks_change() {
        for (day, next) in [("2026-03-29", "2026-03-30"), ("2026-10-25", "2026-10-26"), ("2026-07-01", "2026-07-02")] {
            let start = |day| Timestamp::start_of(parse_date(day).expect("a date"));
            assert_eq!(nearest_midnight(start(day).plus_days(1)), start(next), "{day}");
        }
    }
}
