//! Text that knows its language.

use super::caller::Caller;
use super::failure::Failure;
use super::scalar::LanguageTag;
use async_graphql::{Context, Enum, InputObject, SimpleObject};
use domain::form::TextInput;
use domain::language;
use domain::text::{Line, TextSource as StoredSource, TextState, Texts, Translation as StoredTranslation, Value};
use std::sync::Arc;

/// Which way a text is written.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextDirection {
    /// From left to right.
    #[graphql(name = "LTR")]
    Ltr,
    /// From right to left, as Arabic.
    #[graphql(name = "RTL")]
    Rtl,
}

impl From<language::Direction> for TextDirection {
    fn from(direction: language::Direction) -> Self {
        match direction {
            language::Direction::LeftToRight => Self::Ltr,
            language::Direction::RightToLeft => Self::Rtl,
        }
    }
}

/// Who wrote a text.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "StoredSource")]
pub enum TextSource {
    /// A person.
    Human,
    /// A machine.
    Machine,
    /// A translator elsewhere.
    Import,
}

/// A text in one of the languages it was written in.
#[derive(SimpleObject, Clone, Debug)]
pub struct Translation {
    /// The text.
    value: String,
    /// The language it is in.
    language: LanguageTag,
    /// Which way it is written.
    direction: TextDirection,
    /// Who wrote it.
    source: TextSource,
    /// Whether a machine wrote it and no person has reviewed it.
    is_machine_translated: bool,
    /// Whether the text it translates has changed since.
    is_outdated: bool,
}

/// A text in the best language for the reader: the first of `languages` (or of `Accept-Language`) there is; else a
/// related language; else German, English, or the language it was first written in.
#[derive(SimpleObject, Clone, Debug)]
pub struct LocalizedText {
    /// The text.
    value: String,
    /// The language it is in.
    language: LanguageTag,
    /// Which way it is written.
    direction: TextDirection,
    /// Whether it is in none of the languages that were asked for.
    is_fallback: bool,
    /// Who wrote it.
    source: TextSource,
    /// Whether a machine wrote it and no person has reviewed it.
    is_machine_translated: bool,
    /// Whether the text it translates has changed since.
    is_outdated: bool,
    /// The text in all languages it was written in.
    translations: Vec<Translation>,
}

/// A text to write, in one language. Languages that are not listed stay as they are.
#[derive(InputObject, Clone, Debug)]
pub struct LocalizedTextInput {
    /// The language.
    language: LanguageTag,
    /// The text; `null` removes it. The text in the primary language cannot be removed while there are others.
    value: Option<String>,
}

impl From<LocalizedTextInput> for TextInput {
    fn from(input: LocalizedTextInput) -> Self {
        Self { language: input.language.0, value: input.value }
    }
}

fn translation(language: &language::LanguageTag, text: &StoredTranslation) -> Translation {
    Translation {
        value: text.value.clone(),
        language: language.into(),
        direction: language.direction().into(),
        source: text.source.into(),
        is_machine_translated: text.is_machine_made(),
        is_outdated: text.state == TextState::Outdated,
    }
}

/// Reads the `languages` argument; without one the reader's languages count.
pub fn asked(caller: &Caller, languages: Option<Vec<LanguageTag>>) -> Result<Vec<language::LanguageTag>, Failure> {
    let Some(languages) = languages.filter(|languages| !languages.is_empty()) else {
        return Ok(caller.languages.clone());
    };
    let read = |(index, tag): (usize, &LanguageTag)| {
        language::LanguageTag::parse(&tag.0)
            .map_err(|flaw| Failure::argument(&format!("languages.{index}"), flaw, caller.tongue))
    };
    languages.iter().take(20).enumerate().map(read).collect()
}

/// The best text for the reader; `None` if there is none in any language.
pub fn localized(
    ctx: &Context<'_>,
    texts: &Texts,
    primary: &language::LanguageTag,
    languages: Option<Vec<LanguageTag>>,
) -> Option<Result<LocalizedText, Failure>> {
    if texts.is_empty() {
        return None;
    }
    let caller = ctx.data_unchecked::<Arc<Caller>>();
    let asked = match asked(caller, languages) {
        Ok(asked) => asked,
        Err(failure) => return Some(Err(failure)),
    };
    let chosen = texts.choose(&asked, &chain(), primary)?;
    caller.speaks(chosen.language);
    let Translation { value, language, direction, source, is_machine_translated, is_outdated } =
        translation(chosen.language, chosen.translation);
    let is_fallback = chosen.is_fallback && !asked.is_empty();
    let is_wanted = ctx.look_ahead().field("translations").exists();
    let all = texts.iter().filter(|_| is_wanted).map(|(language, text)| translation(language, text));
    let translations = all.collect();
    Some(Ok(LocalizedText {
        value,
        language,
        direction,
        is_fallback,
        source,
        is_machine_translated,
        is_outdated,
        translations,
    }))
}

/// The deployment's languages, in which a text is looked for when there is none in the reader's.
fn chain() -> [language::LanguageTag; 2] {
    [language::LanguageTag::german(), language::LanguageTag::english()]
}

/// Lines as the API shows them.
pub fn lines<const MAX: usize>(lines: &[Line<MAX>]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}
