//! Stories told through HTTP, on SQLite and on PostgreSQL.

mod story;
mod support;
