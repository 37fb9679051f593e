//! Texts for translators elsewhere, as their tools read and write them: XLIFF 2.1 (OASIS Standard, 13 February 2018), its core
//! without modules. A `file` is a thing with texts, a `unit` one of its texts, with a single `segment`.

mod export;
mod import;
mod read;

pub use export::{Exported, Failed, export};
pub use import::{Taken, import};
pub use read::{Wrong, read};

use domain::language::LanguageTag;
use std::fmt::Write;

/// Texts in one language, to be translated into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The language of the originals.
    pub source: LanguageTag,
    /// The language to translate into.
    pub target: LanguageTag,
    /// Things with texts.
    pub files: Vec<File>,
}

/// A thing with texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: String,
    /// What people call it; not read.
    pub name: String,
    /// Its texts.
    pub units: Vec<Unit>,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which text, as the API names it: `title`.
    pub id: String,
    /// The original.
    pub source: String,
    /// The translation; `None`: there is none, or not of all of it.
    pub target: Option<String>,
    /// How far it has come.
    pub state: SegmentState,
}

/// How far the translation of a segment has come (XLIFF 2.1, 4.3.1.36); least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SegmentState {
    /// Nobody has translated it; also what says nothing.
    #[default]
    Initial,
    /// Somebody has.
    Translated,
    /// Somebody else has looked at it.
    Reviewed,
    /// Nothing is left to do.
    Final,
}

impl SegmentState {
    const ALL: [(Self, &str); 4] = [
        (Self::Initial, "initial"),
        (Self::Translated, "translated"),
        (Self::Reviewed, "reviewed"),
        (Self::Final, "final"),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("initial", |(_, name)| name)
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(state, _)| *state)
    }
}

/// The beginning of a document.
#[must_use]
pub fn beginning(source: &LanguageTag, target: &LanguageTag) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"{source}\" trgLang=\"{target}\">\n"
    )
}

/// The end of a document.
pub const END: &str = "</xliff>\n";

/// A thing with its texts. A text stays one segment, so that it comes back as it went.
#[must_use]
pub fn file(file: &File) -> String {
    let mut text = format!(
        " <file id=\"{}\" original=\"{}\" canResegment=\"no\" xml:space=\"preserve\">\n",
        attribute(&file.id),
        attribute(&file.name)
    );
    for unit in &file.units {
        let (id, state) = (attribute(&unit.id), unit.state.as_str());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  <unit id=\"{id}\">\n   <segment state=\"{state}\">");
        let _ = writeln!(text, "    <source>{}</source>", content(&unit.source));
        if let Some(target) = &unit.target {
            let _ = writeln!(text, "    <target>{}</target>", content(target));
        }
        text.push_str("   </segment>\n  </unit>\n");
    }
    text.push_str(" </file>\n");
    text
}

/// Whether XML 1.0 has the character at all (production 2); carriage returns would be read as line feeds.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text inside of an element; what XML does not have is written as XLIFF does (4.2.3.1, `cp`).
fn content(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            c if is_xml(c) => written.push(c),
            c => {
                let _ = write!(written, "<cp hex=\"{:04X}\"/>", u32::from(c));
            }
        }
    }
    written
}

/// Text inside of an attribute; it is a label, so what does not go in is left out.
fn attribute(text: &str) -> String {
    content(&text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_xml(*c)).collect::<String>())
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
