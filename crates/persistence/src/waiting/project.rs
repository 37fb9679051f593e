//! What waits about projects, their partners, needs and tasks; and the tasks of working groups.

use super::arm::{Asker, Column, arm, arm_until, is, is_not, is_one_of};
use crate::organisation::exists;
use domain::access::Deed;
use domain::project::{NeedStatus, PartnerRole, PartnershipStatus, ProjectStatus};
use domain::task::TaskStatus;
use domain::waiting::WaitingKind;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

const LEAD: Column = ("project", "organisation_id");
const PARTNERSHIP: Column = ("partnership", "status");

pub(super) fn arms(asker: Asker<'_>) -> Vec<SelectStatement> {
    let arms = [
        invited(asker),
        requested(asker),
        lead_offered(asker),
        need_offered(asker),
        task_of_project(asker),
        task_of_group(asker),
    ];
    arms.into_iter().flatten().collect()
}

/// That there is still something to do in the project.
fn is_live() -> Expr {
    let live = ProjectStatus::ALL.iter().filter(|status| status.is_live());
    is_one_of(("project", "status"), live.map(|status| status.as_str()))
}

/// Joins a table whose column is the id of a row that is there.
fn join(select: &mut SelectStatement, table: &'static str, (own, other): (&'static str, Column)) {
    select.cross_join(table).and_where(Expr::col((table, own)).equals(other));
}

/// Joins the lead, without which a project does not exist for anybody.
fn join_lead(select: &mut SelectStatement) {
    join(select, "organisation", ("id", LEAD));
    select.and_where(exists());
}

fn invited(asker: Asker<'_>) -> Option<SelectStatement> {
    let asked = ("partnership", "organisation_id");
    let ours = asker.acts_for(asked, Deed::AcceptPartnership)?;
    let mut select = arm(WaitingKind::PartnershipInvited, "partnership", Some(asked));
    select.from("partnership");
    join(&mut select, "project", ("id", ("partnership", "project_id")));
    join_lead(&mut select);
    select.and_where(ours).and_where(is(PARTNERSHIP, PartnershipStatus::Invited.as_str())).and_where(is_live());
    Some(select)
}

fn requested(asker: Asker<'_>) -> Option<SelectStatement> {
    let ours = asker.acts_for(LEAD, Deed::AcceptPartnership)?;
    let mut select = arm(WaitingKind::PartnershipRequested, "partnership", Some(LEAD));
    select.from("project");
    join(&mut select, "partnership", ("project_id", ("project", "id")));
    select.and_where(ours).and_where(is(PARTNERSHIP, PartnershipStatus::Requested.as_str())).and_where(is_live());
    Some(select)
}

/// As long as the organisation is the partner it was when it was asked. A completed project goes over, too.
fn lead_offered(asker: Asker<'_>) -> Option<SelectStatement> {
    let asked = ("project", "lead_offered_to");
    let ours = asker.acts_for(asked, Deed::AcceptLead)?;
    let mut select = arm(WaitingKind::LeadOffered, "project", Some(asked));
    select.from("project");
    join(&mut select, "partnership", ("project_id", ("project", "id")));
    join_lead(&mut select);
    let is_completed = is(("project", "status"), ProjectStatus::Completed.as_str());
    select
        .and_where(ours)
        .and_where(Expr::col(("partnership", "organisation_id")).equals(asked))
        .and_where(is(PARTNERSHIP, PartnershipStatus::Accepted.as_str()))
        .and_where(is_not(("partnership", "role"), PartnerRole::Lead.as_str()))
        .and_where(is_live().or(is_completed));
    Some(select)
}

fn need_offered(asker: Asker<'_>) -> Option<SelectStatement> {
    let ours = asker.acts_for(LEAD, Deed::AcceptNeed)?;
    let mut select = arm(WaitingKind::NeedOffered, "need", Some(LEAD));
    select.from("project");
    join(&mut select, "need", ("project_id", ("project", "id")));
    select.and_where(ours).and_where(is(("need", "status"), NeedStatus::Offered.as_str())).and_where(is_live());
    Some(select)
}

/// Begins an arm of the open tasks that the person's organisations have taken on.
fn tasks(asker: Asker<'_>) -> Option<SelectStatement> {
    let owner = ("task", "organisation_id");
    let ours = asker.acts_for(owner, Deed::CompleteTask)?;
    let (since, day) = (Expr::col(("task", "created_at")), Expr::col(("task", "due_at")));
    let mut select = arm_until(WaitingKind::Task, "task", Some(owner), (since, day));
    select.from("task").and_where(ours).and_where(is(("task", "status"), TaskStatus::Open.as_str()));
    Some(select)
}

/// Those who take part see the tasks of a project, so the owner has to.
fn task_of_project(asker: Asker<'_>) -> Option<SelectStatement> {
    let mut select = tasks(asker)?;
    join(&mut select, "project", ("id", ("task", "project_id")));
    join_lead(&mut select);
    join(&mut select, "partnership", ("project_id", ("project", "id")));
    select
        .and_where(Expr::col(("partnership", "organisation_id")).equals(("task", "organisation_id")))
        .and_where(is(PARTNERSHIP, PartnershipStatus::Accepted.as_str()))
        .and_where(is_live());
    Some(select)
}

/// Those in a group and its centre's staff see its tasks. Also of groups that are closed: what was decided remains to be done.
fn task_of_group(asker: Asker<'_>) -> Option<SelectStatement> {
    let inside = asker.is_inside_group()?;
    let mut select = tasks(asker)?;
    join(&mut select, "working_group", ("id", ("task", "working_group_id")));
    select.cond_where(inside);
    Some(select)
}
