//! What the mutations of accounts and sessions take and answer.

use crate::graphql::payload::{Payload, UserError, payloads};
use crate::graphql::scalar::{DateTime, EmailAddress, LanguageTag};
use crate::graphql::viewer::Viewer;
use async_graphql::{ID, InputObject, SimpleObject};

/// Who wants an account.
#[derive(InputObject)]
pub struct SignUpInput {
    /// What you will sign in with.
    pub(super) email_address: EmailAddress,
    /// At least 10 characters, not easily guessed.
    pub(super) password: String,
    /// What others call you: up to 80 characters.
    pub(super) display_name: String,
    /// The language you read.
    pub(super) language: LanguageTag,
}

/// Who comes in.
#[derive(InputObject)]
pub struct SignInInput {
    /// Your address.
    pub(super) email_address: EmailAddress,
    /// Your password.
    pub(super) password: String,
}

/// How a session goes on.
#[derive(InputObject)]
pub struct RefreshInput {
    /// The token you got last. It is good for one use; the answer holds the next one.
    pub(super) refresh_token: String,
}

/// A new password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The present one.
    pub(super) current_password: String,
    /// The new one: at least 10 characters, not easily guessed.
    pub(super) new_password: String,
}

/// The languages somebody translates into.
#[derive(InputObject)]
pub struct SetTranslationLanguagesInput {
    /// All of them, up to 50; the list replaces the one there was.
    pub(super) languages: Vec<LanguageTag>,
}

payloads! {
    viewer: Viewer, "You, as you are now; `null` if it was refused.";
    /// The answer of `setTranslationLanguages`.
    SetTranslationLanguagesPayload,
}

/// Who goes for good.
#[derive(InputObject)]
pub struct DeleteAccountInput {
    /// Your password.
    pub(super) password: String,
}

/// Who may come in.
#[derive(InputObject)]
pub struct ActivateAccountInput {
    /// The address the person signed up with.
    pub(super) email_address: EmailAddress,
    /// The organisation whose manager you are; absent: you are administrator of a centre.
    pub(super) organisation: Option<ID>,
}

/// What keeps you signed in.
#[derive(SimpleObject)]
pub struct Tokens {
    /// Goes into the header: `Authorization: Bearer …`. Good for `expiresIn` seconds.
    pub(super) access_token: String,
    /// Seconds until the access token ends.
    pub(super) expires_in: i64,
    /// Gets the next tokens with `refresh`. Keep it where nobody else reads it.
    pub(super) refresh_token: String,
    /// When the session ends, however often it is refreshed.
    pub(super) session_expires_at: DateTime,
}

macro_rules! plain_payloads {
    ($($(#[$meta:meta])* $name:ident { $(#[$field_meta:meta])* $field:ident }),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(SimpleObject)]
            pub struct $name {
                $(#[$field_meta])*
                $field: bool,
                /// Why it was refused, all problems at once; empty if it was done.
                errors: Vec<UserError>,
            }

            impl Payload for $name {
                type Object = ();

                fn new(object: Option<()>, errors: Vec<UserError>) -> Self {
                    Self { $field: object.is_some(), errors }
                }
            }
        )+
    };
}

plain_payloads! {
    /// The answer of `signUp`.
    SignUpPayload {
        /// Whether the wish was taken. Whether the address had an account before is not told.
        is_pending
    },
    /// The answer of `signOut`.
    SignOutPayload {
        /// Whether this session has ended.
        is_signed_out
    },
    /// The answer of `signOutEverywhere`.
    SignOutEverywherePayload {
        /// Whether all sessions have ended.
        is_signed_out
    },
    /// The answer of `changePassword`.
    ChangePasswordPayload {
        /// Whether the new one counts; all sessions have ended then.
        is_changed
    },
    /// The answer of `deleteAccount`.
    DeleteAccountPayload {
        /// Whether it is gone.
        is_deleted
    },
    /// The answer of `activateAccount`.
    ActivateAccountPayload {
        /// Whether the person can sign in now.
        is_active
    },
}

macro_rules! token_payloads {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(SimpleObject)]
            pub struct $name {
                /// What keeps you signed in; `null` if it was refused.
                tokens: Option<Tokens>,
                /// Why it was refused; empty if it was done.
                errors: Vec<UserError>,
            }

            impl Payload for $name {
                type Object = Tokens;

                fn new(tokens: Option<Tokens>, errors: Vec<UserError>) -> Self {
                    Self { tokens, errors }
                }
            }
        )+
    };
}

token_payloads! {
    /// The answer of `signIn`.
    SignInPayload,
    /// The answer of `refresh`.
    RefreshPayload,
}
