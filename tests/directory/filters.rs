//! Whatever is asked for, in whatever order: what SQL finds is what the domain says, page by page, and counted.

use super::{demo, everything, organisations, staff};
use domain::access::Scope;
use domain::centre::Freshness;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::{Accessibility, Gender, Mode, Offer, OfferStatus, TargetGroup, Trait};
use domain::organisation::{Organisation, OrganisationTrait, ResourceKind};
use domain::place::{CountyKey, MunicipalityKey, PostalCode, chord_squared};
use domain::schedule::Weekday;
use domain::text::Value;
use domain::time::Timestamp;
use persistence::{
    Direction, Near, OfferFilter, OfferList, OfferShape, OrganisationFilter, OrganisationList, Page, Slice, Sort, Store,
};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).expect("a language")
}

fn key(text: &str) -> MunicipalityKey {
    MunicipalityKey::parse(text).expect("a municipality")
}

fn county(text: &str) -> CountyKey {
    CountyKey::parse(text).expect("a county")
}

fn kind(text: &str) -> OfferKind {
    OfferKind::parse(text).expect("a kind")
}

type Holds = Box<dyn Fn(&Offer, &Organisation) -> bool>;

/// Whether an offer is online for everybody, or reaches an area that `within` accepts.
fn reaches(offer: &Offer, organisation: &Organisation, within: impl Fn(&MunicipalityKey) -> bool) -> bool {
    let content = &offer.content;
    if content.modes.contains(&Mode::Online) && content.area.is_empty() {
        return true;
    }
    let places = organisation.content.places.iter().filter(|place| content.places.contains(&place.id));
    places.map(|place| &place.municipality).chain(&content.area).any(within)
}

fn of_audience(offer: &Offer, holds: impl Fn(&domain::offer::Audience) -> bool) -> bool {
    offer.content.audience.as_ref().is_none_or(holds)
}

