//! What lies near a point.

use domain::place::{Point, chord_squared};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A circle on the earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its middle.
    pub point: Point,
    /// Its radius in kilometres.
    pub kilometres: f64,
}

/// A table of points, and whose they are.
#[derive(Clone, Copy)]
pub(crate) struct Points {
    pub(crate) table: &'static str,
    pub(crate) owner: &'static str,
}

impl Near {
    /// The owners of points within the circle, each with the squared chord to its nearest, as `owner` and `chord`.
    ///
    /// The index leads to the strips the circle lies in and along each from west to east; what it yields is measured.
    pub(crate) fn within(&self, points: Points) -> SelectStatement {
        let around = self.point.grid_around(self.kilometres);
        let chord = ["x", "y", "z"]
            .into_iter()
            .zip(self.point.metres())
            .map(|(column, metres)| Expr::col(column).sub(metres).mul(Expr::col(column).sub(metres)))
            .reduce(Expr::add)
            .unwrap_or_else(|| unreachable!("there are three"));
        let measured = Query::select()
            .expr_as(Expr::col(points.owner), "owner")
            .expr_as(chord, "chord")
            .from(points.table)
            .and_where(Expr::col("band").is_in(around.bands.0..=around.bands.1))
            .and_where(Expr::col("longitude").gte(around.longitudes.0))
            .and_where(Expr::col("longitude").lte(around.longitudes.1))
            .take();
        Query::select()
            .column("owner")
            .expr_as(Func::min(Expr::col("chord")), "chord")
            .from_subquery(measured, "measured")
            .and_where(Expr::col("chord").lte(chord_squared(self.kilometres)))
            .group_by_col("owner")
            .take()
    }
}

/// The rows of an owner's points: band, longitude, x, y, z, owner.
pub(crate) fn rows(owner: Uuid, points: &BTreeSet<Point>) -> Vec<Vec<sea_orm::Value>> {
    let row = |point: &Point| {
        let (grid, [x, y, z]) = (point.grid(), point.metres());
        vec![grid.band.into(), grid.longitude.into(), x.into(), y.into(), z.into(), owner.into()]
    };
    points.iter().map(row).collect()
}
