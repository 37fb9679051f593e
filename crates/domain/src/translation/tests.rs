use super::*;
use crate::text::{TITLE, TextSource, Value, Writer};
use proptest::prelude::*;

struct Content {
    primary_language: LanguageTag,
    title: Texts,
    summary: Texts,
}

translatable!(Content { title: TITLE = "title", summary: TITLE = "summary" });

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).expect("a language")
}

/// A translation nobody could object to.
pub(crate) fn turkish(field: &str) -> NewTranslation {
    let text = FieldText { field: field.to_owned(), value: Some("Merhaba".to_owned()), original: None };
    NewTranslation { language: tag("tr"), texts: vec![text] }
}

/// A review of all there is in Turkish.
pub(crate) fn in_turkish() -> Review {
    Review { language: tag("tr"), fields: None }
}

fn content(title: &[(&str, &str)], summary: &[(&str, &str)]) -> Content {
    let texts = |all: &[(&str, &str)]| {
        let mut texts = Texts::default();
        for (language, text) in all {
            texts.set(tag(language), text, TextSource::Human, TITLE).expect("a text");
        }
        texts
    };
    Content { primary_language: tag("de"), title: texts(title), summary: texts(summary) }
}

#[test]
fn only_texts_that_changed_outdate_their_translations_and_not_those_that_came_with_the_change() {
    let before = content(&[("de", "Kurs"), ("tr", "Kurs"), ("ar", "دورة")], &[("de", "Neu"), ("tr", "Yeni")]);
    let after = || content(&[("de", "Treff"), ("tr", "Buluşma"), ("ar", "دورة")], &[("de", "Neu"), ("tr", "Yeni")]);
    let mut real = after();
    real.edited(&before, Extent::Real, None);
    let of = |content: &Content, language| content.progress(&tag(language));
    assert_eq!(of(&real, "tr"), [("title", TranslationState::Draft), ("summary", TranslationState::Draft)]);
    assert_eq!(of(&real, "ar"), [("title", TranslationState::Outdated), ("summary", TranslationState::Missing)]);
    let mut minor = after();
    minor.edited(&before, Extent::Minor, None);
    assert_eq!(of(&minor, "ar")[0], ("title", TranslationState::Draft));
}

#[test]
fn what_becomes_the_original_is_no_longer_outdated_however_small_the_change() {
    let before = content(&[("de", "Kurs"), ("tr", "Kurs")], &[]);
    let mut now = content(&[("de", "Treff"), ("tr", "Kurs")], &[]);
    now.edited(&before, Extent::Real, None);
    let before = content(&[("de", "Treff"), ("tr", "Kurs")], &[]);
    now.primary_language = tag("tr");
    now.edited(&before, Extent::Minor, None);
    assert_eq!(now.title.get(&tag("tr")).map(|text| text.state), Some(TextState::Draft));
}

proptest! {
    #[test]
    fn nothing_is_outdated_but_what_translates_a_text_that_changed(
        was in "[a-c]{1,2}", is in "[a-c]{1,2}", then in "[a-c]{1,2}", now in "[a-c]{1,2}",
    ) {
        let before = content(&[("de", &was), ("tr", &then)], &[]);
        let mut after = content(&[("de", &is), ("tr", &now)], &[]);
        after.edited(&before, Extent::Real, None);
        let state = after.progress(&tag("tr"))[0].1;
        let outdated = was != is && then == now;
        prop_assert_eq!(state, if outdated { TranslationState::Outdated } else { TranslationState::Draft });
    }
}

fn person(number: u128) -> Option<Id<Account>> {
    Some(Id::from_uuid(Uuid::from_u128(number)))
}

fn written_by(content: &mut Content, language: &str, number: u128) {
    let texts = content.title.get(&tag(language)).map(|text| text.value.clone()).expect("a text");
    content.title.remove(&tag(language));
    let writer = Writer { source: TextSource::Human, account: person(number) };
    content.title.translate(&tag(language), &texts, writer, TITLE).expect("a text");
}

