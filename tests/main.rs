//! Stories told through HTTP, on SQLite and on PostgreSQL.

mod coverage;
mod demo;
mod directory;
mod door;
mod indexes;
mod input;
mod meetings;
mod mutations;
mod projects;
mod reading;
mod readme;
mod relevance;
mod search;
mod story;
mod support;
mod together;
mod translating;
mod translations;
mod visibility;
mod waiting;
mod working_groups;
mod xliff;
