//! What waits about organisations.

use super::arm::{Asker, arm, arm_until, is};
use crate::error::Error;
use domain::access::Deed;
use domain::organisation::{OrganisationState, OrganisationStatus};
use domain::waiting::WaitingKind;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

const ID: (&str, &str) = ("organisation", "id");
const STATUS: (&str, &str) = ("organisation", "status");

pub(super) fn arms(asker: Asker<'_>) -> Result<Vec<SelectStatement>, Error> {
    use OrganisationStatus as S;
    use WaitingKind as K;
    let arms = [
        for_the_centre(asker, (K::OrganisationToAdmit, Deed::AdmitOrganisation), S::Submitted),
        for_the_centre(asker, (K::OrganisationRemovalRequested, Deed::WithdrawOrganisation), S::RemovalRequested),
        returned(asker)?,
        to_confirm(asker),
    ];
    Ok(arms.into_iter().flatten().collect())
}

fn for_the_centre(
    asker: Asker<'_>,
    (kind, deed): (WaitingKind, Deed),
    status: OrganisationStatus,
) -> Option<SelectStatement> {
    let ours = asker.works_for(("organisation", "centre_id"), deed)?;
    let mut select = arm(kind, "organisation", None);
    select.from("organisation").and_where(ours).and_where(is(STATUS, status.as_str()));
    Some(select)
}

fn returned(asker: Asker<'_>) -> Result<Option<SelectStatement>, Error> {
    let Some(ours) = asker.acts_for(ID, Deed::SubmitOrganisation) else { return Ok(None) };
    // A state is written in one way only: a draft with another text was given back.
    let fresh = serde_json::to_string(&OrganisationState::Draft { returned: None })?;
    let mut select = arm(WaitingKind::OrganisationReturned, "organisation", Some(ID));
    select
        .from("organisation")
        .and_where(ours)
        .and_where(is(STATUS, OrganisationStatus::Draft.as_str()))
        .and_where(Expr::col(("organisation", "state")).ne(fresh));
    Ok(Some(select))
}

/// Due, or stale already: an organisation stays public then, and is marked.
fn to_confirm(asker: Asker<'_>) -> Option<SelectStatement> {
    let ours = asker.acts_for(ID, Deed::ConfirmOrganisation)?;
    let (due, stale) = (Expr::col(("organisation", "due_at")), Expr::col(("organisation", "stale_at")));
    let kind = WaitingKind::OrganisationToConfirm;
    let mut select = arm_until(kind, "organisation", Some(ID), (due.clone(), stale));
    select
        .from("organisation")
        .and_where(ours)
        .and_where(is(STATUS, OrganisationStatus::Active.as_str()))
        .and_where(due.lte(asker.now.micros()));
    Some(select)
}
