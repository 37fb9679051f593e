//! What waits about working groups and those who want to be in them.

use super::arm::{Asker, arm, is, is_not};
use domain::access::Deed;
use domain::waiting::WaitingKind;
use domain::working_group::{GroupMemberStatus, GroupStatus, InterestStatus};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, SelectStatement};

pub(super) fn arms(asker: Asker<'_>) -> Vec<SelectStatement> {
    use WaitingKind as K;
    let requested = ("group_member", GroupMemberStatus::Requested.as_str());
    let new = ("interest", InterestStatus::New.as_str());
    let arms = [
        proposed(asker),
        invitation(asker),
        for_those_who_run_it(asker, (K::GroupRequest, Deed::AcceptGroupMember), requested),
        for_those_who_run_it(asker, (K::InterestNew, Deed::ContactInterest), new),
    ];
    arms.into_iter().flatten().collect()
}

/// That the group is not closed: nobody comes into it then.
pub(super) fn is_living() -> Expr {
    is_not(("working_group", "status"), GroupStatus::Closed.as_str())
}

fn proposed(asker: Asker<'_>) -> Option<SelectStatement> {
    let ours = asker.works_for(("working_group", "centre_id"), Deed::ActivateWorkingGroup)?;
    let mut select = arm(WaitingKind::WorkingGroupProposed, "working_group", None);
    let is_proposed = is(("working_group", "status"), GroupStatus::Proposed.as_str());
    select.from("working_group").and_where(ours).and_where(is_proposed);
    Some(select)
}

fn invitation(asker: Asker<'_>) -> Option<SelectStatement> {
    let asked = ("group_member", "organisation_id");
    let ours = asker.acts_for(asked, Deed::AcceptGroupMember)?;
    let mut select = arm(WaitingKind::GroupInvitation, "group_member", Some(asked));
    select
        .from("group_member")
        .cross_join("working_group")
        .and_where(Expr::col(("working_group", "id")).equals(("group_member", "working_group_id")))
        .and_where(ours)
        .and_where(is(("group_member", "status"), GroupMemberStatus::Invited.as_str()))
        .and_where(is_living());
    Some(select)
}

/// Something in this table and state waits for whoever runs the group, and for its centre.
fn for_those_who_run_it(
    asker: Asker<'_>,
    (kind, deed): (WaitingKind, Deed),
    (table, status): (&'static str, &'static str),
) -> Option<SelectStatement> {
    let either = Cond::any()
        .add_option(asker.works_for(("working_group", "centre_id"), deed))
        .add_option(asker.is_in(("working_group", "id"), deed));
    if either.is_empty() {
        return None;
    }
    let mut select = arm(kind, table, None);
    select
        .from("working_group")
        .cross_join(table)
        .and_where(Expr::col((table, "working_group_id")).equals(("working_group", "id")))
        .and_where(is((table, "status"), status))
        .and_where(is_living())
        .cond_where(either);
    Some(select)
}
