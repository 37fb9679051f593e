//! Interest in working groups.

use super::member::put_member;
use crate::account::member;
use crate::error::Error;
use crate::page::{Cursor, Entry, Keys, Page, Slice};
use crate::store::{Save, Store, Tx, fetch, put, uuids};
use domain::actor::Actor;
use domain::centre::Centre;
use domain::change::{Intent, Revision};
use domain::event::Event;
use domain::id::Id;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::working_group::{GroupKey, Interest, Welcomed, WorkingGroup};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Order, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "interest")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub working_group_id: Uuid,
        pub status: String,
        pub channel: String,
        pub content: Option<String>,
        pub account_id: Option<Uuid>,
        pub consented_at: i64,
        pub delete_at: i64,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Save for Interest {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        // Nothing of it is kept as a revision: what is erased is gone.
        let row = row::Model {
            id: self.id.uuid(),
            working_group_id: self.group.id.uuid(),
            status: self.status.as_str().to_owned(),
            channel: self.channel.as_str().to_owned(),
            content: self.content.as_ref().map(serde_json::to_string).transpose()?,
            account_id: self.account.map(|id| id.uuid()),
            consented_at: self.consented_at.micros(),
            delete_at: self.delete_at.micros(),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await
    }
}

impl Save for Welcomed {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        self.interest.save(tx, replaces, event).await?;
        put_member(tx, &self.member, None).await
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    working_group_id: Uuid,
    centre_id: Uuid,
    status: String,
    channel: String,
    content: Option<String>,
    account_id: Option<Uuid>,
    consented_at: i64,
    delete_at: i64,
    created_at: i64,
    updated_at: i64,
    revision: i32,
}

impl Row {
    fn read(self) -> Result<Interest, Error> {
        let centre: Id<Centre> = Id::from_uuid(self.centre_id);
        Ok(Interest {
            id: Id::from_uuid(self.id),
            group: GroupKey { id: Id::from_uuid(self.working_group_id), centre },
            status: member(&self.status)?,
            content: self.content.as_deref().map(serde_json::from_str).transpose()?,
            channel: member(&self.channel)?,
            account: self.account_id.map(Id::from_uuid),
            consented_at: Timestamp::from_micros(self.consented_at),
            delete_at: Timestamp::from_micros(self.delete_at),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

const COLUMNS: [&str; 11] = [
    "id",
    "working_group_id",
    "status",
    "channel",
    "content",
    "account_id",
    "consented_at",
    "delete_at",
    "created_at",
    "updated_at",
    "revision",
];

fn select() -> SelectStatement {
    let mut select = Query::select();
    for column in COLUMNS {
        select.column(("interest", column));
    }
    select
        .column(("working_group", "centre_id"))
        .from("interest")
        .cross_join("working_group")
        .and_where(Expr::col(("working_group", "id")).equals(("interest", "working_group_id")));
    select
}

async fn interests(db: &impl ConnectionTrait, condition: Expr) -> Result<Vec<Interest>, Error> {
    let mut select = select();
    select.and_where(condition);
    let mut found: Vec<_> = fetch::<Row>(db, &select).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    found.sort_by_key(|interest| interest.id);
    Ok(found)
}

const KEYS: Keys = Keys { key: ("interest", "created_at"), id: ("interest", "id") };

impl Store {
    /// The same page of who is interested in each of these groups and was not erased, newest first. Whoever asks has checked
    /// that the reader runs them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn interests_of(
        &self,
        groups: &[Id<WorkingGroup>],
        page: &Page,
    ) -> Result<HashMap<Id<WorkingGroup>, Slice<Interest>>, Error> {
        let mut select = select();
        select.and_where(Expr::col(("interest", "content")).is_not_null());
        let parent = ("interest", "working_group_id");
        let rows: Vec<Row> = page.fetch_per_parent(&self.db, select, KEYS, (parent, &uuids(groups))).await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let cursor = Cursor::at(row.created_at, row.id);
            let interest = row.read()?;
            let entry = Entry { cursor, kilometres: None, value: interest };
            found.entry(entry.value.group.id).or_default().push(entry);
        }
        Ok(found.into_iter().map(|(group, entries)| (group, page.slice(entries))).collect())
    }

    /// How many there are of each.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_interests_of(
        &self,
        groups: &[Id<WorkingGroup>],
    ) -> Result<HashMap<Id<WorkingGroup>, i64>, Error> {
        #[derive(FromQueryResult)]
        struct CountRow {
            working_group_id: Uuid,
            count: i64,
        }
        let select = Query::select()
            .column("working_group_id")
            .expr_as(Expr::cust("count(*)"), "count")
            .from("interest")
            .and_where(Expr::col("content").is_not_null())
            .and_where(Expr::col("working_group_id").is_in(uuids(groups)))
            .group_by_col("working_group_id")
            .take();
        let rows = fetch::<CountRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.working_group_id), row.count)).collect())
    }

    /// Interests by their ids. Whoever asks checks that the reader may see them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn interests(&self, ids: &[Id<Interest>]) -> Result<Vec<Interest>, Error> {
        interests(&self.db, Expr::col(("interest", "id")).is_in(uuids(ids))).await
    }

    /// Erases the personal data of interests whose time is over and whose person is in no group by them. Tells how many.
    ///
    /// # Errors
    /// The database is broken; what is erased stays so.
    pub async fn erase_interests(&self, now: Timestamp) -> Result<u64, Error> {
        let operator = Actor::operator();
        let mut erased = 0;
        loop {
            let over = over(&self.db, now, None).await?;
            if over.is_empty() {
                return Ok(erased);
            }
            for interest in over {
                let erase = self.write(&operator, async |tx| {
                    tx.lock("interest", interest.id.uuid()).await?;
                    // Looked at again under its lock: the person may have come into the group while we waited.
                    let Some(interest) = self::over(&tx.tx, now, Some(interest.id)).await?.pop() else { return Ok(0) };
                    tx.save(interest.erase(&Intent { actor: &operator, now, expected: None })?).await?;
                    Ok(1)
                });
                erased += erase.await?;
            }
        }
    }
}

