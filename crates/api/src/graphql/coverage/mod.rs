//! What is offered where, what is not, and figures from elsewhere beside it.

mod label;
mod lines;

use super::caller::Caller;
use super::enums::mirror;
use super::failure::Failure;
use super::offer::OfferFilter;
use super::scalar::Date;
use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::access::Scope;
use domain::coverage::{Coverage as Counted, Dimension, Figures, Lines};
use domain::id::Id;
use domain::reference_figure::ReferenceFigures;
use domain::refusal::Flaw;
use label::Labels;
use persistence::OfferList;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

mirror! {
    /// By what the rows or the columns of a table differ.
    CoverageDimension = "Dimension" {
        /// Languages of delivery: those of offers that reach the area, those there are figures about, and the eight the
        /// centre's own texts are in.
        Language = "LANGUAGE",
        /// Kinds of offers; a wider one counts those below it too.
        Kind = "KIND",
        /// Municipalities. What reaches several, or is online for everybody, counts in each.
        Municipality = "MUNICIPALITY",
        /// Action fields of integration concepts.
        ActionField = "ACTION_FIELD",
        /// Groups of people; what is for everyone counts for each.
        TargetGroup = "TARGET_GROUP",
    }
}

/// The most cells of a table.
const MOST_CELLS: usize = 10_000;
/// The most gaps at once.
const MOST_GAPS: i64 = 100;

/// A number from elsewhere that a centre puts beside what is offered: how many persons of a first nationality live there, say.
/// It is no measure of a need.
#[derive(Clone)]
pub struct ReferenceFigure {
    set: Arc<ReferenceFigures>,
    value: i64,
}

/// A number from elsewhere that a centre puts beside what is offered: how many persons of a first nationality live there, say.
/// It is no measure of a need.
#[Object]
impl ReferenceFigure {
    /// The number, a sum of multiples of 5: exact numbers are not kept, so that nobody is recognised by a small one.
    async fn value(&self) -> i64 {
        self.value
    }

    /// What it says: `Personen nach erster Staatsangehörigkeit`. Show it with the number.
    async fn label(&self) -> &str {
        self.set.content.label.as_str()
    }

    /// What is counted: `Personen`.
    async fn unit(&self) -> &str {
        self.set.content.unit.as_str()
    }

    /// Who counted. Show it with the number.
    async fn source(&self) -> &str {
        self.set.content.source.as_str()
    }

    /// The day for which it holds.
    async fn date(&self) -> Date {
        Date(self.set.content.date.to_string())
    }
}

/// A row or a column.
#[derive(SimpleObject, Clone)]
pub struct CoverageLine {
    /// What it is about, for the filter of `offers`: a tag, code, key or id.
    key: String,
    /// What it is called, in German or English after `Accept-Language`.
    label: String,
    /// Figures about all of it; only where no cell has any, so that no total differs from the sum of what is shown.
    reference_figures: Vec<ReferenceFigure>,
}

/// Where a row and a column meet.
#[derive(SimpleObject, Clone)]
pub struct CoverageCell {
    /// How many offers: as many as `offers` has with the same filter, the keys of row and column in it, and `freshness: [FRESH]`.
    count: i64,
    /// Figures about the same, one of each set there is. What rounds to nothing is not listed.
    reference_figures: Vec<ReferenceFigure>,
}

/// A row with its cells.
#[derive(SimpleObject, Clone)]
pub struct CoverageRow {
    /// What it is about.
    line: CoverageLine,
    /// Its cells, in the order of the columns.
    cells: Vec<CoverageCell>,
}

/// How many public offers there are by two dimensions, those included of which there is none.
#[derive(SimpleObject, Clone)]
pub struct Coverage {
    /// The columns.
    columns: Vec<CoverageLine>,
    /// The rows: languages of most offers in that area first, of whatever kind; all else in the order of its vocabulary.
    rows: Vec<CoverageRow>,
}

/// Something nobody offers.
#[derive(SimpleObject, Clone)]
pub struct CoverageGap {
    /// Its row.
    row: CoverageLine,
    /// Its column.
    column: CoverageLine,
    /// Figures about the same, one of each set there is.
    reference_figures: Vec<ReferenceFigure>,
}

/// A table that was counted.
struct Table {
    counted: Counted,
    figures: Figures<Id<ReferenceFigures>>,
    sets: HashMap<Id<ReferenceFigures>, Arc<ReferenceFigures>>,
    labels: Labels,
}

