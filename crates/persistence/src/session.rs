//! Sessions, refresh tokens, and the actor behind a session.

use crate::account::{member, put_account};
use crate::error::Error;
use crate::store::{Save, Store, Tx, fetch, put};
use domain::account::Account;
use domain::actor::{Actor, Post, StaffRole};
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::session::{Family, RefreshToken, Rotated, Session, Started, TokenHash};
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, ExprTrait, JoinType, Query, UnionType};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub expires_at: i64,
        pub ended_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod token_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub session_id: Uuid,
        pub parent: Option<String>,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn hex(hash: &TokenHash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<TokenHash, Error> {
    let byte = |index: usize| text.get(index * 2..index * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let mut hash = [0; 32];
    for (index, slot) in hash.iter_mut().enumerate() {
        *slot = byte(index).ok_or_else(|| Error::corrupt("a token's hash"))?;
    }
    Ok(hash)
}

fn from_row(row: row::Model) -> Session {
    Session {
        id: Id::from_uuid(row.id),
        account: Id::from_uuid(row.account_id),
        expires_at: Timestamp::from_micros(row.expires_at),
        ended_at: row.ended_at.map(Timestamp::from_micros),
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    }
}

async fn put_session(tx: &DatabaseTransaction, session: &Session, replaces: Option<Revision>) -> Result<(), Error> {
    let row = row::Model {
        id: session.id.uuid(),
        account_id: session.account.uuid(),
        expires_at: session.expires_at.micros(),
        ended_at: session.ended_at.map(Timestamp::micros),
        created_at: session.created_at.micros(),
        updated_at: session.updated_at.micros(),
        revision: session.revision.number(),
    };
    put(tx, row.into_active_model(), session.id.uuid(), replaces).await
}

async fn insert_token(tx: &DatabaseTransaction, session: &Session, token: &RefreshToken) -> Result<(), Error> {
    let row = token_row::Model {
        hash: hex(&token.hash),
        session_id: session.id.uuid(),
        parent: token.parent.as_ref().map(hex),
        used_at: token.used_at.map(Timestamp::micros),
    };
    token_row::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

impl Save for Session {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put_session(tx, self, replaces).await
    }
}

impl Save for Started {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put_session(tx, &self.session, replaces).await?;
        insert_token(tx, &self.session, &self.token).await?;
        match &self.rehashed {
            Some(account) => put_account(tx, account, Some(account.revision)).await,
            None => Ok(()),
        }
    }
}

impl Save for Rotated {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put_session(tx, &self.session, replaces).await?;
        let used = Query::update()
            .table("refresh_token")
            .value("used_at", self.used.used_at.map(Timestamp::micros))
            .and_where(Expr::col("hash").eq(hex(&self.used.hash)))
            .take();
        tx.execute(&used).await?;
        insert_token(tx, &self.session, &self.successor).await
    }
}

/// Ends all sessions of a person that have not ended yet.
pub(crate) async fn end_sessions_of(
    tx: &DatabaseTransaction,
    account: Id<Account>,
    now: Timestamp,
) -> Result<(), Error> {
    let end = Query::update()
        .table("session")
        .value("ended_at", now.micros())
        .value("updated_at", now.micros())
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("account_id").eq(account.uuid()))
        .and_where(Expr::col("ended_at").is_null())
        .take();
    tx.execute(&end).await?;
    Ok(())
}

impl Tx {
    /// A session, locked.
    ///
    /// # Errors
    /// There is none, or the database is broken.
    pub async fn session(&self, id: Id<Session>) -> Result<Session, Error> {
        self.lock("session", id.uuid()).await?;
        let row = row::Entity::find_by_id(id.uuid()).one(&self.tx).await?;
        row.map(from_row).ok_or_else(|| Error::corrupt("a session that is gone"))
    }

    /// The session that a refresh token belongs to, locked, with the tokens that say whether it may be used: itself, those
    /// given out for it, and those given out together with it.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn family(&self, token: &TokenHash) -> Result<Option<Family>, Error> {
        let Some(token) = token_row::Entity::find_by_id(hex(token)).one(&self.tx).await? else { return Ok(None) };
        let session = self.session(Id::from_uuid(token.session_id)).await?;
        let parents = [Some(token.hash.clone()), token.parent.clone()];
        let near = Expr::col("hash").eq(token.hash).or(Expr::col("parent").is_in(parents.into_iter().flatten()));
        let rows = token_row::Entity::find().filter(near).all(&self.tx).await?;
        let read = |row: token_row::Model| {
            Ok(RefreshToken {
                hash: unhex(&row.hash)?,
                parent: row.parent.as_deref().map(unhex).transpose()?,
                used_at: row.used_at.map(Timestamp::from_micros),
            })
        };
        let tokens = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
        Ok(Some(Family { session, tokens }))
    }
}

