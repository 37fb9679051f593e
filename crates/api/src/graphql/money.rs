//! Money: whole cents of a euro.

use async_graphql::{InputObject, SimpleObject};
use domain::form::Form;
use domain::refusal::Flaw;

/// An amount of money.
#[derive(SimpleObject)]
pub struct Money {
    /// The amount in cents.
    cents: i64,
    /// The currency (ISO 4217): always `EUR`.
    currency: &'static str,
}

impl Money {
    /// So many cents of a euro.
    pub(crate) const fn euro(cents: i64) -> Self {
        Self { cents, currency: "EUR" }
    }
}

/// An amount of money.
#[derive(InputObject, Clone, Debug)]
pub struct MoneyInput {
    /// The amount in cents.
    cents: i64,
    /// The currency (ISO 4217): only `EUR`.
    #[graphql(default_with = "\"EUR\".to_owned()")]
    currency: String,
}

impl MoneyInput {
    /// The cents, or what is wrong with the currency.
    pub(crate) fn read(&self, form: &mut Form<'_>) -> Option<i64> {
        if self.currency == "EUR" {
            Some(self.cents)
        } else {
            form.wrong("currency", Flaw::Unknown);
            None
        }
    }
}