impl Table {
    async fn count(
        caller: &Caller,
        (rows, columns): (Dimension, Dimension),
        filter: Option<OfferFilter>,
    ) -> Result<Self, Failure> {
        if rows == columns {
            return Err(Failure::argument("columns", Flaw::Twice, caller.tongue));
        }
        let mut filter = filter.unwrap_or_default().read(caller.tongue)?;
        filter.freshness.get_or_insert_with(|| vec![domain::centre::Freshness::Fresh]);
        let store = &caller.app.store;
        let area = lines::area(caller, &filter).await?;
        let figures = store.reference_figures(&area.municipalities, &[rows, columns]).await;
        let figures = figures.map_err(|error| caller.failed(error))?;
        let mut labels = Labels::new(caller);
        let mut of = async |dimension| -> Result<Lines, Failure> {
            let keys = lines::keys(caller, dimension, &filter, &area, &figures, &mut labels).await?;
            Ok(Lines::new(dimension, keys))
        };
        let (rows, columns) = (of(rows).await?, of(columns).await?);
        if rows.keys().len() * columns.keys().len() > MOST_CELLS {
            return Err(Failure::argument("filter", Flaw::TooManyCells { max: MOST_CELLS }, caller.tongue));
        }
        let (list, dimensions) = (OfferList { filter, near: None }, (rows.dimension(), columns.dimension()));
        let counted = store.offer_coverage(&Scope::default(), caller.now, &list, dimensions).await;
        let counted = counted.map_err(|error| caller.failed(error))?;
        let figures = Figures::of(&rows, &columns, &figures);
        let all = figures.cells.values().chain(figures.rows.values()).chain(figures.columns.values());
        let mut ids: Vec<_> = all.flat_map(|values| values.keys().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        let sets = if ids.is_empty() { Ok(Vec::new()) } else { store.reference_figure_sets(&ids).await };
        let sets = sets.map_err(|error| caller.failed(error))?;
        Ok(Self {
            counted: Counted::of(rows, columns, &counted),
            figures,
            sets: sets.into_iter().map(|set| (set.id, Arc::new(set))).collect(),
            labels,
        })
    }

    fn shown(&self, values: Option<&BTreeMap<Id<ReferenceFigures>, i64>>) -> Vec<ReferenceFigure> {
        let of = |(id, value): (&Id<ReferenceFigures>, &i64)| {
            Some(ReferenceFigure { set: Arc::clone(self.sets.get(id)?), value: *value })
        };
        let mut shown: Vec<_> = values.into_iter().flatten().filter_map(of).collect();
        shown.sort_by(|one, other| one.set.content.label.as_str().cmp(other.set.content.label.as_str()));
        shown
    }

    fn line(
        &self,
        lines: &Lines,
        place: usize,
        own: &HashMap<usize, BTreeMap<Id<ReferenceFigures>, i64>>,
    ) -> CoverageLine {
        let key = lines.keys()[place].clone();
        let label = self.labels.of(lines.dimension(), &key);
        CoverageLine { label, key, reference_figures: self.shown(own.get(&place)) }
    }

    fn row(&self, place: usize) -> CoverageLine {
        self.line(&self.counted.rows, place, &self.figures.rows)
    }

    fn column(&self, place: usize) -> CoverageLine {
        self.line(&self.counted.columns, place, &self.figures.columns)
    }
}

/// Reading what is offered and what is not.
#[derive(Default)]
pub struct CoverageQuery;

#[Object]
impl CoverageQuery {
    /// How many public offers there are by two dimensions, for example by language and municipality, with figures from
    /// elsewhere beside them where a centre has some. Offers that were confirmed lately (`FRESH`) count, unless
    /// `filter.freshness` says otherwise; the same for every reader. Without `filter.county` or `filter.municipality`
    /// it is about the counties of all centres here. A table has 10,000 cells at the most.
    async fn coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the rows are.")] rows: CoverageDimension,
        #[graphql(desc = "What the columns are: something else than the rows.")] columns: CoverageDimension,
        #[graphql(
            desc = "Which offers count; all public ones if not given. What it names of a dimension is all that is \
                          shown of it."
        )]
        filter: Option<OfferFilter>,
    ) -> Result<Coverage, Failure> {
        let table = Table::count(Caller::of(ctx), (rows.into(), columns.into()), filter).await?;
        let (rows, columns) = (0..table.counted.rows.keys().len(), 0..table.counted.columns.keys().len());
        let cell = |row, column| CoverageCell {
            count: table.counted.count(row, column),
            reference_figures: table.shown(table.figures.cells.get(&(row, column))),
        };
        let row = |row| CoverageRow {
            line: table.row(row),
            cells: columns.clone().map(|column| cell(row, column)).collect(),
        };
        Ok(Coverage {
            rows: rows.map(row).collect(),
            columns: columns.clone().map(|column| table.column(column)).collect(),
        })
    }

    /// What nobody offers: cells of the same table that are empty, those first that have the largest figure beside them, then
    /// those in whose row and column there is most otherwise.
    async fn gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.", default = 20)] first: i32,
        #[graphql(desc = "What the rows are.", default_with = "CoverageDimension::Language")] rows: CoverageDimension,
        #[graphql(
            desc = "What the columns are: something else than the rows.",
            default_with = "CoverageDimension::Municipality"
        )]
        columns: CoverageDimension,
        #[graphql(desc = "Which offers count, as in `coverage`.")] filter: Option<OfferFilter>,
    ) -> Result<Vec<CoverageGap>, Failure> {
        let caller = Caller::of(ctx);
        let first = domain::form::within(first.into(), 1, MOST_GAPS);
        let first = first.map_err(|flaw| Failure::argument("first", flaw, caller.tongue))?;
        let table = Table::count(caller, (rows.into(), columns.into()), filter).await?;
        let of_cell = |row, column| table.figures.cells.get(&(row, column));
        let largest = |row, column| of_cell(row, column).and_then(|values| values.values().max().copied()).unwrap_or(0);
        let gaps = table.counted.gaps(usize::try_from(first).unwrap_or_default(), largest);
        let gap = |(row, column)| CoverageGap {
            row: table.row(row),
            column: table.column(column),
            reference_figures: table.shown(of_cell(row, column)),
        };
        Ok(gaps.into_iter().map(gap).collect())
    }
}
