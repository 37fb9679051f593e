//! Offers counted by two dimensions at once, with one statement.

use super::OfferList;
use super::filter::{ACTION_FIELD, LANGUAGE, REACH, Side};
use crate::error::Error;
use crate::store::Store;
use domain::access::Scope;
use domain::centre::ActionField;
use domain::coverage::{Dimension, Entry};
use domain::id::Id;
use domain::offer::{TargetGroup, Trait, Traits};
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

/// What a dimension is read from.
enum Read {
    Column,
    Side(Side),
    Traits,
}

const fn read(dimension: Dimension) -> Read {
    match dimension {
        Dimension::Kind => Read::Column,
        Dimension::Language => Read::Side(LANGUAGE),
        Dimension::Municipality => Read::Side(REACH),
        Dimension::ActionField => Read::Side(ACTION_FIELD),
        Dimension::TargetGroup => Read::Traits,
    }
}

/// Groups a statement over offers by a dimension, which it reads as `name`.
fn group(select: &mut SelectStatement, dimension: Dimension, name: &'static str) {
    let expression = match read(dimension) {
        Read::Column => Expr::col(("offer", "kind")),
        Read::Side(Side { table, column }) => {
            select.cross_join(table).and_where(Expr::col((table, "offer_id")).equals(("offer", "id")));
            Expr::col((table, column))
        }
        Read::Traits => {
            let groups = TargetGroup::ALL.iter().map(|group| Trait::TargetGroup(*group));
            let mask = groups.chain([Trait::AnyTargetGroup]).collect::<Traits>().number();
            Expr::col(("offer", "traits")).bit_and(Expr::Constant(mask.into()))
        }
    };
    if dimension == Dimension::Kind {
        select.and_where(expression.clone().is_not_null());
    }
    select.expr_as(expression.clone(), name).add_group_by([expression]);
}

fn entry(row: &QueryResult, dimension: Dimension, name: &str) -> Result<Entry, Error> {
    Ok(match dimension {
        Dimension::TargetGroup => Entry::Traits(row.try_get("", name)?),
        Dimension::ActionField => {
            let id: Uuid = row.try_get("", name)?;
            Entry::Key(Id::<ActionField>::from_uuid(id).to_string())
        }
        _ => Entry::Key(row.try_get("", name)?),
    })
}

impl Store {
    /// How many offers of a list there are by two dimensions: what each noted, and how many noted that.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn offer_coverage(
        &self,
        scope: &Scope,
        now: Timestamp,
        list: &OfferList,
        (rows, columns): (Dimension, Dimension),
    ) -> Result<Vec<(Entry, Entry, i64)>, Error> {
        let mut select = Query::select();
        list.narrow(select.expr_as(Expr::cust("count(*)"), "count"), scope, now);
        group(&mut select, rows, "in_row");
        group(&mut select, columns, "in_column");
        let statement = self.db.get_database_backend().build(&select);
        let counted = self.db.query_all_raw(statement).await?;
        let read = |row: &QueryResult| {
            Ok((entry(row, rows, "in_row")?, entry(row, columns, "in_column")?, row.try_get("", "count")?))
        };
        counted.iter().map(read).collect()
    }
}
