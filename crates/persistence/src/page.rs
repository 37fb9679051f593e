//! Pages by keyset: a page costs the same however deep it lies.

use crate::error::Error;
use crate::store::fetch;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, IntoColumnRef, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// What a list is sorted by, before the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By an instant.
    #[default]
    Time,
    /// By a name or title, in the order of the Unicode root collation.
    Name,
    /// By distance.
    Distance,
}

/// What a row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// An instant (microseconds) or a squared chord (square metres).
    Number(i64),
    /// A collation key.
    Bytes(Vec<u8>),
}

impl From<Key> for Expr {
    fn from(key: Key) -> Self {
        match key {
            Key::Number(number) => Self::val(number),
            Key::Bytes(bytes) => Self::val(bytes),
        }
    }
}

/// Where a row stands in a list: its sort key, then its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the list is sorted by.
    pub sort: Sort,
    /// The row's sort key.
    pub key: Key,
    /// The row's id.
    pub id: Uuid,
}

impl Cursor {
    /// In a list sorted by an instant.
    #[must_use]
    pub(crate) const fn at(instant: i64, id: Uuid) -> Self {
        Self { sort: Sort::Time, key: Key::Number(instant), id }
    }

    /// As clients get it: opaque text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = vec![match self.sort {
            Sort::Time => 0,
            Sort::Name => 1,
            Sort::Distance => 2,
        }];
        bytes.extend_from_slice(self.id.as_bytes());
        match &self.key {
            Key::Number(number) => bytes.extend_from_slice(&number.to_be_bytes()),
            Key::Bytes(key) => bytes.extend_from_slice(key),
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// From what a client sends back; `None` if it never came from a list sorted so.
    #[must_use]
    pub fn decode(text: &str, sort: Sort) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() <= 1000)?;
        let (tag, rest) = bytes.split_first()?;
        let (id, key) = rest.split_at_checked(16)?;
        let number = || key.try_into().ok().map(i64::from_be_bytes).map(Key::Number);
        let key = match (tag, sort) {
            (0, Sort::Time) | (2, Sort::Distance) => number()?,
            (1, Sort::Name) => Key::Bytes(key.to_vec()),
            _ => return None,
        };
        Some(Self { sort, key, id: Uuid::from_slice(id).ok()? })
    }
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Lowest sort key first.
    Ascending,
    /// Highest sort key first: newest.
    #[default]
    Descending,
}

/// Which part of a list is wanted.
#[derive(Clone, Debug)]
pub struct Page {
    /// How many rows.
    pub limit: u64,
    /// After this row.
    pub after: Option<Cursor>,
    /// Before this row.
    pub before: Option<Cursor>,
    /// The last rows rather than the first.
    pub from_end: bool,
    /// What the list is sorted by.
    pub sort: Sort,
    /// Which way the list runs.
    pub direction: Direction,
}

impl Page {
    /// The first rows of a list.
    #[must_use]
    pub const fn first(limit: u64) -> Self {
        Self { limit, after: None, before: None, from_end: false, sort: Sort::Time, direction: Direction::Descending }
    }
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// Where it stands.
    pub cursor: Cursor,
    /// How far it is from the point that was asked about, in kilometres; `None` if none was.
    pub kilometres: Option<f64>,
    /// The object.
    pub value: T,
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// Its entries.
    pub entries: Vec<Entry<T>>,
    /// Whether there are more behind.
    pub has_next: bool,
    /// Whether there are more before.
    pub has_previous: bool,
}

impl<T> Slice<T> {
    /// The empty part of an empty list.
    #[must_use]
    pub const fn empty() -> Self {
        Self { entries: Vec::new(), has_next: false, has_previous: false }
    }

    /// The objects.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|entry| &entry.value)
    }
}

/// What a row has beside the object for its place in a list.
#[derive(FromQueryResult)]
pub(crate) struct Placing {
    listed_at: i64,
    list_id: Uuid,
    sort_key: Option<Vec<u8>>,
    chord: Option<i64>,
}

impl Placing {
    /// The entry of a list that is sorted so.
    pub(crate) fn entry<T>(self, sort: Sort, value: T) -> Entry<T> {
        let key = match sort {
            Sort::Time => Key::Number(self.listed_at),
            Sort::Name => Key::Bytes(self.sort_key.unwrap_or_default()),
            Sort::Distance => Key::Number(self.chord.unwrap_or_default()),
        };
        let cursor = Cursor { sort, key, id: self.list_id };
        Entry { cursor, kilometres: self.chord.map(domain::place::kilometres), value }
    }
}

/// The two columns a list is sorted by.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    pub(crate) key: (&'static str, &'static str),
    pub(crate) id: (&'static str, &'static str),
}

impl Keys {
    fn tuple(self) -> Expr {
        Expr::tuple([Expr::col(self.key), Expr::col(self.id)])
    }
}

impl Page {
    /// Whether rows are fetched by falling sort key.
    fn falling(&self) -> bool {
        (self.direction == Direction::Descending) != self.from_end
    }

    fn order(&self) -> Order {
        if self.falling() { Order::Desc } else { Order::Asc }
    }