/// Filters, each with what it means, said without SQL.
fn cases(now: Timestamp, offers: &[(Offer, Organisation)]) -> Vec<(&'static str, OfferFilter, Holds)> {
    let none = OfferFilter::default;
    let traits = |members: &[Trait]| OfferFilter { traits: vec![members.to_vec()], ..none() };
    let given_in = |offer: &Offer, tags: &[&str]| {
        offer.content.delivery_languages.iter().any(|delivery| tags.contains(&delivery.language.as_str()))
    };
    let leaders: Vec<_> = offers.iter().map(|(_, organisation)| organisation.id).take(3).collect();
    let theirs = leaders.clone();
    let always: Holds = Box::new(|_, _| true);
    vec![
        ("everything", none(), always),
        (
            "counselling and all below it",
            OfferFilter { kinds: Some(vec![kind("COUNSELLING")]), ..none() },
            Box::new(|offer, _| offer.content.kind.is_some_and(OfferKind::is_counselling)),
        ),
        (
            "Arabic",
            OfferFilter { languages: Some(vec![tag("ar")]), ..none() },
            Box::new(move |offer, _| given_in(offer, &["ar"])),
        ),
        (
            "any Kurdish",
            OfferFilter { languages: Some(vec![tag("ku"), tag("kmr"), tag("ckb")]), ..none() },
            Box::new(move |offer, _| given_in(offer, &["ku", "kmr", "ckb"])),
        ),
        ("no language at all", OfferFilter { languages: Some(vec![]), ..none() }, Box::new(|_, _| false)),
        (
            "readable in Ukrainian or Turkish",
            OfferFilter { text_languages: Some(vec![tag("uk"), tag("tr")]), ..none() },
            Box::new(|offer, _| ["uk", "tr"].iter().any(|one| offer.content.title.get(&tag(one)).is_some())),
        ),
        (
            "Siegburg",
            OfferFilter { municipalities: Some(vec![key("05382060")]), ..none() },
            Box::new(|offer, organisation| reaches(offer, organisation, |one| one.as_str() == "05382060")),
        ),
        (
            "Siegburg, Troisdorf and Siegen",
            OfferFilter { municipalities: Some(vec![key("05382060"), key("05382068"), key("05970040")]), ..none() },
            Box::new(|offer, organisation| {
                reaches(offer, organisation, |one| ["05382060", "05382068", "05970040"].contains(&one.as_str()))
            }),
        ),
        (
            "two counties",
            OfferFilter { counties: Some(vec![county("05370"), county("05970")]), ..none() },
            Box::new(|offer, organisation| {
                reaches(offer, organisation, |one| ["05370", "05970"].contains(&one.county()))
            }),
        ),
        (
            "Siegburg, in a county it is not in",
            OfferFilter {
                municipalities: Some(vec![key("05382060")]),
                counties: Some(vec![county("05970")]),
                ..none()
            },
            Box::new(|offer, organisation| {
                reaches(offer, organisation, |one| one.as_str() == "05382060")
                    && reaches(offer, organisation, |one| one.county() == "05970")
            }),
        ),
        (
            "tutoring in Arabic in Siegburg",
            OfferFilter {
                kinds: Some(vec![kind("TUTORING")]),
                languages: Some(vec![tag("ar"), tag("de")]),
                municipalities: Some(vec![key("05382060")]),
                ..none()
            },
            Box::new(move |offer, organisation| {
                offer.content.kind.is_some_and(|one| one.is_within(kind("TUTORING")))
                    && given_in(offer, &["ar", "de"])
                    && reaches(offer, organisation, |one| one.as_str() == "05382060")
            }),
        ),
        (
            "three organisations",
            OfferFilter { organisations: Some(leaders), ..none() },
            Box::new(move |offer, _| theirs.contains(&offer.organisation.id)),
        ),
        (
            "for children or parents",
            traits(&[
                Trait::TargetGroup(TargetGroup::Children),
                Trait::TargetGroup(TargetGroup::Parents),
                Trait::AnyTargetGroup,
            ]),
            Box::new(|offer, _| {
                of_audience(offer, |audience| {
                    let groups = &audience.target_groups;
                    groups.is_empty()
                        || groups.iter().any(|one| [TargetGroup::Children, TargetGroup::Parents].contains(one))
                })
            }),
        ),
        (
            "for women only",
            traits(&[Trait::Gender(Gender::Women)]),
            Box::new(|offer, _| {
                offer.content.audience.as_ref().is_some_and(|audience| audience.genders.contains(&Gender::Women))
            }),
        ),
        (
            "for somebody of twelve",
            OfferFilter { age: Some(12), ..none() },
            Box::new(|offer, _| {
                of_audience(offer, |audience| {
                    audience.age_from.is_none_or(|from| from <= 12) && audience.age_to.is_none_or(|to| to >= 12)
                })
            }),
        ),
        (
            "online or at home",
            traits(&[Trait::Mode(Mode::Online), Trait::Mode(Mode::HomeVisit)]),
            Box::new(|offer, _| offer.content.modes.iter().any(|one| [Mode::Online, Mode::HomeVisit].contains(one))),
        ),
        (
            "at the weekend, with childcare",
            OfferFilter {
                traits: vec![
                    vec![Trait::Weekday(Weekday::Saturday), Trait::Weekday(Weekday::Sunday)],
                    vec![Trait::Childcare],
                ],
                ..none()
            },
            Box::new(|offer, _| {
                let mut days = offer.content.schedules.iter().flat_map(|schedule| schedule.weekdays());
                offer.content.has_childcare && days.any(|day| day >= Weekday::Saturday)
            }),
        ),
        (
            "free",
            traits(&[Trait::Free]),
            Box::new(|offer, _| offer.content.cost.as_ref().is_some_and(|cost| cost.is_free)),
        ),
        (
            "not said to be free",
            OfferFilter { lacks: vec![Trait::Free], ..none() },
            Box::new(|offer, _| offer.content.cost.as_ref().is_none_or(|cost| !cost.is_free)),
        ),
        (
            "without steps, itself or everywhere it happens",
            traits(&[Trait::Accessibility(Accessibility::StepFree)]),
            Box::new(|offer, organisation| {
                let places: Vec<_> = organisation
                    .content
                    .places
                    .iter()
                    .filter(|place| offer.content.places.contains(&place.id))
                    .collect();
                let step_free = |list: &[Accessibility]| list.contains(&Accessibility::StepFree);
                let shown = |place: &&domain::place::Place| !place.is_address_hidden && step_free(&place.accessibility);
                step_free(&offer.content.accessibility) || (!places.is_empty() && places.iter().all(shown))
            }),
        ),
        (
            "due or stale",
            OfferFilter { freshness: Some(vec![Freshness::Due, Freshness::Stale]), ..none() },
            Box::new(move |offer, _| offer.freshness(now) != Freshness::Fresh),
        ),
        (
            "paused or submitted",
            OfferFilter { statuses: Some(vec![OfferStatus::Paused, OfferStatus::Submitted]), ..none() },
            Box::new(move |offer, _| [OfferStatus::Paused, OfferStatus::Submitted].contains(&offer.state.status(now))),
        ),
    ]
}

