//! Working groups, with everybody who is in them.

mod interest;
mod list;
mod member;

pub use list::{GroupFilter, GroupList};
pub(crate) use member::{go_over, leave};

use crate::account::member;
use crate::centre::everything;
use crate::error::Error;
use crate::listing::Entries;
use crate::page::{Keys, Page, Placing, Slice, Sort};
use crate::search::{self, Document, Writing};
use crate::store::{Count, Save, Store, Tx, fetch, keep, put, put_new, uuids};
use domain::access::{Scope, Sight, Visibility};
use domain::centre::{ActionField, Centre};
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::refusal::Refusal;
use domain::search::FindableKind;
use domain::text::sort_key;
use domain::time::Timestamp;
use domain::working_group::WorkingGroup;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "working_group")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub centre_id: Uuid,
        pub status: String,
        pub visibility: String,
        pub kind: String,
        pub content: String,
        pub result: String,
        pub origin: String,
        pub sort_key: Vec<u8>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const ACTION_FIELDS: Entries =
    Entries { table: "working_group_action_field", columns: &["action_field_id", "working_group_id"] };

impl Save for WorkingGroup {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let (id, content) = (self.id.uuid(), &self.content);
        let name = content.name.get(&content.primary_language).map_or("", |name| name.value.as_str());
        let row = row::Model {
            id,
            centre_id: self.centre.uuid(),
            status: self.status.as_str().to_owned(),
            visibility: content.visibility.as_str().to_owned(),
            kind: content.kind.as_str().to_owned(),
            content: serde_json::to_string(content)?,
            result: serde_json::to_string(&self.result)?,
            origin: serde_json::to_string(&self.origin)?,
            sort_key: sort_key(name),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), id, replaces).await?;
        if replaces.is_none() {
            put_new(tx, self.members.iter().map(member::to_row).collect()).await?;
        } else {
            ACTION_FIELDS.clear(tx, &[id]).await?;
        }
        let fields = content.action_fields.iter().map(|field| vec![field.uuid().into(), id.into()]);
        ACTION_FIELDS.add(tx, fields.collect()).await?;
        index(tx, self, Writing::of(replaces)).await?;
        keep(tx, event, content).await
    }
}

/// Has a working group found.
async fn index(tx: &DatabaseTransaction, group: &WorkingGroup, writing: Writing) -> Result<(), Error> {
    let document = Document {
        kind: FindableKind::WorkingGroup,
        entity: group.id.uuid(),
        organisation: None,
        is_hidden: false,
        findable: group.findable(),
    };
    search::put(tx, &[document], writing).await
}

