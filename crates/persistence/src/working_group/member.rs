//! Who is in working groups.

use crate::account::member;
use crate::error::Error;
use crate::store::{Save, Store, Tx, fetch, put, uuids};
use domain::access::Scope;
use domain::account::Account;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::working_group::{Assigned, GroupKey, GroupMember, WorkingGroup};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "group_member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub working_group_id: Uuid,
        pub account_id: Option<Uuid>,
        pub interest_id: Option<Uuid>,
        pub organisation_id: Option<Uuid>,
        pub role: String,
        pub status: String,
        pub joined_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) fn to_row(member: &GroupMember) -> row::Model {
    row::Model {
        id: member.id.uuid(),
        working_group_id: member.group.id.uuid(),
        account_id: member.account.map(|id| id.uuid()),
        interest_id: member.interest.map(|id| id.uuid()),
        organisation_id: member.organisation.map(|id| id.uuid()),
        role: member.role.as_str().to_owned(),
        status: member.status.as_str().to_owned(),
        joined_at: member.joined_at.map(Timestamp::micros),
        created_at: member.created_at.micros(),
        updated_at: member.updated_at.micros(),
        revision: member.revision.number(),
    }
}

pub(super) async fn put_member(
    tx: &DatabaseTransaction,
    member: &GroupMember,
    replaces: Option<Revision>,
) -> Result<(), Error> {
    put(tx, to_row(member).into_active_model(), member.id.uuid(), replaces).await
}

impl Save for GroupMember {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put_member(tx, self, replaces).await
    }
}

impl Save for Assigned {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        // The former chair first: the table has room for one.
        if let Some((former, before)) = &self.former {
            put_member(tx, former, Some(*before)).await?;
        }
        put_member(tx, &self.member, replaces).await
    }
}

#[derive(FromQueryResult)]
struct KeyRow {
    id: Uuid,
    centre_id: Uuid,
}

fn from_row(row: row::Model, group: GroupKey) -> Result<GroupMember, Error> {
    Ok(GroupMember {
        id: Id::from_uuid(row.id),
        group,
        account: row.account_id.map(Id::from_uuid),
        interest: row.interest_id.map(Id::from_uuid),
        organisation: row.organisation_id.map(Id::from_uuid),
        role: member(&row.role)?,
        status: member(&row.status)?,
        joined_at: row.joined_at.map(Timestamp::from_micros),
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

/// The members of these groups, in the order they came; those who left or were refused are left out.
pub(super) async fn members_of(
    db: &impl ConnectionTrait,
    groups: &HashMap<Uuid, GroupKey>,
) -> Result<HashMap<Id<WorkingGroup>, Vec<GroupMember>>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::WorkingGroupId.is_in(groups.keys().copied()))
        .filter(row::Column::Status.is_in(["INVITED", "REQUESTED", "ACTIVE"]))
        .all(db)
        .await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let Some(group) = groups.get(&row.working_group_id) else { continue };
        found.entry(group.id).or_default().push(from_row(row, *group)?);
    }
    for members in found.values_mut() {
        members.sort_by_key(|member: &GroupMember| (std::cmp::Reverse(member.role), member.id));
    }
    Ok(found)
}

/// That the reader's organisation is asked to send somebody, or the reader has asked.
pub(super) fn is_asked(scope: &Scope) -> Option<Expr> {
    let column = |name| Expr::col(("group_member", name));
    let invited = (!scope.organisations.is_empty())
        .then(|| column("status").eq("INVITED").and(column("organisation_id").is_in(uuids(&scope.organisations))));
    let asking =
        scope.account.map(|account| column("status").eq("REQUESTED").and(column("account_id").eq(account.uuid())));
    let either = Cond::any().add_option(invited).add_option(asking);
    if either.is_empty() {
        return None;
    }
    let theirs = Query::select()
        .expr(Expr::Constant(1.into()))
        .from("group_member")
        .and_where(column("working_group_id").equals(("working_group", "id")))
        .cond_where(either)
        .take();
    Some(Expr::exists(theirs))
}

