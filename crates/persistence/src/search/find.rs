//! Looking into the index: which documents a query leads to, and how well each answers it.

use super::cell;
use super::page::{SearchCursor, SearchPage, SearchSlice, cut};
use super::weigh::{Documents, List, ListRow, farthest, leads, most, weigh};
use crate::deadline;
use crate::error::Error;
use crate::near::Near;
use crate::offer::{self, OfferFilter};
use crate::organisation::{self, OrganisationFilter};
use crate::store::{Store, fetch};
use crate::{project, working_group};
use domain::access::Scope;
use domain::search::{FindableKind, Query as Wanted};
use domain::time::Timestamp;
use sea_orm::sea_query::{
    BinOper, Cond, Condition, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, TransactionOptions};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;
use uuid::Uuid;

/// Stands where there is no key.
const NO_KEY: i64 = 0;
/// How long the database may look.
const TIME: Duration = Duration::from_secs(5);
/// The most lists of cells that PostgreSQL merges: it plans each of them anew, ever more slowly.
const MOST_MERGED: usize = 32;
/// The most words that begin alike which are looked at.
const MOST_ALIKE: u64 = 2_000;

/// Who searches, and when.
#[derive(Clone, Copy)]
struct Reader<'a> {
    scope: &'a Scope,
    now: Timestamp,
    /// When the first page was read.
    at: Timestamp,
}

/// What may be found.
#[derive(Clone, Debug, Default)]
pub struct SearchFilter {
    /// Only these.
    pub kinds: Option<Vec<FindableKind>>,
    /// Offers only such; `None`: all.
    pub offers: Option<OfferFilter>,
    /// Organisations only such; `None`: all.
    pub organisations: Option<OrganisationFilter>,
    /// Within this circle.
    pub near: Option<Near>,
}

impl SearchFilter {
    fn wants(&self, kind: FindableKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

#[derive(FromQueryResult)]
struct WordRow {
    word: Vec<u8>,
}

#[derive(FromQueryResult)]
struct DocumentsRow {
    entries: Option<String>,
}

#[derive(FromQueryResult)]
struct DocumentRow {
    number: i64,
    kind: String,
    entity: Uuid,
}

impl Store {
    /// What a reader sees of what answers a query, the best first. The query takes up words that are kept and come near to
    /// those that were typed.
    ///
    /// # Errors
    /// The database is broken, or [`Error::Late`].
    pub async fn search(
        &self,
        (scope, now): (&Scope, Timestamp),
        query: &mut Wanted,
        filter: &SearchFilter,
        page: SearchPage,
    ) -> Result<SearchSlice, Error> {
        if query.is_empty() {
            return Ok(SearchSlice::default());
        }
        // All pages are weighed as of the first one; what is to be seen is a matter of now.
        let at = page.after.or(page.before).map_or(now, |cursor| cursor.at);
        let reader = Reader { scope, now, at };
        let (lists, documents) = deadline::at_most(TIME, self.look_up(reader, query, filter)).await?;
        let (tallies, is_truncated) = weigh(&lists, &documents, query);
        let mut found: Vec<(SearchCursor, Option<f64>)> = tallies
            .into_iter()
            .filter_map(|(number, tally)| {
                let document = documents.get(number)?;
                let kilometres = document.chord.map(domain::place::kilometres);
                let score = tally.score(query, kilometres.map(metres), document.is_fresh);
                Some((SearchCursor { score, number, at }, kilometres))
            })
            .collect();
        found.sort_unstable_by_key(|(cursor, _)| std::cmp::Reverse(cursor.order()));
        let mut slice = cut(&found, page);
        slice.is_truncated = is_truncated;
        self.name(&mut slice).await?;
        Ok(slice)
    }

    /// The lists of all keys that answer the query, and the documents they lead to.
    async fn look_up(
        &self,
        reader: Reader<'_>,
        query: &mut Wanted,
        filter: &SearchFilter,
    ) -> Result<(Vec<List>, Documents), Error> {
        if self.db.get_database_backend() != DbBackend::Postgres {
            return look_up(&self.db, reader, query, filter).await;
        }
        let tx = self.db.begin(TransactionOptions::default()).await?;
        hold_to_the_index(&tx).await?;
        let found = look_up(&tx, reader, query, filter).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Says what the things of a slice are.
    async fn name(&self, slice: &mut SearchSlice) -> Result<(), Error> {
        let numbers: Vec<i64> = slice.things.iter().map(|thing| thing.cursor.number).collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let select = Query::select()
            .columns(["number", "kind", "entity"])
            .from("search_document")
            .and_where(Expr::col("number").is_in(numbers))
            .take();
        let rows = fetch::<DocumentRow>(&self.db, &select).await?;
        let mut named = HashMap::new();
        for row in rows {
            let kind = FindableKind::from_str(&row.kind).map_err(|_| Error::corrupt("a kind that is none"))?;
            named.insert(row.number, (kind, row.entity));
        }
        slice.things.retain_mut(|thing| match named.get(&thing.cursor.number) {
            Some((kind, id)) => {
                (thing.kind, thing.id) = (*kind, *id);
                true
            }
            None => false,
        });
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "no two points are farther apart than 20,000 km")]
fn metres(kilometres: f64) -> i64 {
    (kilometres * 1_000.0).round() as i64
}

/// Has PostgreSQL go by the index, whatever it believes about how many rows there are: each list is short or cut short. It
/// never keeps a plan made for another word.
async fn hold_to_the_index(tx: &DatabaseTransaction) -> Result<(), Error> {
    const SETTINGS: &str = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), \
        set_config('jit', 'off', true), set_config('enable_hashjoin', 'off', true), \
        set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true), \
        set_config('enable_bitmapscan', 'off', true), set_config('statement_timeout', $1, true)";
    let left = deadline::milliseconds_left().unwrap_or(TIME.as_millis()).to_string();
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, SETTINGS, [left.into()])).await?;
    Ok(())
}

