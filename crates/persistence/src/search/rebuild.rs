//! Making the index anew, while others go on reading and writing.

use crate::error::Error;
use crate::store::{Count, Store, fetch};
use domain::actor::Actor;
use domain::search::{Key, shortened};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashSet;
use uuid::Uuid;

const CHUNK: u64 = 50;
const WORDS: u64 = 500;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct WordRow {
    word: Vec<u8>,
}

#[derive(FromQueryResult)]
struct KeyRow {
    key: i64,
}

impl Store {
    /// Makes anew what people find when they search. `progress` hears what is being done, and how far it has come: so many
    /// of so many.
    ///
    /// # Errors
    /// The database is broken; what is done is kept.
    pub async fn rebuild_search(&self, mut progress: impl FnMut(&str, i64, i64)) -> Result<(), Error> {
        self.list_all_anew(|done, all| progress("organisations", done, all)).await?;
        self.index_others(&mut progress).await?;
        self.forget_words(&mut progress).await
    }

    /// Makes anew how projects and working groups are found.
    pub(crate) async fn index_others(&self, progress: &mut impl FnMut(&str, i64, i64)) -> Result<(), Error> {
        for (table, what) in [("project", "projects"), ("working_group", "working groups")] {
            let count = Query::select().expr_as(Expr::cust("count(*)"), "count").from(table).take();
            let all = fetch::<Count>(&self.db, &count).await?.first().map_or(0, |row| row.count);
            let (mut done, mut last) = (0, Uuid::nil());
            loop {
                let page = Query::select()
                    .column("id")
                    .from(table)
                    .and_where(Expr::col("id").gt(last))
                    .order_by("id", Order::Asc)
                    .limit(CHUNK)
                    .take();
                let ids: Vec<Uuid> = fetch::<IdRow>(&self.db, &page).await?.iter().map(|row| row.id).collect();
                let Some(end) = ids.last() else { break };
                last = *end;
                self.write(&Actor::operator(), async |tx| {
                    for id in &ids {
                        tx.lock(table, *id).await?;
                    }
                    if table == "project" {
                        crate::project::index_anew(&tx.tx, &ids).await
                    } else {
                        crate::working_group::index_anew(&tx.tx, &ids).await
                    }
                })
                .await?;
                done += i64::try_from(ids.len()).unwrap_or(i64::MAX);
                progress(what, done, all);
            }
        }
        Ok(())
    }

    /// Forgets words that no text has any more.
    async fn forget_words(&self, progress: &mut impl FnMut(&str, i64, i64)) -> Result<(), Error> {
        let count = Query::select().expr_as(Expr::cust("count(*)"), "count").from("search_word").take();
        let all = fetch::<Count>(&self.db, &count).await?.first().map_or(0, |row| row.count);
        let (mut done, mut last) = (0, Vec::new());
        loop {
            let page = Query::select()
                .column("word")
                .from("search_word")
                .and_where(Expr::col("word").gt(last.clone()))
                .order_by("word", Order::Asc)
                .limit(WORDS)
                .take();
            let words: Vec<Vec<u8>> =
                fetch::<WordRow>(&self.db, &page).await?.into_iter().map(|row| row.word).collect();
            let Some(end) = words.last() else { return Ok(()) };
            last.clone_from(end);
            done += i64::try_from(words.len()).unwrap_or(i64::MAX);
            self.write(&Actor::operator(), async |tx| {
                let key = |word: &Vec<u8>| Key::word(&String::from_utf8_lossy(word)).number();
                let used = Query::select()
                    .distinct()
                    .column("key")
                    .from("search_posting")
                    .and_where(Expr::col("key").is_in(words.iter().map(key)))
                    .take();
                let used: HashSet<i64> = fetch::<KeyRow>(&tx.tx, &used).await?.iter().map(|row| row.key).collect();
                let unused: Vec<Vec<u8>> = words.iter().filter(|word| !used.contains(&key(word))).cloned().collect();
                if unused.is_empty() {
                    return Ok(());
                }
                let near: HashSet<i64> = unused
                    .iter()
                    .map(|word| String::from_utf8_lossy(word).into_owned())
                    .flat_map(|word| shortened(&word).into_iter().chain([word]))
                    .map(|short| Key::word(&short).number())
                    .collect();
                let near: Vec<i64> = near.into_iter().collect();
                for near in near.chunks(1_000) {
                    let slips = Query::delete()
                        .from_table("search_slip")
                        .and_where(Expr::col("key").is_in(near.iter().copied()))
                        .and_where(Expr::col("word").is_in(unused.clone()))
                        .take();
                    tx.tx.execute(&slips).await?;
                }
                let words = Query::delete().from_table("search_word").and_where(Expr::col("word").is_in(unused)).take();
                tx.tx.execute(&words).await?;
                Ok(())
            })
            .await?;
            progress("words", done, all);
        }
    }
}
