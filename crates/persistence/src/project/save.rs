//! Writing projects, their partners and teams.

use crate::error::Error;
use crate::listing::Entries;
use crate::search::{self, Document, Writing};
use crate::store::{Save, keep, put, put_new};
use crate::translation;
use domain::account::Account;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::{HandedOver, Partnership, Project, TeamMember};
use domain::search::FindableKind;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, IntoActiveModel};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "project")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub status: String,
        pub visibility: String,
        pub state: String,
        pub content: String,
        pub short_code: String,
        pub sort_key: Vec<u8>,
        pub lead_offered_to: Option<Uuid>,
        pub adapted_from: Option<Uuid>,
        pub origin: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod partnership_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "partnership")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Uuid,
        pub organisation_id: Uuid,
        pub role: String,
        pub status: String,
        pub contribution: String,
        pub reason: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod team_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "team_member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Uuid,
        pub account_id: Uuid,
        pub function: Option<String>,
        pub has_left: bool,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const TERMS: Entries = Entries { table: "project_term", columns: &["term", "project_id"] };

impl Save for Project {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let (listing, id) = (self.listing(), self.id.uuid());
        let row = row::Model {
            id,
            organisation_id: self.lead.id.uuid(),
            status: self.state.status().as_str().to_owned(),
            visibility: self.content.visibility.as_str().to_owned(),
            state: serde_json::to_string(&self.state)?,
            content: serde_json::to_string(&self.content)?,
            short_code: self.id.short_code(),
            sort_key: listing.sort_key,
            lead_offered_to: self.lead_offered_to.map(|id| id.uuid()),
            adapted_from: self.adapted_from.as_ref().map(|origin| origin.project.uuid()),
            origin: self.adapted_from.as_ref().map(serde_json::to_string).transpose()?,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), id, replaces).await?;
        if replaces.is_none() {
            let partnerships = self.partnerships.iter().map(partnership_row).collect::<Result<_, _>>()?;
            put_new(tx, partnerships).await?;
        } else {
            TERMS.clear(tx, &[id]).await?;
        }
        TERMS.add(tx, listing.terms.iter().map(|term| vec![term.to_string().into(), id.into()]).collect()).await?;
        index(tx, self, Writing::of(replaces)).await?;
        keep(tx, event, &self.content).await
    }
}

/// Has a project found.
pub(super) async fn index(tx: &DatabaseTransaction, project: &Project, writing: Writing) -> Result<(), Error> {
    let document = Document {
        kind: FindableKind::Project,
        entity: project.id.uuid(),
        organisation: Some(project.lead.id.uuid()),
        is_hidden: !project.lead.status.is_public(),
        findable: project.findable(),
    };
    translation::put(tx, &[(project.id.uuid(), &project.content)], writing).await?;
    search::put(tx, &[document], writing).await
}

fn partnership_row(partnership: &Partnership) -> Result<partnership_row::Model, Error> {
    Ok(partnership_row::Model {
        id: partnership.id.uuid(),
        project_id: partnership.project.id.uuid(),
        organisation_id: partnership.organisation.id.uuid(),
        role: partnership.role.as_str().to_owned(),
        status: partnership.status.as_str().to_owned(),
        contribution: serde_json::to_string(&partnership.contribution)?,
        reason: partnership.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        created_at: partnership.created_at.micros(),
        updated_at: partnership.updated_at.micros(),
        revision: partnership.revision.number(),
    })
}

async fn put_partnership(
    tx: &DatabaseTransaction,
    partnership: &Partnership,
    replaces: Option<Revision>,
) -> Result<(), Error> {
    put(tx, partnership_row(partnership)?.into_active_model(), partnership.id.uuid(), replaces).await
}

impl Save for Partnership {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        put_partnership(tx, self, replaces).await?;
        let content = serde_json::json!({ "role": self.role, "contribution": self.contribution });
        keep(tx, event, &content).await
    }
}

impl Save for HandedOver {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        self.project.save(tx, replaces, event).await?;
        // In this order there is one lead at any time, as the table demands.
        for (partnership, before) in [&self.from, &self.to] {
            put_partnership(tx, partnership, Some(*before)).await?;
        }
        Ok(())
    }
}

impl Save for TeamMember {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        let row = team_row::Model {
            id: self.id.uuid(),
            project_id: self.project.id.uuid(),
            account_id: self.account.uuid(),
            function: self.function.as_ref().map(ToString::to_string),
            has_left: self.has_left,
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await
    }
}

/// Takes a person out of all teams.
pub(crate) async fn leave(tx: &DatabaseTransaction, account: Id<Account>, now: Timestamp) -> Result<(), Error> {
    let leave = Query::update()
        .table("team_member")
        .value("has_left", true)
        .value("updated_at", now.micros())
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("account_id").eq(account.uuid()))
        .and_where(Expr::col("has_left").eq(false))
        .take();
    tx.execute(&leave).await?;
    Ok(())
}

/// When an organisation becomes part of another, what it is in projects goes over. Where both take part, the other one's
/// partnership holds, with the lead if one of them led.
pub(crate) async fn go_over(
    tx: &DatabaseTransaction,
    from: Id<Organisation>,
    into: Id<Organisation>,
) -> Result<(), Error> {
    let (from, into) = (from.uuid(), into.uuid());
    let of = |organisation: Uuid| {
        Query::select()
            .column("project_id")
            .from_as("partnership", "other")
            .and_where(Expr::col(("other", "organisation_id")).eq(organisation))
            .take()
    };
    let led = of(from).and_where(Expr::col(("other", "role")).eq("LEAD")).take();
    let both = Query::update()
        .table("partnership")
        .value("role", "PARTNER")
        .value("status", "ENDED")
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("organisation_id").eq(from))
        .and_where(Expr::col("project_id").in_subquery(of(into)))
        .take();
    // What the other one becomes lead of has to be known before the old lead ends.
    let leads: Vec<Uuid> =
        tx.query_all(&led).await?.iter().map(|row| row.try_get("", "project_id")).collect::<Result<_, _>>()?;
    tx.execute(&both).await?;
    let take_lead = Query::update()
        .table("partnership")
        .value("role", "LEAD")
        .value("status", "ACCEPTED")
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("organisation_id").eq(into))
        .and_where(Expr::col("project_id").is_in(leads))
        .take();
    tx.execute(&take_lead).await?;
    let rest = Query::update()
        .table("partnership")
        .value("organisation_id", into)
        .value("revision", Expr::col("revision").add(1))
        .and_where(Expr::col("organisation_id").eq(from))
        .and_where(Expr::col("project_id").not_in_subquery(of(into)))
        .take();
    tx.execute(&rest).await?;
    for (table, column) in [
        ("project", "organisation_id"),
        ("project", "lead_offered_to"),
        ("task", "organisation_id"),
        ("need", "offered_by"),
    ] {
        let go_over = Query::update()
            .table(table)
            .value(column, into)
            .value("revision", Expr::col("revision").add(1))
            .and_where(Expr::col(column).eq(from))
            .take();
        tx.execute(&go_over).await?;
    }
    Ok(())
}
