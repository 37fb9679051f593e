use super::*;
use domain::text::Value;
use proptest::prelude::*;

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).expect("a language")
}

fn written(document: &Document) -> String {
    let files: String = document.files.iter().map(file).collect();
    beginning(&document.source, &document.target) + &files + END
}

fn inside(units: &str) -> Result<Unit, Wrong> {
    let text = format!(
        "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"de\" trgLang=\"tr\"><file id=\"f\"><unit id=\"title\">{units}</unit></file></xliff>"
    );
    Ok(read(&text)?.files.remove(0).units.remove(0))
}

#[test]
fn what_tools_do_to_a_text_is_undone() {
    let unit = inside(
        "<segment state=\"translated\"><source>Mathe <mrk id=\"1\" type=\"term\">Nachhilfe</mrk>.</source><target>Matematik &amp; <pc id=\"2\">ders</pc>.</target></segment><ignorable><source> </source></ignorable><segment state=\"final\"><source>Ja<cp hex=\"0021\"/></source><target><![CDATA[Evet!]]></target></segment>",
    );
    let unit = unit.expect("a document");
    assert_eq!(unit.source, "Mathe Nachhilfe. Ja!");
    assert_eq!(unit.target.as_deref(), Some("Matematik & ders. Evet!"));
    assert_eq!(unit.state, SegmentState::Translated, "as far as the part that has come least far");
}

#[test]
fn half_a_translation_is_none() {
    let unit = inside(
        "<segment><source>Eins.</source><target>Bir.</target></segment><segment><source>Zwei.</source></segment>",
    );
    assert_eq!(unit.expect("a document").target, None);
    let unit = inside("<segment><source>Eins.</source><target> </target></segment>");
    assert_eq!(unit.expect("a document").target, None);
    let unit = inside(
        "<segment><source>Eins.</source><target>Bir.</target></segment><segment><source>Zwei.</source><target> </target></segment>",
    );
    assert_eq!(unit.expect("a document").target, None);
    let unit = inside("<segment><source>Eins.</source><target order=\"2\">Bir.</target></segment>");
    assert!(unit.is_err_and(|wrong| wrong.0[0].contains("another order")));
}

#[test]
fn suggestions_of_a_translation_memory_are_no_translation() {
    let unit = inside(
        "<mtc:matches xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\"><mtc:match><source>Eins</source><target>Bir</target></mtc:match></mtc:matches><segment><source>Zwei</source></segment>",
    );
    let unit = unit.expect("a document");
    assert_eq!((unit.source.as_str(), unit.target), ("Zwei", None));
}

#[test]
fn what_is_wrong_is_told_with_its_line_all_at_once() {
    let told = |text: &str| read(text).expect_err("it is wrong").0;
    let head = "<xliff version=\"2.1\" srcLang=\"de\" trgLang=\"tr\">";
    let missing =
        told(&format!("{head}\n<file>\n</file>\n<file id=\"a\"><unit></unit></file><file id=\"a\"/></xliff>"));
    assert_eq!(missing.len(), 3, "{missing:?}");
    assert!(missing[0].starts_with("line 2: a file without id"), "{missing:?}");
    assert!(missing[1].contains("file a: a unit without id"), "{missing:?}");
    assert!(missing[2].contains("file a is there twice"), "{missing:?}");
    for (text, part) in [
        ("", "no XLIFF"),
        ("<html></html>", "begins with html"),
        ("<xliff version=\"1.2\"></xliff>", "expected 2.1"),
        ("<xliff version=\"2.1\" srcLang=\"de\"></xliff>", "trgLang"),
        ("<xliff version=\"2.1\" srcLang=\"de\" trgLang=\"xx-nonsense\"></xliff>", "xx-nonsense"),
        ("<!DOCTYPE xliff><xliff/>", "document type"),
        ("<xliff version=\"2.1\" srcLang=\"de\" trgLang=\"tr\">", "ends in the middle"),
        ("<xliff version=\"2.1\" srcLang=\"de\" trgLang=\"tr\">&bomb;</xliff>", "&bomb;"),
        ("<xliff version=\"2.1\" srcLang=\"de\" trgLang=\"tr\"></file></xliff>", "no XML"),
    ] {
        let told = told(text);
        assert!(told.iter().any(|told| told.contains(part)), "{text}: {told:?}");
    }
    assert!(
        told(&"<xliff version=\"2.1\" srcLang=\"de\" trgLang=\"tr\"><a>".replace("<a>", &"<a>".repeat(100)))[0]
            .contains("too many")
    );
}

fn any_text() -> impl Strategy<Value = String> {
    "[^\\r]{1,40}".prop_filter("something is there", |text| !text.trim().is_empty())
}

proptest! {
    #[test]
    fn what_was_written_is_read_as_it_was(
        source in any_text(), target in proptest::option::of(any_text()), state in 0..4_usize, name in "\\PC{0,20}",
    ) {
        let unit = Unit { id: "title".into(), source, target, state: SegmentState::ALL[state].0 };
        let given = File { id: "offer_1".into(), name, units: vec![unit] };
        let document = Document { source: tag("de"), target: tag("tr"), files: vec![given] };
        let mut read = read(&written(&document)).expect("a document");
        read.files[0].name.clone_from(&document.files[0].name);
        prop_assert_eq!(read, document);
    }

    #[test]
    fn nothing_makes_it_panic(text in "(<|>|/|xliff|file|unit|segment|target| id=\"a\"|&|;|\\PC){0,40}") {
        let _ = read(&text);
    }
}
