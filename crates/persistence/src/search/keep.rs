//! Keeping the index: in the same transaction as what it leads to, touching only what is different.

use super::{cell, place};
use crate::error::Error;
use crate::listing::Entries;
use crate::store::fetch;
use domain::change::Revision;
use domain::place::Point;
use domain::search::{Class, Findable, FindableKind, Found, Key, shortened};
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Something that can be found, on its way into the index.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) kind: FindableKind,
    pub(crate) entity: Uuid,
    /// Whose it is.
    pub(crate) organisation: Option<Uuid>,
    /// Whether outsiders do not see it whatever it says, because they do not see whose it is.
    pub(crate) is_hidden: bool,
    pub(crate) findable: Findable,
}

/// How much there is of something already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Nothing.
    New,
    /// What it was found by until now; what is the same is left alone.
    Changed,
    /// The same, but all of it is written anew.
    Anew,
}

impl Writing {
    /// Of something that replaces this revision.
    pub(crate) fn of(replaces: Option<Revision>) -> Self {
        if replaces.is_none() { Self::New } else { Self::Changed }
    }
}

/// Postings of a source by their keys: language and class.
type Postings = BTreeMap<Key, BTreeSet<(i16, u8)>>;

/// What a source has brought in.
struct Kept {
    document: i64,
    cell: i32,
    postings: Postings,
}

/// What one source brings into the index.
struct Change<'a> {
    source: Uuid,
    document: i64,
    cell: i32,
    before: Option<Kept>,
    found: &'a Found,
}

#[derive(FromQueryResult)]
struct SourceRow {
    source: Uuid,
    document: i64,
    postings: Vec<u8>,
}

#[derive(FromQueryResult)]
struct NumberRow {
    number: i64,
    entity: Uuid,
}

#[derive(FromQueryResult)]
struct WordRow {
    word: Vec<u8>,
}

const POSTINGS: Entries = Entries { table: "search_posting", columns: &["key", "place", "language", "cell"] };
const SLIPS: Entries = Entries { table: "search_slip", columns: &["key", "word"] };

/// Rows in one statement: each has a few parameters, and SQLite takes 32,766.
const CHUNK: usize = 1_000;
/// Words longer than this are not looked for with a slip.
const LONGEST_SLIP: usize = 20;

/// Puts documents into the index. Its span is for measuring: `docs/performance.md`.
#[tracing::instrument(name = "index", level = "debug", skip_all)]
pub(crate) async fn put(tx: &DatabaseTransaction, documents: &[Document], writing: Writing) -> Result<(), Error> {
    for chunk in documents.chunks(CHUNK) {
        let numbers = put_documents(tx, chunk).await?;
        let entities: Vec<Uuid> = chunk.iter().map(|document| document.entity).collect();
        let mut before = if writing == Writing::New { HashMap::new() } else { kept_of(tx, &entities).await? };
        let changes = chunk.iter().filter_map(|document| {
            Some(Change {
                source: document.entity,
                document: *numbers.get(&document.entity)?,
                cell: cell::of(&document.findable.points),
                before: before.remove(&document.entity),
                found: &document.findable.found,
            })
        });
        apply(tx, changes.collect(), writing).await?;
    }
    Ok(())
}

/// Puts into the index what something else brings in for a document that is there: its contact point, say.
pub(crate) async fn put_source(
    tx: &DatabaseTransaction,
    owner: Uuid,
    source: Uuid,
    found: &Found,
    writing: Writing,
) -> Result<(), Error> {
    let before = kept_of(tx, &[source]).await?.remove(&source);
    if before.is_none() && found.postings.is_empty() {
        return Ok(());
    }
    let number = Query::select()
        .columns(["number", "entity"])
        .from("search_document")
        .and_where(Expr::col("entity").eq(owner))
        .take();
    let Some(row) = fetch::<NumberRow>(tx, &number).await?.pop() else { return Ok(()) };
    apply(tx, vec![Change { source, document: row.number, cell: cell::SEVERAL, before, found }], writing).await
}

