//! Which periods there are, what took place in them, and that no figure about persons says more than it may.

use super::*;
use crate::text::{Reason, Value};
use proptest::prelude::*;

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn date(text: &str) -> NaiveDate {
    parse_date(text).expect("a date")
}

fn period(from: &str, until: &str) -> Period {
    Period::parse(from, until).expect("a period")
}

fn noon(day: &str) -> Timestamp {
    Timestamp::start_of(date(day)).plus_seconds(43_200)
}

fn key(text: &str) -> MunicipalityKey {
    MunicipalityKey::parse(text).expect("a municipality")
}

fn participant(said: Option<SelfDescription>, municipality: &str, languages: &[&str]) -> Participant {
    let tag = |text: &&str| LanguageTag::parse(text).expect("a language");
    Participant {
        self_described_as: said,
        municipality: key(municipality),
        working_languages: languages.iter().map(tag).collect(),
    }
}

#[test]
fn both_days_belong_to_a_period_in_summer_and_winter() {
    let one_day = period("2026-07-01", "2026-07-01");
    assert_eq!(one_day.starts_at().to_string(), "2026-06-30T22:00:00Z");
    assert_eq!(one_day.ends_at().to_string(), "2026-07-01T22:00:00Z");
    assert_eq!(period("2026-01-01", "2026-12-31").ends_at().to_string(), "2026-12-31T23:00:00Z");
}

#[test]
fn a_period_runs_forward_for_ten_years_at_most() {
    let wrong = |from, until| Period::parse(from, until).expect_err("refused");
    let until = |flaw| vec![Problem { path: "until".to_owned(), flaw }];
    assert_eq!(wrong("2026-01-02", "2026-01-01"), until(Flaw::Reversed));
    assert_eq!(wrong("2016-01-01", "2026-01-01"), until(Flaw::OutOfRange { min: 2016, max: 2025 }));
    assert!(Period::parse("2016-01-01", "2025-12-31").is_ok());
    assert!(Period::parse("2016-02-29", "2026-02-27").is_ok());
    let paths: Vec<_> = wrong("morgen", "2026-02-30").into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["from", "until"]);
}

#[test]
fn a_project_took_place_while_it_lasted_by_its_dates_or_else_since_it_was_entered_until_it_was_completed() {
    let year = period("2025-01-01", "2025-12-31");
    let running = || ProjectState::Running;
    let completed = |day| ProjectState::Completed { at: noon(day), reuse_published_at: None };
    let cases = [
        (running(), (None, None), "2025-12-31", true),
        (running(), (None, None), "2026-01-01", false),
        (running(), (None, None), "2020-01-01", true),
        (running(), (Some("2026-01-01"), None), "2025-03-01", false),
        (running(), (Some("2024-02-01"), Some("2024-12-31")), "2025-03-01", false),
        (running(), (Some("2024-02-01"), Some("2025-01-01")), "2024-01-01", true),
        (running(), (None, Some("2025-06-30")), "2026-05-01", true),
        (completed("2024-12-31"), (None, None), "2024-01-01", false),
        (completed("2025-01-01"), (None, None), "2024-01-01", true),
        (completed("2026-04-01"), (Some("2025-12-01"), None), "2026-01-01", true),
        (completed("2025-11-01"), (Some("2026-02-01"), None), "2025-01-01", true),
        (completed("2026-04-01"), (Some("2024-01-01"), Some("2024-06-30")), "2024-01-01", false),
        (ProjectState::Planned, (None, None), "2025-05-01", true),
        (ProjectState::OnHold { reason: None }, (None, None), "2025-05-01", true),
        (ProjectState::Idea, (None, None), "2025-05-01", false),
        (ProjectState::SeekingPartners, (None, None), "2025-05-01", false),
        (
            ProjectState::Cancelled { reason: Reason::parse("Darum").expect("a reason") },
            (None, None),
            "2025-05-01",
            false,
        ),
        (ProjectState::Deleted, (None, None), "2025-05-01", false),
    ];
    for (state, (starts_on, ends_on), created, expected) in cases {
        let dates = ProjectDates { starts_on: starts_on.map(date), ends_on: ends_on.map(date) };
        assert_eq!(year.saw(&state, dates, noon(created)), expected, "{state:?} {dates:?} {created}");
    }
}