/// The lists of all keys that answer the query, exactly or nearly, and the documents they lead to.
async fn look_up(
    db: &impl ConnectionTrait,
    reader: Reader<'_>,
    query: &mut Wanted,
    filter: &SearchFilter,
) -> Result<(Vec<List>, Documents), Error> {
    consider(db, query).await?;
    // What lies in another cell need not be looked at; what lies in the right one is measured afterwards.
    let cells = filter.near.as_ref().and_then(|near| cell::around(near.point, near.kilometres));
    let asked = [(query.answers(), false), (query.others(), true)].map(|(keys, is_nearly)| Asked {
        reach: most(keys.len(), is_nearly),
        keys: keys.keys().map(|key| key.number()).collect(),
        is_nearly,
    });
    let lists = read(db, &asked, cells.as_deref()).await?;
    let mut documents = Documents::default();
    meet(db, reader, filter, &lists, &mut documents).await?;
    // Where little of a list is wanted, it is looked through farther; otherwise what was read of it is enough.
    let (poor, mut lists): (Vec<List>, Vec<List>) = lists.into_iter().partition(|list| list.is_poor(&documents));
    if !poor.is_empty() {
        let asked = [false, true].map(|is_nearly| Asked {
            reach: farthest(poor.len()),
            keys: poor.iter().filter(|list| list.is_nearly == is_nearly).map(|list| list.key).collect(),
            is_nearly,
        });
        let farther = read(db, &asked, cells.as_deref()).await?;
        meet(db, reader, filter, &farther, &mut documents).await?;
        lists.extend(farther);
    }
    Ok((lists, documents))
}

/// Has the query take up words that are kept and come near to those that were typed.
async fn consider(db: &impl ConnectionTrait, query: &mut Wanted) -> Result<(), Error> {
    let alike = query.leads().flat_map(|lead| super::suggest::alike(lead, MOST_ALIKE));
    let select = alike.reduce(|mut all, arm| all.union(UnionType::Distinct, arm).take());
    let Some(select) = select else { return Ok(()) };
    let rows = fetch::<WordRow>(db, &select).await?;
    let words: Vec<String> = rows.into_iter().filter_map(|row| String::from_utf8(row.word).ok()).collect();
    for unit in 0..query.len() {
        query.consider(unit, words.iter().map(String::as_str));
    }
    Ok(())
}

/// Keys whose lists are read so far, those that answer exactly or nearly.
struct Asked {
    keys: Vec<i64>,
    is_nearly: bool,
    reach: u64,
}

