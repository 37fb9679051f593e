//! Every state × deed × person: the object says exactly what the deeds accept.

use super::*;
use crate::account::AccountStatus;
use crate::actor::{Post, StaffRole};
use crate::contact::{ContactContent, ContactPoint, PhoneNumber};
use crate::kind::OfferKind;
use crate::language::LanguageTag;
use crate::membership::Members;
use crate::offer::{Offer, OfferContent, Surroundings};
use crate::place::MunicipalityKey;
use crate::project::{Project, ProjectContent, ProjectSurroundings};
use crate::text::{Line, Reason, TITLE, TextSource, Value};
use crate::translation::Extent;
use crate::translation::tests::{in_turkish, turkish};
use std::fmt::Write;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn states() -> Vec<OrganisationState> {
    let reason = || Reason::parse("So nicht").expect("a reason");
    vec![
        OrganisationState::Draft { returned: None },
        OrganisationState::Draft { returned: Some(reason()) },
        OrganisationState::Submitted,
        OrganisationState::Active,
        OrganisationState::Unclaimed,
        OrganisationState::RemovalRequested { reason: Some(reason()) },
        OrganisationState::Withdrawn,
        OrganisationState::Rejected { reason: reason() },
        OrganisationState::Suspended { reason: reason() },
        OrganisationState::Dissolved { on: NOW.local_date() },
        OrganisationState::Merged { into: id(9) },
        OrganisationState::Deleted,
    ]
}

