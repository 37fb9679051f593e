//! Figures from elsewhere that centres put beside what is offered.

use crate::account::member;
use crate::error::Error;
use crate::listing::Entries;
use crate::store::{Save, Store, Tx, fetch, keep, put, uuids};
use domain::centre::Centre;
use domain::change::Revision;
use domain::coverage::Dimension;
use domain::event::Event;
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::place::MunicipalityKey;
use domain::reference_figure::{ReferenceFigure, ReferenceFigures, ReferenceFiguresContent};
use domain::text::{Line, Value as _};
use domain::time::{Timestamp, parse_date};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reference_figures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub centre_id: Uuid,
        pub label: String,
        pub unit: String,
        pub source: String,
        pub date: String,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(FromQueryResult)]
struct FigureRow {
    municipality: String,
    language: Option<String>,
    kind: Option<String>,
    target_group: Option<String>,
    value: i64,
    figures_id: Uuid,
}

const FIGURES: Entries = Entries {
    table: "reference_figure",
    columns: &["municipality", "language", "kind", "target_group", "value", "figures_id"],
};

impl Save for ReferenceFigures {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let content = &self.content;
        let row = row::Model {
            id: self.id.uuid(),
            centre_id: self.centre.uuid(),
            label: content.label.as_str().to_owned(),
            unit: content.unit.as_str().to_owned(),
            source: content.source.as_str().to_owned(),
            date: content.date.to_string(),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await?;
        keep(tx, event, content).await?;
        FIGURES.clear(tx, &[self.id.uuid()]).await?;
        let figure = |figure: &ReferenceFigure| {
            let language = figure.language.as_ref().map(|tag| tag.as_str().to_owned());
            let kind = figure.kind.map(|kind| kind.code().to_owned());
            let group = figure.target_group.map(|group| group.as_str().to_owned());
            let municipality = figure.municipality.as_str().to_owned();
            vec![
                municipality.into(),
                language.into(),
                kind.into(),
                group.into(),
                figure.value.into(),
                self.id.uuid().into(),
            ]
        };
        FIGURES.add(tx, content.figures.iter().map(figure).collect()).await
    }
}

fn line(text: &str) -> Result<Line<200>, Error> {
    Line::parse(text).map_err(|_| Error::corrupt("a line that is none"))
}

/// A set without its figures.
fn from_row(row: &row::Model) -> Result<ReferenceFigures, Error> {
    Ok(ReferenceFigures {
        id: Id::from_uuid(row.id),
        centre: Id::from_uuid(row.centre_id),
        content: ReferenceFiguresContent {
            label: line(&row.label)?,
            unit: line(&row.unit)?,
            source: line(&row.source)?,
            date: parse_date(&row.date).map_err(|_| Error::corrupt("a date that is none"))?,
            figures: Vec::new(),
        },
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        revision: Revision::new(row.revision),
    })
}

fn figure(row: FigureRow) -> Result<(Id<ReferenceFigures>, ReferenceFigure), Error> {
    let broken = |_| Error::corrupt("a figure about something unknown");
    let figure = ReferenceFigure {
        municipality: MunicipalityKey::parse(&row.municipality).map_err(broken)?,
        language: row.language.as_deref().map(LanguageTag::parse).transpose().map_err(broken)?,
        kind: row.kind.as_deref().map(OfferKind::parse).transpose().map_err(broken)?,
        target_group: row.target_group.as_deref().map(member).transpose()?,
        value: row.value,
    };
    Ok((Id::from_uuid(row.figures_id), figure))
}

impl Store {
    /// The figures about these municipalities that are about no other dimensions than these. If municipalities are none of
    /// these, each stands for all of them together. What rounds to nothing is left out: a zero would tell that there is
    /// somebody.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn reference_figures(
        &self,
        municipalities: &[MunicipalityKey],
        dimensions: &[Dimension],
    ) -> Result<Vec<(Id<ReferenceFigures>, ReferenceFigure)>, Error> {
        let keys = municipalities.iter().flat_map(MunicipalityKey::and_predecessors);
        let mut others = Cond::all();
        for (dimension, column) in
            [(Dimension::Language, "language"), (Dimension::Kind, "kind"), (Dimension::TargetGroup, "target_group")]
        {
            if !dimensions.contains(&dimension) {
                others = others.add(Expr::col(column).is_null());
            }
        }
        let about = ["figures_id", "language", "kind", "target_group"];
        let mut select = Query::select()
            .columns(about)
            .expr_as(Expr::cust("max(reference_figure.municipality)"), "municipality")
            .expr_as(Expr::cust("CAST(sum(reference_figure.value) AS bigint)"), "value")
            .from(FIGURES.table)
            .and_where(Expr::col((FIGURES.table, "municipality")).is_in(keys))
            .and_where(Expr::col((FIGURES.table, "value")).gt(0))
            .cond_where(others)
            .group_by_columns(about)
            .take();
        if dimensions.contains(&Dimension::Municipality) {
            select.group_by_col((FIGURES.table, "municipality"));
        }
        fetch::<FigureRow>(&self.db, &select).await?.into_iter().map(figure).collect()
    }

    /// What these sets say of themselves, without their figures.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn reference_figure_sets(&self, ids: &[Id<ReferenceFigures>]) -> Result<Vec<ReferenceFigures>, Error> {
        let wanted = Expr::col(row::Column::Id).is_in(uuids(ids));
        row::Entity::find().filter(wanted).all(&self.db).await?.iter().map(from_row).collect()
    }
}

impl Tx {
    /// A centre's set with this label, without its figures, under the centre's lock.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn reference_figures(
        &self,
        centre: &Centre,
        label: &Line<200>,
    ) -> Result<Option<ReferenceFigures>, Error> {
        self.lock("centre", centre.id.uuid()).await?;
        let found = row::Entity::find()
            .filter(row::Column::CentreId.eq(centre.id.uuid()))
            .filter(row::Column::Label.eq(label.as_str()));
        found.one(&self.tx).await?.as_ref().map(from_row).transpose()
    }
}
