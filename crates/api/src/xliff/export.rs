//! Writing what there is to translate.

use super::{END, File, SegmentState, Unit, beginning, file};
use domain::access::Scope;
use domain::language::LanguageTag;
use domain::text::Texts;
use domain::time::Timestamp;
use domain::translation::{Translatable, TranslationState};
use persistence::{OfferList, OfferShape, OrganisationList, Page, ProjectList, Slice, Store};
use std::io::Write;

/// How many things are read at a time.
const CHUNK: u64 = 100;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Things.
    pub things: usize,
    /// Their texts.
    pub texts: usize,
    /// Things that were left out, for they were first written in another language.
    pub others: usize,
}

/// Why writing stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The database is broken.
    #[error(transparent)]
    Database(#[from] persistence::Error),
    /// Nothing more can be written.
    #[error(transparent)]
    Output(#[from] std::io::Error),
}

/// Writes the texts of what everybody sees that were first written in one language and that somebody has to write in another;
/// nothing at all if there is none. `progress` hears what is being done, and how far it has come.
///
/// # Errors
/// The database is broken, or nothing more can be written.
pub async fn export<W: Write + Send>(
    store: &Store,
    now: Timestamp,
    (from, into): (&LanguageTag, &LanguageTag),
    out: &mut W,
    progress: &mut (dyn FnMut(&str, i64, i64) + Send),
) -> Result<Exported, Failed> {
    let mut export = Export { out, from, into, exported: Exported::default() };
    let everybody = Scope::default();
    let list = OrganisationList::default();
    let mut walk = Walk::new(progress, "organisations", store.count_organisations(&everybody, &list).await?);
    while let Some(page) = walk.page.take() {
        for organisation in walk.turn(store.organisations(&everybody, &list, &page).await?) {
            let organisation = organisation.seen_by(&everybody);
            let content = &organisation.content;
            export.add(organisation.id.to_string(), Some(content.name.to_string()), content)?;
        }
    }
    let list = OfferList::default();
    let shape = OfferShape { without_contact: true, ..OfferShape::default() };
    let mut walk = Walk::new(progress, "offers", store.count_offers(&everybody, now, &list).await?);
    while let Some(page) = walk.page.take() {
        for record in walk.turn(store.offers(&everybody, now, &list, &page, shape).await?) {
            let content = record.offer.content.shown_at(now);
            export.add(record.offer.id.to_string(), title(&content.title, &content.primary_language), &*content)?;
        }
    }
    let list = ProjectList::default();
    let mut walk = Walk::new(progress, "projects", store.count_projects(&everybody, &list).await?);
    while let Some(page) = walk.page.take() {
        for project in walk.turn(store.projects(&everybody, &list, &page).await?) {
            let Some((_, project)) = project.seen_by(&everybody) else { continue };
            let content = &project.content;
            export.add(project.id.to_string(), title(&content.title, &content.primary_language), content)?;
        }
    }
    // A document has at least one file (XLIFF 2.1, 4.2.2.1).
    if export.exported.things > 0 {
        export.write(END)?;
    }
    export.out.flush()?;
    Ok(export.exported)
}

/// What is being written.
struct Export<'a, W> {
    out: &'a mut W,
    from: &'a LanguageTag,
    into: &'a LanguageTag,
    exported: Exported,
}

impl<W: Write> Export<'_, W> {
    fn write(&mut self, text: &str) -> Result<(), Failed> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// The units of a thing.
    fn units(&self, content: &impl Translatable) -> Vec<Unit> {
        let progress = content.progress(self.into).into_iter().filter(|(_, state)| state.is_open());
        let texts = content.texts();
        let unit = |(field, _): (&str, TranslationState)| {
            let (_, texts) = texts.iter().find(|(name, _)| *name == field)?;
            let value = |language| texts.get(language).map(|text| text.value.clone());
            let source = value(content.primary_language())?;
            Some(Unit { id: field.to_owned(), source, target: value(self.into), state: SegmentState::Initial })
        };
        progress.filter_map(unit).collect()
    }

    fn add(&mut self, id: String, name: Option<String>, content: &impl Translatable) -> Result<(), Failed> {
        let primary = content.primary_language();
        let units = if primary == self.into { Vec::new() } else { self.units(content) };
        if units.is_empty() {
            return Ok(());
        }
        if primary != self.from {
            self.exported.others += 1;
            return Ok(());
        }
        if self.exported.things == 0 {
            self.write(&beginning(self.from, self.into))?;
        }
        self.exported.things += 1;
        self.exported.texts += units.len();
        self.write(&file(&File { id, name: name.unwrap_or_default(), units }))
    }
}

/// All entries of a list, page by page.
struct Walk<'a> {
    page: Option<Page>,
    what: &'static str,
    done: i64,
    all: i64,
    progress: &'a mut (dyn FnMut(&str, i64, i64) + Send),
}

impl<'a> Walk<'a> {
    fn new(progress: &'a mut (dyn FnMut(&str, i64, i64) + Send), what: &'static str, all: i64) -> Self {
        Self { page: Some(Page::first(CHUNK)), what, done: 0, all, progress }
    }

    /// What a page holds; shows how far it has come.
    fn turn<T>(&mut self, slice: Slice<T>) -> Vec<T> {
        let last = slice.entries.last().map(|entry| entry.cursor.clone()).filter(|_| slice.has_next);
        self.page = last.map(|last| Page { after: Some(last), ..Page::first(CHUNK) });
        self.done += i64::try_from(slice.entries.len()).unwrap_or_default();
        (self.progress)(self.what, self.done, self.all.max(self.done));
        slice.entries.into_iter().map(|entry| entry.value).collect()
    }
}

fn title(texts: &Texts, primary: &LanguageTag) -> Option<String> {
    texts.get(primary).map(|text| text.value.clone())
}