#[derive(FromQueryResult)]
struct OwnerRow {
    id: Uuid,
    working_group_id: Uuid,
}

async fn groups_with(
    db: &impl ConnectionTrait,
    ids: &[Id<GroupMember>],
) -> Result<HashMap<Id<GroupMember>, Id<WorkingGroup>>, Error> {
    let select = Query::select()
        .columns(["id", "working_group_id"])
        .from("group_member")
        .and_where(Expr::col("id").is_in(uuids(ids)))
        .take();
    let rows = fetch::<OwnerRow>(db, &select).await?;
    Ok(rows.into_iter().map(|row| (Id::from_uuid(row.id), Id::from_uuid(row.working_group_id))).collect())
}

impl Store {
    /// Which groups these memberships belong to. Whoever asks then asks for the groups as the reader sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn groups_of_members(
        &self,
        ids: &[Id<GroupMember>],
    ) -> Result<HashMap<Id<GroupMember>, Id<WorkingGroup>>, Error> {
        groups_with(&self.db, ids).await
    }
}

impl Store {
    /// People who are or were in groups, by their ids. Whoever asks has checked that the reader is inside of the groups.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn group_members(&self, ids: &[Id<GroupMember>]) -> Result<Vec<GroupMember>, Error> {
        let rows = row::Entity::find().filter(row::Column::Id.is_in(uuids(ids))).all(&self.db).await?;
        let groups: Vec<_> = rows.iter().map(|row| row.working_group_id).collect();
        let select = Query::select()
            .columns(["id", "centre_id"])
            .from("working_group")
            .and_where(Expr::col("id").is_in(groups))
            .take();
        let keys: HashMap<_, _> = fetch::<KeyRow>(&self.db, &select)
            .await?
            .into_iter()
            .map(|row| (row.id, GroupKey { id: Id::from_uuid(row.id), centre: Id::from_uuid(row.centre_id) }))
            .collect();
        let keyed = rows.into_iter().filter_map(|row| Some((*keys.get(&row.working_group_id)?, row)));
        keyed.map(|(group, row)| from_row(row, group)).collect()
    }
}

impl Tx {
    /// A membership with its group, if the actor sees both; under the group's lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn group_member(&self, id: Id<GroupMember>) -> Result<(WorkingGroup, GroupMember), Error> {
        let group = groups_with(&self.tx, &[id]).await?.remove(&id).ok_or_else(|| Refusal::not_found("id"))?;
        let group = self.working_group(group, "id").await?;
        let seen = group.clone().seen_by(&self.scope).map(|(_, group)| group.members).unwrap_or_default();
        let is_seen = seen.iter().any(|member| member.id == id);
        let member = group.members.iter().find(|member| is_seen && member.id == id).cloned();
        Ok((group, member.ok_or_else(|| Refusal::not_found("id"))?))
    }
}

/// Takes a person out of all groups, and erases what they left when they were interested.
pub(crate) async fn leave(tx: &DatabaseTransaction, account: Id<Account>, now: Timestamp) -> Result<(), Error> {
    let leave = Query::update()
        .table("group_member")
        .value("status", "LEFT")
        .value("updated_at", now.micros())
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("account_id").eq(account.uuid()))
        .and_where(Expr::col("status").is_in(["INVITED", "REQUESTED", "ACTIVE"]))
        .take();
    tx.execute(&leave).await?;
    let erase = Query::update()
        .table("interest")
        .value("status", "ERASED")
        .value("content", Option::<String>::None)
        .value("account_id", Option::<Uuid>::None)
        .value("updated_at", now.micros())
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("account_id").eq(account.uuid()))
        .take();
    tx.execute(&erase).await?;
    Ok(())
}

/// When an organisation becomes part of another, people sit in groups for that one.
pub(crate) async fn go_over(
    tx: &DatabaseTransaction,
    from: Id<Organisation>,
    into: Id<Organisation>,
) -> Result<(), Error> {
    let go_over = Query::update()
        .table("group_member")
        .value("organisation_id", into.uuid())
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("organisation_id").eq(from.uuid()))
        .take();
    tx.execute(&go_over).await?;
    Ok(())
}
