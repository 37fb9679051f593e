//! What can go wrong here: a refusal that belongs to the work, or a breakage that belongs into the log.

use domain::refusal::Refusal;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why nothing was read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain, or a constraint, said no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// It took longer than it may, and was ended.
    #[error("it took too long")]
    Late,
    /// The database did not do what it should.
    #[error("broken: {0}")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if was_ended(&error) {
            return Self::Late;
        }
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(text)) => match duplicate(&text) {
                Some(path) => Self::Refused(Refusal::Duplicate { path: path.to_owned() }),
                None => Self::Broken(Box::new(error)),
            },
            _ => Self::Broken(Box::new(error)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl From<std::num::TryFromIntError> for Error {
    fn from(error: std::num::TryFromIntError) -> Self {
        Self::corrupt(error)
    }
}

impl Error {
    /// What a row says that it cannot say.
    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Broken(format!("the database holds something invalid: {what}").into())
    }
}

/// Whether the database ended a statement because its time was over: PostgreSQL's `query_canceled`, SQLite's
/// `SQLITE_INTERRUPT`.
fn was_ended(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["57014", "9"].contains(&code.as_ref()))
}

/// The input field behind a unique index. PostgreSQL names the index, SQLite its columns.
fn duplicate(text: &str) -> Option<&'static str> {
    let known = [("email_address", "emailAddress"), ("county", "county"), ("account_id", "emailAddress")];
    known.into_iter().find(|(column, _)| text.contains(column)).map(|(_, path)| path)
}
