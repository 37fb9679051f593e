//! What waits about offers.

use super::arm::{Asker, arm, arm_until, is, is_one_of};
use crate::error::Error;
use crate::organisation::{exists, is_public};
use domain::access::Deed;
use domain::offer::{OfferState, OfferStatus};
use domain::waiting::WaitingKind;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, SelectStatement};

const STATUS: (&str, &str) = ("offer", "status");
const ORGANISATION: (&str, &str) = ("offer", "organisation_id");

pub(super) fn arms(asker: Asker<'_>) -> Result<Vec<SelectStatement>, Error> {
    Ok([to_review(asker)?, returned(asker)?, to_confirm(asker)].into_iter().flatten().collect())
}

/// Offers with their organisations. Read in this order: there are few offers of a state, or of one's own organisations.
fn from_offers(select: &mut SelectStatement) -> &mut SelectStatement {
    select.from("offer").cross_join("organisation").and_where(Expr::col(("organisation", "id")).equals(ORGANISATION))
}

/// What was handed in waits for somebody else of the centre than who wrote it or handed it in; where there is nobody else,
/// for that person.
fn to_review(asker: Asker<'_>) -> Result<Option<SelectStatement>, Error> {
    let Some(account) = asker.actor.account() else { return Ok(None) };
    let centre = ("organisation", "centre_id");
    let alone = asker.works_for_some(centre, Deed::PublishOffer, |post| post.is_alone);
    let with_others = asker.works_for_some(centre, Deed::PublishOffer, |post| !post.is_alone);
    // A state is written in one way only, so its text tells who handed it in.
    let own = serde_json::to_string(&OfferState::Submitted { by: Some(account) })?;
    let edited_by = Expr::col(("offer", "edited_by"));
    let by_others = |theirs: Expr| {
        let not_mine = Cond::any().add(edited_by.clone().is_null()).add(edited_by.ne(account.uuid()));
        Cond::all().add(theirs).add(Expr::col(("offer", "state")).ne(own)).add(not_mine)
    };
    let either = Cond::any().add_option(alone).add_option(with_others.map(by_others));
    if either.is_empty() {
        return Ok(None);
    }
    let mut select = arm(WaitingKind::OfferToReview, "offer", None);
    from_offers(&mut select)
        .and_where(is(STATUS, OfferStatus::Submitted.as_str()))
        .and_where(exists())
        .cond_where(either);
    Ok(Some(select))
}

fn returned(asker: Asker<'_>) -> Result<Option<SelectStatement>, Error> {
    let Some(ours) = asker.acts_for(ORGANISATION, Deed::SubmitOffer) else { return Ok(None) };
    // A state is written in one way only: a draft with another text was given back.
    let fresh = serde_json::to_string(&OfferState::Draft { returned: None })?;
    let mut select = arm(WaitingKind::OfferReturned, "offer", Some(ORGANISATION));
    from_offers(&mut select)
        .and_where(ours)
        .and_where(is(STATUS, OfferStatus::Draft.as_str()))
        .and_where(Expr::col(("offer", "state")).ne(fresh))
        // No other organisation can hand it in again.
        .and_where(is_public());
    Ok(Some(select))
}

/// Due, or stale already; but not what has reached the end it was given, for no confirmation brings that back.
fn to_confirm(asker: Asker<'_>) -> Option<SelectStatement> {
    let ours = asker.acts_for(ORGANISATION, Deed::ConfirmOffer)?;
    let column = |name| Expr::col(("offer", name));
    let (until, stale) = (|| column("visible_until"), ("offer", "stale_at"));
    let goes_on = Cond::any().add(until().is_null()).add(until().gt(asker.now.micros())).add(until().equals(stale));
    let deadline = until().if_null(Expr::col(stale));
    let kind = WaitingKind::OfferToConfirm;
    let mut select = arm_until(kind, "offer", Some(ORGANISATION), (column("due_at"), deadline));
    let statuses = [OfferStatus::Published, OfferStatus::Paused];
    from_offers(&mut select)
        .and_where(ours)
        .and_where(is_one_of(STATUS, statuses.map(OfferStatus::as_str)))
        .and_where(column("due_at").lte(asker.now.micros()))
        .cond_where(goes_on)
        .and_where(is_public());
    Some(select)
}