#[test]
fn organisations_are_counted_exactly_and_projects_by_what_their_leads_say() {
    use SelfDescription as S;
    let participants = HashMap::from([
        (id(1), participant(Some(S::MigrantOrganisation), "05382060", &["de", "tr"])),
        (id(2), participant(Some(S::OtherOrganisation), "05382060", &["de"])),
        (id(3), participant(None, "05382020", &["ar", "tr"])),
    ]);
    let report = ParticipationReport::of([id(1), id(1), id(2), id(3), id(9)], [], &participants);
    let expected = ProjectCounts { total: 5, led_by_self_described: 2, led_by_others: 1, not_said: 2 };
    assert_eq!((report.projects, report.projects.share()), (expected, Some(40.0)));
    assert_eq!((report.organisations, report.seats_total()), (3, 0));
    let places: Vec<_> =
        report.municipalities.iter().map(|one| (one.municipality.as_str(), one.organisations)).collect();
    assert_eq!(places, [("05382060", 2), ("05382020", 1)]);
    let languages: Vec<_> = report.languages.iter().map(|one| (one.language.as_str(), one.organisations)).collect();
    assert_eq!(languages, [("de", 2), ("tr", 2), ("ar", 1)]);
    let kept = serde_json::to_string(&report).expect("JSON");
    assert_eq!(serde_json::from_str::<ParticipationReport>(&kept).expect("read again"), report);
}

#[test]
fn a_share_has_one_decimal_and_there_is_none_of_nothing() {
    let share = |led, total| ProjectCounts { total, led_by_self_described: led, ..ProjectCounts::default() }.share();
    assert_eq!([share(0, 0), share(0, 7), share(7, 7)], [None, Some(0.0), Some(100.0)]);
    assert_eq!([share(1, 3), share(2, 3), share(1, 16)], [Some(33.3), Some(66.7), Some(6.3)]);
}

#[test]
fn two_persons_are_not_shown_and_three_are_five() {
    let shown = [0, 2, 3, 7, 8, 12, 13].map(rounded);
    assert_eq!(shown, [0, 0, 5, 5, 10, 10, 15]);
    let kind = Some(OrganisationKind::SportsClub);
    assert!(seats_shown([(kind, 2)]).is_empty());
    assert_eq!(seats_shown([(None, 4), (kind, 2), (kind, 1)]).len(), 2, "a kind is rounded once, not in parts");
}

#[test]
fn a_snapshot_knows_its_days() {
    let days = period("2025-01-01", "2025-12-31");
    let snapshot = ParticipationSnapshot {
        id: id(1),
        centre: id(2),
        starts_at: days.starts_at(),
        ends_at: days.ends_at(),
        content: ParticipationReport::default(),
        created_at: noon("2026-01-07"),
        updated_at: noon("2026-01-07"),
        revision: Revision::FIRST,
    };
    assert_eq!(snapshot.period(), days);
    assert!(!snapshot.is_seen_by(&Scope::default()));
    assert!(snapshot.is_seen_by(&Scope { centres: vec![id(2)], ..Scope::default() }));
}

proptest! {
    #[test]
    fn what_is_shown_of_persons_is_near_the_truth_in_fives_and_adds_up(
        seats in prop::collection::vec((prop::option::of(prop::sample::select(OrganisationKind::ALL)), 0_i64..60), 0..40)
    ) {
        let report = ParticipationReport::of([], seats.clone(), &HashMap::new());
        let mut last = i64::MAX;
        for cell in &report.seats {
            let exact: i64 = seats.iter().filter(|(kind, _)| *kind == cell.kind).map(|(_, seats)| seats).sum();
            prop_assert!(cell.seats > 0 && cell.seats % 5 == 0);
            prop_assert!((cell.seats - exact).abs() <= 2);
            prop_assert!(cell.seats <= last, "most first");
            last = cell.seats;
        }
        prop_assert_eq!(report.seats_total(), report.seats.iter().map(|cell| cell.seats).sum::<i64>());
        let kinds: BTreeSet<_> = report.seats.iter().map(|cell| cell.kind).collect();
        prop_assert_eq!(kinds.len(), report.seats.len(), "each kind once");
    }
}
