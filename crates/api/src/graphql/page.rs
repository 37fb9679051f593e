//! Relay connections. The one place that knows them, together with `persistence`'s pages.

use super::failure::Failure;
use super::message::Tongue;
use async_graphql::SimpleObject;
use domain::refusal::Flaw;
use futures_core::future::BoxFuture;
use persistence::{Cursor, Direction, Page, Sort};
use std::sync::Arc;

/// The most rows of a page.
pub const MOST: i32 = 100;
/// The rows of a page when nobody says how many.
pub const DEFAULT: i32 = 20;

/// Where this page lies in its list.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether there are more after this page.
    pub has_next_page: bool,
    /// Whether there are more before this page.
    pub has_previous_page: bool,
    /// The cursor of the first row, for `before`.
    pub start_cursor: Option<String>,
    /// The cursor of the last row, for `after`.
    pub end_cursor: Option<String>,
}

/// The arguments of a connection as they come in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PageArguments {
    /// The first so many.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// The last so many.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
}

impl PageArguments {
    /// How many rows they ask for.
    ///
    /// # Errors
    /// Bad input: both `first` and `last`, or a number outside of 0 to 100.
    pub fn limit(&self, tongue: Tongue) -> Result<u64, Failure> {
        let bad = |path: &str, flaw| Failure::argument(path, flaw, tongue);
        if self.first.is_some() && self.last.is_some() {
            return Err(bad("last", Flaw::Contradicts { field: "first" }));
        }
        let (path, wanted) = self.last.map_or(("first", self.first.unwrap_or(DEFAULT)), |last| ("last", last));
        if (0..=MOST).contains(&wanted) {
            Ok(u64::from(wanted.unsigned_abs()))
        } else {
            Err(bad(path, Flaw::OutOfRange { min: 0, max: i64::from(MOST) }))
        }
    }

    /// The page they ask for, of a list that is sorted so.
    ///
    /// # Errors
    /// Bad input: both `first` and `last`, a number outside of 0 to 100, or a cursor that never came from such a list.
    pub fn page(&self, (sort, direction): (Sort, Direction), tongue: Tongue) -> Result<Page, Failure> {
        let limit = self.limit(tongue)?;
        let cursor = |path: &str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => {
                Cursor::decode(text, sort).map(Some).ok_or_else(|| Failure::argument(path, Flaw::NotACursor, tongue))
            }
        };
        Ok(Page {
            limit,
            after: cursor("after", &self.after)?,
            before: cursor("before", &self.before)?,
            from_end: self.last.is_some(),
            sort,
            direction,
        })
    }
}

/// A distance as clients get it: nobody knows it better than to the metre.
pub(crate) fn to_the_metre(kilometres: f64) -> f64 {
    (kilometres * 1000.0).round() / 1000.0
}

/// Counts a list when, and only when, somebody asks.
pub type Count = Arc<dyn Fn() -> BoxFuture<'static, Result<i64, Failure>> + Send + Sync>;

/// Declares a connection and its edge.
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ty, $what:literal $(, $near:ident)? $(; $(#[$meta:meta])* $extra:ident: $type:ty)?) => {
        #[doc = concat!("An entry in a list of ", $what, ".")]
        #[derive(async_graphql::SimpleObject, Clone)]
        pub struct $edge {
            /// Where it stands, for `after` and `before`.
            cursor: String,
            $(
                /// How far it is from the point of `near`, in kilometres as the crow flies: its nearest place, as outsiders
                /// may know it. `null` without `near`.
                $near: Option<f64>,
            )?
            /// The object itself.
            node: $node,
        }

        #[doc = concat!("A page of ", $what, ".")]
        #[derive(Clone)]
        pub struct $connection {
            edges: Vec<$edge>,
            has_next: bool,
            has_previous: bool,
            count: $crate::graphql::page::Count,
            $($extra: Option<$type>,)?
        }

        impl $connection {
            /// Makes a connection of a slice.
            pub(crate) fn new<T>(
                slice: persistence::Slice<T>,
                count: $crate::graphql::page::Count,
                mut node: impl FnMut(T) -> $node,
            ) -> Self {
                let edge = |entry: persistence::Entry<T>| $edge {
                    cursor: entry.cursor.encode(),
                    $($near: entry.kilometres.map($crate::graphql::page::to_the_metre),)?
                    node: node(entry.value),
                };
                Self {
                    edges: slice.entries.into_iter().map(edge).collect(),
                    has_next: slice.has_next,
                    has_previous: slice.has_previous,
                    count,
                    $($extra: None,)?
                }
            }
        }

        #[doc = concat!("A page of ", $what, ".")]
        #[async_graphql::Object]
        impl $connection {
            /// The objects of this page.
            async fn nodes(&self) -> Vec<&$node> {
                self.edges.iter().map(|edge| &edge.node).collect()
            }

            /// The objects of this page, each with its cursor.
            async fn edges(&self) -> &[$edge] {
                &self.edges
            }

            /// Where this page lies in the list.
            async fn page_info(&self) -> $crate::graphql::page::PageInfo {
                $crate::graphql::page::PageInfo {
                    has_next_page: self.has_next,
                    has_previous_page: self.has_previous,
                    start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
                    end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
                }
            }

            /// How many there are on all pages together, as far as you may see them. Counted only if selected.
            async fn total_count(&self) -> Result<i64, $crate::graphql::failure::Failure> {
                (self.count)().await
            }

            $(
                $(#[$meta])*
                async fn $extra(&self) -> Option<&$type> {
                    self.$extra.as_ref()
                }
            )?
        }
    };
}
pub(crate) use connection;
