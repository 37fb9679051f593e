//! Taking in what translators elsewhere have made.

use super::{Document, File, SegmentState, Unit};
use crate::graphql::message::{Tongue, about, message};
use domain::actor::Actor;
use domain::change::{Change, Intent};
use domain::id::{Entity, Id, parse};
use domain::language::LanguageTag;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::project::Project;
use domain::refusal::{Problem, Refusal};
use domain::text::TextState;
use domain::time::Timestamp;
use domain::translation::{FieldText, NewTranslation, Translatable, Translated, WorkKind};
use persistence::{Error, Store, Tx};

/// How many things are looked at, or saved, at a time.
const CHUNK: usize = 100;

/// Takes in a document as the operator. If something is wrong with any of it, nothing is taken, and the problems tell what. What
/// is fine but can not be taken any more is left out and told. `progress` hears what is being done, and how far it has come.
///
/// # Errors
/// The database is broken.
pub async fn import(
    store: &Store,
    now: Timestamp,
    document: &Document,
    progress: &mut (dyn FnMut(&str, i64, i64) + Send),
) -> Result<Taken, Error> {
    let operator = Actor::operator();
    let intent = Intent { actor: &operator, now, expected: None };
    let checked = take(store, document, &intent, true, progress).await?;
    if !checked.problems.is_empty() {
        return Ok(Taken { problems: checked.problems, ..Taken::default() });
    }
    take(store, document, &intent, false, progress).await
}

/// Decides about all things of a document and, unless it is only to be checked, saves them.
async fn take(
    store: &Store,
    document: &Document,
    intent: &Intent<'_>,
    is_check: bool,
    progress: &mut (dyn FnMut(&str, i64, i64) + Send),
) -> Result<Taken, Error> {
    let what = if is_check { "things looked at" } else { "things" };
    let (mut taken, mut done) = (Taken::default(), 0);
    let languages = (&document.source, &document.target);
    // In the order of their ids, so that two who write wait for each other rather than for ever.
    let mut files: Vec<&File> = document.files.iter().collect();
    files.sort_by(|one, other| one.id.cmp(&other.id));
    for files in files.chunks(CHUNK) {
        let part = store.write(intent.actor, async |tx| {
            let mut part = Taken::default();
            for file in files {
                match Thing::load(tx, &file.id, intent.now).await? {
                    None if is_known(tx, &file.id).await? => {
                        part.skipped.push(format!("file {}: it is there no longer", file.id));
                    }
                    None => part.problems.push(format!("file {}: there is nothing with this id here", file.id)),
                    Some(Thing::Organisation(thing)) => {
                        let change = part.hear(file, decide(&*thing, file, languages, intent));
                        if let Some(change) = change.filter(|_| !is_check) {
                            tx.save(change).await?;
                        }
                    }
                    Some(Thing::Offer(thing)) => {
                        let change = part.hear(file, decide(&*thing, file, languages, intent));
                        if let Some(change) = change.filter(|_| !is_check) {
                            tx.save(change).await?;
                        }
                    }
                    Some(Thing::Project(thing)) => {
                        let change = part.hear(file, decide(&*thing, file, languages, intent));
                        if let Some(change) = change.filter(|_| !is_check) {
                            tx.save(change).await?;
                        }
                    }
                }
            }
            Ok(part)
        });
        taken.add(part.await?);
        done += files.len();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        progress(what, count(done), count(document.files.len()));
    }
    Ok(taken)
}

/// A thing of a document that is to be taken in.
enum Thing {
    Organisation(Box<Organisation>),
    Offer(Box<Offer>),
    Project(Box<Project>),
}

