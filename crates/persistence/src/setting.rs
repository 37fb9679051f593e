//! A few facts about the database itself.

use crate::error::Error;
use crate::store::{Count, Store, Tx, fetch};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    value: Option<String>,
}

const DEMO: &str = "demo";

impl Store {
    /// The day the demo network was loaded, if this database holds it.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn demo_since(&self) -> Result<Option<String>, Error> {
        self.setting(DEMO).await
    }

    /// A setting, if it was made.
    pub(crate) async fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        let select = Query::select().column("value").from("setting").and_where(Expr::col("name").eq(name)).take();
        Ok(fetch::<Row>(&self.db, &select).await?.into_iter().find_map(|row| row.value))
    }

    /// Whether nothing was ever written.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        let mut select = Query::select().expr_as(Expr::cust("count(*)"), "count").from("event").take();
        let events = fetch::<Count>(&self.db, &select).await?;
        select = Query::select().expr_as(Expr::cust("count(*)"), "count").from("account").take();
        let accounts = fetch::<Count>(&self.db, &select).await?;
        Ok(events.iter().chain(&accounts).all(|count| count.count == 0))
    }
}

impl Tx {
    /// Marks the database as holding the demo network.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn mark_demo(&self, day: &str) -> Result<(), Error> {
        let insert = Query::insert()
            .into_table("setting")
            .columns(["name", "value"])
            .values_panic([DEMO.into(), day.into()])
            .take();
        self.tx.execute(&insert).await?;
        Ok(())
    }

    /// Makes a setting, or changes it.
    pub(crate) async fn set(&self, name: &str, value: &str) -> Result<(), Error> {
        let upsert = Query::insert()
            .into_table("setting")
            .columns(["name", "value"])
            .values_panic([name.into(), value.into()])
            .on_conflict(OnConflict::column("name").update_column("value").to_owned())
            .take();
        self.tx.execute(&upsert).await?;
        Ok(())
    }
}
