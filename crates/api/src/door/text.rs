//! The text of a document, looked at before any parser builds something from it.

use super::limits::{Limit, Limits};
use apollo_parser::{Lexer, TokenKind};
use async_graphql::{Pos, ServerError};

/// Refuses a text that is too long, has too many tokens, or brackets too deep inside one another. What is no token at all is
/// left to the parser, which says where it stands.
///
/// # Errors
/// [`Limit::DocumentBytes`], [`Limit::Tokens`] or [`Limit::Nesting`] is exceeded.
pub fn check(text: &str, limits: &Limits) -> Result<(), ServerError> {
    limits.check(Limit::DocumentBytes, text.len() as u64, None)?;
    let (mut tokens, mut nesting, mut deepest) = (0, 0_u64, 0);
    for token in Lexer::new(text).flatten() {
        match token.kind() {
            // Ignored tokens (GraphQL, September 2025, 2.1.7).
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof => continue,
            TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen => nesting += 1,
            TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        tokens += 1;
        deepest = deepest.max(nesting);
    }
    limits.check(Limit::Tokens, tokens, None)?;
    limits.check(Limit::Nesting, deepest, None)
}

/// Line and column (in characters) of a place in a text, both from 1.
pub fn place(text: &str, offset: usize) -> Pos {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Pos { line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        check(text, &Limits::default()).err().map(|error| error.message)
    }

    #[test]
    fn bytes_tokens_and_brackets_are_counted() {
        assert_eq!(told(&" ".repeat(20_000)), None);
        assert!(told(&" ".repeat(20_001)).is_some_and(|text| text.contains("20001")));
        assert_eq!(told(&"a ".repeat(2_000)), None);
        assert!(told(&"a ".repeat(2_001)).is_some_and(|text| text.contains("2001")));
        assert_eq!(told(&"# a comment, or three ,,,\n".repeat(700)), None, "nobody reads those");
        assert_eq!(told(&"[".repeat(50)), None);
        assert!(told(&"[".repeat(51)).is_some_and(|text| text.contains("51")));
        assert_eq!(told(&"{}".repeat(900)), None);
        assert_eq!(told("\u{0}\u{feff}\"\\ud800"), None, "the parser tells that");
    }

    #[test]
    fn a_place_is_told_in_characters() {
        assert_eq!(place("{ a }", 2), Pos { line: 1, column: 3 });
        assert_eq!(place("{\n  ü é }", 7), Pos { line: 2, column: 5 });
        assert_eq!(place("{", 99), Pos { line: 1, column: 2 });
    }
}
