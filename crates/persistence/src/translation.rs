//! What there is to translate, and how much it is read.

use crate::account::member;
use crate::error::Error;
use crate::listing::Entries;
use crate::organisation::{exists, is_public};
use crate::search::Writing;
use crate::store::{Store, Tx, fetch};
use crate::waiting::arm::{Asker, is_one_of};
use domain::access::Deed;
use domain::actor::Actor;
use domain::language::LanguageTag;
use domain::offer::OfferStatus;
use domain::project::ProjectStatus;
use domain::time::Timestamp;
use domain::translation::{Translatable, TranslationWork, WorkKind, tallies};
use sea_orm::sea_query::{
    Asterisk, Cond, Condition, Expr, ExprTrait, OnConflict, Order, Query, SelectStatement, UnionType,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Value};
use uuid::Uuid;

const TALLY: Entries = Entries {
    table: "translation_tally",
    columns: &["language", "is_original", "current", "drafts", "drafted_by", "subject"],
};

/// Keeps how far translations have come.
pub(crate) async fn put(
    tx: &DatabaseTransaction,
    contents: &[(Uuid, &impl Translatable)],
    writing: Writing,
) -> Result<(), Error> {
    if writing != Writing::New {
        TALLY.clear(tx, &contents.iter().map(|(subject, _)| *subject).collect::<Vec<_>>()).await?;
    }
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (subject, content) in contents {
        rows.extend(tallies(*content).into_iter().map(|tally| {
            let drafted_by = tally.drafted_by.map(|account| account.uuid());
            let (current, drafts) = (tally.current, tally.drafts);
            let is_original = tally.is_original;
            vec![
                tally.language.as_str().into(),
                is_original.into(),
                current.into(),
                drafts.into(),
                drafted_by.into(),
                (*subject).into(),
            ]
        }));
    }
    TALLY.add(tx, rows).await
}

/// Something that has texts to translate, or translations to review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToTranslate {
    /// What it is.
    pub kind: WorkKind,
    /// Its number.
    pub subject: Uuid,
    /// How many texts there are to write, or to look at.
    pub texts: i64,
    /// How often it was read lately, by people from outside.
    pub reads: i64,
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    subject: Uuid,
    texts: i64,
    reads: i64,
}

/// What somebody looks for who translates.
struct Search<'a> {
    asker: Asker<'a>,
    language: &'a LanguageTag,
    work: TranslationWork,
}

/// What was counted by a month, in another one: half after each. Both databases shift by 0 to 63 only.
fn halved(month: &str) -> String {
    let months = format!("({month} - read_count.month)");
    format!(
        "CASE WHEN {months} <= 0 THEN read_count.count WHEN {months} > 62 THEN 0 ELSE read_count.count >> {months} END"
    )
}

const ORIGINAL: &str = "original";
const TRANSLATED: &str = "translated";

impl Search<'_> {
    /// Whose things these may be: those of one's own organisations, and the others of one's centres. Apart, for PostgreSQL
    /// would rather read all organisations than look for either.
    fn whose(&self) -> Vec<Condition> {
        let deed = match self.work {
            TranslationWork::Translate => Deed::SaveTranslation,
            TranslationWork::Review => Deed::ReviewTranslation,
        };
        let own = self.asker.acts_for(("organisation", "id"), deed);
        let centres = self.asker.works_for(("organisation", "centre_id"), deed);
        let others = centres.map(|centres| Cond::all().add(centres).add_option(own.clone().map(ExprTrait::not)));
        own.map(|own| Cond::all().add(own)).into_iter().chain(others).collect()
    }

    /// Things of one kind, with their organisations.
    fn arm(&self, kind: WorkKind, organisation: (&'static str, &'static str), ours: Condition) -> SelectStatement {
        let table = kind.as_str();
        let of_it = |alias: &'static str| Expr::col((alias, "subject")).equals((table, "id"));
        let number = |alias: &'static str, column: &'static str| Expr::col((alias, column)).if_null(0);
        let open = Expr::col((ORIGINAL, "current")).sub(number(TRANSLATED, "current"));
        let texts = match self.work {
            TranslationWork::Translate => open,
            TranslationWork::Review => number(TRANSLATED, "drafts"),
        };
        let reads = format!("COALESCE({}, 0)", halved(&self.asker.now.month().to_string()));
        let mut select = Query::select()
            .expr_as(Expr::Constant(kind.as_str().into()), "kind")
            .expr_as(Expr::col((table, "id")), "subject")
            .expr_as(texts.clone().cast_as("bigint"), "texts")
            .expr_as(Expr::cust(reads), "reads")
            .from(table)
            .cond_where(ours)
            .and_where(exists())
            .take();
        if kind != WorkKind::Organisation {
            let id = Expr::col(("organisation", "id")).equals(organisation);
            select.inner_join("organisation", id);
        }
        let original = Cond::all()
            .add(of_it(ORIGINAL))
            .add(Expr::col((ORIGINAL, "is_original")).eq(true))
            .add(Expr::col((ORIGINAL, "language")).ne(self.language.as_str()));
        let translated =
            Cond::all().add(of_it(TRANSLATED)).add(Expr::col((TRANSLATED, "language")).eq(self.language.as_str()));
        select
            .join_as(sea_orm::JoinType::InnerJoin, "translation_tally", ORIGINAL, original)
            .join_as(sea_orm::JoinType::LeftJoin, "translation_tally", TRANSLATED, translated)
            .left_join("read_count", of_it("read_count"))
            .and_where(texts.gt(0));
        if self.work == TranslationWork::Review {
            let writer = Expr::col((TRANSLATED, "drafted_by"));
            let account = self.asker.actor.account().map(|account| account.uuid());
            select.cond_where(Cond::any().add(writer.clone().is_null()).add(writer.ne(account)));
        }
        match kind {
            WorkKind::Organisation => select.and_where(is_public()),
            WorkKind::Offer => {
                let shown = [OfferStatus::Published, OfferStatus::Paused].map(OfferStatus::as_str);
                select.and_where(is_one_of(("offer", "status"), shown)).and_where(is_public())
            }
            WorkKind::Project => {
                let shown = ProjectStatus::ALL.iter().filter(|status| status.is_live()).copied();
                let shown = shown.chain([ProjectStatus::Completed]).map(ProjectStatus::as_str);
                select.and_where(is_one_of(("project", "status"), shown))
            }
        };
        select
    }
}

