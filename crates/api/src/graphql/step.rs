//! What mutations that take a step with an object have in common: their inputs, and the answer of deletions.

use domain::refusal::Refusal;
use domain::text::{Reason, Value};

/// Declares inputs that name an object and the revision the client has read.
macro_rules! steps {
    ($what:literal; $($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(async_graphql::InputObject)]
            pub struct $name {
                #[doc = $what]
                pub(super) id: async_graphql::ID,
                /// Its `revision` as you read it.
                pub(super) expected_revision: i32,
            }
        )+
    };
}

/// The same, with a reason.
macro_rules! steps_with_reason {
    ($what:literal; $($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(async_graphql::InputObject)]
            pub struct $name {
                #[doc = $what]
                pub(super) id: async_graphql::ID,
                /// Its `revision` as you read it.
                pub(super) expected_revision: i32,
                /// Why, as the organisation will read it: up to 1,000 characters.
                pub(super) reason: String,
            }
        )+
    };
}

/// Declares the payload of a mutation after which the object is no longer there. `$gone` gives its id if that is so.
macro_rules! farewell {
    ($(#[$meta:meta])* $name:ident { $(#[$field_meta:meta])* $field:ident } of $object:ty, $gone:expr) => {
        $(#[$meta])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $(#[$field_meta])*
            $field: Option<async_graphql::ID>,
            /// Why it was refused, all problems at once; empty if it was done.
            errors: Vec<$crate::graphql::payload::UserError>,
        }

        impl $crate::graphql::payload::Payload for $name {
            type Object = $object;

            fn new(object: Option<$object>, errors: Vec<$crate::graphql::payload::UserError>) -> Self {
                let gone: fn($object) -> Option<String> = $gone;
                Self { $field: object.and_then(gone).map(Into::into), errors }
            }
        }
    };
}

pub(crate) use {farewell, steps, steps_with_reason};

/// Reads the reason in such an input.
pub(crate) fn reason(text: &str) -> Result<Reason, Refusal> {
    Reason::parse(text).map_err(|flaw| Refusal::problem("reason", flaw))
}

/// Reads a reason that need not be given; empty text is none.
pub(crate) fn maybe_reason(text: Option<&str>) -> Result<Option<Reason>, Refusal> {
    text.filter(|text| !text.trim().is_empty()).map(reason).transpose()
}
