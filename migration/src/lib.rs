//! The tables, one family per file. A file is frozen once merged; what comes later is a new file.
//!
//! Conventions, the same on SQLite and PostgreSQL: ids are uuids (version 7), instants are integers (microseconds since
//! 1970, UTC), closed sets are text with a `CHECK`, structured content that nobody filters by is JSON in a text column.

use sea_orm_migration::prelude::MigrationTrait;
pub use sea_orm_migration::prelude::MigratorTrait;

mod m0001_journal;
mod m0002_accounts;
mod m0003_centres;
mod m0004_organisations;
mod m0005_offers;
mod m0006_directory;
mod m0007_projects;
mod m0008_working_groups;
mod m0009_meetings;
mod m0010_client_budget;
mod m0011_search;
mod m0012_search_near;
mod m0013_reference_figures;
mod m0014_translations;
mod table;

/// All migrations in their order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_journal::Migration),
            Box::new(m0002_accounts::Migration),
            Box::new(m0003_centres::Migration),
            Box::new(m0004_organisations::Migration),
            Box::new(m0005_offers::Migration),
            Box::new(m0006_directory::Migration),
            Box::new(m0007_projects::Migration),
            Box::new(m0008_working_groups::Migration),
            Box::new(m0009_meetings::Migration),
            Box::new(m0010_client_budget::Migration),
            Box::new(m0011_search::Migration),
            Box::new(m0012_search_near::Migration),
            Box::new(m0013_reference_figures::Migration),
            Box::new(m0014_translations::Migration),
        ]
    }
}
