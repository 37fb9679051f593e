//! The order of offers.

use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::organisation::OrderDirection;
use async_graphql::{Enum, InputObject};
use domain::refusal::Flaw;
use persistence::{Direction, Sort};

/// What offers can be ordered by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfferOrderField {
    /// By when they became news: published, or else drafted.
    #[default]
    Newest,
    /// By their title in the language they were first written in, in the order of the Unicode collation.
    Title,
    /// By how far they are from the point of `near`; only together with `near`.
    Distance,
}

/// The order of offers; newest first if not given.
#[derive(InputObject, Clone, Copy, Debug, Default)]
pub struct OfferOrder {
    /// By what.
    #[graphql(default)]
    field: OfferOrderField,
    /// Which way; if not given the newest, the nearest or the first of the alphabet comes first.
    direction: Option<OrderDirection>,
}

impl OfferOrder {
    /// Reads it.
    pub(crate) fn read(self, is_near: bool, tongue: Tongue) -> Result<(Sort, Direction), Failure> {
        let (sort, usual) = match self.field {
            OfferOrderField::Newest => (Sort::Time, Direction::Descending),
            OfferOrderField::Title => (Sort::Name, Direction::Ascending),
            OfferOrderField::Distance if is_near => (Sort::Distance, Direction::Ascending),
            OfferOrderField::Distance => {
                return Err(Failure::argument("orderBy.field", Flaw::Needs { field: "near" }, tongue));
            }
        };
        Ok((sort, self.direction.map_or(usual, Into::into)))
    }
}
