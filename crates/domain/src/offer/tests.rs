//! Every state × deed × person: the object says exactly what the deeds accept.

use super::*;
use crate::actor::{MemberRole, Post, StaffRole};
use crate::centre::Confirmation;
use crate::contact::{Consent, ContactContent, ContactField, PhoneNumber};
use crate::kind::OfferKind;
use crate::organisation::{OrganisationContent, OrganisationStatus, Origin, OriginKind};
use crate::text::{Line, Reason, TITLE, TextSource, Value};
use crate::translation::Extent;
use crate::translation::tests::{in_turkish, turkish};
use proptest::prelude::*;
use std::fmt::Write;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn facts(status: OrganisationStatus, trust: Trust) -> OrganisationFacts {
    OrganisationFacts { id: id(1), centre: id(2), status, trust, confirmation: Confirmation::default() }
}

fn german(text: &str) -> crate::text::Texts {
    let mut texts = crate::text::Texts::default();
    texts.set(LanguageTag::german(), text, TextSource::Human, TITLE).expect("a text");
    texts
}

fn contact(organisation: &OrganisationFacts) -> ContactPoint {
    let phone_number = PhoneNumber::parse("+492214710000").ok();
    ContactPoint {
        id: id(3),
        organisation: organisation.clone(),
        content: ContactContent { phone_number, ..ContactContent::default() },
        consent: Some(Consent { fields: vec![ContactField::PhoneNumber], given_at: NOW }),
        is_deleted: false,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn complete() -> OfferContent {
    let mut title = german("Nachhilfe");
    title.set(LanguageTag::parse("tr").expect("Turkish"), "Ders", TextSource::Human, TITLE).expect("a text");
    OfferContent {
        title,
        summary: german("In kleinen Gruppen"),
        kind: OfferKind::parse("TUTORING").ok(),
        delivery_languages: vec![DeliveryLanguage { language: LanguageTag::german(), r#use: LanguageUse::Spoken }],
        modes: vec![Mode::Online],
        contact_point: Some(id(3)),
        ..OfferContent::new(LanguageTag::german())
    }
}

fn offer(state: OfferState, organisation: OrganisationFacts, content: OfferContent) -> Offer {
    Offer {
        id: id(4),
        contact: Some(contact(&organisation)),
        organisation,
        state,
        content,
        edited_by: Some(id(11)),
        published_at: Some(NOW),
        confirmed_at: Some(NOW),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn states() -> Vec<OfferState> {
    let reason = || Reason::parse("So nicht").expect("a reason");
    vec![
        OfferState::Draft { returned: None },
        OfferState::Draft { returned: Some(reason()) },
        OfferState::Submitted { by: Some(id(11)) },
        OfferState::Published,
        OfferState::Paused(Pause { until: None }),
        OfferState::Paused(Pause { until: Some(NOW.plus_days(1)) }),
        OfferState::Paused(Pause { until: Some(NOW.plus_days(-1)) }),
        OfferState::Ended,
        OfferState::Rejected { reason: reason() },
        OfferState::Blocked { reason: reason(), pause: None },
        OfferState::Blocked { reason: reason(), pause: Some(Pause { until: None }) },
        OfferState::Deleted,
    ]
}

fn person(number: u128, organisation: Option<(u128, MemberRole)>, centre: Option<(u128, StaffRole, bool)>) -> Actor {
    let memberships = organisation.map(|(number, role)| (id(number), role)).into_iter().collect();
    let posts = centre
        .map(|(number, role, is_alone)| Post { centre: id(number), role, is_alone, organisation: None })
        .into_iter()
        .collect();
    Actor::person(id(number), id(90), memberships, posts)
}

fn people() -> Vec<(&'static str, Actor)> {
    use MemberRole::{Editor, Manager, Member};
    use StaffRole::{Administrator, Coordinator};
    vec![
        ("visitor", Actor::visitor()),
        ("operator", Actor::operator()),
        ("stranger", person(10, Some((91, Manager)), Some((92, Administrator, true)))),
        ("member", person(10, Some((1, Member)), None)),
        ("editor", person(11, Some((1, Editor)), None)),
        ("manager", person(12, Some((1, Manager)), None)),
        ("coordinator", person(13, None, Some((2, Coordinator, false)))),
        ("coordinator who made it", person(11, None, Some((2, Coordinator, false)))),
        ("only coordinator, who made it", person(11, None, Some((2, Coordinator, true)))),
        ("administrator", person(14, None, Some((2, Administrator, false)))),
    ]
}

fn surroundings(organisation: &OrganisationFacts) -> Surroundings {
    let municipality = MunicipalityKey::parse("05382060").expect("Siegburg");
    let name = Line::parse("Verein").expect("a name");
    let kind = crate::organisation::OrganisationKind::MigrantOrganisation;
    let content = OrganisationContent::new(name, kind, municipality, LanguageTag::german());
    Surroundings {
        organisation: Organisation {
            id: organisation.id,
            facts: organisation.clone(),
            state: crate::organisation::OrganisationState::Active,
            origin: Origin { kind: OriginKind::Own, source: None, date: None },
            content,
            confirmed_at: None,
            created_at: NOW,
            updated_at: NOW,
            revision: Revision::FIRST,
        },
        contact_points: vec![contact(organisation)],
        action_fields: vec![],
        joint_organisations: vec![],
    }
}

/// Does a deed with arguments nobody could object to.
fn attempt(deed: Deed, offer: Offer, actor: &Actor) -> Result<Change<Offer>, Refusal> {
    let intent = Intent { actor, now: NOW, expected: Some(Revision::FIRST) };
    let reason = || Reason::parse("Bitte ergänzen").expect("a reason");
    match deed {
        Deed::UpdateOffer => {
            let surroundings = surroundings(&offer.organisation);
            offer.update((false, Extent::Real), &surroundings, |content, _| content.has_childcare = true, &intent)
        }
        Deed::DuplicateOffer => offer.duplicate(id(5), &intent),
        Deed::SubmitOffer => offer.submit(&intent),
        Deed::DeleteOffer => offer.delete(&intent),
        Deed::WithdrawOffer => offer.withdraw(&intent),
        Deed::PublishOffer => offer.publish(&intent),
        Deed::ReturnOffer => offer.give_back(reason(), &intent),
        Deed::RejectOffer => offer.reject(reason(), &intent),
        Deed::PauseOffer => offer.pause(None, &intent),
        Deed::ResumeOffer => offer.resume(&intent),
        Deed::ConfirmOffer => offer.confirm(&intent),
        Deed::EndOffer => offer.end(&intent),
        Deed::ReopenOffer => offer.reopen(&intent),
        Deed::BlockOffer => offer.block(reason(), &intent),
        Deed::UnblockOffer => offer.unblock(&intent),
        Deed::SaveTranslation => offer.save_translation(&turkish("title"), &intent),
        Deed::ReviewTranslation => offer.review_translation(&in_turkish(), &intent),
        other => panic!("{other} is in the table of offers and not tried here"),
    }
}

#[test]
fn what_the_object_says_is_what_the_deeds_accept_for_everybody_in_every_state() {
    let mut accepted = 0;
    for state in states() {
        for status in OrganisationStatus::ALL {
            for trust in Trust::ALL {
                for content in [
                    complete(),
                    OfferContent { title: german("Nachhilfe"), ..OfferContent::new(LanguageTag::german()) },
                ] {
                    let offer = offer(state.clone(), facts(*status, *trust), content);
                    for (who, actor) in people() {
                        let says = offer.available_actions(&actor, NOW);
                        for (deed, _) in STEPS {
                            let outcome = attempt(*deed, offer.clone(), &actor).map(|_| ());
                            let said = says.iter().find(|action| action.deed == *deed);
                            let what = format!("{who} {deed} {state:?} {status} {trust}");
                            match said {
                                // An update of something published also checks what it would become.
                                Some(action) if *deed == Deed::UpdateOffer && action.obstacle.is_none() => {
                                    assert!(
                                        matches!(outcome, Ok(()) | Err(Refusal::Invalid(_))),
                                        "{what}: {outcome:?}"
                                    );
                                }
                                Some(action) => assert_eq!(outcome.clone().err(), action.obstacle, "{what}"),
                                None => assert!(
                                    matches!(outcome, Err(Refusal::Forbidden | Refusal::Unauthenticated)),
                                    "{what}: not told, but {outcome:?}"
                                ),
                            }
                            accepted += usize::from(outcome.is_ok());
                        }
                    }
                }
            }
        }
    }
    assert!(accepted > 500, "hardly anything was accepted: {accepted}");
}

#[test]
fn the_table_of_steps_is_the_one_people_have_read() {
    let mut table = String::from(
        "Which deed leads from which state to which: of an offer that lacks nothing, done by whoever may. Generated by a test\nof crates/domain/src/offer/tests.rs; checked in to be read.\n\n",
    );
    for (deed, _) in STEPS {
        for state in states() {
            for trust in Trust::ALL {
                let offer = offer(state.clone(), facts(OrganisationStatus::Active, *trust), complete());
                let mut outcomes =
                    people().into_iter().filter_map(|(_, actor)| attempt(*deed, offer.clone(), &actor).ok());
                let Some(change) = outcomes.next() else { continue };
                let (after, _, event) = change.into_parts();
                let (from, to) = (state.status(NOW), after.state.status(NOW));
                let line = format!(
                    "{:<16} {:<10} {:<9} → {:<10} {}\n",
                    deed.as_str(),
                    from.as_str(),
                    trust.as_str(),
                    to.as_str(),
                    event.kind
                );
                if !table.contains(&line) {
                    table.push_str(&line);
                }
            }
        }
    }
    writeln!(table, "\nA deed that is not listed for a state is refused there.").expect("a string takes everything");
    crate::macros::assert_snapshot("offer_steps.txt", &table);
}

#[test]
fn everything_that_publishing_lacks_is_named_at_once() {
    let empty = OfferContent { title: german("Nachhilfe"), ..OfferContent::new(LanguageTag::german()) };
    let mut offer =
        offer(OfferState::Draft { returned: None }, facts(OrganisationStatus::Draft, Trust::Reviewed), empty);
    offer.contact = None;
    let missing: Vec<String> = offer.missing().into_vec().into_iter().map(|problem| problem.path).collect();
    assert_eq!(missing, ["summary", "kind", "deliveryLanguages", "places", "contactPoint", "organisation"]);
}

#[test]
fn a_coordinator_does_not_publish_what_they_made_unless_there_is_nobody_else_and_the_event_says_so() {
    let submitted = || {
        offer(
            OfferState::Submitted { by: Some(id(12)) },
            facts(OrganisationStatus::Active, Trust::Reviewed),
            complete(),
        )
    };
    let attempt =
        |alone| attempt(Deed::PublishOffer, submitted(), &person(11, None, Some((2, StaffRole::Coordinator, alone))));
    assert_eq!(attempt(false).expect_err("needs another"), Refusal::NeedsSecondPerson);
    let change = attempt(true).expect("alone");
    assert_eq!(change.event().facts.get("singleHanded").map(String::as_str), Some("true"));
}

#[test]
fn a_stale_deed_is_refused_before_its_state_is_looked_at() {
    let draft =
        offer(OfferState::Draft { returned: None }, facts(OrganisationStatus::Active, Trust::Reviewed), complete());
    let editor = person(11, Some((1, MemberRole::Editor)), None);
    let intent = Intent { actor: &editor, now: NOW, expected: Some(Revision::new(7)) };
    assert_eq!(draft.publish(&intent).expect_err("not hers anyway"), Refusal::Forbidden);
    let draft = offer(OfferState::Ended, facts(OrganisationStatus::Active, Trust::Reviewed), complete());
    assert_eq!(draft.submit(&intent).expect_err("stale"), Refusal::Stale);
}

proptest! {
    #[test]
    fn an_offer_is_public_exactly_between_the_instants_it_names(days in -400_i64..400, confirmed in -400_i64..0, state in 0_usize..12) {
        let mut offer = offer(states()[state].clone(), facts(OrganisationStatus::Active, Trust::Reviewed), complete());
        offer.confirmed_at = Some(NOW.plus_days(confirmed));
        offer.published_at = Some(NOW.plus_days(confirmed));
        let at = NOW.plus_days(days);
        let named = offer.visible().is_some_and(|(from, until)| from <= at && at < until);
        prop_assert_eq!(offer.is_public(at), named);
        if offer.is_public(at) {
            prop_assert_eq!(offer.state.status(at), OfferStatus::Published);
            prop_assert!(offer.freshness(at) != Freshness::Stale);
        }
    }

    #[test]
    fn no_sequence_of_deeds_loses_a_revision_or_leaves_the_table(deeds in proptest::collection::vec((0_usize..STEPS.len(), 0_usize..10), 1..40)) {
        let mut now = offer(OfferState::Draft { returned: None }, facts(OrganisationStatus::Active, Trust::Reviewed), complete());
        for (deed, who) in deeds {
            let (deed, from) = STEPS[deed];
            let before = now.clone();
            now.revision = Revision::FIRST;
            if deed == Deed::DuplicateOffer {
                continue;
            }
            match attempt(deed, now.clone(), &people()[who].1) {
                Ok(change) => {
                    let (after, replaces, _) = change.into_parts();
                    prop_assert!(from.contains(&before.state.status(NOW)));
                    prop_assert_eq!(replaces.map(Revision::next), Some(after.revision));
                    now = after;
                }
                Err(_) => now = before,
            }
        }
    }
}

#[test]
fn what_outsiders_may_not_know_of_a_place_is_in_no_listing() {
    use crate::place::{Place, Point};
    let seat = MunicipalityKey::parse("05382060").expect("Siegburg");
    let other = MunicipalityKey::parse("05382020").expect("Hennef");
    let place = |is_address_hidden| Place {
        is_address_hidden,
        point: Point::from_degrees(50.77, 7.28).ok(),
        accessibility: vec![Accessibility::StepFree],
        ..Place::somewhere_in(id(5), other.clone())
    };
    let listing = |status, is_address_hidden| {
        let content = OfferContent { places: vec![id(5)], modes: vec![Mode::InPerson], ..complete() };
        let name = Line::parse("Verein").expect("a name");
        let kind = crate::organisation::OrganisationKind::Initiative;
        let mut profile = OrganisationContent::new(name, kind, seat.clone(), LanguageTag::german());
        profile.places = vec![place(is_address_hidden)];
        offer(OfferState::Published, facts(status, Trust::Reviewed), content).listing(&profile)
    };
    let cases = [
        (OrganisationStatus::Active, false, &other, place(false).located().0, true),
        (OrganisationStatus::Active, true, &other, other.municipality().point, false),
        (OrganisationStatus::Unclaimed, false, &seat, seat.municipality().point, false),
    ];
    for (status, hidden, municipality, point, step_free) in cases {
        let listing = listing(status, hidden);
        let areas = [municipality.county().to_owned(), municipality.to_string()];
        assert_eq!(listing.areas.into_iter().collect::<Vec<_>>(), areas, "{status}, hidden: {hidden}");
        assert_eq!(listing.points.into_iter().collect::<Vec<_>>(), [point], "{status}, hidden: {hidden}");
        assert_eq!(listing.traits.has(Trait::Accessibility(Accessibility::StepFree)), step_free);
    }
}
