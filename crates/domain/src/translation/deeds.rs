//! Translating: writing texts in another language, and a second person who looks at them.

use super::{Translatable, TranslationState};
use crate::access::Deed;
use crate::account::Account;
use crate::actor::Actor;
use crate::change::{Change, Intent, Record};
use crate::event::EventKind;
use crate::form::MAX_ENTRIES;
use crate::id::Id;
use crate::language::LanguageTag;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::{TextSource, Texts, Writer};

/// A text in another language, as it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldText {
    /// Which text, as the API names it.
    pub field: String,
    /// What it says; `None` removes it.
    pub value: Option<String>,
    /// What the original said when the translator had it before them, where that may have been a while ago. Then what is newer
    /// here stays.
    pub original: Option<String>,
}

/// Texts of something in another language, as they come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTranslation {
    /// The language.
    pub language: LanguageTag,
    /// The texts.
    pub texts: Vec<FieldText>,
}

/// Which texts a second person found right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The language.
    pub language: LanguageTag,
    /// The texts, as the API names them; `None`: all that others have written.
    pub fields: Option<Vec<String>>,
}

/// What can be translated by itself, beside being changed.
pub trait Translated: Record + Sized {
    /// What has the texts.
    type Content: Translatable;

    /// Its texts.
    fn content(&self) -> &Self::Content;
    /// Its texts, to be changed.
    fn content_mut(&mut self) -> &mut Self::Content;
    /// Whether the deed is permitted and possible.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    fn decide_translation(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal>;

    /// Writes texts in another language. They are drafts until a second person has looked at them; one that said the same
    /// before is current again.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with the texts.
    fn save_translation(mut self, new: &NewTranslation, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide_translation(Deed::SaveTranslation, intent)?;
        translate(self.content_mut(), new, writer(intent.actor))?;
        let change = Change::update(self, intent, EventKind::TranslationSaved);
        Ok(change.noting("language", new.language.as_str()))
    }

    /// Notes that translations are right which somebody else, or a machine, has written.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, there is nothing to review, or the reviewer wrote it.
    fn review_translation(mut self, review: &Review, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide_translation(Deed::ReviewTranslation, intent)?;
        approve(self.content_mut(), review, intent.actor.account())?;
        let change = Change::update(self, intent, EventKind::TranslationReviewed);
        Ok(change.noting("language", review.language.as_str()))
    }
}

fn writer(actor: &Actor) -> Writer {
    let source = if actor.is_operator() { TextSource::Import } else { TextSource::Human };
    Writer { source, account: actor.account() }
}

/// Notes that this is the language the texts are translated from.
fn check_language(content: &impl Translatable, language: &LanguageTag, problems: &mut Problems) {
    if language == content.primary_language() {
        problems.add("language", Flaw::OriginalLanguage);
    }
}

/// What is wrong with a text that is not there: it has no such name, or belongs to a part that is missing.
fn absent<T: Translatable>(_: &T, field: &str, flaw: Flaw) -> Flaw {
    if T::TEXTS.contains(&field) { flaw } else { Flaw::Unknown }
}

fn translate(content: &mut impl Translatable, new: &NewTranslation, writer: Writer) -> Result<(), Refusal> {
    let primary = content.primary_language().clone();
    let mut problems = Problems::default();
    check_language(content, &new.language, &mut problems);
    match new.texts.len() {
        0 => problems.add("texts", Flaw::Required),
        1..=MAX_ENTRIES => {}
        _ => return Err(Refusal::problem("texts", Flaw::TooMany { max: MAX_ENTRIES })),
    }
    for (index, text) in new.texts.iter().enumerate() {
        let at = |part| format!("texts.{index}.{part}");
        let Some((limit, texts)) = content.text_mut(&text.field) else {
            problems.add(at("field"), absent(content, &text.field, Flaw::NothingToTranslate));
            continue;
        };
        if new.texts[..index].iter().any(|before| before.field == text.field) {
            problems.add(at("field"), Flaw::Twice);
            continue;
        }
        let Some(original) = texts.get(&primary) else {
            problems.add(at("field"), Flaw::NothingToTranslate);
            continue;
        };
        let Some(value) = &text.value else {
            texts.remove(&new.language);
            continue;
        };
        let has_changed = text.original.as_ref().is_some_and(|before| !original.says(before));
        if text.original.is_some() && is_newer(texts, &new.language, value, has_changed) {
            continue;
        }
        if problems.check(at("value"), texts.translate(&new.language, value, writer, limit)).is_some() && has_changed {
            texts.outdate_one(&new.language);
        }
    }
    problems.finish()
}