    /// Restricts a statement to what lies between the cursors.
    pub(crate) fn bound(&self, select: &mut SelectStatement, keys: Keys) {
        let falling = self.direction == Direction::Descending;
        let tuple = |cursor: &Cursor| Expr::tuple([cursor.key.clone().into(), Expr::val(cursor.id)]);
        if let Some(after) = &self.after {
            let beyond = if falling { keys.tuple().lt(tuple(after)) } else { keys.tuple().gt(tuple(after)) };
            select.and_where(beyond);
        }
        if let Some(before) = &self.before {
            let short_of = if falling { keys.tuple().gt(tuple(before)) } else { keys.tuple().lt(tuple(before)) };
            select.and_where(short_of);
        }
    }

    /// Brings a statement's rows into the order of the list, in which `keys` are its columns.
    pub(crate) fn sorted<C: IntoColumnRef>(&self, select: &mut SelectStatement, keys: (C, C)) {
        select.order_by(keys.0, self.order()).order_by(keys.1, self.order());
    }

    /// Restricts a statement to as many rows as wanted, and one more to see whether the list goes on.
    pub(crate) fn limited(&self, select: &mut SelectStatement) {
        select.limit(self.limit + 1);
    }

    /// Runs a statement for this page.
    pub(crate) async fn fetch<R: FromQueryResult>(
        &self,
        db: &impl ConnectionTrait,
        select: &mut SelectStatement,
    ) -> Result<Vec<R>, Error> {
        self.limited(select);
        let mut statement: Statement = db.get_database_backend().build(select);
        write_out_limits(&mut statement);
        Ok(R::find_by_statement(statement).all(db).await?)
    }

    /// Runs a statement for this page of each of these `parents`, whose column is given, all at once.
    pub(crate) async fn fetch_per_parent<R: FromQueryResult>(
        &self,
        db: &impl ConnectionTrait,
        mut select: SelectStatement,
        keys: Keys,
        (column, parents): ((&'static str, &'static str), &[Uuid]),
    ) -> Result<Vec<R>, Error> {
        self.bound(&mut select, keys);
        if let [parent] = parents {
            // One alone is a list like any other.
            self.sorted(select.and_where(Expr::col(column).eq(*parent)), (keys.key, keys.id));
            return self.fetch(db, &mut select).await;
        }
        let mut window = WindowStatement::partition_by(column);
        window.order_by(keys.key, self.order()).order_by(keys.id, self.order());
        select.and_where(Expr::col(column).is_in(parents.iter().copied())).expr_window_as(
            Expr::cust("row_number()"),
            window,
            "place_in_list",
        );
        let last = i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1);
        let select = Query::select()
            .column(Asterisk)
            .from_subquery(select, "ranked")
            .and_where(Expr::col("place_in_list").lte(last))
            .order_by("place_in_list", Order::Asc)
            .take();
        fetch(db, &select).await
    }

    /// Makes a slice of what came back.
    pub(crate) fn slice<T>(&self, mut entries: Vec<Entry<T>>) -> Slice<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = entries.len() > limit;
        entries.truncate(limit);
        if self.from_end {
            entries.reverse();
            Slice { entries, has_next: self.before.is_some(), has_previous: more }
        } else {
            Slice { entries, has_next: more, has_previous: self.after.is_some() }
        }
    }
}

/// Writes limits into a statement's text where they are parameters. PostgreSQL keeps one plan for such a statement; of a
/// limit it does not know it would assume that a tenth of all rows is wanted. SQLite plans for the limit it is given, and
/// would plan again for each.
fn write_out_limits(statement: &mut Statement) {
    const NUMBERED: &str = "LIMIT $";
    const NEXT: &str = "LIMIT ?";
    let Some(values) = &mut statement.values else { return };
    let sql = &mut statement.sql;
    let limit = |value: Option<&Value>| match value {
        Some(Value::BigUnsigned(Some(limit))) => Some(format!("LIMIT {limit}")),
        _ => None,
    };
    let mut from = 0;
    while let Some(found) = sql[from..].find(NUMBERED).map(|at| from + at) {
        from = found + NUMBERED.len();
        let number: String = sql[from..].chars().take_while(char::is_ascii_digit).collect();
        let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        // The parameter itself stays, unused: the others keep their numbers.
        if let Some(written) = limit(place.and_then(|place| values.0.get(place))) {
            sql.replace_range(found..from + number.len(), &written);
        }
    }
    while let Some(found) = sql.find(NEXT) {
        let place = sql[..found].matches('?').count();
        let Some(written) = limit(values.0.get(place)) else { break };
        sql.replace_range(found..found + NEXT.len(), &written);
        values.0.remove(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::DbBackend;

    #[test]
    fn limits_are_part_of_the_text_on_both_databases() {
        let arm = |name: &'static str| {
            let inner = Query::select().column("id").from(name).and_where(Expr::col("key").eq(7)).limit(3).take();
            Query::select().column("id").from_subquery(inner, "arm").take()
        };
        let mut select = arm("one");
        select.union(sea_orm::sea_query::UnionType::All, arm("other")).limit(4);
        for (backend, left, first) in [(DbBackend::Sqlite, 2, "?"), (DbBackend::Postgres, 5, "$1")] {
            let mut statement: Statement = backend.build(&select);
            write_out_limits(&mut statement);
            assert_eq!(statement.sql.matches("LIMIT 3").count(), 2, "{}", statement.sql);
            assert!(statement.sql.ends_with("LIMIT 4") && statement.sql.contains(&format!("\"key\" = {first}")));
            assert_eq!(statement.values.map(|values| values.0.len()), Some(left));
        }
    }
}
