//! Pages by keyset: a page costs the same however deep it lies.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement, WindowStatement};
use uuid::Uuid;

/// Where a row stands in a list: its sort key, then its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key: an instant or a position.
    pub key: i64,
    /// The row's id.
    pub id: Uuid,
}

impl Cursor {
    /// As clients get it: opaque text.
    #[must_use]
    pub fn encode(self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.key.to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// From what a client sends back; `None` if it never came from here.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (key, id) = bytes.split_at(8);
        Some(Self { key: i64::from_be_bytes(key.try_into().ok()?), id: Uuid::from_slice(id).ok()? })
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
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// How many rows.
    pub limit: u64,
    /// After this row.
    pub after: Option<Cursor>,
    /// Before this row.
    pub before: Option<Cursor>,
    /// The last rows rather than the first.
    pub from_end: bool,
    /// Which way the list runs.
    pub direction: Direction,
}

impl Page {
    /// The first rows of a list.
    #[must_use]
    pub const fn first(limit: u64) -> Self {
        Self { limit, after: None, before: None, from_end: false, direction: Direction::Descending }
    }
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows with where they stand.
    pub rows: Vec<(Cursor, T)>,
    /// Whether there are more behind.
    pub has_next: bool,
    /// Whether there are more before.
    pub has_previous: bool,
}

impl<T> Slice<T> {
    /// The empty part of an empty list.
    #[must_use]
    pub const fn empty() -> Self {
        Self { rows: Vec::new(), has_next: false, has_previous: false }
    }
}

/// The two columns a list is sorted by.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    pub(crate) table: &'static str,
    pub(crate) key: &'static str,
}

impl Keys {
    fn tuple(self) -> Expr {
        Expr::tuple([Expr::col((self.table, self.key)), Expr::col((self.table, "id"))])
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

    fn bound(&self, select: &mut SelectStatement, keys: Keys) {
        let falling = self.direction == Direction::Descending;
        let tuple = |cursor: Cursor| Expr::tuple([Expr::val(cursor.key), Expr::val(cursor.id)]);
        if let Some(after) = self.after {
            let beyond = if falling { keys.tuple().lt(tuple(after)) } else { keys.tuple().gt(tuple(after)) };
            select.and_where(beyond);
        }
        if let Some(before) = self.before {
            let short_of = if falling { keys.tuple().gt(tuple(before)) } else { keys.tuple().lt(tuple(before)) };
            select.and_where(short_of);
        }
    }

    /// Restricts a statement to this page, and one row more to see whether the list goes on.
    pub(crate) fn apply(&self, select: &mut SelectStatement, keys: Keys) {
        self.bound(select, keys);
        select
            .order_by((keys.table, keys.key), self.order())
            .order_by((keys.table, "id"), self.order())
            .limit(self.limit + 1);
    }

    /// Restricts a statement to this page for every `parent` at once. The parent's column comes out as `parent`.
    pub(crate) fn apply_per_parent(
        &self,
        mut select: SelectStatement,
        keys: Keys,
        parent: (&'static str, &'static str),
    ) -> SelectStatement {
        self.bound(&mut select, keys);
        let mut window = WindowStatement::partition_by(parent);
        window.order_by((keys.table, keys.key), self.order()).order_by((keys.table, "id"), self.order());
        select.expr_window_as(Expr::cust("row_number()"), window, "place_in_list");
        let last = i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1);
        sea_orm::sea_query::Query::select()
            .column(sea_orm::sea_query::Asterisk)
            .from_subquery(select, "ranked")
            .and_where(Expr::col("place_in_list").lte(last))
            .order_by("place_in_list", Order::Asc)
            .take()
    }

    /// Makes a slice of what came back.
    pub(crate) fn slice<T>(&self, mut rows: Vec<(Cursor, T)>) -> Slice<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if self.from_end {
            rows.reverse();
            Slice { rows, has_next: self.before.is_some(), has_previous: more }
        } else {
            Slice { rows, has_next: more, has_previous: self.after.is_some() }
        }
    }
}
