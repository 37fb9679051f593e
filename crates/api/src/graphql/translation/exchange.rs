//! What the mutations of translations take and answer.

use super::Translatable;
use crate::graphql::payload::payloads;
use crate::graphql::scalar::LanguageTag;
use async_graphql::{ID, InputObject};
use domain::translation::FieldText;

/// A text in another language.
#[derive(InputObject)]
pub struct TranslatedTextInput {
    /// Which text, as `translations { fields { field } }` names it: `title`.
    pub(super) field: String,
    /// What it says in the language; `null` removes it.
    pub(super) value: Option<String>,
}

impl From<&TranslatedTextInput> for FieldText {
    fn from(input: &TranslatedTextInput) -> Self {
        Self { field: input.field.clone(), value: input.value.clone(), original: None }
    }
}

/// Texts in another language. Those that are not listed stay as they are.
#[derive(InputObject)]
pub struct SaveTranslationInput {
    /// The organisation, offer or project.
    pub(super) id: ID,
    /// Its `revision` as you read it: that of the original you have translated.
    pub(super) expected_revision: i32,
    /// The language you have translated into; not `primaryLanguage`.
    pub(super) language: LanguageTag,
    /// The texts, up to 50. One that was outdated and is still right you send as it is.
    pub(super) texts: Vec<TranslatedTextInput>,
}

/// Translations that are right.
#[derive(InputObject)]
pub struct ReviewTranslationInput {
    /// The organisation, offer or project.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The language you have reviewed.
    pub(super) language: LanguageTag,
    /// Which texts, as `translations { fields { field } }` names them; absent: all that somebody else, or a machine, wrote.
    pub(super) fields: Option<Vec<String>>,
}

payloads! {
    translated: Translatable, "What it is part of, as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `saveTranslation`.
    SaveTranslationPayload,
    /// The answer of `reviewTranslation`.
    ReviewTranslationPayload,
}
