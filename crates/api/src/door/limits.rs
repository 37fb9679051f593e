//! How much a request may ask for, and how each limit is set. `docs/limits.md` is made from this.

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};
use clap::Args;
use std::time::Instant;

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $limit:ident $field:ident $name:literal $env:literal = $default:literal;)+) => {
        /// A limit of the front door.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Limit {
            $($(#[doc = $doc])+ $limit,)+
        }

        impl Limit {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$limit),+];

            /// Its name in errors (`extensions.limit`).
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$limit => $name),+ }
            }

            /// Its name in the environment; in the file with settings the same in snake case, without `MITEINANDER_`.
            #[must_use]
            pub const fn setting(self) -> &'static str {
                match self { $(Self::$limit => $env),+ }
            }

            /// What it limits.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$limit => concat!($($doc),+)),+ }
            }
        }

        /// The limits in force.
        #[derive(Args, Clone, Debug)]
        pub struct Limits {
            $(
                $(#[doc = $doc])+
                #[arg(long, env = $env, default_value_t = $default, help_heading = "Limits", value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=MOST))]
                pub $field: u64,
            )+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }

        impl Limits {
            /// How much is allowed.
            #[must_use]
            pub const fn maximum(&self, limit: Limit) -> u64 {
                match limit { $(Limit::$limit => self.$field),+ }
            }

            /// The same limits with another maximum for one of them.
            #[must_use]
            pub const fn with(mut self, limit: Limit, maximum: u64) -> Self {
                match limit { $(Limit::$limit => self.$field = maximum),+ }
                self
            }
        }
    };
}

/// What no limit goes beyond: half of what the database counts with, so that sums of two fit.
const MOST: u64 = i64::MAX as u64 / 2;

limits! {
    /// Bytes of a request body.
    BodyBytes limit_body_bytes "bodyBytes" "MITEINANDER_LIMIT_BODY_BYTES" = 1_048_576;
    /// Bytes of a document.
    DocumentBytes limit_document_bytes "documentBytes" "MITEINANDER_LIMIT_DOCUMENT_BYTES" = 20_000;
    /// Tokens of a document.
    Tokens limit_tokens "tokens" "MITEINANDER_LIMIT_TOKENS" = 2_000;
    /// Brackets inside one another in a document, also those of its fragments; lists and objects inside one another in variables.
    Nesting limit_nesting "nesting" "MITEINANDER_LIMIT_NESTING" = 50;
    /// Fields inside one another. The usual introspection query has 13.
    Depth limit_depth "depth" "MITEINANDER_LIMIT_DEPTH" = 15;
    /// Lists of fields, interfaces or types inside one another in introspection. The usual introspection query has 1.
    IntrospectionLists limit_introspection_lists "introspectionLists" "MITEINANDER_LIMIT_INTROSPECTION_LISTS" = 2;
    /// Fields of a document, its fragments put in.
    Fields limit_fields "fields" "MITEINANDER_LIMIT_FIELDS" = 500;
    /// Aliases of one field in one place.
    Aliases limit_aliases "aliases" "MITEINANDER_LIMIT_ALIASES" = 30;
    /// Directives of a document.
    Directives limit_directives "directives" "MITEINANDER_LIMIT_DIRECTIVES" = 50;
    /// Fields of a query at its root.
    RootFields limit_root_fields "rootFields" "MITEINANDER_LIMIT_ROOT_FIELDS" = 30;
    /// Mutations in one operation.
    RootMutations limit_root_mutations "rootMutations" "MITEINANDER_LIMIT_ROOT_MUTATIONS" = 10;
    /// Mutations in one operation that take a password or a secret out of a mail.
    CredentialFields limit_credential_fields "credentialFields" "MITEINANDER_LIMIT_CREDENTIAL_FIELDS" = 1;
    /// Items of one list in variables.
    ListLength limit_list_length "listLength" "MITEINANDER_LIMIT_LIST_LENGTH" = 1_000;
    /// Rows of a page: `first` or `last`.
    Page limit_page "page" "MITEINANDER_LIMIT_PAGE" = 100;
    /// Cost of an operation: about the fields of the largest answer.
    Cost limit_cost "cost" "MITEINANDER_LIMIT_COST" = 10_000;
    /// Cost of what visitors ask for from one address, per minute.
    VisitorBudget limit_visitor_budget "visitorBudget" "MITEINANDER_LIMIT_VISITOR_BUDGET" = 200_000;
    /// Cost of what one account asks for, per minute.
    AccountBudget limit_account_budget "accountBudget" "MITEINANDER_LIMIT_ACCOUNT_BUDGET" = 400_000;
    /// Requests of one client that are carried out at once: of an account, or of visitors from one address.
    RequestsAtOnce limit_requests_at_once "requestsAtOnce" "MITEINANDER_LIMIT_REQUESTS_AT_ONCE" = 20;
    /// Seconds in which a request is carried out.
    Seconds limit_seconds "seconds" "MITEINANDER_LIMIT_SECONDS" = 10;
    /// Seconds in which a body arrives, once its head has.
    BodySeconds limit_body_seconds "bodySeconds" "MITEINANDER_LIMIT_BODY_SECONDS" = 30;
    /// Seconds in which the head of a request arrives, and in which a client takes some of its answer; a connection on which
    /// nothing happens for longer is closed.
    HeadSeconds limit_head_seconds "headSeconds" "MITEINANDER_LIMIT_HEAD_SECONDS" = 60;
    /// Connections held at once; further ones are closed.
    Connections limit_connections "connections" "MITEINANDER_LIMIT_CONNECTIONS" = 5_000;
}

