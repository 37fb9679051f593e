//! Suggestions.

use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use async_graphql::{Enum, SimpleObject};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::organisation::Organisation;
use domain::search::{Concept, beginning, begins, suggested};

/// The most suggestions.
const MOST: usize = 8;
/// How many of them are kept for names of organisations, and how many for what stands in vocabularies, if there are so many.
const HALF: usize = 4;

/// What a suggestion stands for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionType {
    /// An organisation.
    Organisation,
    /// A kind of offer.
    Kind,
    /// A language.
    Language,
    /// A municipality.
    Municipality,
}

/// How what somebody types may go on.
#[derive(SimpleObject, Clone, Debug)]
pub struct Suggestion {
    /// What to show, and to search for.
    text: String,
    /// What it stands for.
    r#type: SuggestionType,
    /// What to filter by: the id of the organisation, the code of the kind, the tag of the language, the key of the
    /// municipality.
    key: String,
}

/// What can be suggested to somebody who reads these languages.
pub(super) async fn suggest(
    prefix: &str,
    readers: &[LanguageTag],
    caller: &Caller,
) -> Result<Vec<Suggestion>, Failure> {
    let typed = beginning(prefix);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let known =
        suggested(&typed, readers).into_iter().take(MOST).map(|(fit, label, concept)| (fit, of(label, concept)));
    let known: Vec<(u8, Suggestion)> = known.filter_map(|(fit, suggestion)| Some((fit, suggestion?))).collect();
    let names = names(&typed, caller).await?;
    let from_names = names.len().min(HALF.max(MOST.saturating_sub(known.len())));
    let from_known = known.len().min(MOST - from_names);
    let mut all: Vec<_> = known.into_iter().take(from_known).chain(names.into_iter().take(from_names)).collect();
    all.sort_by_key(|(fit, _)| *fit);
    Ok(all.into_iter().map(|(_, suggestion)| suggestion).collect())
}

/// The organisations whose names go on so.
async fn names(typed: &str, caller: &Caller) -> Result<Vec<(u8, Suggestion)>, Failure> {
    let store = &caller.app.store;
    // The longest word leads to the fewest.
    let word = typed.split(' ').max_by_key(|word| word.chars().count()).unwrap_or_default();
    let ids = store.named(word, caller.now).await.map_err(|error| caller.failed(error))?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id<Organisation>> = ids.into_iter().map(Id::from_uuid).collect();
    let found = store.organisations_by_id(&caller.scope, &ids).await.map_err(|error| caller.failed(error))?;
    let mut named: Vec<(u8, String, Id<Organisation>)> = Vec::new();
    for organisation in found.into_values() {
        let organisation = organisation.seen_by(&caller.scope);
        let content = &organisation.content;
        let others = content.alternate_names.iter().map(|name| name.name.as_str());
        let short = content.short_name.iter().map(|name| name.as_str());
        let fits =
            std::iter::once(content.name.as_str()).chain(short).chain(others).filter_map(|name| begins(name, typed));
        if let Some(fit) = fits.min() {
            named.push((fit, content.name.to_string(), organisation.id));
        }
    }
    named.sort_by(|one, other| (one.0, &one.1, one.2.uuid()).cmp(&(other.0, &other.1, other.2.uuid())));
    let suggestion = |(fit, text, id): (u8, String, Id<Organisation>)| {
        (fit, Suggestion { text, r#type: SuggestionType::Organisation, key: id.to_string() })
    };
    Ok(named.into_iter().take(MOST).map(suggestion).collect())
}

fn of(label: &str, concept: &Concept) -> Option<Suggestion> {
    let (r#type, key) = match concept {
        Concept::Kind(kind) => (SuggestionType::Kind, kind.code().to_owned()),
        Concept::Language(tag) => (SuggestionType::Language, tag.to_string()),
        Concept::Area(key) => (SuggestionType::Municipality, key.clone()),
        Concept::Group(_) | Concept::Organisation(_) => return None,
    };
    // Names of languages come in lower case where their languages write them so within a sentence.
    let mut letters = label.chars();
    let text = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    Some(Suggestion { text, r#type, key })
}
