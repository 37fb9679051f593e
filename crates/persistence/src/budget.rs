//! Budgets of clients that several processes share: one row each, in which the instant stands when all of it will be there
//! again. It is gone a minute later.

use crate::error::Error;
use crate::store::Store;
use domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// As many budgets are a whole one: a minute, in microseconds.
const WHOLE: i64 = 60_000_000;

const LEASE: &str = "INSERT INTO client_budget (client, empty_at) VALUES ($1, $3 + $2) \
    ON CONFLICT (client) DO UPDATE SET empty_at = GREATEST(client_budget.empty_at, $3) + $2 \
    WHERE GREATEST(client_budget.empty_at, $3) + $2 <= $3 + $4 RETURNING empty_at";
const READ: &str = "SELECT empty_at FROM client_budget WHERE client = $1";
const FORGET: &str = "DELETE FROM client_budget WHERE empty_at < $1";

/// All statements about budgets.
pub(crate) const STATEMENTS: [&str; 3] = [LEASE, READ, FORGET];

impl Store {
    /// Whether others may use the same database at the same time.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Takes part of a client's budget, in microseconds of the minute that a whole one takes to come back. Gives the instant
    /// when all of it will be there again, or `None` if that much is not left.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn lease(&self, client: &str, part: i64, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let values = [client.into(), part.into(), now.micros().into(), WHOLE.into()];
        self.instant(LEASE, values).await
    }

    /// When all of a client's budget will be there again; `None`: it is.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn leased_until(&self, client: &str) -> Result<Option<Timestamp>, Error> {
        self.instant(READ, [client.into()]).await
    }

    /// Forgets clients that have all of their budget.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_budgets(&self, now: Timestamp) -> Result<(), Error> {
        self.db.execute_raw(self.statement(FORGET, [now.micros().into()])).await?;
        Ok(())
    }

    async fn instant<const N: usize>(
        &self,
        sql: &str,
        values: [sea_orm::Value; N],
    ) -> Result<Option<Timestamp>, Error> {
        let row = self.db.query_one_raw(self.statement(sql, values)).await?;
        Ok(row.map(|row| row.try_get("", "empty_at")).transpose()?.map(Timestamp::from_micros))
    }

    fn statement<const N: usize>(&self, sql: &str, values: [sea_orm::Value; N]) -> Statement {
        Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)
    }
}
