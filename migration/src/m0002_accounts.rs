//! Accounts, sessions, refresh tokens.

use crate::table::{foreign_key, index, instant, instant_null, line, line_null, one_of, record, reference, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let account = record("account")
            .col(one_of("status", &["PENDING", "ACTIVE", "DELETED"]))
            .col(line_null("email_address"))
            .col(line_null("display_name"))
            .col(line("language"))
            .col(line_null("password"))
            .take();
        manager.create_table(account).await?;
        manager.create_index(unique("account", &["email_address"])).await?;

        let session = record("session")
            .col(reference("account_id"))
            .col(instant("expires_at"))
            .col(instant_null("ended_at"))
            .foreign_key(&mut foreign_key("session", "account_id", "account"))
            .take();
        manager.create_table(session).await?;
        manager.create_index(index("session", &["account_id"])).await?;

        let refresh_token = Table::create()
            .table("refresh_token")
            .col(string_len("hash", 64).primary_key())
            .col(reference("session_id"))
            .col(line_null("parent"))
            .col(instant_null("used_at"))
            .foreign_key(&mut foreign_key("refresh_token", "session_id", "session"))
            .take();
        manager.create_table(refresh_token).await?;
        manager.create_index(index("refresh_token", &["session_id"])).await?;
        manager.create_index(index("refresh_token", &["parent"])).await
    }
}