/// After an organisation has become public or has ceased to be: whether outsiders see what is its.
pub(crate) async fn hide(tx: &DatabaseTransaction, organisation: Uuid, is_hidden: bool) -> Result<(), Error> {
    let update = Query::update()
        .table("search_document")
        .value("is_hidden", is_hidden)
        .and_where(Expr::col("organisation_id").eq(organisation))
        .and_where(Expr::col("is_hidden").ne(is_hidden))
        .take();
    tx.execute(&update).await?;
    Ok(())
}

/// After what was one organisation's has become another's.
pub(crate) async fn move_to(
    tx: &DatabaseTransaction,
    (from, into): (Uuid, Uuid),
    is_hidden: bool,
) -> Result<(), Error> {
    let update = Query::update()
        .table("search_document")
        .value("organisation_id", into)
        .value("is_hidden", is_hidden)
        .and_where(Expr::col("organisation_id").eq(from))
        .take();
    tx.execute(&update).await?;
    Ok(())
}

/// Writes the rows of documents; tells their numbers.
async fn put_documents(tx: &DatabaseTransaction, documents: &[Document]) -> Result<HashMap<Uuid, i64>, Error> {
    let told = ["organisation_id", "public_from", "public_until", "is_hidden", "due_at", "points"];
    let mut insert =
        Query::insert().into_table("search_document").columns(["kind", "entity"].into_iter().chain(told)).take();
    for document in documents {
        let public = document.findable.public;
        insert.values_panic([
            Expr::val(document.kind.as_str()),
            Expr::val(document.entity),
            Expr::val(document.organisation),
            Expr::val(public.map(|(from, _)| from.micros())),
            Expr::val(public.map(|(_, until)| until.micros())),
            Expr::val(document.is_hidden),
            Expr::val(document.findable.due_at.map(Timestamp::micros)),
            Expr::val(points(&document.findable.points)),
        ]);
    }
    insert
        .on_conflict(OnConflict::column("entity").update_columns(told).to_owned())
        .returning(Query::returning().columns(["number", "entity"]));
    let statement: Statement = tx.get_database_backend().build(&insert);
    let rows = NumberRow::find_by_statement(statement).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.entity, row.number)).collect())
}

/// Points as the index keeps them: `x,y,z` in metres, one after the other.
fn points(points: &BTreeSet<Point>) -> Option<String> {
    let told = points.iter().map(|point| {
        let [x, y, z] = point.metres();
        format!("{x},{y},{z}")
    });
    (!points.is_empty()).then(|| told.collect::<Vec<_>>().join(";"))
}

/// What sources have brought in so far.
async fn kept_of(tx: &DatabaseTransaction, sources: &[Uuid]) -> Result<HashMap<Uuid, Kept>, Error> {
    let select = Query::select()
        .columns(["source", "document", "postings"])
        .from("search_source")
        .and_where(Expr::col("source").is_in(sources.iter().copied()))
        .take();
    let rows = fetch::<SourceRow>(tx, &select).await?;
    let kept = |row: SourceRow| {
        let (cell, postings) = unpack(&row.postings)?;
        Ok((row.source, Kept { document: row.document, cell, postings }))
    };
    rows.into_iter().map(kept).collect()
}

/// A cell, then each posting: key, language, class.
fn pack(cell: i32, postings: &Postings) -> Vec<u8> {
    let mut bytes = cell.to_be_bytes().to_vec();
    for (key, places) in postings {
        for (language, class) in places {
            bytes.extend_from_slice(&key.number().to_be_bytes());
            bytes.extend_from_slice(&language.to_be_bytes());
            bytes.push(*class);
        }
    }
    bytes
}

fn unpack(bytes: &[u8]) -> Result<(i32, Postings), Error> {
    let broken = || Error::corrupt("postings that cannot be read");
    let (cell, rest) = bytes.split_first_chunk::<4>().ok_or_else(broken)?;
    let mut postings = Postings::new();
    for posting in rest.chunks(11) {
        let (key, rest) = posting.split_first_chunk::<8>().ok_or_else(broken)?;
        let (language, rest) = rest.split_first_chunk::<2>().ok_or_else(broken)?;
        let class = rest.first().ok_or_else(broken)?;
        let key = Key::from_number(i64::from_be_bytes(*key));
        postings.entry(key).or_default().insert((i16::from_be_bytes(*language), *class));
    }
    Ok((i32::from_be_bytes(*cell), postings))
}

