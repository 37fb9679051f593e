//! What follows from other things and is kept beside them: computed anew when the rules for it, or the reference data it
//! rests on, have changed.

use crate::centre::everything;
use crate::error::Error;
use crate::organisation::{Row, put_listing_anew, select};
use crate::search::Writing;
use crate::store::{Count, Store, fetch};
use domain::actor::Actor;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

/// The rules by which side tables are computed; goes up whenever they change.
const RULES: &str = "6";
const SETTING: &str = "listing";
const CHUNK: u64 = 50;

impl Store {
    /// Computes anew what everything is found by, if the rules for it have changed since. `progress` hears of what how many are
    /// done, of how many.
    ///
    /// # Errors
    /// The database is broken; what is done is kept.
    pub async fn catch_up(&self, mut progress: impl FnMut(&str, i64, i64)) -> Result<(), Error> {
        if self.setting(SETTING).await?.as_deref() == Some(RULES) {
            return Ok(());
        }
        self.index_others(&mut progress).await?;
        self.list_all_anew(|done, all| progress("organisations", done, all)).await
    }

    /// Computes anew what all organisations and offers are found by.
    ///
    /// # Errors
    /// The database is broken; what is done is kept.
    pub async fn list_all_anew(&self, mut progress: impl FnMut(i64, i64)) -> Result<(), Error> {
        let count = Query::select().expr_as(Expr::cust("count(*)"), "count").from("organisation").take();
        let total = fetch::<Count>(&self.db, &count).await?.first().map_or(0, |row| row.count);
        let everything = everything(&self.db).await?;
        let (mut done, mut last) = (0, Uuid::nil());
        loop {
            let mut page = select(&everything);
            page.and_where(Expr::col(("organisation", "id")).gt(last))
                .order_by(("organisation", "id"), Order::Asc)
                .limit(CHUNK);
            let ids: Vec<Uuid> = fetch::<Row>(&self.db, &page).await?.iter().map(Row::id).collect();
            let Some(end) = ids.last() else { break };
            last = *end;
            self.write(&Actor::operator(), async |tx| {
                for id in &ids {
                    tx.lock("organisation", *id).await?;
                    let mut one = select(&everything);
                    one.and_where(Expr::col(("organisation", "id")).eq(*id));
                    let Some(row) = fetch::<Row>(&tx.tx, &one).await?.pop() else { continue };
                    let organisation = row.read()?;
                    put_listing_anew(&tx.tx, &organisation).await?;
                    crate::offer::list_anew(&tx.tx, &organisation, |_| true, Writing::Anew).await?;
                    crate::contact::index_of(&tx.tx, &organisation.facts).await?;
                }
                Ok(())
            })
            .await?;
            done += i64::try_from(ids.len()).unwrap_or(i64::MAX);
            progress(done, total);
        }
        self.write(&Actor::operator(), async |tx| tx.set(SETTING, RULES).await).await
    }
}
