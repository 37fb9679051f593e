//! Why something was found, in its own words.

use crate::graphql::node::Node;
use crate::graphql::scalar::LanguageTag;
use async_graphql::SimpleObject;
use domain::language;
use domain::search::{Snippet, Snippets, Text};
use domain::text::{Line, Texts};

/// A stretch of a text, in UTF-16 code units: the units of strings in JavaScript, Java, Kotlin and Swift's `NSString`.
#[derive(SimpleObject, Clone, Debug)]
pub struct TextRange {
    /// Where it begins; 0 is the beginning of the text.
    start: i32,
    /// How long it is.
    length: i32,
}

/// A part of a text with the words that were looked for: plain text, no markup.
#[derive(SimpleObject, Clone, Debug)]
pub struct SearchSnippet {
    /// The text: about 160 characters at the most.
    text: String,
    /// The language it is in.
    language: LanguageTag,
    /// Where the words stand that were looked for, in their order; empty if it was found by what it is.
    matches: Vec<TextRange>,
}

impl From<Snippet> for SearchSnippet {
    fn from(snippet: Snippet) -> Self {
        let units = |text: &str| i32::try_from(text.encode_utf16().count()).unwrap_or(i32::MAX);
        let range = |range: &std::ops::Range<usize>| TextRange {
            start: units(&snippet.text[..range.start]),
            length: units(&snippet.text[range.clone()]),
        };
        let matches = snippet.matches.iter().map(range).collect();
        Self { matches, language: LanguageTag(snippet.language.to_string()), text: snippet.text }
    }
}

/// Texts, each with its language.
fn texts<'a>(all: &mut Vec<Text<'a>>, texts: &'a Texts, rank: u8) {
    all.extend(texts.iter().map(|(tag, text)| Text { language: Some(tag), text: &text.value, rank }));
}

/// Lines in a language.
fn lines<'a, const MAX: usize>(
    all: &mut Vec<Text<'a>>,
    lines: impl IntoIterator<Item = &'a Line<MAX>>,
    language: Option<&'a language::LanguageTag>,
    rank: u8,
) {
    all.extend(lines.into_iter().map(|line| Text { language, text: line.as_str(), rank }));
}

/// The snippet of what was found, and the language of the text that was met, if one was.
pub(super) fn of(node: &Node, snippets: &mut Snippets<'_>) -> (Option<SearchSnippet>, Option<language::LanguageTag>) {
    let mut all = Vec::new();
    let primary = match node {
        Node::Offer(node) => {
            let content = &node.offer().content;
            let primary = &content.primary_language;
            texts(&mut all, &content.title, 0);
            texts(&mut all, &content.summary, 1);
            lines(&mut all, &content.topics, Some(primary), 1);
            lines(&mut all, content.tutoring.iter().flat_map(|tutoring| &tutoring.subjects), Some(primary), 1);
            lines(&mut all, content.counselling.iter().flat_map(|counselling| &counselling.topics), Some(primary), 1);
            texts(&mut all, &content.description, 2);
            primary
        }
        Node::Organisation(node) => {
            let content = &node.organisation().content;
            let primary = &content.primary_language;
            lines(&mut all, [&content.name], None, 0);
            lines(&mut all, &content.short_name, None, 0);
            lines(&mut all, content.alternate_names.iter().map(|name| &name.name), None, 0);
            texts(&mut all, &content.about, 1);
            lines(&mut all, &content.communities, Some(primary), 1);
            texts(&mut all, &content.mission, 2);
            primary
        }
        Node::Project(node) => {
            let content = &node.project().content;
            texts(&mut all, &content.title, 0);
            texts(&mut all, &content.summary, 1);
            for part in [&content.problem, &content.goals, &content.description] {
                texts(&mut all, part, 2);
            }
            &content.primary_language
        }
        Node::WorkingGroup(node) => {
            let content = &node.group().content;
            texts(&mut all, &content.name, 0);
            texts(&mut all, &content.purpose, 1);
            texts(&mut all, &content.mandate, 2);
            &content.primary_language
        }
        _ => return (None, None),
    };
    let (snippet, matched) = snippets.of(&all, primary);
    (snippet.map(Into::into), matched)
}