async fn apply(tx: &DatabaseTransaction, changes: Vec<Change<'_>>, writing: Writing) -> Result<(), Error> {
    let (mut added, mut sources, mut words) = (Vec::new(), Vec::new(), BTreeSet::new());
    for change in changes {
        let mut after = Postings::new();
        for ((key, language), class) in &change.found.postings {
            after.entry(*key).or_default().insert((*language, *class as u8));
        }
        let none = Postings::new();
        let before = change.before.as_ref().map_or(&none, |kept| &kept.postings);
        let has_moved =
            change.before.as_ref().is_some_and(|kept| (kept.document, kept.cell) != (change.document, change.cell));
        let differs = |key: &Key| has_moved || writing == Writing::Anew || before.get(key) != after.get(key);
        let gone: Vec<i64> = before.keys().filter(|key| differs(key)).map(|key| key.number()).collect();
        let new: HashSet<Key> = after.keys().filter(|key| differs(key)).copied().collect();
        if gone.is_empty() && new.is_empty() {
            continue;
        }
        remove(tx, change.before.as_ref().map_or(change.document, |kept| kept.document), gone).await?;
        if writing == Writing::Anew {
            // Also what nobody noted that it was there.
            remove(tx, change.document, new.iter().map(|key| key.number()).collect()).await?;
        }
        for (key, places) in after.iter().filter(|(key, _)| new.contains(key)) {
            for (language, class) in places {
                let class = Class::from_number(*class).ok_or_else(|| Error::corrupt("a class that is none"))?;
                let place = place::place(class, change.document);
                added.push(vec![key.number().into(), place.into(), (*language).into(), change.cell.into()]);
            }
        }
        words.extend(change.found.words.iter().filter(|word| new.contains(&Key::word(word))).map(String::as_str));
        sources.push((change.source, change.document, pack(change.cell, &after)));
    }
    POSTINGS.add(tx, added).await?;
    learn(tx, &words).await?;
    put_sources(tx, sources).await
}

async fn remove(tx: &DatabaseTransaction, document: i64, keys: Vec<i64>) -> Result<(), Error> {
    for keys in keys.chunks(CHUNK) {
        let delete = Query::delete()
            .from_table("search_posting")
            .and_where(Expr::col("key").is_in(keys.iter().copied()))
            .and_where(Expr::col("place").is_in(place::places(document)))
            .take();
        tx.execute(&delete).await?;
    }
    Ok(())
}

async fn put_sources(tx: &DatabaseTransaction, sources: Vec<(Uuid, i64, Vec<u8>)>) -> Result<(), Error> {
    if sources.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert().into_table("search_source").columns(["source", "document", "postings"]).take();
    for (source, document, postings) in sources {
        insert.values_panic([Expr::val(source), Expr::val(document), Expr::val(postings)]);
    }
    insert.on_conflict(OnConflict::column("source").update_columns(["document", "postings"]).to_owned());
    tx.execute(&insert).await?;
    Ok(())
}

/// Takes up words, in their order, so that two who bring the same ones wait for each other rather than for ever.
async fn learn(tx: &DatabaseTransaction, words: &BTreeSet<&str>) -> Result<(), Error> {
    let all: Vec<&str> = words.iter().copied().collect();
    let mut slips: Vec<Vec<Value>> = Vec::new();
    for chunk in all.chunks(CHUNK) {
        let mut insert = Query::insert().into_table("search_word").columns(["word"]).take();
        for word in chunk {
            insert.values_panic([Expr::val(word.as_bytes().to_vec())]);
        }
        insert
            .on_conflict(OnConflict::column("word").do_nothing().to_owned())
            .returning(Query::returning().column("word"));
        let statement: Statement = tx.get_database_backend().build(&insert);
        for row in WordRow::find_by_statement(statement).all(tx).await? {
            let word = String::from_utf8_lossy(&row.word);
            if (4..=LONGEST_SLIP).contains(&word.chars().count()) {
                let short = shortened(&word);
                if short.is_empty() {
                    continue;
                }
                let keys =
                    short.iter().map(|short| Key::word(short)).chain([Key::word(&word)]).collect::<BTreeSet<_>>();
                slips.extend(keys.into_iter().map(|key| vec![key.number().into(), row.word.clone().into()]));
            }
        }
    }
    SLIPS.add(tx, slips).await
}