/// All of a list, read in pages of seven, forwards or backwards.
async fn read<T: Clone>(page: Page, from_end: bool, fetch: impl AsyncFn(&Page) -> Slice<T>) -> Vec<T> {
    let (mut found, mut page) = (Vec::new(), Page { limit: 7, from_end, ..page });
    loop {
        let slice = fetch(&page).await;
        let values = slice.values().cloned();
        if from_end {
            found.splice(0..0, values);
            let Some(first) = slice.entries.first().filter(|_| slice.has_previous) else { return found };
            page.before = Some(first.cursor.clone());
        } else {
            found.extend(values);
            let Some(last) = slice.entries.last().filter(|_| slice.has_next) else { return found };
            page.after = Some(last.cursor.clone());
        }
    }
}

async fn ids(
    store: &Store,
    scope: &Scope,
    now: Timestamp,
    list: &OfferList,
    page: &Page,
    from_end: bool,
) -> Vec<String> {
    let fetch = async |page: &Page| store.offers(scope, now, list, page, OfferShape::default()).await.expect("a page");
    read(page.clone(), from_end, fetch).await.iter().map(|record| record.offer.id.to_string()).collect()
}

#[tokio::test]
async fn every_filter_finds_what_it_means_in_every_order_page_by_page_and_counts_the_same() {
    let world = demo().await;
    let (store, now) = (&world.app.store, world.now());
    let offers = everything(&world).await;
    let middle = PostalCode::parse("53721").expect("a postcode").point(None).expect("known");
    let near = Near { point: middle, kilometres: 12.0 };
    for scope in [Scope::default(), staff(&world).await] {
        let seen: Vec<_> = offers.iter().filter(|(offer, _)| scope.sees_offer(offer, now)).collect();
        for (name, filter, holds) in cases(now, &offers) {
            for near in [None, Some(near)] {
                let mut due: Vec<(_, _)> = Vec::new();
                for (offer, organisation) in seen.iter().filter(|(offer, organisation)| holds(offer, organisation)) {
                    let listing = offer.listing(&organisation.content);
                    let chord = listing.points.iter().map(|point| point.chord_squared(middle)).min();
                    let inside = chord.is_some_and(|chord| chord <= chord_squared(12.0));
                    if near.is_none() || inside {
                        due.push((chord.unwrap_or_default(), (offer, listing)));
                    }
                }
                let list = OfferList { filter: filter.clone(), near };
                let count = store.count_offers(&scope, now, &list).await.expect("a number");
                assert_eq!(count, i64::try_from(due.len()).expect("few"), "{name}, near: {}", near.is_some());
                let mut sorts = vec![(Sort::Time, Direction::Descending), (Sort::Name, Direction::Ascending)];
                sorts.extend(near.map(|_| (Sort::Distance, Direction::Ascending)));
                for (sort, direction) in sorts {
                    let page = Page { sort, direction, ..Page::first(7) };
                    match sort {
                        Sort::Time => {
                            due.sort_by_key(|(_, (offer, _))| std::cmp::Reverse((offer.listed_at(), offer.id.uuid())))
                        }
                        Sort::Name => {
                            due.sort_by_key(|(_, (offer, listing))| (listing.sort_key.clone(), offer.id.uuid()))
                        }
                        Sort::Distance => due.sort_by_key(|(chord, (offer, _))| (*chord, offer.id.uuid())),
                    }
                    let wanted: Vec<String> = due.iter().map(|(_, (offer, _))| offer.id.to_string()).collect();
                    for from_end in [false, true] {
                        let found = ids(store, &scope, now, &list, &page, from_end).await;
                        assert_eq!(
                            found,
                            wanted,
                            "{name} by {sort:?}, near: {}, from the end: {from_end}",
                            near.is_some()
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn no_filter_of_the_demo_network_is_idle() {
    let world = demo().await;
    let offers = everything(&world).await;
    for (name, _, holds) in cases(world.now(), &offers) {
        let found = offers.iter().filter(|(offer, organisation)| holds(offer, organisation)).count();
        let expected = if name == "no language at all" { found == 0 } else { found > 0 };
        assert!(expected && (found < offers.len() || name == "everything"), "{name}: {found}");
    }
}

#[tokio::test]
async fn organisations_are_found_by_what_they_are_speak_do_share_and_seek() {
    let world = demo().await;
    let store = &world.app.store;
    let all = organisations(&world).await;
    let none = OrganisationFilter::default;
    type Case = (&'static str, OrganisationFilter, Box<dyn Fn(&Organisation) -> bool>);
    let cases: Vec<Case> = vec![
        ("everything", none(), Box::new(|_| true)),
        (
            "Arabic or Ukrainian",
            OrganisationFilter { languages: Some(vec![tag("ar"), tag("uk")]), ..none() },
            Box::new(|one| one.content.working_languages.iter().any(|tag| ["ar", "uk"].contains(&tag.as_str()))),
        ),
        (
            "known for counselling",
            OrganisationFilter { activities: Some(vec![kind("COUNSELLING")]), ..none() },
            Box::new(|one| one.content.activities.iter().any(|kind| kind.is_counselling())),
        ),
        (
            "in Kreis Heinsberg",
            OrganisationFilter { counties: Some(vec![county("05370")]), ..none() },
            Box::new(|one| one.content.municipality.county() == "05370"),
        ),
        (
            "shares a room and is open for cooperation",
            OrganisationFilter {
                traits: vec![
                    vec![OrganisationTrait::Shares(ResourceKind::Room)],
                    vec![OrganisationTrait::OpenForCooperation],
                ],
                ..none()
            },
            Box::new(|one| {
                one.content.is_open_for_cooperation
                    && one.content.shares.iter().any(|resource| resource.kind == ResourceKind::Room)
            }),
        ),
        (
            "seeks volunteers or a language",
            OrganisationFilter {
                traits: vec![vec![
                    OrganisationTrait::Seeks(ResourceKind::Volunteers),
                    OrganisationTrait::Seeks(ResourceKind::Language),
                ]],
                ..none()
            },
            Box::new(|one| {
                let wanted = [ResourceKind::Volunteers, ResourceKind::Language];
                one.content.seeks.iter().any(|resource| wanted.contains(&resource.kind))
            }),
        ),
    ];
    for scope in [Scope::default(), staff(&world).await] {
        for (name, filter, holds) in &cases {
            let mut due: Vec<_> = all.iter().filter(|one| scope.sees_organisation(one) && holds(one)).collect();
            assert!(!due.is_empty(), "{name}");
            due.sort_by_key(|one| (one.listing().sort_key, one.id.uuid()));
            let list = OrganisationList { filter: filter.clone(), near: None };
            let page = Page { sort: Sort::Name, direction: Direction::Ascending, ..Page::first(7) };
            let fetch = async |page: &Page| store.organisations(&scope, &list, page).await.expect("a page");
            let found: Vec<_> = read(page, false, fetch).await.iter().map(|one| one.id).collect();
            assert_eq!(found, due.iter().map(|one| one.id).collect::<Vec<_>>(), "{name}");
            let count = store.count_organisations(&scope, &list).await.expect("a number");
            assert_eq!(count, i64::try_from(due.len()).expect("few"), "{name}");
        }
    }
}
