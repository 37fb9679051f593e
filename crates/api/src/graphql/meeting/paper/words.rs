//! What we say ourselves on paper, in German and English.

use crate::graphql::message::Tongue;
use chrono::{Datelike, NaiveDate};
use domain::meeting::{Slot, Votes};
use domain::time::Timestamp;

/// The headings and labels.
pub(super) struct Words {
    pub(super) minutes: &'static str,
    pub(super) meeting: &'static str,
    pub(super) time: &'static str,
    pub(super) location: &'static str,
    pub(super) version: &'static str,
    pub(super) draft: &'static str,
    pub(super) approved_on: &'static str,
    pub(super) correction: &'static str,
    /// Present, excused, absent, guests.
    pub(super) attendance: [&'static str; 4],
    pub(super) agenda: &'static str,
    pub(super) open_tasks: &'static str,
    pub(super) text: &'static str,
    pub(super) internal_text: &'static str,
    pub(super) decisions: &'static str,
    pub(super) decision: &'static str,
    pub(super) tasks: &'static str,
    pub(super) by: &'static str,
}

const GERMAN: Words = Words {
    minutes: "Protokoll",
    meeting: "Sitzung",
    time: "Zeit",
    location: "Ort",
    version: "Fassung",
    draft: "Entwurf",
    approved_on: "genehmigt am",
    correction: "Berichtigung",
    attendance: ["Anwesend", "Entschuldigt", "Abwesend", "Gäste"],
    agenda: "Tagesordnung",
    open_tasks: "Offene Aufgaben aus früheren Sitzungen",
    text: "Verlauf",
    internal_text: "Nur für den Arbeitskreis",
    decisions: "Beschlüsse",
    decision: "Beschluss",
    tasks: "Aufgaben",
    by: "bis",
};

const ENGLISH: Words = Words {
    minutes: "Minutes",
    meeting: "Meeting",
    time: "Time",
    location: "Place",
    version: "Version",
    draft: "draft",
    approved_on: "approved on",
    correction: "Correction",
    attendance: ["Present", "Excused", "Absent", "Guests"],
    agenda: "Agenda",
    open_tasks: "Open tasks from earlier meetings",
    text: "Proceedings",
    internal_text: "For the working group only",
    decisions: "Decisions",
    decision: "Decision",
    tasks: "Tasks",
    by: "by",
};

pub(super) const fn words(tongue: Tongue) -> &'static Words {
    match tongue {
        Tongue::German => &GERMAN,
        Tongue::English => &ENGLISH,
    }
}

/// Whoever has no name here any more.
pub(super) const fn somebody(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::German => "Jemand",
        Tongue::English => "Somebody",
    }
}

const MONTHS: [[&str; 2]; 12] = [
    ["Januar", "January"],
    ["Februar", "February"],
    ["März", "March"],
    ["April", "April"],
    ["Mai", "May"],
    ["Juni", "June"],
    ["Juli", "July"],
    ["August", "August"],
    ["September", "September"],
    ["Oktober", "October"],
    ["November", "November"],
    ["Dezember", "December"],
];

/// `3. Dezember 2026`, `3 December 2026`.
pub(super) fn date(date: NaiveDate, tongue: Tongue) -> String {
    let [german, english] = MONTHS[usize::try_from(date.month0()).unwrap_or_default()];
    match tongue {
        Tongue::German => format!("{}. {german} {}", date.day(), date.year()),
        Tongue::English => format!("{} {english} {}", date.day(), date.year()),
    }
}

/// `3. Dezember 2026, 18:00–19:30 Uhr`, in German local time; the end with its day if that is another one.
pub(super) fn time(slot: Slot, tongue: Tongue) -> String {
    let clock = |at: Timestamp| at.local().format("%H:%M").to_string();
    let day = |at: Timestamp| date(at.local_date(), tongue);
    let end = slot.end.map(|end| {
        let is_same = end.local_date() == slot.start.local_date();
        if is_same { format!("–{}", clock(end)) } else { format!(" – {}, {}", day(end), clock(end)) }
    });
    let unit = if tongue == Tongue::German { " Uhr" } else { "" };
    format!("{}, {}{}{unit}", day(slot.start), clock(slot.start), end.unwrap_or_default())
}

/// How it was voted.
pub(super) fn votes(votes: Votes, tongue: Tongue) -> String {
    let Votes { yes, no, abstentions } = votes;
    match tongue {
        Tongue::German => format!("dafür {yes}, dagegen {no}, enthalten {abstentions}"),
        Tongue::English => format!("in favour {yes}, against {no}, abstained {abstentions}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::parse_timestamp;

    #[test]
    fn times_are_written_as_people_write_them() {
        let at = |text| parse_timestamp(text).expect("an instant");
        let slot = Slot { start: at("2026-12-03T17:00:00Z"), end: Some(at("2026-12-03T18:30:00Z")) };
        assert_eq!(time(slot, Tongue::German), "3. Dezember 2026, 18:00–19:30 Uhr");
        assert_eq!(time(slot, Tongue::English), "3 December 2026, 18:00–19:30");
        let over_night = Slot { end: Some(at("2026-12-04T09:00:00Z")), ..slot };
        assert_eq!(time(over_night, Tongue::German), "3. Dezember 2026, 18:00 – 4. Dezember 2026, 10:00 Uhr");
        assert_eq!(time(Slot { end: None, ..slot }, Tongue::English), "3 December 2026, 18:00");
    }
}