impl Tx {
    /// Whether there is something of this kind with this number, or was.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn has_ever_been(&self, kind: WorkKind, number: Uuid) -> Result<bool, Error> {
        let select = Query::select().column("id").from(kind.as_str()).and_where(Expr::col("id").eq(number)).take();
        Ok(self.tx.query_one(&select).await?.is_some())
    }
}

impl Store {
    /// What this person could translate into a language, or review, of what is there for others: what is read most first,
    /// then where most is missing.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn translation_queue(
        &self,
        actor: &Actor,
        now: Timestamp,
        (language, work): (&LanguageTag, TranslationWork),
        limit: u64,
    ) -> Result<Vec<ToTranslate>, Error> {
        let search = Search { asker: Asker { actor, now }, language, work };
        let organisation = |kind| match kind {
            WorkKind::Organisation => ("organisation", "id"),
            WorkKind::Offer => ("offer", "organisation_id"),
            WorkKind::Project => ("project", "organisation_id"),
        };
        let whose = search.whose();
        let arms = |kind: &WorkKind| {
            let (kind, organisation) = (*kind, organisation(*kind));
            whose.iter().map(|ours| search.arm(kind, organisation, ours.clone())).collect::<Vec<_>>()
        };
        let mut arms = WorkKind::ALL.iter().flat_map(arms);
        let Some(mut all) = arms.next() else { return Ok(Vec::new()) };
        for arm in arms {
            all.union(UnionType::All, arm);
        }
        let select = Query::select()
            .column(Asterisk)
            .from_subquery(all, "work")
            .order_by("reads", Order::Desc)
            .order_by("texts", Order::Desc)
            .order_by("subject", Order::Asc)
            .limit(limit)
            .take();
        let read = |row: Row| {
            let Row { kind, subject, texts, reads } = row;
            Ok(ToTranslate { kind: member(&kind)?, subject, texts, reads })
        };
        fetch::<Row>(&self.db, &select).await?.into_iter().map(read).collect()
    }

    /// Notes how often things were read since this was last done.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_reads(&self, reads: &[(Uuid, u32)], now: Timestamp) -> Result<(), Error> {
        for chunk in reads.chunks(500) {
            let mut upsert = Query::insert().into_table("read_count").columns(["subject", "count", "month"]).take();
            for (subject, count) in chunk {
                upsert.values_panic([Expr::val(*subject), Expr::val(i64::from(*count)), Expr::val(now.month())]);
            }
            let count = format!("{} + excluded.count", halved("excluded.month"));
            // Another process may be in the next month already.
            let month = "CASE WHEN excluded.month > read_count.month THEN excluded.month ELSE read_count.month END";
            let both = [("count", Expr::cust(count)), ("month", Expr::cust(month))];
            upsert.on_conflict(OnConflict::column("subject").values(both).to_owned());
            self.db.execute(&upsert).await?;
        }
        Ok(())
    }
}