/// Some of the interests whose time is over and whose person is in no group by them; or this one, if it is one of them.
async fn over(db: &impl ConnectionTrait, now: Timestamp, only: Option<Id<Interest>>) -> Result<Vec<Interest>, Error> {
    let member = Query::select()
        .expr(Expr::Constant(1.into()))
        .from("group_member")
        .and_where(Expr::col(("group_member", "interest_id")).equals(("interest", "id")))
        .and_where(Expr::col(("group_member", "status")).eq("ACTIVE"))
        .take();
    let mut over = select();
    over.and_where(Expr::col(("interest", "content")).is_not_null())
        .and_where(Expr::col(("interest", "delete_at")).lte(now.micros()))
        .and_where(Expr::exists(member).not())
        .order_by(("interest", "delete_at"), Order::Asc)
        .limit(100);
    if let Some(id) = only {
        over.and_where(Expr::col(("interest", "id")).eq(id.uuid()));
    }
    fetch::<Row>(db, &over).await?.into_iter().map(Row::read).collect()
}

impl Tx {
    /// An interest with its group, if the actor sees both; under the group's lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn interest(&self, id: Id<Interest>) -> Result<(WorkingGroup, Interest), Error> {
        let by_id = || Expr::col(("interest", "id")).eq(id.uuid());
        let found = interests(&self.tx, by_id()).await?.pop().filter(|interest| interest.is_seen_by(&self.scope));
        let group = self.working_group(found.ok_or_else(|| Refusal::not_found("id"))?.group.id, "id").await?;
        // Read again under the lock.
        let found = interests(&self.tx, by_id()).await?.pop();
        Ok((group, found.ok_or_else(|| Refusal::not_found("id"))?))
    }
}
