//! Stories told through HTTP, on SQLite and on PostgreSQL.

mod demo;
mod story;
mod support;
