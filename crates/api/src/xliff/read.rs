//! Reading what comes back.

use super::{Document, File, SegmentState, Unit};
use domain::language::{LanguageTag, languages};
use domain::text::Value;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::HashSet;
use std::fmt;

/// What is wrong with a document, all of it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub Vec<String>);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// The deepest nesting: ours is five elements deep, tools add marks.
const DEEPEST: usize = 64;

/// The most mistakes that are told.
const MOST_WRONG: usize = 50;

/// What is being read.
struct Reading<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Names of the elements around, without their prefixes.
    around: Vec<String>,
    languages: Option<(LanguageTag, LanguageTag)>,
    files: Vec<File>,
    /// The ids of these files, and those of the units of the last one.
    ids: HashSet<String>,
    units: HashSet<String>,
    segment: Segment,
    /// Whether part of the unit has no translation.
    is_partial: bool,
    wrong: Vec<String>,
}

#[derive(Default)]
struct Segment {
    source: String,
    target: Option<String>,
}

/// Reads a document. Marks that tools have put into texts are left out, and segments that they have split are put together.
///
/// # Errors
/// It is no XLIFF 2, or things and texts in it cannot be told apart.
pub fn read(text: &str) -> Result<Document, Wrong> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = Reading {
        text,
        reader: Reader::from_str(text),
        around: Vec::new(),
        languages: None,
        files: Vec::new(),
        ids: HashSet::new(),
        units: HashSet::new(),
        segment: Segment::default(),
        is_partial: false,
        wrong: Vec::new(),
    };
    if let Err(fatal) = reading.all() {
        return Err(Wrong(vec![fatal]));
    }
    match reading.languages {
        _ if !reading.wrong.is_empty() => Err(Wrong(reading.wrong)),
        Some((source, target)) => Ok(Document { source, target, files: reading.files }),
        None => Err(Wrong(vec!["this is no XLIFF: it has no element xliff".to_owned()])),
    }
}

