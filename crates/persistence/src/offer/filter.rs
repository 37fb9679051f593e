//! Which offers are wanted, in SQL.

use crate::store::uuids;
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::OfferStatus;
use domain::organisation::Organisation;
use domain::place::MunicipalityKey;
use domain::time::Timestamp;
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Query};

/// Stands for all municipalities in `offer_reach`.
pub(super) const EVERYWHERE: &str = "*";

/// Which offers are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferFilter {
    /// Of these kinds or ones below them.
    pub kinds: Option<Vec<OfferKind>>,
    /// Given in one of these languages.
    pub languages: Option<Vec<LanguageTag>>,
    /// Reaching one of these municipalities.
    pub municipalities: Option<Vec<MunicipalityKey>>,
    /// Of these lead organisations.
    pub organisations: Option<Vec<Id<Organisation>>>,
    /// In these states.
    pub statuses: Option<Vec<OfferStatus>>,
}

/// That the offer has one of these entries in a side table.
fn has(table: &'static str, column: &'static str, entries: Vec<String>) -> Expr {
    let ids = Query::select().column("offer_id").from(table).and_where(Expr::col(column).is_in(entries)).take();
    Expr::col(("offer", "id")).in_subquery(ids)
}

impl OfferFilter {
    pub(super) fn condition(&self, now: Timestamp) -> Condition {
        let column = |name| Expr::col(("offer", name));
        let kinds = self.kinds.as_ref().map(|wanted| {
            let within = OfferKind::all().filter(|kind| wanted.iter().any(|wide| kind.is_within(*wide)));
            column("kind").is_in(within.map(OfferKind::code))
        });
        let languages = self
            .languages
            .as_ref()
            .map(|tags| has("offer_language", "language", tags.iter().map(ToString::to_string).collect()));
        let municipalities = self.municipalities.as_ref().map(|keys| {
            let everywhere = (!keys.is_empty()).then(|| EVERYWHERE.to_owned());
            has("offer_reach", "municipality", keys.iter().map(ToString::to_string).chain(everywhere).collect())
        });
        let statuses = self
            .statuses
            .as_ref()
            .map(|wanted| wanted.iter().fold(Cond::any(), |any, status| any.add(in_status(*status, now))));
        Cond::all()
            .add_option(kinds)
            .add_option(languages)
            .add_option(municipalities)
            .add_option(self.organisations.as_ref().map(|ids| column("organisation_id").is_in(uuids(ids))))
            .add_option(statuses)
    }
}

/// `OfferState::status` in SQL: a pause that is over reads as published.
fn in_status(status: OfferStatus, now: Timestamp) -> Condition {
    let is = |status: OfferStatus| Expr::col(("offer", "status")).eq(status.as_str());
    let over = Expr::col(("offer", "visible_from")).lte(now.micros());
    match status {
        OfferStatus::Published => Cond::any().add(is(status)).add(is(OfferStatus::Paused).and(over)),
        OfferStatus::Paused => Cond::all()
            .add(is(status))
            .add(Cond::any().add(Expr::col(("offer", "visible_from")).is_null()).add(over.not())),
        _ => Cond::all().add(is(status)),
    }
}