/// A role of the person behind a session; `organisation_id` or `centre_id` says where.
#[derive(FromQueryResult)]
struct RoleRow {
    account_id: Uuid,
    organisation_id: Option<Uuid>,
    centre_id: Option<Uuid>,
    role: Option<String>,
    colleagues: i64,
    /// Of a membership whether the organisation is public, of a post the organisation of the centre.
    own_organisation: Option<Uuid>,
    is_public: i32,
    working_group_id: Option<Uuid>,
}

impl Store {
    /// The person behind a live session, with all roles, in one statement; `None` if the session has ended.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn actor(&self, session: Id<Session>, now: Timestamp) -> Result<Option<Actor>, Error> {
        let live = |select: &mut sea_orm::sea_query::SelectStatement| {
            select
                .column(("session", "account_id"))
                .from("session")
                .and_where(Expr::col(("session", "id")).eq(session.uuid()))
                .and_where(Expr::col(("session", "ended_at")).is_null())
                .and_where(Expr::col(("session", "expires_at")).gt(now.micros()));
        };
        let mut posts = Query::select();
        live(&mut posts);
        let colleagues = Query::select()
            .expr(Expr::cust("count(*)"))
            .from_as("staff", "other")
            .and_where(Expr::col(("other", "centre_id")).equals(("staff", "centre_id")))
            .and_where(Expr::col(("other", "is_dismissed")).eq(false))
            .and_where(Expr::col(("other", "id")).not_equals(("staff", "id")))
            .take();
        posts
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "organisation_id")
            .column(("staff", "centre_id"))
            .column(("staff", "role"))
            .expr_as(Expr::SubQuery(None, Box::new(colleagues.into())), "colleagues")
            .expr_as(Expr::col(("centre", "organisation_id")), "own_organisation")
            .expr_as(Expr::cust("1"), "is_public")
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "working_group_id")
            .join(JoinType::InnerJoin, "staff", Expr::col(("staff", "account_id")).equals(("session", "account_id")))
            .join(JoinType::InnerJoin, "centre", Expr::col(("centre", "id")).equals(("staff", "centre_id")))
            .and_where(Expr::col(("staff", "is_dismissed")).eq(false));
        let mut groups = Query::select();
        live(&mut groups);
        groups
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "organisation_id")
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "centre_id")
            .column(("group_member", "role"))
            .expr_as(Expr::cust("CAST(0 AS bigint)"), "colleagues")
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "own_organisation")
            .expr_as(Expr::cust("0"), "is_public")
            .column(("group_member", "working_group_id"))
            .join(
                JoinType::InnerJoin,
                "group_member",
                Expr::col(("group_member", "account_id")).equals(("session", "account_id")),
            )
            .and_where(Expr::col(("group_member", "status")).eq("ACTIVE"));
        let is_public = CaseStatement::new().case(crate::organisation::is_public(), 1).finally(0);
        let mut memberships = Query::select();
        live(&mut memberships);
        memberships
            .expr_as(Expr::col(("organisation", "id")), "organisation_id")
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "centre_id")
            .column(("membership", "role"))
            .expr_as(Expr::cust("CAST(0 AS bigint)"), "colleagues")
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "own_organisation")
            .expr_as(is_public, "is_public")
            .expr_as(Expr::cust("CAST(NULL AS uuid)"), "working_group_id")
            .join(
                JoinType::LeftJoin,
                "membership",
                Expr::col(("membership", "account_id"))
                    .equals(("session", "account_id"))
                    .and(Expr::col(("membership", "status")).eq("ACTIVE")),
            )
            .join(
                JoinType::LeftJoin,
                "organisation",
                Expr::col(("organisation", "id"))
                    .equals(("membership", "organisation_id"))
                    .and(crate::organisation::exists()),
            )
            .union(UnionType::All, posts.take())
            .union(UnionType::All, groups.take());
        let rows: Vec<RoleRow> = fetch(&self.db, &memberships).await?;
        let Some(account) = rows.first().map(|row| Id::from_uuid(row.account_id)) else { return Ok(None) };
        let mut memberships = Vec::new();
        let mut posts = Vec::new();
        let mut groups = Vec::new();
        let mut is_networked = false;
        for row in &rows {
            let Some(role) = &row.role else { continue };
            if let Some(organisation) = row.organisation_id {
                memberships.push((Id::from_uuid(organisation), member(role)?));
                is_networked |= row.is_public != 0;
            } else if let Some(centre) = row.centre_id {
                let role: StaffRole = member(role)?;
                let organisation = row.own_organisation.map(Id::from_uuid);
                posts.push(Post { centre: Id::from_uuid(centre), role, is_alone: row.colleagues == 0, organisation });
            } else if let Some(group) = row.working_group_id {
                groups.push((Id::from_uuid(group), member(role)?));
            }
        }
        let person = Actor::person(account, session, memberships, posts).in_groups(groups);
        Ok(Some(if is_networked { person.networked() } else { person }))
    }
}
