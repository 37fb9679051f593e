//! What all arms have in common: what they select, and whose things they find.

use domain::access::{Deed, On};
use domain::actor::{Actor, Post};
use domain::time::Timestamp;
use domain::waiting::WaitingKind;
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

/// A column of a table.
pub(crate) type Column = (&'static str, &'static str);

/// Who asks, and when. Whose things an arm finds follows from the permission table: those on which this person may do what
/// the arm asks for.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: Timestamp,
}

fn among(column: Column, ids: Vec<Uuid>) -> Option<Expr> {
    (!ids.is_empty()).then(|| Expr::col(column).is_in(ids))
}

impl Asker<'_> {
    /// That the column is an organisation for which the person may do the deed; `None`: there is none.
    pub(crate) fn acts_for(self, column: Column, deed: Deed) -> Option<Expr> {
        let own = self.actor.own_organisations().filter(|on| self.actor.may(deed, *on).is_ok());
        among(column, own.filter_map(|on| on.organisation).map(|id| id.uuid()).collect())
    }

    /// That the column is a centre for which the person may do the deed; `None`: there is none.
    pub(crate) fn works_for(self, column: Column, deed: Deed) -> Option<Expr> {
        self.works_for_some(column, deed, |_| true)
    }

    /// The same, of the centres with such a post.
    pub(crate) fn works_for_some(self, column: Column, deed: Deed, which: impl Fn(&Post) -> bool) -> Option<Expr> {
        let may = |post: &&Post| {
            let on = On { centre: Some(post.centre), ..On::default() };
            which(post) && self.actor.may(deed, on).is_ok()
        };
        among(column, self.actor.posts().iter().filter(may).map(|post| post.centre.uuid()).collect())
    }

    /// That the column is a working group in which the person may do the deed; `None`: there is none.
    pub(crate) fn is_in(self, column: Column, deed: Deed) -> Option<Expr> {
        let groups = self.actor.groups().iter().map(|(group, _)| *group);
        let may = groups.filter(|group| {
            let on = On { working_group: Some(*group), ..On::default() };
            self.actor.may(deed, on).is_ok()
        });
        among(column, may.map(|group| group.uuid()).collect())
    }

    /// That the person is in the working group, or on the staff of its centre; `None`: of none.
    pub(crate) fn is_inside_group(self) -> Option<Condition> {
        let groups = self.actor.groups().iter().map(|(group, _)| group.uuid()).collect();
        let centres = self.actor.posts().iter().map(|post| post.centre.uuid()).collect();
        let inside = Cond::any()
            .add_option(among(("working_group", "id"), groups))
            .add_option(among(("working_group", "centre_id"), centres));
        (!inside.is_empty()).then_some(inside)
    }
}

/// Begins an arm: something in this table waits since it last changed.
pub(crate) fn arm(kind: WaitingKind, table: &'static str, organisation: Option<Column>) -> SelectStatement {
    let since = Expr::col((table, "updated_at"));
    arm_until(kind, table, organisation, (since.clone(), since))
}

/// Begins an arm: something in this table waits since then, and its days are counted from another instant.
pub(crate) fn arm_until(
    kind: WaitingKind,
    table: &'static str,
    organisation: Option<Column>,
    (since, from): (Expr, Expr),
) -> SelectStatement {
    let days = Timestamp::from_micros(0).plus_days(kind.days_to_answer()).micros();
    let organisation = organisation.map_or_else(|| Expr::cust("CAST(NULL AS uuid)"), Expr::col);
    Query::select()
        .expr_as(Expr::Constant(kind.as_str().into()), "kind")
        .expr_as(Expr::col((table, "id")), "subject")
        .expr_as(organisation, "organisation_id")
        .expr_as(since, "since")
        .expr_as(from.add(Expr::Constant(days.into())), "due_at")
        .take()
}

/// That a column has this value: a literal, so that PostgreSQL can keep one plan, and both databases use indexes that hold
/// rows of one state only.
pub(crate) fn is(column: Column, value: &'static str) -> Expr {
    Expr::col(column).eq(Expr::Constant(value.into()))
}

/// That a column has another value than this.
pub(crate) fn is_not(column: Column, value: &'static str) -> Expr {
    Expr::col(column).ne(Expr::Constant(value.into()))
}

/// That a column has one of these values.
pub(crate) fn is_one_of(column: Column, values: impl IntoIterator<Item = &'static str>) -> Expr {
    Expr::col(column).is_in(values.into_iter().map(|value| Expr::Constant(value.into())))
}