#[test]
fn a_tally_counts_what_needs_no_work_and_knows_a_sole_writer() {
    let mut one = content(&[("de", "Kurs"), ("tr", "Kurs")], &[("de", "Neu"), ("ar", "جديد")]);
    written_by(&mut one, "tr", 7);
    let all = tallies(&one);
    let of = |language: &str| all.iter().find(|tally| tally.language == tag(language)).expect("a tally");
    assert!(of("de").is_original && of("de").current == 2);
    assert_eq!((of("tr").current, of("tr").drafts, of("tr").drafted_by), (1, 1, person(7)));
    assert_eq!((of("ar").current, of("ar").drafts, of("ar").drafted_by), (1, 1, None), "nobody knows who");
    one.summary
        .translate(&tag("tr"), "Yeni", Writer { source: TextSource::Human, account: person(8) }, TITLE)
        .expect("a text");
    let two = tallies(&one).into_iter().find(|tally| tally.language == tag("tr")).expect("a tally");
    assert_eq!((two.current, two.drafts, two.drafted_by), (2, 2, None), "two have written it");
    assert!(tallies(&content(&[], &[])).is_empty());
}

proptest! {
    #[test]
    fn tallies_agree_with_progress(
        title in proptest::collection::btree_map("(de|tr|ar|en)", "[a-c]", 0..4),
        summary in proptest::collection::btree_map("(de|tr|ar|en)", "[a-c]", 0..4),
        change in "[a-c]",
    ) {
        let pairs = |texts: &std::collections::BTreeMap<String, String>| -> Vec<(String, String)> {
            texts.iter().map(|(language, text)| (language.clone(), text.clone())).collect()
        };
        let (title, summary) = (pairs(&title), pairs(&summary));
        fn borrowed(texts: &[(String, String)]) -> Vec<(&str, &str)> {
            texts.iter().map(|(language, text)| (language.as_str(), text.as_str())).collect()
        }
        let before = content(&borrowed(&title), &borrowed(&summary));
        let mut after = content(&borrowed(&title), &borrowed(&summary));
        after.title.set(tag("de"), &change, TextSource::Human, TITLE).expect("a text");
        after.edited(&before, Extent::Real, None);
        for tally in tallies(&after) {
            let progress = after.progress(&tally.language);
            let current = progress.iter().filter(|(_, state)| !state.is_open()).count();
            if !tally.is_original {
                prop_assert_eq!(usize::try_from(tally.current).expect("small"), current);
            }
            prop_assert!(tally.drafts <= tally.current);
        }
    }
}

#[test]
fn a_machines_text_is_no_longer_the_machines_once_somebody_has_reviewed_it() {
    let mut one = content(&[("de", "Kurs")], &[]);
    let machine = Writer { source: TextSource::Machine, account: None };
    one.title.translate(&tag("tr"), "Kurs", machine, TITLE).expect("a text");
    assert_eq!(one.progress(&tag("tr")), [("title", TranslationState::MachineMade)]);
    assert_eq!(reviewable(&one, &tag("tr"), person(1)), 1);
    one.title.review(&tag("tr"));
    assert_eq!(one.progress(&tag("tr")), [("title", TranslationState::Reviewed)]);
    assert!(one.title.get(&tag("tr")).is_some_and(|text| !text.is_machine_made()));
    let before = content(&[("de", "Kurs")], &[]);
    one.edited(&before, Extent::Minor, person(2));
    assert_eq!(one.progress(&tag("tr")), [("title", TranslationState::Reviewed)], "a minor change outdates nothing");
    let is_there: Vec<_> = one.targets(&[tag("de"), tag("tr"), tag("ckb")]).map(ToString::to_string).collect();
    assert_eq!(is_there, ["tr", "ckb"]);
}