impl Thing {
    /// The one with this id; `None`: there is none, or it is nothing with texts.
    async fn load(tx: &Tx, id: &str, now: Timestamp) -> Result<Option<Self>, Error> {
        let found = match parse(id) {
            Some((Organisation::PREFIX, number)) => {
                tx.organisation(Id::from_uuid(number), "id").await.map(|thing| Self::Organisation(Box::new(thing)))
            }
            Some((Offer::PREFIX, number)) => {
                tx.offer(Id::from_uuid(number), now).await.map(|thing| Self::Offer(Box::new(thing)))
            }
            Some((Project::PREFIX, number)) => {
                tx.project(Id::from_uuid(number), "id").await.map(|thing| Self::Project(Box::new(thing)))
            }
            _ => return Ok(None),
        };
        match found {
            Ok(thing) => Ok(Some(thing)),
            Err(Error::Refused(Refusal::NotFound { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether there was ever something with texts that had this id.
async fn is_known(tx: &Tx, id: &str) -> Result<bool, Error> {
    let Some((prefix, number)) = parse(id) else { return Ok(false) };
    match WorkKind::ALL.iter().find(|kind| kind.as_str() == prefix) {
        Some(kind) => tx.has_ever_been(*kind, number).await,
        None => Ok(false),
    }
}

/// What there is to do with a thing of the document.
struct Outcome<T> {
    /// The change; `None`: all of it is there already, or nobody has translated it.
    change: Option<Change<T>>,
    /// How far each text in it has come.
    states: Vec<TextState>,
    /// How many texts were left as they are, for what is here is newer.
    kept: usize,
}

/// Why a thing of the document cannot be taken.
enum Obstacle {
    /// It was possible once, and is not any more.
    Moved(String),
    /// The document is wrong.
    Wrong(Vec<String>),
}

/// What a file says of a thing, decided.
fn decide<T: Translated + Clone>(
    thing: &T,
    file: &File,
    (from, into): (&LanguageTag, &LanguageTag),
    intent: &Intent<'_>,
) -> Result<Outcome<T>, Obstacle> {
    let primary = thing.content().primary_language();
    if primary != from {
        return Err(Obstacle::Moved(format!("its texts were first written in {primary}, the file is from {from}")));
    }
    let is_known = |unit: &&Unit| T::Content::TEXTS.contains(&unit.id.as_str());
    let unknown: Vec<String> = file.units.iter().filter(|unit| !is_known(unit)).map(|unit| unit.id.clone()).collect();
    if !unknown.is_empty() {
        return Err(Obstacle::Wrong(vec![format!("no such text: {}", unknown.join(", "))]));
    }
    let text = |unit: &Unit| {
        let value = unit.target.clone()?;
        let texts = thing.content().texts();
        let (_, texts) = texts.iter().find(|(name, _)| *name == unit.id)?;
        let has_original = texts.get(primary).is_some();
        // What went out with a text that nobody has touched since is not confirmed by coming back.
        let is_untouched = unit.state == SegmentState::Initial && texts.get(into).is_some_and(|text| text.says(&value));
        let original = Some(unit.source.clone());
        (has_original && !is_untouched).then(|| FieldText { field: unit.id.clone(), value: Some(value), original })
    };
    let texts: Vec<FieldText> = file.units.iter().filter_map(text).collect();
    if texts.is_empty() {
        return Ok(Outcome { change: None, states: Vec::new(), kept: 0 });
    }
    let new = NewTranslation { language: into.clone(), texts };
    let change = thing.clone().save_translation(&new, intent).map_err(|refusal| match &refusal {
        Refusal::Invalid(problems) => Obstacle::Wrong(told(problems, &new)),
        _ => Obstacle::Moved(message(&refusal, Tongue::English)),
    })?;
    let (before, after) = (thing.content().texts(), change.entity().content().texts());
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after);
    let states: Vec<TextState> = changed.filter_map(|(_, (_, texts))| Some(texts.get(into)?.state)).collect();
    let is_there = |text: &&FieldText| {
        let there = after.iter().find(|(name, _)| *name == text.field).and_then(|(_, texts)| texts.get(into));
        there.is_some_and(|there| text.value.as_ref().is_some_and(|value| there.says(value)))
    };
    let kept = new.texts.len() - new.texts.iter().filter(is_there).count();
    drop(after);
    Ok(Outcome { change: (!states.is_empty()).then_some(change), states, kept })
}

/// Problems, with the texts they are about named as the file names them.
fn told(problems: &[Problem], new: &NewTranslation) -> Vec<String> {
    let one = |problem: &Problem| {
        let index = problem.path.split('.').nth(1).and_then(|index| index.parse::<usize>().ok());
        let field = index.and_then(|index| new.texts.get(index)).map_or("trgLang", |text| text.field.as_str());
        format!("{field}: {}", about(&problem.flaw, Tongue::English))
    };
    problems.iter().map(one).collect()
}

/// What was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Things that have changed.
    pub things: usize,
    /// Their texts that are new, or different.
    pub texts: usize,
    /// Texts among them that translate an original which has changed since.
    pub outdated: usize,
    /// Texts that were left as they are, for what is here is newer.
    pub kept: usize,
    /// What cannot be taken any more, each with the file it is about.
    pub skipped: Vec<String>,
    /// What is wrong, each with the file it is about; then nothing was taken.
    pub problems: Vec<String>,
}

impl Taken {
    /// Counts what was decided about a thing, and gives the change.
    fn hear<T>(&mut self, file: &File, outcome: Result<Outcome<T>, Obstacle>) -> Option<Change<T>> {
        match outcome {
            Ok(Outcome { change, states, kept }) => {
                self.things += usize::from(change.is_some());
                self.texts += states.len();
                self.outdated += states.iter().filter(|state| **state == TextState::Outdated).count();
                self.kept += kept;
                return change;
            }
            Err(Obstacle::Moved(told)) => self.skipped.push(format!("file {}: {told}", file.id)),
            Err(Obstacle::Wrong(told)) => {
                self.problems.extend(told.iter().map(|told| format!("file {}: {told}", file.id)));
            }
        }
        None
    }

    fn add(&mut self, part: Self) {
        self.things += part.things;
        self.texts += part.texts;
        self.outdated += part.outdated;
        self.kept += part.kept;
        self.skipped.extend(part.skipped);
        self.problems.extend(part.problems);
    }
}