impl Reading<'_> {
    /// What is told, with the line it is about.
    fn at_line(&self, told: &str) -> String {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let before = self.text.as_bytes().get(..position).unwrap_or(self.text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line}: {told}")
    }

    fn all(&mut self) -> Result<(), String> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.at_line(&format!("this is no XML: {error}")))?;
            match event {
                Event::Start(element) => {
                    self.start(&element)?;
                    if self.around.len() == DEEPEST {
                        return Err(self.at_line("too many elements inside of one another"));
                    }
                    self.around.push(element.local_name().as_ref().to_owned());
                }
                Event::Empty(element) => {
                    self.start(&element)?;
                    self.around.push(element.local_name().as_ref().to_owned());
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.say(&text.xml10_content()),
                Event::CData(text) => self.say(&text.xml10_content()),
                Event::GeneralRef(reference) => self.refer(&reference)?,
                Event::DocType(_) => return Err(self.at_line("a document type has no place in XLIFF")),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        if self.around.is_empty() { Ok(()) } else { Err(self.at_line("the document ends in the middle")) }
    }

    /// Notes what is wrong, and goes on; not for ever.
    fn wrong(&mut self, told: &str) -> Result<(), String> {
        let told = self.at_line(told);
        if self.wrong.len() == MOST_WRONG {
            return Err(format!("{}\nand more", self.wrong.join("\n")));
        }
        self.wrong.push(told);
        Ok(())
    }

    fn refer(&mut self, reference: &BytesRef<'_>) -> Result<(), String> {
        let name = reference.as_ref();
        let c = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => reference.resolve_char_ref().ok().flatten(),
        };
        let c = c.ok_or_else(|| self.at_line(&format!("&{name}; means nothing here")))?;
        self.say(c.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    /// Which part of the segment, if any, the elements around are: marks inside of it are passed over, and what modules have
    /// under the same names is none.
    fn part(&mut self) -> Option<&mut String> {
        let is_segment = |name: &String| name == "segment" || name == "ignorable";
        let at = self.around.iter().position(is_segment)?;
        match self.around.get(at + 1)?.as_str() {
            "source" => Some(&mut self.segment.source),
            "target" => self.segment.target.as_mut(),
            _ => None,
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(part) = self.part() {
            part.push_str(text);
        }
    }

    fn value(&self, element: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| self.at_line(&format!("this is no XML: {error}")))?;
            if attribute.key.as_ref() == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value.map(|value| Some(value.into_owned())).map_err(|error| self.at_line(&error.to_string()));
            }
        }
        Ok(None)
    }

    fn language(&self, element: &BytesStart<'_>, name: &str) -> Result<LanguageTag, String> {
        let tag = self.value(element, name)?;
        let tag = tag.ok_or_else(|| self.at_line(&format!("xliff has no {name}; it says which language this is")))?;
        let tag = LanguageTag::parse(&tag)
            .map_err(|_| self.at_line(&format!("{name}: {tag:?} is not the tag of a language we know")))?;
        // Tools like to add the country; texts here do without.
        let is_known = |tag: &LanguageTag| languages().iter().any(|language| language.tag == *tag);
        let known = tag.and_shorter().find(is_known);
        Ok(known.unwrap_or(tag))
    }

    /// The id of a file or unit; what has none is told, and read on.
    fn id(&mut self, element: &BytesStart<'_>, told: &str) -> Result<String, String> {
        let id = self.value(element, "id")?.unwrap_or_default();
        if id.is_empty() {
            self.wrong(told)?;
        }
        Ok(id)
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let name = element.local_name();
        let name = name.as_ref();
        match (self.around.last().map(String::as_str), name) {
            (None, "xliff") => {
                let version = self.value(element, "version")?.unwrap_or_default();
                if !version.starts_with("2.") {
                    return Err(self.at_line(&format!("this is XLIFF {version:?}; expected 2.1")));
                }
                self.languages = Some((self.language(element, "srcLang")?, self.language(element, "trgLang")?));
            }
            (None, other) => return Err(self.at_line(&format!("this is no XLIFF: it begins with {other}"))),
            (Some("xliff"), "file") => {
                let id = self.id(element, "a file without id: nobody can tell what its texts belong to")?;
                if !id.is_empty() && !self.ids.insert(id.clone()) {
                    self.wrong(&format!("file {id} is there twice"))?;
                }
                self.units.clear();
                self.files.push(File { id, name: String::new(), units: Vec::new() });
            }
            (Some("file" | "group"), "unit") => {
                let of = self.files.last().map_or_else(String::new, |file| file.id.clone());
                let id =
                    self.id(element, &format!("file {of}: a unit without id: nobody can tell which text it is"))?;
                if !id.is_empty() && !self.units.insert(id.clone()) {
                    self.wrong(&format!("file {of}: unit {id} is there twice"))?;
                }
                self.is_partial = false;
                let unit = Unit { id, source: String::new(), target: None, state: SegmentState::Final };
                if let Some(file) = self.files.last_mut() {
                    file.units.push(unit);
                }
            }
            (Some("unit"), "segment") => {
                self.segment = Segment::default();
                let state = self.value(element, "state")?.unwrap_or_else(|| "initial".to_owned());
                let state = SegmentState::parse(&state).unwrap_or_default();
                if let Some(unit) = self.unit() {
                    unit.state = unit.state.min(state);
                }
            }
            (Some("unit"), "ignorable") => self.segment = Segment::default(),
            (Some("segment" | "ignorable"), "target") => {
                if self.value(element, "order")?.is_some() {
                    self.wrong(
                        "a translation whose parts stand in another order than those of the original; join them",
                    )?;
                }
                self.segment.target = Some(String::new());
            }
            (_, "cp") => {
                let hex = self.value(element, "hex")?.unwrap_or_default();
                let c = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                let c = c.ok_or_else(|| self.at_line(&format!("cp: {hex:?} is no character")))?;
                self.say(c.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
        Ok(())
    }

    fn unit(&mut self) -> Option<&mut Unit> {
        self.files.last_mut()?.units.last_mut()
    }

    fn end(&mut self) {
        let ended = self.around.pop().unwrap_or_default();
        let is_segment = ended == "segment";
        if (is_segment || ended == "ignorable") && self.around.last().is_some_and(|around| around == "unit") {
            let segment = std::mem::take(&mut self.segment);
            let has_target = segment.target.as_ref().is_some_and(|target| !target.trim().is_empty());
            self.is_partial |= is_segment && !has_target && !segment.source.is_empty();
            let is_partial = self.is_partial;
            let Some(unit) = self.unit() else { return };
            unit.source.push_str(&segment.source);
            // What lies between segments need not be translated.
            let between = (!is_segment).then_some(segment.source);
            let target = segment.target.or(between).unwrap_or_default();
            unit.target.get_or_insert_default().push_str(&target);
            if is_partial {
                unit.target = None;
            }
        }
        if ended == "unit" {
            let is_partial = self.is_partial;
            if let Some(unit) = self.unit()
                && (is_partial || unit.target.as_ref().is_some_and(|target| target.trim().is_empty()))
            {
                unit.target = None;
            }
        }
    }
}
