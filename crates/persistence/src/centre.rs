//! Centres, staff, action fields.

use crate::account::{member, value};
use crate::error::Error;
use crate::page::{Cursor, Entry, Keys, Page, Slice};
use crate::store::{Count, Save, Store, Tx, fetch, put, uuids};
use domain::access::Scope;
use domain::account::Account;
use domain::centre::{ActionField, Centre, Staff, StaffMember};
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::place::CountyKey;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Order, Query};
use sea_orm::{DatabaseTransaction, IntoActiveModel, QueryOrder, QueryTrait};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "centre")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub county: String,
        pub content: String,
        pub confirmation: String,
        pub organisation_id: Option<Uuid>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod staff_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub centre_id: Uuid,
        pub account_id: Uuid,
        pub role: String,
        pub is_dismissed: bool,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod action_field_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "action_field")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub centre_id: Uuid,
        pub position: i32,
        pub name: String,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn from_row(row: row::Model) -> Result<Centre, Error> {
    Ok(Centre {
        id: Id::from_uuid(row.id),
        county: value::<CountyKey>(&row.county)?,
        content: serde_json::from_str(&row.content)?,
        confirmation: serde_json::from_str(&row.confirmation)?,
        organisation: row.organisation_id.map(Id::from_uuid),
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

fn from_staff_row(row: staff_row::Model) -> Result<StaffMember, Error> {
    Ok(StaffMember {
        id: Id::from_uuid(row.id),
        centre: Id::from_uuid(row.centre_id),
        account: Id::from_uuid(row.account_id),
        role: member(&row.role)?,
        is_dismissed: row.is_dismissed,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

fn from_action_field_row(row: action_field_row::Model) -> Result<ActionField, Error> {
    Ok(ActionField {
        id: Id::from_uuid(row.id),
        centre: Id::from_uuid(row.centre_id),
        position: row.position,
        name: serde_json::from_str(&row.name)?,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

impl Save for Centre {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        let row = row::Model {
            id: self.id.uuid(),
            county: self.county.as_str().to_owned(),
            content: serde_json::to_string(&self.content)?,
            confirmation: serde_json::to_string(&self.confirmation)?,
            organisation_id: self.organisation.map(|id| id.uuid()),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await
    }
}

impl Save for StaffMember {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        let row = staff_row::Model {
            id: self.id.uuid(),
            centre_id: self.centre.uuid(),
            account_id: self.account.uuid(),
            role: self.role.as_str().to_owned(),
            is_dismissed: self.is_dismissed,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await
    }
}

impl Save for ActionField {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        let row = action_field_row::Model {
            id: self.id.uuid(),
            centre_id: self.centre.uuid(),
            position: self.position,
            name: serde_json::to_string(&self.name)?,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await
    }
}

async fn by_county(db: &impl ConnectionTrait, county: &str) -> Result<Option<Centre>, Error> {
    let found = row::Entity::find().filter(row::Column::County.eq(county)).one(db).await?;
    found.map(from_row).transpose()
}

async fn active_staff(db: &impl ConnectionTrait, condition: Expr) -> Result<Vec<StaffMember>, Error> {
    let rows = staff_row::Entity::find()
        .filter(condition)
        .filter(staff_row::Column::IsDismissed.eq(false))
        .order_by(staff_row::Column::Id, Order::Asc)
        .all(db)
        .await?;
    rows.into_iter().map(from_staff_row).collect()
}

/// The posts of a person.
pub(crate) async fn posts_of(db: &impl ConnectionTrait, person: Id<Account>) -> Result<Vec<StaffMember>, Error> {
    active_staff(db, staff_row::Column::AccountId.eq(person.uuid())).await
}

/// What somebody sees who works for all centres: all there is.
pub(crate) async fn everything(db: &impl ConnectionTrait) -> Result<Scope, Error> {
    let rows: Vec<row::Model> = fetch(db, &row::Entity::find().into_query()).await?;
    Ok(Scope { centres: rows.into_iter().map(|row| Id::from_uuid(row.id)).collect(), ..Scope::default() })
}

impl Store {
    /// A page of all centres. Everybody sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn centres(&self, page: &Page) -> Result<Slice<Centre>, Error> {
        let mut select = row::Entity::find().into_query();
        let keys = Keys { key: ("centre", "created_at"), id: ("centre", "id") };
        page.bound(&mut select, keys);
        page.sorted(&mut select, (keys.key, keys.id));
        let entry = |row: row::Model| {
            let cursor = Cursor::at(row.created_at, row.id);
            Ok(Entry { cursor, kilometres: None, value: from_row(row)? })
        };
        let entries = page.fetch::<row::Model>(&self.db, &mut select).await?.into_iter().map(entry);
        Ok(page.slice(entries.collect::<Result<_, Error>>()?))
    }

    /// How many centres there are.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_centres(&self) -> Result<i64, Error> {
        let select = Query::select().expr_as(Expr::cust("count(*)"), "count").from("centre").take();
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// All centres, by county: one for each at the most.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn every_centre(&self) -> Result<Vec<Centre>, Error> {
        let rows = row::Entity::find().order_by(row::Column::County, Order::Asc).all(&self.db).await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Centres by their ids.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn centres_by_id(&self, ids: &[Id<Centre>]) -> Result<HashMap<Id<Centre>, Centre>, Error> {
        let rows = row::Entity::find().filter(row::Column::Id.is_in(uuids(ids))).all(&self.db).await?;
        rows.into_iter().map(|row| from_row(row).map(|centre| (centre.id, centre))).collect()
    }

    /// The action fields of centres, each list in its order.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn action_fields_of(
        &self,
        centres: &[Id<Centre>],
    ) -> Result<HashMap<Id<Centre>, Vec<ActionField>>, Error> {
        let rows = action_field_row::Entity::find()
            .filter(action_field_row::Column::CentreId.is_in(uuids(centres)))
            .order_by(action_field_row::Column::Position, Order::Asc)
            .all(&self.db)
            .await?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let field = from_action_field_row(row)?;
            found.entry(field.centre).or_default().push(field);
        }
        Ok(found)
    }

    /// Action fields by their ids. Everybody sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn action_fields(&self, ids: &[Id<ActionField>]) -> Result<HashMap<Id<ActionField>, ActionField>, Error> {
        let rows = action_field_row::Entity::find()
            .filter(action_field_row::Column::Id.is_in(uuids(ids)))
            .all(&self.db)
            .await?;
        rows.into_iter().map(|row| from_action_field_row(row).map(|field| (field.id, field))).collect()
    }

    /// The staff of centres. Whoever asks has checked that the reader works there.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn staff_of(&self, centres: &[Id<Centre>]) -> Result<HashMap<Id<Centre>, Vec<StaffMember>>, Error> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for post in active_staff(&self.db, staff_row::Column::CentreId.is_in(uuids(centres))).await? {
            found.entry(post.centre).or_default().push(post);
        }
        Ok(found)
    }

    /// Posts by their ids. Whoever asks checks that the reader may see them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn staff(&self, ids: &[Id<StaffMember>]) -> Result<Vec<StaffMember>, Error> {
        active_staff(&self.db, staff_row::Column::Id.is_in(uuids(ids))).await
    }
}

impl Tx {
    /// The centre responsible for a county.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn centre_of_county(&self, county: &str) -> Result<Option<Centre>, Error> {
        by_county(&self.tx, county).await
    }

    /// A centre, locked.
    ///
    /// # Errors
    /// There is none, or the database is broken.
    pub async fn centre(&self, id: Id<Centre>) -> Result<Centre, Error> {
        self.lock("centre", id.uuid()).await?;
        let row = row::Entity::find_by_id(id.uuid()).one(&self.tx).await?;
        from_row(row.ok_or_else(|| Error::Refused(Refusal::not_found("centre")))?)
    }

    /// The staff of a centre, under its lock.
    ///
    /// # Errors
    /// There is no such centre, or the database is broken.
    pub async fn staff_of(&self, centre: Id<Centre>) -> Result<Staff, Error> {
        self.centre(centre).await?;
        let members = active_staff(&self.tx, staff_row::Column::CentreId.eq(centre.uuid())).await?;
        Ok(Staff { centre, members })
    }

    /// The staff that a post is on, under its centre's lock, if the actor works there too.
    ///
    /// # Errors
    /// There is no such post, or the database is broken.
    pub async fn staff_with(&self, post: Id<StaffMember>) -> Result<Staff, Error> {
        let found = active_staff(&self.tx, staff_row::Column::Id.eq(post.uuid())).await?;
        let seen = found.first().filter(|post| self.scope.sees_post(post));
        let centre = seen.ok_or_else(|| Refusal::not_found("id"))?.centre;
        self.staff_of(centre).await
    }

    /// How many action fields a centre has; under its lock, so that positions stay unique.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_action_fields(&self, centre: Id<Centre>) -> Result<i32, Error> {
        let of_centre = action_field_row::Column::CentreId.eq(centre.uuid());
        let count = action_field_row::Entity::find().filter(of_centre).count(&self.tx).await?;
        i32::try_from(count).map_err(Error::corrupt)
    }
}

pub(crate) async fn action_field_ids(
    db: &impl ConnectionTrait,
    centre: Id<Centre>,
) -> Result<Vec<Id<ActionField>>, Error> {
    let rows =
        action_field_row::Entity::find().filter(action_field_row::Column::CentreId.eq(centre.uuid())).all(db).await?;
    Ok(rows.into_iter().map(|row| Id::from_uuid(row.id)).collect())
}