/// Has these working groups found.
pub(crate) async fn index_anew(tx: &DatabaseTransaction, ids: &[Uuid]) -> Result<(), Error> {
    let everything = everything(tx).await?;
    let mut select = select(&everything, Sight::Inside);
    select.and_where(Expr::col(("working_group", "id")).is_in(ids.iter().copied()));
    for (_, group) in assemble(tx, fetch::<Row>(tx, &select).await?).await? {
        index(tx, &group, Writing::Anew).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    centre_id: Uuid,
    status: String,
    content: String,
    result: String,
    origin: String,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    #[sea_orm(nested)]
    placing: Placing,
}

impl Row {
    fn read(self) -> Result<(Placing, WorkingGroup), Error> {
        let group = WorkingGroup {
            id: Id::from_uuid(self.id),
            centre: Id::from_uuid(self.centre_id),
            status: member(&self.status)?,
            result: serde_json::from_str(&self.result)?,
            content: serde_json::from_str(&self.content)?,
            origin: serde_json::from_str(&self.origin)?,
            members: Vec::new(),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        };
        Ok((self.placing, group))
    }
}

/// [`Scope::sight_of_group`] in SQL: that the reader sees at least so much of the group.
fn visible(scope: &Scope, least: Sight) -> Condition {
    let column = |name| Expr::col(("working_group", name));
    let is = |visibility: Visibility| column("visibility").eq(Expr::Constant(visibility.as_str().into()));
    let own: Vec<_> = scope.groups.iter().map(|(id, _)| id.uuid()).collect();
    let seen = Cond::any()
        .add_option((scope.is_networked && least <= Sight::Network).then(|| is(Visibility::Network)))
        .add_option((scope.is_networked || least <= Sight::Public).then(|| is(Visibility::Public)))
        .add_option((!scope.centres.is_empty()).then(|| column("centre_id").is_in(uuids(&scope.centres))))
        .add_option((!own.is_empty()).then(|| column("id").is_in(own)))
        .add_option((least == Sight::Invited).then(|| member::is_asked(scope)).flatten());
    if seen.is_empty() { seen.add(Expr::Constant(false.into())) } else { seen }
}

/// For `EXISTS`: that this column is the id of a working group of which the reader sees what it is found by.
pub(crate) fn seen_as(own: (&'static str, &'static str), scope: &Scope) -> SelectStatement {
    let mut select = Query::select().expr(Expr::Constant(1.into())).from("working_group").take();
    let seen = visible(scope, Sight::Public);
    select.and_where(Expr::col(("working_group", "id")).equals(own)).cond_where(seen).take()
}

fn select(scope: &Scope, least: Sight) -> SelectStatement {
    let columns = ["id", "centre_id", "status", "content", "result", "origin", "created_at", "updated_at", "revision"];
    let mut select = Query::select();
    for column in columns {
        select.column(("working_group", column));
    }
    select
        .expr_as(Expr::col(("working_group", "created_at")), "listed_at")
        .expr_as(Expr::col(("working_group", "id")), "list_id")
        .from("working_group")
        .cond_where(visible(scope, least));
    select
}

/// The columns a list is sorted by.
const fn keys(sort: Sort) -> Keys {
    match sort {
        Sort::Name => Keys { key: ("working_group", "sort_key"), id: ("working_group", "id") },
        Sort::Time | Sort::Distance => Keys { key: ("working_group", "created_at"), id: ("working_group", "id") },
    }
}

/// Reads rows with the members of the groups: one statement more.
async fn assemble(db: &impl ConnectionTrait, rows: Vec<Row>) -> Result<Vec<(Placing, WorkingGroup)>, Error> {
    let mut found = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    let keys: HashMap<_, _> = found.iter().map(|(_, group)| (group.id.uuid(), group.key())).collect();
    let mut members = member::members_of(db, &keys).await?;
    for (_, group) in &mut found {
        group.members = members.remove(&group.id).unwrap_or_default();
    }
    Ok(found)
}

impl Store {
    /// A page of the working groups a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn working_groups(
        &self,
        scope: &Scope,
        list: &GroupList,
        page: &Page,
    ) -> Result<Slice<WorkingGroup>, Error> {
        let mut select = select(scope, list.least());
        select.cond_where(list.condition());
        let keys = keys(page.sort);
        if page.sort == Sort::Name {
            select.column(keys.key);
        }
        page.bound(&mut select, keys);
        page.sorted(&mut select, (keys.key, keys.id));
        let found = assemble(&self.db, page.fetch::<Row>(&self.db, &mut select).await?).await?;
        Ok(page.slice(found.into_iter().map(|(placing, group)| placing.entry(page.sort, group)).collect()))
    }

    /// How many such working groups a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_working_groups(&self, scope: &Scope, list: &GroupList) -> Result<i64, Error> {
        let mut select = Query::select();
        select
            .expr_as(Expr::cust("count(*)"), "count")
            .from("working_group")
            .cond_where(visible(scope, list.least()))
            .cond_where(list.condition());
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// Working groups by their ids, those a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn working_groups_by_id(
        &self,
        scope: &Scope,
        ids: &[Id<WorkingGroup>],
    ) -> Result<HashMap<Id<WorkingGroup>, WorkingGroup>, Error> {
        let mut select = select(scope, Sight::Invited);
        select.and_where(Expr::col(("working_group", "id")).is_in(uuids(ids)));
        let found = assemble(&self.db, fetch::<Row>(&self.db, &select).await?).await?;
        Ok(found.into_iter().map(|(_, group)| (group.id, group)).collect())
    }
}

/// A working group, if the reader is in it or works for its centre. Not locked.
pub(crate) async fn inside(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Id<WorkingGroup>,
) -> Result<Option<WorkingGroup>, Error> {
    let mut select = select(scope, Sight::Inside);
    select.and_where(Expr::col(("working_group", "id")).eq(id.uuid()));
    Ok(assemble(db, fetch::<Row>(db, &select).await?).await?.pop().map(|(_, group)| group))
}

impl Tx {
    /// A working group that the actor sees, locked: whatever is decided about its members and meetings is decided under this
    /// lock. `path` is the input field that names it.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn working_group(&self, id: Id<WorkingGroup>, path: &str) -> Result<WorkingGroup, Error> {
        self.lock("working_group", id.uuid()).await?;
        let mut select = select(&self.scope, Sight::Invited);
        select.and_where(Expr::col(("working_group", "id")).eq(id.uuid()));
        let found = assemble(&self.tx, fetch::<Row>(&self.tx, &select).await?).await?.pop();
        Ok(found.ok_or_else(|| Refusal::not_found(path))?.1)
    }

    /// The action fields of a centre.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn action_fields_of(&self, centre: Id<Centre>) -> Result<Vec<Id<ActionField>>, Error> {
        crate::centre::action_field_ids(&self.tx, centre).await
    }
}