/// Whether what is there is newer than a text that was away for a while: somebody here has written something else that still
/// holds, or at least holds for an original that the translator did not have before them.
fn is_newer(texts: &Texts, language: &LanguageTag, value: &str, has_changed: bool) -> bool {
    let is_other = texts.get(language).is_some_and(|text| !text.says(value));
    match super::state(texts, language) {
        TranslationState::Missing | TranslationState::MachineMade => false,
        TranslationState::Outdated => has_changed,
        TranslationState::Draft | TranslationState::Reviewed => is_other || has_changed,
    }
}

/// What keeps a text from being reviewed by this person.
fn obstacle(texts: &Texts, language: &LanguageTag, reviewer: Option<Id<Account>>) -> Option<Flaw> {
    let written_by = texts.get(language).and_then(|text| text.written_by);
    match super::state(texts, language) {
        TranslationState::Draft if written_by.is_some() && written_by == reviewer => Some(Flaw::OwnTranslation),
        TranslationState::Draft | TranslationState::MachineMade => None,
        TranslationState::Missing | TranslationState::Outdated | TranslationState::Reviewed => {
            Some(Flaw::NothingToReview)
        }
    }
}

/// How many texts in a language this person could review.
#[must_use]
pub fn reviewable(content: &impl Translatable, language: &LanguageTag, reviewer: Option<Id<Account>>) -> usize {
    let primary = content.primary_language();
    let all = content.texts().into_iter().filter(|(_, texts)| texts.get(primary).is_some());
    all.filter(|(_, texts)| language != primary && obstacle(texts, language, reviewer).is_none()).count()
}

/// Whether there is a text that this person could translate, or a translation that they could review; of other deeds, yes.
///
/// # Errors
/// There is none.
pub(crate) fn can_translate(content: &impl Translatable, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
    let primary = content.primary_language();
    let mut all = content.texts().into_iter().filter(|(_, texts)| texts.get(primary).is_some());
    match deed {
        Deed::SaveTranslation if all.next().is_none() => {
            return Err(Refusal::problem("texts", Flaw::NothingToTranslate));
        }
        Deed::ReviewTranslation => {}
        _ => return Ok(()),
    }
    let mut reason = Flaw::NothingToReview;
    for texts in all.map(|(_, texts)| texts) {
        for language in texts.iter().map(|(language, _)| language).filter(|language| *language != primary) {
            match obstacle(texts, language, actor.account()) {
                None => return Ok(()),
                Some(flaw @ Flaw::OwnTranslation) => reason = flaw,
                Some(_) => {}
            }
        }
    }
    Err(Refusal::problem("language", reason))
}

fn approve(content: &mut impl Translatable, review: &Review, reviewer: Option<Id<Account>>) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    check_language(content, &review.language, &mut problems);
    let Some(fields) = &review.fields else {
        let primary = content.primary_language().clone();
        let translated = content.texts_mut().into_iter().map(|(.., texts)| texts);
        let (mut found, mut reason) = (0, Flaw::NothingToReview);
        for texts in translated.filter(|texts| texts.get(&primary).is_some()) {
            match obstacle(texts, &review.language, reviewer) {
                None => {
                    texts.review(&review.language);
                    found += 1;
                }
                Some(Flaw::OwnTranslation) => reason = Flaw::OwnTranslation,
                Some(_) => {}
            }
        }
        if found == 0 && !problems.concern("language") {
            problems.add("language", reason);
        }
        return problems.finish();
    };
    match fields.len() {
        0 => problems.add("fields", Flaw::Required),
        1..=MAX_ENTRIES => {}
        _ => return Err(Refusal::problem("fields", Flaw::TooMany { max: MAX_ENTRIES })),
    }
    for (index, field) in fields.iter().enumerate() {
        let at = format!("fields.{index}");
        match content.text_mut(field) {
            None => problems.add(at, absent(content, field, Flaw::NothingToReview)),
            Some((_, texts)) => match obstacle(texts, &review.language, reviewer) {
                Some(flaw) => problems.add(at, flaw),
                None => texts.review(&review.language),
            },
        }
    }
    problems.finish()
}
