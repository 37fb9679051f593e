//! What things are found by: side tables that follow from what is kept elsewhere.

use crate::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

/// A table of what owners have several of. The owner's column is the last.
#[derive(Clone, Copy)]
pub(crate) struct Entries {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
}

impl Entries {
    fn owner(self) -> &'static str {
        self.columns.last().copied().unwrap_or_default()
    }

    /// Takes away what owners have there.
    pub(crate) async fn clear(self, tx: &DatabaseTransaction, owners: &[Uuid]) -> Result<(), Error> {
        let theirs = Expr::col(self.owner()).is_in(owners.iter().copied());
        tx.execute(&Query::delete().from_table(self.table).and_where(theirs).take()).await?;
        Ok(())
    }

    /// Adds rows, in chunks that every database takes.
    pub(crate) async fn add(self, tx: &DatabaseTransaction, rows: Vec<Vec<Value>>) -> Result<(), Error> {
        for chunk in rows.chunks(4000 / self.columns.len()) {
            let mut insert = Query::insert().into_table(self.table).columns(self.columns.iter().copied()).take();
            for row in chunk {
                insert.values_panic(row.iter().cloned().map(Expr::val));
            }
            tx.execute(&insert).await?;
        }
        Ok(())
    }
}
