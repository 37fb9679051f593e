//! Reading input into values: absent leaves, `null` clears, everything wrong is told at once with its path.

use crate::language::LanguageTag;
use crate::refusal::{Flaw, Problems};
use crate::text::{TextLimit, TextSource, Texts, Value};
use crate::translation::Translatable;

/// What an input field asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Absent: leave what is there.
    #[default]
    Leave,
    /// `null`: clear it.
    Clear,
    /// A value: set it.
    Set(T),
}

/// A text in one language as it comes in; `None` removes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextInput {
    /// The language tag, not yet checked.
    pub language: String,
    /// The text, not yet checked.
    pub value: Option<String>,
}

/// The most entries of a plain list.
pub const MAX_ENTRIES: usize = 50;

/// Reads the fields of one input object, at some path, into values.
pub struct Form<'a> {
    problems: &'a mut Problems,
    path: String,
}

impl<'a> Form<'a> {
    /// The form of the whole input.
    pub fn new(problems: &'a mut Problems) -> Self {
        Self { problems, path: String::new() }
    }

    /// The form of an object inside this one.
    pub fn inside(&mut self, field: &str) -> Form<'_> {
        Form { path: self.at(field), problems: self.problems }
    }

    fn at(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// Notes that something is wrong with a field.
    pub fn wrong(&mut self, field: &str, flaw: Flaw) {
        self.problems.add(self.at(field), flaw);
    }

    /// Reads one value, or notes what is wrong with it.
    pub fn read<T>(&mut self, field: &str, result: Result<T, Flaw>) -> Option<T> {
        result.map_err(|flaw| self.wrong(field, flaw)).ok()
    }

    /// Reads the value that this form itself is for: an entry of a plain list.
    pub fn here<T>(&mut self, result: Result<T, Flaw>) -> Option<T> {
        result.map_err(|flaw| self.problems.add(self.path.clone(), flaw)).ok()
    }

    /// Reads a value that may be absent.
    pub fn maybe<T: Value>(&mut self, field: &str, text: Option<&str>) -> Option<T> {
        text.and_then(|text| self.read(field, T::parse(text)))
    }

    /// A field that may be empty. Empty text clears it too.
    pub fn optional<T: Value>(&mut self, target: &mut Option<T>, field: &str, patch: &Patch<String>) {
        match patch {
            Patch::Leave => {}
            Patch::Clear => *target = None,
            Patch::Set(text) if text.trim().is_empty() => *target = None,
            Patch::Set(text) => {
                if let Some(value) = self.read(field, T::parse(text)) {
                    *target = Some(value);
                }
            }
        }
    }

    /// A field that may be empty, of a type that needs no reading.
    pub fn plain<T: Clone>(&mut self, target: &mut Option<T>, patch: &Patch<T>) {
        match patch {
            Patch::Leave => {}
            Patch::Clear => *target = None,
            Patch::Set(value) => *target = Some(value.clone()),
        }
    }

    /// A yes or no; `null` is no.
    pub fn flag(&mut self, target: &mut bool, patch: &Patch<bool>) {
        match patch {
            Patch::Leave => {}
            Patch::Clear => *target = false,
            Patch::Set(value) => *target = *value,
        }
    }

    /// A field that always has a value.
    pub fn required<T: Value>(&mut self, target: &mut T, field: &str, patch: &Patch<String>) {
        match patch {
            Patch::Leave => {}
            Patch::Clear => self.wrong(field, Flaw::Required),
            Patch::Set(text) => {
                if let Some(value) = self.read(field, T::parse(text)) {
                    *target = value;
                }
            }
        }
    }

    /// A plain list: replaced as a whole, without repetitions.
    pub fn list<T: Value + PartialEq>(&mut self, target: &mut Vec<T>, field: &str, patch: &Patch<Vec<String>>) {
        let texts = match patch {
            Patch::Leave => return,
            Patch::Clear => &Vec::new(),
            Patch::Set(texts) => texts,
        };
        self.replace(target, field, texts, |form, index, text| form.read(&index, T::parse(text)));
        self.once(target, field);
    }

    /// Notes entries that repeat an earlier one.
    pub fn once<T: PartialEq>(&mut self, list: &[T], field: &str) {
        for index in 1..list.len() {
            if list[..index].contains(&list[index]) {
                self.wrong(&format!("{field}.{index}"), Flaw::Twice);
            }
        }
    }

    /// A list of closed-set members or of objects: replaced as a whole.
    pub fn objects<R, T>(
        &mut self,
        target: &mut Vec<T>,
        field: &str,
        patch: &Patch<Vec<R>>,
        mut read: impl FnMut(&mut Form<'_>, &R) -> Option<T>,
    ) {
        match patch {
            Patch::Leave => {}
            Patch::Clear => target.clear(),
            Patch::Set(raws) => {
                self.replace(target, field, raws, |form, index, raw| read(&mut form.inside(&index), raw));
            }
        }
    }

    fn replace<R, T>(
        &mut self,
        target: &mut Vec<T>,
        field: &str,
        raws: &[R],
        mut read: impl FnMut(&mut Form<'_>, String, &R) -> Option<T>,
    ) {
        if raws.len() > MAX_ENTRIES {
            self.wrong(field, Flaw::TooMany { max: MAX_ENTRIES });
            return;
        }
        let mut inside = self.inside(field);
        let entry = |(index, raw)| read(&mut inside, usize::to_string(&index), raw).map(|value| (index, value));
        let (stood, values): (Vec<usize>, Vec<T>) = raws.iter().enumerate().filter_map(entry).unzip();
        *target = values;
        if stood.len() < raws.len() {
            self.problems.shorten(self.at(field), stood);
        }
    }

    /// An object: replaced as a whole.
    pub fn object<R, T>(
        &mut self,
        target: &mut Option<T>,
        field: &str,
        patch: &Patch<R>,
        read: impl FnOnce(&mut Form<'_>, &R) -> Option<T>,
    ) {
        match patch {
            Patch::Leave => {}
            Patch::Clear => *target = None,
            Patch::Set(raw) => {
                if let Some(value) = read(&mut self.inside(field), raw) {
                    *target = Some(value);
                }
            }
        }
    }

    /// A text of something that is translated, by its name; how long it may be is the content's own rule.
    pub fn text(&mut self, content: &mut impl Translatable, field: &str, patch: &Patch<Vec<TextInput>>) {
        match content.text_mut(field) {
            Some((limit, texts)) => self.texts(texts, field, patch, limit),
            None => self.wrong(field, Flaw::Unknown),
        }
    }

    /// A text: the languages listed are set or removed, the others stay.
    pub fn texts(&mut self, target: &mut Texts, field: &str, patch: &Patch<Vec<TextInput>>, limit: TextLimit) {
        let inputs = match patch {
            Patch::Leave => return,
            Patch::Clear => {
                *target = Texts::default();
                return;
            }
            Patch::Set(inputs) if inputs.len() > MAX_ENTRIES => {
                return self.wrong(field, Flaw::TooMany { max: MAX_ENTRIES });
            }
            Patch::Set(inputs) => inputs,
        };
        let mut seen: Vec<LanguageTag> = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            let mut entry = self.inside(&format!("{field}.{index}"));
            let Some(language) = entry.read("language", LanguageTag::parse(&input.language)) else { continue };
            if seen.contains(&language) {
                entry.wrong("language", Flaw::Twice);
                continue;
            }
            seen.push(language.clone());
            match &input.value {
                None => target.remove(&language),
                Some(value) => {
                    let set = target.set(language, value, TextSource::Human, limit);
                    entry.read("value", set);
                }
            }
        }
    }
}

/// A whole number within bounds.
///
/// # Errors
/// [`Flaw::OutOfRange`].
pub fn within(value: i64, min: i64, max: i64) -> Result<i64, Flaw> {
    if (min..=max).contains(&value) { Ok(value) } else { Err(Flaw::OutOfRange { min, max }) }
}

/// Notes a range whose end lies before its start.
pub fn check_order<T: PartialOrd>(problems: &mut Problems, path: &str, from: Option<&T>, to: Option<&T>) {
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        problems.add(path, Flaw::Reversed);
    }
}

/// The text in the primary language is there whenever there is one in another.
pub fn check_primary(problems: &mut Problems, path: &str, texts: &Texts, primary: &LanguageTag) {
    // If the text itself is wrong, that is told already.
    if !texts.is_empty() && texts.get(primary).is_none() && !problems.concern(path) {
        problems.add(path, Flaw::PrimaryLanguageMissing { language: primary.to_string() });
    }
}
