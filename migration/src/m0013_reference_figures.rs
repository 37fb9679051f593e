//! Figures from elsewhere that centres put beside what is offered.

use crate::table::{foreign_key, index, line, line_null, record, reference, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let figures = record("reference_figures")
            .col(reference("centre_id"))
            .col(line("label"))
            .col(line("unit"))
            .col(line("source"))
            .col(line("date"))
            .foreign_key(&mut foreign_key("reference_figures", "centre_id", "centre"))
            .take();
        manager.create_table(figures).await?;
        manager.create_index(unique("reference_figures", &["centre_id", "label"])).await?;

        // One row for each figure; a dimension it is not about is absent.
        let figure = Table::create()
            .table("reference_figure")
            .col(line("municipality"))
            .col(line_null("language"))
            .col(line_null("kind"))
            .col(line_null("target_group"))
            .col(big_integer("value"))
            .col(reference("figures_id"))
            .foreign_key(&mut foreign_key("reference_figure", "figures_id", "reference_figures"))
            .take();
        manager.create_table(figure).await?;
        manager.create_index(index("reference_figure", &["municipality"])).await?;
        manager.create_index(index("reference_figure", &["figures_id"])).await
    }
}