fn organisation(number: u128, state: OrganisationState) -> Organisation {
    let municipality = MunicipalityKey::parse("05382060").expect("Siegburg");
    let name = Line::parse("Verein").expect("a name");
    let mut content =
        OrganisationContent::new(name, OrganisationKind::MigrantOrganisation, municipality, LanguageTag::german());
    content.about.set(LanguageTag::german(), "Wir.", TextSource::Human, TITLE).expect("a text");
    content.about.set(LanguageTag::parse("tr").expect("Turkish"), "Biz.", TextSource::Human, TITLE).expect("a text");
    content.communities = vec![Line::parse("kurdisch").expect("a community")];
    content.activities = vec![OfferKind::parse("TUTORING").expect("a kind")];
    Organisation {
        id: id(number),
        facts: OrganisationFacts {
            id: id(number),
            centre: id(2),
            status: state.status(),
            trust: Trust::Reviewed,
            confirmation: Confirmation::default(),
        },
        state,
        origin: Origin { kind: OriginKind::Own, source: None, date: None },
        content,
        confirmed_at: Some(NOW),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn account() -> Account {
    Account {
        id: id(20),
        status: AccountStatus::Active,
        email_address: None,
        display_name: None,
        language: LanguageTag::german(),
        translation_languages: Vec::new(),
        password: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn people() -> Vec<(&'static str, Actor)> {
    let person = |organisation: Option<(u128, MemberRole)>, centre: Option<(u128, StaffRole)>| {
        let memberships = organisation.map(|(number, role)| (id(number), role)).into_iter().collect();
        let posts = centre
            .map(|(number, role)| Post { centre: id(number), role, is_alone: false, organisation: None })
            .into_iter()
            .collect();
        Actor::person(id(10), id(90), memberships, posts)
    };
    vec![
        ("visitor", Actor::visitor()),
        ("stranger", person(Some((91, MemberRole::Manager)), Some((92, StaffRole::Administrator)))),
        ("member", person(Some((1, MemberRole::Member)), None)),
        ("editor", person(Some((1, MemberRole::Editor)), None)),
        ("manager", person(Some((1, MemberRole::Manager)), None)),
        ("coordinator", person(None, Some((2, StaffRole::Coordinator)))),
        ("administrator", person(None, Some((2, StaffRole::Administrator)))),
    ]
}

/// Does a deed with arguments nobody could object to.
fn attempt(deed: Deed, organisation: Organisation, actor: &Actor) -> Result<(Organisation, EventKind), Refusal> {
    let intent = Intent { actor, now: NOW, expected: Some(Revision::FIRST) };
    let reason = || Reason::parse("Bitte ergänzen").expect("a reason");
    let change = match deed {
        Deed::UpdateOrganisation => {
            organisation.update((&[], Extent::Real), |content, _| content.founding_year = Some(1998), &intent)
        }
        Deed::ConfirmOrganisation => organisation.confirm(&intent),
        Deed::SubmitOrganisation => organisation.submit(&intent),
        Deed::DeleteOrganisation => organisation.delete(&intent),
        Deed::AdmitOrganisation => organisation.admit(&intent),
        Deed::ReturnOrganisation => organisation.give_back(reason(), &intent),
        Deed::RejectOrganisation => organisation.reject(reason(), &intent),
        Deed::SuspendOrganisation => organisation.suspend(reason(), &intent),
        Deed::ResumeOrganisation => organisation.resume(&intent),
        Deed::DissolveOrganisation => organisation.dissolve(NOW.local_date(), &intent),
        Deed::MergeOrganisation => {
            let into = self::organisation(8, OrganisationState::Active);
            let (merged, _, event) = organisation.merge(into, &intent)?.into_parts();
            return Ok((merged.organisation, event.kind));
        }
        Deed::SetOrganisationTrust => organisation.set_trust(Trust::Trusted, &intent),
        Deed::RequestOrganisationRemoval => organisation.request_removal(None, &intent),
        Deed::WithdrawOrganisation => organisation.withdraw(&intent),
        Deed::RestoreOrganisation => organisation.restore(&intent),
        Deed::CreateOffer => {
            let surroundings = Surroundings {
                organisation: organisation.clone(),
                contact_points: vec![],
                action_fields: vec![],
                joint_organisations: vec![],
            };
            let german = LanguageTag::german();
            let title = |content: &mut OfferContent, _: &mut Problems| {
                content.title.set(LanguageTag::german(), "Nachhilfe", TextSource::Human, TITLE).expect("a title");
            };
            let drafted = Offer::create(id(5), german, &surroundings, title, &intent)?;
            return Ok((organisation, drafted.event().kind));
        }
        Deed::CreateContactPoint => {
            let reachable = |content: &mut ContactContent, _: &mut Problems| {
                content.phone_number = PhoneNumber::parse("+492214710000").ok();
            };
            let made = ContactPoint::create(id(6), &organisation, &intent, reachable)?;
            return Ok((organisation, made.event().kind));
        }
        Deed::GrantMembership => {
            let members = Members { organisation: organisation.facts.clone(), members: vec![] };
            let granted = members.grant(id(7), &account(), MemberRole::Member, &intent)?;
            return Ok((organisation, granted.event().kind));
        }
        Deed::ProposeProject => {
            let nowhere = ProjectSurroundings::default();
            let title = |content: &mut ProjectContent, _: &mut Problems| {
                content.title.set(LanguageTag::german(), "Lesepaten", TextSource::Human, TITLE).expect("a title");
            };
            let led = (&organisation, &nowhere);
            let proposed = Project::propose((id(8), id(9)), LanguageTag::german(), led, title, &intent)?;
            return Ok((organisation, proposed.event().kind));
        }
        Deed::SaveTranslation => organisation.save_translation(&turkish("about"), &intent),
        Deed::ReviewTranslation => organisation.review_translation(&in_turkish(), &intent),
        other => panic!("{other} is in the table of organisations and not tried here"),
    };
    let (organisation, _, event) = change?.into_parts();
    Ok((organisation, event.kind))
}

#[test]
fn what_the_object_says_is_what_the_deeds_accept_for_everybody_in_every_state() {
    for state in states() {
        let organisation = organisation(1, state);
        for (who, actor) in people() {
            let says = organisation.available_actions(&actor);
            for (deed, _) in STEPS {
                let outcome = attempt(*deed, organisation.clone(), &actor).map(|_| ());
                let what = format!("{who} {deed} {}", organisation.facts.status);
                match says.iter().find(|action| action.deed == *deed) {
                    Some(action) => assert_eq!(outcome.err(), action.obstacle, "{what}"),
                    None => assert!(
                        matches!(outcome, Err(Refusal::Forbidden | Refusal::Unauthenticated)),
                        "{what}: {outcome:?}"
                    ),
                }
            }
        }
    }
}

#[test]
fn the_table_of_steps_is_the_one_people_have_read() {
    let mut table = String::from(
        "Which deed leads from which state to which, done by whoever may. Generated by a test of\ncrates/domain/src/organisation/tests.rs; checked in to be read.\n\n",
    );
    for (deed, _) in STEPS {
        for state in states() {
            let organisation = organisation(1, state);
            let from = organisation.facts.status;
            let mut outcomes =
                people().into_iter().filter_map(|(_, actor)| attempt(*deed, organisation.clone(), &actor).ok());
            let Some((after, event)) = outcomes.next() else { continue };
            let line =
                format!("{:<28} {:<17} → {:<17} {event}\n", deed.as_str(), from.as_str(), after.facts.status.as_str());
            if !table.contains(&line) {
                table.push_str(&line);
            }
        }
    }
    writeln!(table, "\nA deed that is not listed for a state is refused there.").expect("a string takes everything");
    crate::macros::assert_snapshot("organisation_steps.txt", &table);
}

#[test]
fn of_an_unclaimed_entry_outsiders_see_what_the_report_said_and_no_more() {
    let seen = organisation(1, OrganisationState::Unclaimed).seen_by(&Scope::default()).content;
    assert!(seen.about.is_empty() && seen.communities.is_empty());
    assert_eq!(seen.activities.len(), 1);
    let staff = Scope { centres: vec![id(2)], ..Scope::default() };
    assert!(!organisation(1, OrganisationState::Unclaimed).seen_by(&staff).content.about.is_empty());
}

#[test]
fn only_the_organisation_itself_says_how_it_describes_itself() {
    let describe = |who: usize| {
        let (_, actor) = &people()[who];
        let intent = Intent { actor, now: NOW, expected: None };
        let edit = |content: &mut OrganisationContent, _: &mut Problems| {
            content.self_described_as = Some(SelfDescription::MigrantOrganisation);
        };
        organisation(1, OrganisationState::Active).update((&[], Extent::Real), edit, &intent).map(|_| ())
    };
    assert_eq!(describe(4), Ok(()), "its manager");
    assert!(matches!(describe(5), Err(Refusal::Invalid(_))), "a coordinator on its behalf");
}

#[test]
fn a_place_that_offers_need_cannot_be_removed() {
    let (_, manager) = &people()[4];
    let intent = Intent { actor: manager, now: NOW, expected: None };
    let outcome =
        organisation(1, OrganisationState::Active).update((&[id(7)], Extent::Real), |_, _| {}, &intent).map(|_| ());
    assert_eq!(outcome, Err(Refusal::problem("places", Flaw::InUse)));
}
