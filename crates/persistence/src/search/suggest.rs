//! Words that are kept and begin alike or are written alike, and the names of organisations that begin so.

use super::find::public;
use super::place;
use crate::error::Error;
use crate::store::{Store, fetch};
use domain::search::{Class, Key, Lead};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Order, Query, SelectStatement};
use uuid::Uuid;

/// The most words that begin with what was typed which are followed.
const MOST_WORDS: u64 = 50;
/// The most names that are looked at for a word.
const MOST_NAMES: u64 = 200;

/// The words that begin so.
fn beginning(stump: &str, most: u64) -> SelectStatement {
    let first = stump.as_bytes().to_vec();
    // No letter comes after this byte in UTF-8.
    let last = first.iter().copied().chain([0xff]).collect::<Vec<_>>();
    Query::select()
        .column("word")
        .from("search_word")
        .and_where(Expr::col("word").gte(first))
        .and_where(Expr::col("word").lt(last))
        .order_by("word", Order::Asc)
        .limit(most)
        .take()
}

/// The statements for words that a typed one may mean.
pub(super) fn alike(lead: Lead, most: u64) -> Vec<SelectStatement> {
    let mut arms = Vec::new();
    if let Some(stump) = lead.stump {
        arms.push(Query::select().column(Asterisk).from_subquery(beginning(&stump, most), "beginning").take());
    }
    if !lead.shortened.is_empty() {
        let keys = lead.shortened.iter().map(|key| key.number());
        let slips = Query::select()
            .column("word")
            .from("search_slip")
            .and_where(Expr::col("key").is_in(keys))
            .order_by("word", Order::Asc)
            .limit(most)
            .take();
        arms.push(Query::select().column(Asterisk).from_subquery(slips, "slips").take());
    }
    arms
}

#[derive(FromQueryResult)]
struct WordRow {
    word: Vec<u8>,
}

#[derive(FromQueryResult)]
struct EntityRow {
    entity: Uuid,
}

impl Store {
    /// Organisations everybody sees with a word in their names that begins so, of very many some, in no order. The beginning
    /// is folded.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn named(&self, beginning_of_word: &str, now: Timestamp) -> Result<Vec<Uuid>, Error> {
        let rows = fetch::<WordRow>(&self.db, &beginning(beginning_of_word, MOST_WORDS)).await?;
        let words = rows.into_iter().filter_map(|row| String::from_utf8(row.word).ok());
        let keys: Vec<i64> = words.map(|word| Key::word(&word).number()).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let number = Expr::cust(format!("{mask} - (posting.place & {mask})", mask = place::DOCUMENT));
        let postings = Query::select()
            .columns(["place"])
            .from("search_posting")
            .and_where(Expr::col("key").is_in(keys))
            .and_where(Expr::col("place").lt(place::first(Class::Title)))
            .order_by("place", Order::Asc)
            .limit(MOST_NAMES)
            .take();
        let select = Query::select()
            .distinct()
            .column(("document", "entity"))
            .from_subquery(postings, "posting")
            .join_as(
                sea_orm::sea_query::JoinType::InnerJoin,
                "search_document",
                "document",
                Expr::col(("document", "number")).eq(number),
            )
            .cond_where(public(now))
            .take();
        Ok(fetch::<EntityRow>(&self.db, &select).await?.into_iter().map(|row| row.entity).collect())
    }
}
