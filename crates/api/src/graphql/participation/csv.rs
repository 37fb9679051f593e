//! A report as a table (RFC 4180), for spreadsheets: in UTF-8 with a byte order mark, so that they read umlauts rightly, and
//! with no cell that they would take for a formula
//! (<https://owasp.org/www-community/attacks/CSV_Injection>).

use super::label::{self, Words, said};
use crate::graphql::message::Tongue;
use crate::graphql::vocabulary::language_name;
use domain::participation::{ParticipationReport, Period};

/// The names of the columns, for programs; the same in every language.
const COLUMNS: [&str; 4] = ["section", "key", "label", "value"];

/// What a formula can begin with.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The report as a table, with labels in the reader's tongue.
#[must_use]
pub fn table(report: &ParticipationReport, period: Period, tongue: Tongue) -> String {
    let rows = rows(report, period, tongue);
    let lines = std::iter::once(line(COLUMNS)).chain(rows.iter().map(|row| line(row.each_ref().map(String::as_str))));
    std::iter::once("\u{feff}".to_owned()).chain(lines).collect()
}

/// Section, key, label and value.
type Row = [String; 4];

fn rows(report: &ParticipationReport, period: Period, tongue: Tongue) -> Vec<Row> {
    let row = |section: Words, key: &str, label: &str, value: &dyn ToString| -> Row {
        [said(section, tongue).to_owned(), key.to_owned(), label.to_owned(), value.to_string()]
    };
    let named =
        |section: Words, key: &str, words: Words, value: &dyn ToString| row(section, key, said(words, tongue), value);
    let projects = &report.projects;
    let share = projects.share().map(|share| format!("{share:.1}")).unwrap_or_default();
    let mut rows = vec![
        named(label::PERIOD, "from", label::FROM, &period.from()),
        named(label::PERIOD, "until", label::UNTIL, &period.until()),
        named(label::PROJECTS, "total", label::ALL_PROJECTS, &projects.total),
        named(label::PROJECTS, "ledBySelfDescribed", label::BY_SELF_DESCRIBED, &projects.led_by_self_described),
        named(label::PROJECTS, "ledByOthers", label::BY_OTHERS, &projects.led_by_others),
        named(label::PROJECTS, "notSaid", label::NOT_SAID, &projects.not_said),
        named(label::PROJECTS, "share", label::SHARE, &share),
    ];
    rows.extend(report.seats.iter().map(|cell| match cell.kind {
        Some(kind) => named(label::SEATS, kind.as_str(), label::kind(kind), &cell.seats),
        None => named(label::SEATS, "", label::NO_ORGANISATION, &cell.seats),
    }));
    rows.push(named(label::SEATS, "total", label::ALL_SEATS, &report.seats_total()));
    rows.push(named(label::ORGANISATIONS, "total", label::ALL_ORGANISATIONS, &report.organisations));
    rows.extend(report.municipalities.iter().map(|one| {
        let name = &one.municipality.municipality().name;
        row(label::MUNICIPALITIES, one.municipality.as_str(), name, &one.organisations)
    }));
    rows.extend(report.languages.iter().map(|one| {
        let name = language_name(&one.language, tongue);
        row(label::LANGUAGES, one.language.as_str(), name, &one.organisations)
    }));
    rows
}

/// A line with its end.
fn line(cells: [&str; 4]) -> String {
    cells.map(cell).join(",") + "\r\n"
}

/// A cell as it is written.
fn cell(text: &str) -> String {
    // An apostrophe in front makes a spreadsheet take it for text.
    let disarmed = if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if disarmed.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", disarmed.replace('"', "\"\"")) } else { disarmed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::LanguageTag;
    use domain::organisation::OrganisationKind;
    use domain::participation::{LanguageCount, MunicipalityCount, ProjectCounts, SeatCount};
    use domain::place::MunicipalityKey;
    use domain::text::Value;

    fn report() -> ParticipationReport {
        let municipality = MunicipalityKey::parse("05382020").expect("Hennef");
        let language = LanguageTag::parse("tr").expect("Turkish");
        ParticipationReport {
            projects: ProjectCounts { total: 3, led_by_self_described: 1, led_by_others: 1, not_said: 1 },
            seats: vec![
                SeatCount { kind: Some(OrganisationKind::DayCare), seats: 10 },
                SeatCount { kind: None, seats: 5 },
            ],
            organisations: 4,
            municipalities: vec![MunicipalityCount { municipality, organisations: 4 }],
            languages: vec![LanguageCount { language, organisations: 2 }],
        }
    }

    fn told(report: &ParticipationReport, tongue: Tongue) -> String {
        table(report, Period::parse("2025-01-01", "2025-12-31").expect("a year"), tongue)
    }

    #[test]
    fn a_report_is_a_table_in_the_reader_s_tongue() {
        let german = told(&report(), Tongue::German);
        let lines: Vec<_> = german.split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}section,key,label,value");
        assert_eq!(lines[1], "Zeitraum,from,Erster Tag,2025-01-01");
        assert_eq!(lines[3], "Projekte,total,Alle Projekte,3");
        let by_self_described = "\"Geleitet von einer Organisation, die sich als Migrantenorganisation beschreibt\"";
        assert_eq!(lines[4], format!("Projekte,ledBySelfDescribed,{by_self_described},1"));
        assert!(lines[7].ends_with(",33.3"), "{}", lines[7]);
        assert!(lines[8].ends_with(",DAY_CARE,Kindertagesstätte,10"), "{}", lines[8]);
        assert!(lines[9].ends_with(",,Ohne Organisation,5"), "{}", lines[9]);
        assert!(lines[10].ends_with(",total,Summe der gezeigten Sitze,15"), "{}", lines[10]);
        assert_eq!(lines[12], "Organisationen nach Gemeinde,05382020,Hennef (Sieg),4");
        assert_eq!(lines[13], "Organisationen nach Arbeitssprache,tr,Türkisch,2");
        assert_eq!(lines[14..], [""], "every line has an end, the last too");
        let english = told(&report(), Tongue::English);
        assert!(english.contains("\r\nOrganisations by working language,tr,Turkish,2\r\n"), "{english}");
        assert!(!english.contains("Projekte"), "{english}");
    }

    #[test]
    fn without_projects_there_is_no_share() {
        let empty = told(&ParticipationReport::default(), Tongue::English);
        assert!(empty.contains("Projects,share,Share led by migrant organisations in percent,\r\n"), "{empty}");
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        for (text, written) in [
            ("Siegen", "Siegen"),
            ("", ""),
            ("Hennef (Sieg), Stadt", "\"Hennef (Sieg), Stadt\""),
            ("der \"Treff\"", "\"der \"\"Treff\"\"\""),
            ("zwei\nZeilen", "\"zwei\nZeilen\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("1-2", "1-2"),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn every_kind_of_organisation_has_a_name_of_its_own() {
        for tongue in [Tongue::German, Tongue::English] {
            let names: std::collections::BTreeSet<_> =
                OrganisationKind::ALL.iter().map(|kind| said(label::kind(*kind), tongue)).collect();
            assert_eq!(names.len(), OrganisationKind::ALL.len());
        }
    }
}