/// The lists of keys.
async fn read(db: &impl ConnectionTrait, asked: &[Asked], cells: Option<&[i32]>) -> Result<Vec<List>, Error> {
    let backend = db.get_database_backend();
    let arms = asked.iter().filter(|asked| !asked.keys.is_empty()).map(|asked| list(asked, cells, backend));
    let select = arms.reduce(|mut all, arm| all.union(UnionType::All, arm).take());
    let Some(select) = select else { return Ok(Vec::new()) };
    let rows = fetch::<ListRow>(db, &select).await?;
    let reach =
        |row: &ListRow| asked.iter().find(|asked| asked.is_nearly == row.is_nearly).map_or(0, |asked| asked.reach);
    Ok(rows.iter().map(|row| List::read(row, reach(row))).collect())
}

/// The statement for the lists of some keys: each as one text, its entries by blanks. An entry is one number: place and
/// language. One more than is asked for says that the list goes on.
fn list(asked: &Asked, cells: Option<&[i32]>, backend: DbBackend) -> SelectStatement {
    let read = in_order(cells, backend).limit(asked.reach + 1).take();
    let entry = Expr::col("place").mul(1_i64 << 16).add(Expr::col("language")).cast_as("text");
    let entries = Query::select().expr_as(entry, "entry").from_subquery(read, "posting").take();
    let joined = Query::select().expr(Expr::cust("string_agg(entry, ' ')")).from_subquery(entries, "entries").take();
    // Numbers of keys come in few sizes, so that the database knows the statement again.
    let mut numbers = asked.keys.clone();
    numbers.sort_unstable();
    numbers.resize(numbers.len().next_power_of_two(), NO_KEY);
    Query::select()
        .expr_as(Expr::col(("wanted", "column1")), "key")
        .expr_as(Expr::Constant(asked.is_nearly.into()), "is_nearly")
        .expr_as(Expr::SubQuery(None, Box::new(joined.into())), "entries")
        .from_values(numbers, "wanted")
        .take()
}

/// Looks at the documents that lists lead to, each once. Those that are wanted and to be seen are met.
async fn meet(
    db: &impl ConnectionTrait,
    Reader { scope, now, at }: Reader<'_>,
    filter: &SearchFilter,
    lists: &[List],
    documents: &mut Documents,
) -> Result<(), Error> {
    let numbers = leads(lists);
    if numbers.is_empty() {
        return Ok(());
    }
    let fresh: SimpleExpr = Expr::case(Expr::col("due_at").lte(at.micros()), 0).finally(1).into();
    let beside = || BinOper::Custom("||");
    let mut entry = Expr::col("number").cast_as("text").binary(beside(), ":").binary(beside(), fresh.cast_as("text"));
    let mut select = Query::select();
    select.from_as("search_document", "document").and_where(among(&numbers, db.get_database_backend()));
    if filter.near.is_some() {
        entry = entry.binary(beside(), ":").binary(beside(), Expr::col("points"));
        select.and_where(Expr::col("points").is_not_null());
    }
    select.cond_where(visible(scope, now)).cond_where(wanted(now, filter));
    let seen = select.expr_as(entry, "entry").take();
    let joined =
        Query::select().expr_as(Expr::cust("string_agg(entry, ' ')"), "entries").from_subquery(seen, "seen").take();
    let told: Vec<String> =
        fetch::<DocumentsRow>(db, &joined).await?.into_iter().filter_map(|row| row.entries).collect();
    documents.meet(&told.join(" "), filter.near.as_ref());
    Ok(())
}

/// That the document is one of these, which are given as one text: the statement is the same for any number of them.
fn among(numbers: &[i64], backend: DbBackend) -> SimpleExpr {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let numbers = numbers.join(",");
    let number = Expr::col(("document", "number"));
    match backend {
        DbBackend::Postgres => {
            // As a subquery, or its planner would read and judge each number.
            let asked = Query::select().expr(Expr::val(format!("{{{numbers}}}"))).take();
            number.eq(Func::cust("ANY").arg(Expr::SubQuery(None, Box::new(asked.into())).cast_as("bigint[]")))
        }
        _ => {
            let each = Func::cust("json_each").arg(format!("[{numbers}]"));
            number.in_subquery(Query::select().column("value").from_function(each, "each").take())
        }
    }
}

