//! Memberships.

use crate::account::member;
use crate::error::Error;
use crate::organisation::facts;
use crate::store::{Save, Store, Tx, fetch, put, put_new, uuids};
use domain::account::Account;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::membership::{Members, Membership};
use domain::organisation::Organisation;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, JoinType, Order, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "membership")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub account_id: Uuid,
        pub role: String,
        pub status: String,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    organisation_id: Uuid,
    account_id: Uuid,
    role: String,
    status: String,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    centre_id: Uuid,
    organisation_status: String,
    trust: String,
    confirmation: String,
}

impl Row {
    fn read(self) -> Result<Membership, Error> {
        Ok(Membership {
            id: Id::from_uuid(self.id),
            organisation: facts(
                self.organisation_id,
                self.centre_id,
                &self.organisation_status,
                &self.trust,
                &self.confirmation,
            )?,
            account: Id::from_uuid(self.account_id),
            role: member(&self.role)?,
            status: member(&self.status)?,
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

async fn select(db: &impl ConnectionTrait, condition: Expr) -> Result<Vec<Membership>, Error> {
    let mut select = Query::select();
    for column in ["id", "organisation_id", "account_id", "role", "status", "created_at", "updated_at", "revision"] {
        select.column(("membership", column));
    }
    select
        .column(("organisation", "centre_id"))
        .expr_as(Expr::col(("organisation", "status")), "organisation_status")
        .column(("organisation", "trust"))
        .column(("centre", "confirmation"))
        .from("membership")
        .join(
            JoinType::InnerJoin,
            "organisation",
            Expr::col(("organisation", "id")).equals(("membership", "organisation_id")),
        )
        .join(JoinType::InnerJoin, "centre", Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .and_where(Expr::col(("membership", "status")).eq("ACTIVE"))
        .and_where(crate::organisation::exists())
        .and_where(condition)
        .order_by(("membership", "id"), Order::Asc);
    fetch::<Row>(db, &select).await?.into_iter().map(Row::read).collect()
}

fn to_row(membership: &Membership) -> row::Model {
    row::Model {
        id: membership.id.uuid(),
        organisation_id: membership.organisation.id.uuid(),
        account_id: membership.account.uuid(),
        role: membership.role.as_str().to_owned(),
        status: membership.status.as_str().to_owned(),
        created_at: membership.created_at.micros(),
        updated_at: membership.updated_at.micros(),
        revision: membership.revision.number(),
    }
}

/// Writes memberships that are new.
pub(crate) async fn insert_all<'a>(
    tx: &DatabaseTransaction,
    memberships: impl Iterator<Item = &'a Membership>,
) -> Result<(), Error> {
    put_new(tx, memberships.map(to_row).collect()).await
}

impl Save for Membership {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put(tx, to_row(self).into_active_model(), self.id.uuid(), replaces).await
    }
}

/// When an organisation becomes part of another, its members go over, unless they are members there already.
pub(crate) async fn go_over(
    tx: &DatabaseTransaction,
    from: Id<Organisation>,
    into: Id<Organisation>,
    now: Timestamp,
) -> Result<(), Error> {
    let already = Query::select()
        .column("account_id")
        .from_as("membership", "other")
        .and_where(Expr::col(("other", "organisation_id")).eq(into.uuid()))
        .and_where(Expr::col(("other", "status")).eq("ACTIVE"))
        .take();
    let update = || {
        Query::update()
            .table("membership")
            .value("updated_at", now.micros())
            .value("revision", Expr::col("revision").add(1))
            .and_where(Expr::col("organisation_id").eq(from.uuid()))
            .and_where(Expr::col("status").eq("ACTIVE"))
            .take()
    };
    tx.execute(update().value("status", "LEFT").and_where(Expr::col("account_id").in_subquery(already))).await?;
    tx.execute(update().value("organisation_id", into.uuid())).await?;
    Ok(())
}

/// The memberships of a person.
pub(crate) async fn of_person(db: &impl ConnectionTrait, person: Id<Account>) -> Result<Vec<Membership>, Error> {
    select(db, Expr::col(("membership", "account_id")).eq(person.uuid())).await
}

/// Ends all memberships of an organisation that is no longer there.
pub(crate) async fn end_all(
    tx: &DatabaseTransaction,
    organisation: Id<Organisation>,
    now: Timestamp,
) -> Result<(), Error> {
    let end = Query::update()
        .table("membership")
        .value("status", "LEFT")
        .value("updated_at", now.micros())
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("organisation_id").eq(organisation.uuid()))
        .and_where(Expr::col("status").eq("ACTIVE"))
        .take();
    tx.execute(&end).await?;
    Ok(())
}

impl Store {
    /// The members of organisations. Whoever asks has checked that the reader is inside.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn members_of(
        &self,
        ids: &[Id<Organisation>],
    ) -> Result<HashMap<Id<Organisation>, Vec<Membership>>, Error> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for membership in select(&self.db, Expr::col(("membership", "organisation_id")).is_in(uuids(ids))).await? {
            found.entry(membership.organisation.id).or_default().push(membership);
        }
        Ok(found)
    }

    /// The memberships of a person. Whoever asks is that person.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn memberships_of(&self, person: Id<Account>) -> Result<Vec<Membership>, Error> {
        of_person(&self.db, person).await
    }

    /// Memberships by their ids. Whoever asks checks that the reader may see them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn memberships(&self, ids: &[Id<Membership>]) -> Result<Vec<Membership>, Error> {
        select(&self.db, Expr::col(("membership", "id")).is_in(uuids(ids))).await
    }
}

impl Tx {
    /// All members of an organisation, under its lock.
    ///
    /// # Errors
    /// The actor does not see it, or the database is broken.
    pub async fn members_of(&self, id: Id<Organisation>) -> Result<Members, Error> {
        let organisation = self.organisation(id, "organisation").await?.facts;
        let members = select(&self.tx, Expr::col(("membership", "organisation_id")).eq(id.uuid())).await?;
        Ok(Members { organisation, members })
    }

    /// All members of the organisation that a membership belongs to, under its lock, if the actor is inside.
    ///
    /// # Errors
    /// There is no such membership for this actor, or the database is broken.
    pub async fn members_with(&self, id: Id<Membership>) -> Result<Members, Error> {
        let found = select(&self.tx, Expr::col(("membership", "id")).eq(id.uuid())).await?;
        let seen = found.first().filter(|membership| self.scope.sees_membership(membership));
        let organisation = seen.ok_or_else(|| Refusal::not_found("id"))?.organisation.id;
        self.members_of(organisation).await
    }
}
