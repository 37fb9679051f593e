//! Contact points.

use crate::error::Error;
use crate::organisation::{exists, facts, is_inside, is_public};
use crate::search::{self, Writing};
use crate::store::{Save, Store, Tx, fetch, put, uuids};
use domain::access::Scope;
use domain::change::Revision;
use domain::contact::ContactPoint;
use domain::event::Event;
use domain::id::Id;
use domain::organisation::{Organisation, OrganisationFacts};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, JoinType, Order, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_point")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub content: String,
        pub consent: Option<String>,
        pub is_deleted: bool,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The columns of a contact point as an offer's statement selects them: all absent where the offer has none.
pub(crate) const COLUMNS: [&str; 7] =
    ["id", "content", "consent", "is_deleted", "created_at", "updated_at", "revision"];

/// A contact point's row beside that of its organisation.
#[derive(FromQueryResult)]
pub(crate) struct Row {
    contact_id: Option<Uuid>,
    contact_content: Option<String>,
    contact_consent: Option<String>,
    contact_is_deleted: Option<bool>,
    contact_created_at: Option<i64>,
    contact_updated_at: Option<i64>,
    contact_revision: Option<i32>,
}

impl Row {
    pub(crate) fn read(self, organisation: &OrganisationFacts) -> Result<Option<ContactPoint>, Error> {
        let (Some(id), Some(content)) = (self.contact_id, self.contact_content) else { return Ok(None) };
        Ok(Some(ContactPoint {
            id: Id::from_uuid(id),
            organisation: organisation.clone(),
            content: serde_json::from_str(&content)?,
            consent: self.contact_consent.as_deref().map(serde_json::from_str).transpose()?,
            is_deleted: self.contact_is_deleted.unwrap_or_default(),
            created_at: Timestamp::from_micros(self.contact_created_at.unwrap_or_default()),
            updated_at: Timestamp::from_micros(self.contact_updated_at.unwrap_or_default()),
            revision: Revision::new(self.contact_revision.unwrap_or_default()),
        }))
    }
}

#[derive(FromQueryResult)]
struct FullRow {
    organisation_id: Uuid,
    centre_id: Uuid,
    organisation_status: String,
    trust: String,
    confirmation: String,
    #[sea_orm(nested)]
    contact: Row,
}

/// [`Scope::sees_contact_point`] in SQL, as far as rows go; whether any field is public the domain says.
fn visible(scope: &Scope) -> Condition {
    Cond::all()
        .add(Expr::col(("contact_point", "is_deleted")).eq(false))
        .add(exists())
        .add(is_inside(scope).add(is_public().and(Expr::col(("contact_point", "consent")).is_not_null())))
}

async fn select(db: &impl ConnectionTrait, scope: &Scope, condition: Expr) -> Result<Vec<ContactPoint>, Error> {
    let mut select = Query::select();
    for column in COLUMNS {
        select.expr_as(Expr::col(("contact_point", column)), format!("contact_{column}"));
    }
    select
        .column(("contact_point", "organisation_id"))
        .column(("organisation", "centre_id"))
        .expr_as(Expr::col(("organisation", "status")), "organisation_status")
        .column(("organisation", "trust"))
        .column(("centre", "confirmation"))
        .from("contact_point")
        .join(
            JoinType::InnerJoin,
            "organisation",
            Expr::col(("organisation", "id")).equals(("contact_point", "organisation_id")),
        )
        .join(JoinType::InnerJoin, "centre", Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .cond_where(visible(scope))
        .and_where(condition)
        .order_by(("contact_point", "id"), Order::Asc);
    let mut found = Vec::new();
    for row in fetch::<FullRow>(db, &select).await? {
        let facts = facts(row.organisation_id, row.centre_id, &row.organisation_status, &row.trust, &row.confirmation)?;
        found.extend(row.contact.read(&facts)?.filter(|point| scope.sees_contact_point(point)));
    }
    Ok(found)
}

impl Save for ContactPoint {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        let row = row::Model {
            id: self.id.uuid(),
            organisation_id: self.organisation.id.uuid(),
            content: serde_json::to_string(&self.content)?,
            consent: self.consent.as_ref().map(serde_json::to_string).transpose()?,
            is_deleted: self.is_deleted,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await?;
        index(tx, self, Writing::of(replaces)).await
    }
}

/// Has the contact point's organisation found by its number.
async fn index(tx: &DatabaseTransaction, point: &ContactPoint, writing: Writing) -> Result<(), Error> {
    search::put_source(tx, point.organisation.id.uuid(), point.id.uuid(), &point.found(), writing).await
}

/// The same of all contact points of an organisation.
pub(crate) async fn index_of(tx: &DatabaseTransaction, organisation: &OrganisationFacts) -> Result<(), Error> {
    let inside = Scope { organisations: vec![organisation.id], ..Scope::default() };
    let theirs = Expr::col(("contact_point", "organisation_id")).eq(organisation.id.uuid());
    for point in select(tx, &inside, theirs).await? {
        index(tx, &point, Writing::Anew).await?;
    }
    Ok(())
}

impl Store {
    /// The contact points of organisations that a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn contact_points_of(
        &self,
        scope: &Scope,
        ids: &[Id<Organisation>],
    ) -> Result<HashMap<Id<Organisation>, Vec<ContactPoint>>, Error> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for point in select(&self.db, scope, Expr::col(("contact_point", "organisation_id")).is_in(uuids(ids))).await? {
            found.entry(point.organisation.id).or_default().push(point);
        }
        Ok(found)
    }

    /// Contact points by their ids, those a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn contact_points(&self, scope: &Scope, ids: &[Id<ContactPoint>]) -> Result<Vec<ContactPoint>, Error> {
        select(&self.db, scope, Expr::col(("contact_point", "id")).is_in(uuids(ids))).await
    }
}

impl Tx {
    /// A contact point that the actor sees, locked.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn contact_point(&self, id: Id<ContactPoint>) -> Result<ContactPoint, Error> {
        self.lock("contact_point", id.uuid()).await?;
        let found = select(&self.tx, &self.scope, Expr::col(("contact_point", "id")).eq(id.uuid())).await?.pop();
        Ok(found.ok_or_else(|| Refusal::not_found("id"))?)
    }

    /// All contact points of an organisation that the actor sees.
    pub(crate) async fn contact_points_of(&self, id: Id<Organisation>) -> Result<Vec<ContactPoint>, Error> {
        select(&self.tx, &self.scope, Expr::col(("contact_point", "organisation_id")).eq(id.uuid())).await
    }
}
