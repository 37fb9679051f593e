//! Accounts.

use crate::error::Error;
use crate::session::end_sessions_of;
use crate::store::{Save, Store, Tx, put, put_new, uuids};
use domain::account::{Account, Leaving, PasswordHash, SignedOut};
use domain::actor::Actor;
use domain::change::Revision;
use domain::contact::EmailAddress;
use domain::event::Event;
use domain::id::Id;
use domain::language::LanguageTag;
use domain::refusal::Refusal;
use domain::text::{Line, Value};
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub status: String,
        pub email_address: Option<String>,
        pub display_name: Option<String>,
        pub language: String,
        pub translation_languages: String,
        pub password: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Reads a value that was valid when it was written.
pub(crate) fn value<T: Value>(text: &str) -> Result<T, Error> {
    T::parse(text).map_err(|_| Error::corrupt(text))
}

/// Reads a member of a closed set.
pub(crate) fn member<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::corrupt(text))
}

fn from_row(row: row::Model) -> Result<Account, Error> {
    Ok(Account {
        id: Id::from_uuid(row.id),
        status: member(&row.status)?,
        email_address: row.email_address.as_deref().map(value::<EmailAddress>).transpose()?,
        display_name: row.display_name.as_deref().map(value::<Line<80>>).transpose()?,
        language: value::<LanguageTag>(&row.language)?,
        translation_languages: serde_json::from_str(&row.translation_languages)?,
        password: row.password.map(PasswordHash),
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

fn to_row(account: &Account) -> Result<row::Model, Error> {
    Ok(row::Model {
        id: account.id.uuid(),
        status: account.status.as_str().to_owned(),
        email_address: account.email_address.as_ref().map(ToString::to_string),
        display_name: account.display_name.as_ref().map(ToString::to_string),
        language: account.language.to_string(),
        translation_languages: serde_json::to_string(&account.translation_languages)?,
        password: account.password.as_ref().map(|password| password.0.clone()),
        created_at: account.created_at.micros(),
        updated_at: account.updated_at.micros(),
        revision: account.revision.number(),
    })
}

pub(crate) async fn put_account(
    tx: &DatabaseTransaction,
    account: &Account,
    replaces: Option<Revision>,
) -> Result<(), Error> {
    put(tx, to_row(account)?.into_active_model(), account.id.uuid(), replaces).await
}

/// Writes accounts that are new.
pub(crate) async fn insert_all<'a>(
    tx: &DatabaseTransaction,
    accounts: impl Iterator<Item = &'a Account>,
) -> Result<(), Error> {
    put_new(tx, accounts.map(to_row).collect::<Result<Vec<_>, _>>()?).await
}

impl Save for Account {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put_account(tx, self, replaces).await
    }
}

impl Save for SignedOut {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        put_account(tx, &self.0, replaces).await?;
        end_sessions_of(tx, self.0.id, event.at).await
    }
}

impl Save for Leaving {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        put_account(tx, &self.account, replaces).await?;
        end_sessions_of(tx, self.account.id, event.at).await?;
        let of_account = || Expr::col("account_id").eq(self.account.id.uuid());
        let leave = Query::update()
            .table("membership")
            .value("status", "LEFT")
            .value("updated_at", event.at.micros())
            .value("revision", Expr::col("revision").add(1))
            .and_where(of_account())
            .and_where(Expr::col("status").eq("ACTIVE"))
            .take();
        tx.execute(&leave).await?;
        let dismiss = Query::update()
            .table("staff")
            .value("is_dismissed", true)
            .value("updated_at", event.at.micros())
            .value("revision", Expr::col("revision").add(1))
            .and_where(of_account())
            .and_where(Expr::col("is_dismissed").eq(false))
            .take();
        tx.execute(&dismiss).await?;
        crate::project::leave(tx, self.account.id, event.at).await?;
        crate::working_group::leave(tx, self.account.id, event.at).await
    }
}

async fn by_email(db: &impl ConnectionTrait, address: &EmailAddress) -> Result<Option<Account>, Error> {
    let found = row::Entity::find().filter(row::Column::EmailAddress.eq(address.as_str())).one(db).await?;
    found.map(from_row).transpose()
}

impl Store {
    /// The account with this e-mail address.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn account_by_email(&self, address: &EmailAddress) -> Result<Option<Account>, Error> {
        by_email(&self.db, address).await
    }

    /// Accounts by their ids. Whoever asks has checked what of them may be shown.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn accounts(&self, ids: &[Id<Account>]) -> Result<HashMap<Id<Account>, Account>, Error> {
        let rows = row::Entity::find().filter(row::Column::Id.is_in(uuids(ids))).all(&self.db).await?;
        rows.into_iter().map(|row| from_row(row).map(|account| (account.id, account))).collect()
    }
}

impl Tx {
    /// The account with this e-mail address, locked.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn account_by_email(&self, address: &EmailAddress) -> Result<Option<Account>, Error> {
        let Some(account) = by_email(&self.tx, address).await? else { return Ok(None) };
        // Looked at again under its lock: it may have been deleted while we waited.
        let account = self.account(account.id).await?;
        Ok(Some(account).filter(|account| account.email_address.as_ref() == Some(address)))
    }

    /// An account, locked.
    ///
    /// # Errors
    /// There is none, or the database is broken.
    pub async fn account(&self, id: Id<Account>) -> Result<Account, Error> {
        self.lock("account", id.uuid()).await?;
        let row = row::Entity::find_by_id(id.uuid()).one(&self.tx).await?;
        from_row(row.ok_or_else(|| Error::corrupt("an account that is gone"))?)
    }

    /// The actor's account with everything it could be missed in, all locked: organisations and centres first and in the
    /// order of their ids, as everywhere, then the account. Whoever gives the account a role holds its lock too, so that
    /// nothing is added afterwards.
    ///
    /// # Errors
    /// The actor got or lost a role at the same time ([`Refusal::Stale`]), or the database is broken.
    pub async fn leaving(&self, actor: &Actor, id: Id<Account>) -> Result<Leaving, Error> {
        let mut organisations: Vec<_> = actor.memberships().iter().map(|(organisation, _)| *organisation).collect();
        organisations.sort_unstable();
        let mut members = Vec::new();
        for organisation in &organisations {
            members.push(self.members_of(*organisation).await?);
        }
        let mut centres: Vec<_> = actor.posts().iter().map(|post| post.centre).collect();
        centres.sort_unstable();
        let mut staff = Vec::new();
        for centre in &centres {
            staff.push(self.staff_of(*centre).await?);
        }
        let account = self.account(id).await?;
        let memberships = crate::membership::of_person(&self.tx, id).await?;
        let posts = crate::centre::posts_of(&self.tx, id).await?;
        let known = memberships.iter().all(|membership| organisations.contains(&membership.organisation.id))
            && posts.iter().all(|post| centres.contains(&post.centre));
        if known { Ok(Leaving { account, members, staff }) } else { Err(Refusal::Stale.into()) }
    }
}