impl Limits {
    /// Refuses what is more than allowed.
    ///
    /// # Errors
    /// It is.
    pub(super) fn check(&self, limit: Limit, value: u64, place: Option<Pos>) -> Result<(), ServerError> {
        if value > self.maximum(limit) { Err(self.exceeded(limit, value, place)) } else { Ok(()) }
    }

    /// Says what is too much: limit, value and maximum, for people and for programs.
    pub(super) fn exceeded(&self, limit: Limit, value: u64, place: Option<Pos>) -> ServerError {
        let maximum = self.maximum(limit);
        let about = limit.about().trim();
        let about = about.split_once(". ").map_or(about, |(first, _)| first).trim_end_matches('.');
        let message = format!("{about}: {value} is more than the maximum of {maximum}.");
        // A page that is too long is an argument that cannot be; all else is too much work.
        let code = match limit {
            Limit::Page => "BAD_USER_INPUT",
            Limit::VisitorBudget | Limit::AccountBudget | Limit::RequestsAtOnce => "RATE_LIMITED",
            _ => "QUERY_TOO_COSTLY",
        };
        let mut error = refusal(code, message, place);
        let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
        extensions.set("limit", limit.name());
        extensions.set("value", Value::Number(value.into()));
        extensions.set("maximum", Value::Number(maximum.into()));
        error
    }
}

/// Seconds that have begun since then.
pub(super) fn seconds_since(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_micros().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

/// The beginning of a name that is not ours, which may be of any length.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

/// Why a request is not carried out.
pub(super) fn refusal(code: &str, message: String, place: Option<Pos>) -> ServerError {
    let mut error = ServerError::new(message, place);
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_names_limit_value_and_maximum() {
        let limits = Limits::default();
        assert!(limits.check(Limit::Depth, 15, None).is_ok());
        let error = limits.check(Limit::Depth, 16, None).expect_err("one more");
        assert_eq!(error.message, "Fields inside one another: 16 is more than the maximum of 15.");
        let told = error.extensions.expect("extensions");
        assert_eq!(told.get("limit"), Some(&Value::from("depth")));
        assert_eq!(told.get("value"), Some(&Value::from(16)));
        assert_eq!(told.get("maximum"), Some(&Value::from(15)));
    }
}