/// The postings of a wanted key, those in the cells alone if there are any; in no order.
fn postings(cells: Option<&[i32]>) -> SelectStatement {
    let mut select = Query::select();
    match cells {
        None => select.from("search_posting"),
        // Cell by cell: whoever takes every list for a short one would rather read all of it.
        Some(cells) => select
            .from_values(cells.iter().copied(), "around")
            .cross_join("search_posting")
            .and_where(Expr::col(("search_posting", "cell")).equals(("around", "column1"))),
    };
    select
        .columns([("search_posting", "place"), ("search_posting", "language")])
        .and_where(Expr::col(("search_posting", "key")).equals(("wanted", "column1")))
        .take()
}

/// The same, by place. The list of each cell comes in order, and both databases merge such arms as far as they are read; all of
/// the cells at once they would read to the end and sort.
fn in_order(cells: Option<&[i32]>, backend: DbBackend) -> SelectStatement {
    let most = if backend == DbBackend::Postgres { MOST_MERGED } else { usize::MAX };
    if cells.is_some_and(|cells| cells.len() > most) {
        return postings(cells).order_by(("search_posting", "place"), Order::Asc).take();
    }
    let arm = |cell: &i32| {
        let cell = Expr::col(("search_posting", "cell")).eq(*cell);
        let list = postings(None).and_where(cell).order_by("place", Order::Asc).take();
        Query::select().columns(["place", "language"]).from_subquery(list, "list").take()
    };
    let merged = cells.into_iter().flatten().map(arm).reduce(|mut all, arm| all.union(UnionType::All, arm).take());
    merged.unwrap_or_else(|| postings(None)).order_by("place", Order::Asc).take()
}

/// That everybody sees the document.
pub(super) fn public(now: Timestamp) -> Condition {
    let column = |name| Expr::col(("document", name));
    Cond::all()
        .add(column("public_from").lte(now.micros()))
        .add(column("public_until").gt(now.micros()))
        .add(column("is_hidden").eq(false))
}

/// That the reader sees the document. What outsiders see, the index knows; what somebody sees beyond it, each concept.
fn visible(scope: &Scope, now: Timestamp) -> Condition {
    let column = |name| Expr::col(("document", name));
    let public = public(now);
    if *scope == Scope::default() {
        return public;
    }
    let inside = |kind: FindableKind, own: SelectStatement| {
        Cond::all().add(column("kind").eq(Expr::Constant(kind.as_str().into()))).add(Expr::exists(own))
    };
    let own = ("document", "entity");
    Cond::any()
        .add(public)
        .add(inside(FindableKind::Offer, offer::seen_as(own, scope, now)))
        .add(inside(FindableKind::Organisation, organisation::seen_as(own, scope)))
        .add(inside(FindableKind::Project, project::seen_as(own, scope)))
        .add(inside(FindableKind::WorkingGroup, working_group::seen_as(own, scope)))
}

/// That the document is of what is wanted.
fn wanted(now: Timestamp, filter: &SearchFilter) -> Condition {
    let kind = |kind: FindableKind| Expr::col(("document", "kind")).eq(Expr::Constant(kind.as_str().into()));
    let all = FindableKind::ALL.iter().copied();
    if all.clone().all(|kind| filter.wants(kind)) && filter.offers.is_none() && filter.organisations.is_none() {
        return Cond::all();
    }
    let own = ("document", "entity");
    let never = Cond::any().add(Expr::Constant(false.into()));
    all.filter(|kind| filter.wants(*kind)).fold(never, |any, one| {
        // Whether it is to be seen is asked beside this.
        let such = match one {
            FindableKind::Offer => filter.offers.as_ref().map(|wanted| offer::such_as(own, wanted, now)),
            FindableKind::Organisation => {
                filter.organisations.as_ref().map(|wanted| organisation::such_as(own, wanted))
            }
            FindableKind::Project | FindableKind::WorkingGroup => None,
        };
        any.add(Cond::all().add(kind(one)).add_option(such.map(Expr::exists)))
    })
}
