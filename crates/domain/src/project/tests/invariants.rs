//! What goes over into an adaptation, who sees what, and that there is one lead whatever happens.

use super::*;
use crate::contact::Url;
use proptest::prelude::*;

#[test]
fn an_adaptation_takes_over_what_is_for_everybody_and_no_person_contact_participant_or_amount() {
    let secret = |word: &str| text(&format!("geheim {word}"));
    let document = |word: &str| Document {
        title: line(&format!("geheim {word}")),
        url: Url::parse("https://geheim.example/").expect("an address"),
        language: None,
    };
    let mut origin = project(ProjectState::Completed { at: NOW, reuse_published_at: Some(NOW) }, None, complete());
    let open = origin.content.reuse.clone();
    origin.content = ProjectContent {
        title: text("Lesepaten"),
        summary: secret("summary"),
        problem: secret("problem"),
        goals: secret("goals"),
        description: secret("description"),
        funding: vec![FundingLine { programme: line("geheim"), state: FundingState::Granted, cents: Some(123_456) }],
        results: secret("results"),
        figures: vec![Figure { indicator: line("geheim"), value: 77.0, date: NOW.local_date() }],
        lessons: secret("lessons"),
        documents: vec![document("document")],
        offers: vec![id(70)],
        reuse: open.clone(),
        visibility: Visibility::Public,
        ..ProjectContent::new(LanguageTag::german())
    };
    origin.partnerships[1].contribution = secret("contribution");
    origin.team.push(TeamMember {
        id: id(54),
        project: key(),
        account: id(81),
        function: Some(line("geheim")),
        has_left: false,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    });
    let editor = person(Some((OTHER, MemberRole::Editor)), None);
    let intent = Intent { actor: &editor, now: NOW, expected: Some(Revision::FIRST) };
    let change = origin.adapt((id(51), id(52)), &organisation(OTHER), nothing, &intent).expect("adapted");
    assert_eq!(change.event().concerns, [origin.id.uuid()], "the origin's history tells it");
    let adapted = change.entity();
    assert_eq!(adapted.content.reuse, open);
    assert_eq!((adapted.lead.id, adapted.state.status()), (id(OTHER), ProjectStatus::Idea));
    assert_eq!(adapted.content.visibility, Visibility::Internal);
    let everything = format!("{adapted:?}");
    for hidden in ["geheim", "123456", "77.0", &format!("{:?}", id::<Account>(81))] {
        assert!(!everything.contains(hidden), "{hidden} went over: {everything}");
    }
    assert!(adapted.team.is_empty() && adapted.partnerships.len() == 1);
}

#[test]
fn whoever_is_outside_sees_no_team_no_money_and_no_invitation_but_their_own() {
    let running = project(ProjectState::Running, Some(PARTNER), complete());
    let shown = |who: usize| running.clone().seen_by(&people()[who].1.scope()).expect("public");
    let statuses = |project: &Project| project.partnerships.iter().map(|one| one.status).collect::<Vec<_>>();
    use PartnershipStatus as S;
    let (sight, visitor) = shown(0);
    assert_eq!((sight, statuses(&visitor)), (Sight::Public, vec![S::Accepted, S::Accepted]));
    assert_eq!((visitor.lead_offered_to, visitor.content.reuse), (None, Reuse::default()));
    let (sight, invited) = shown(7);
    assert_eq!((sight, statuses(&invited)), (Sight::Network, vec![S::Accepted, S::Accepted, S::Invited]));
    let internal = ProjectContent { visibility: Visibility::Internal, goals: text("Ziel"), ..complete() };
    let internal = project(ProjectState::Running, None, internal);
    let sights: Vec<_> = people().iter().map(|(_, actor)| actor.scope().sight_of(&internal)).collect();
    let (inside, asked) = (Some(Sight::Inside), Some(Sight::Invited));
    assert_eq!(sights, [None, None, inside, inside, inside, inside, inside, asked, asked, None, inside, None]);
    let (_, invited) = internal.seen_by(&people()[7].1.scope()).expect("asked");
    assert!(invited.content.goals.is_empty() && !invited.content.title.is_empty());
}

#[test]
fn the_lead_leaves_only_after_handing_over_and_then_there_is_another_one() {
    let managers = |number| person(Some((number, MemberRole::Manager)), None);
    let (old, new) = (managers(LEAD), managers(PARTNER));
    fn by(actor: &Actor) -> Intent<'_> {
        Intent { actor, now: NOW, expected: None }
    }
    let running = project(ProjectState::Running, None, complete());
    let own = running.partnerships[0].clone();
    assert_eq!(own.end(&running, reason(), &by(&old)).expect_err("leads"), Refusal::LeadStays);
    let invited = running.clone().offer_lead(id(INVITED), &by(&old)).expect_err("has not accepted");
    assert_eq!(invited, Refusal::problem("organisation", Flaw::NotAPartner));
    let offered = running.offer_lead(id(PARTNER), &by(&old)).expect("offered").into_parts().0;
    assert_eq!(offered.clone().accept_lead(&by(&old)).expect_err("not the old one's"), Refusal::Forbidden);
    let handed_over = offered.accept_lead(&by(&new)).expect("accepted").into_parts().0;
    let roles: Vec<_> = handed_over.project.accepted().map(|one| (one.organisation.id, one.role)).collect();
    assert_eq!(roles, [(id(LEAD), PartnerRole::Partner), (id(PARTNER), PartnerRole::Lead)]);
    assert_eq!(handed_over.project.lead.id, id(PARTNER));
    let own = handed_over.project.partnerships[0].clone();
    assert!(own.end(&handed_over.project, reason(), &by(&old)).is_ok());
}

proptest! {
    #[test]
    fn no_sequence_of_deeds_leaves_a_project_without_exactly_one_lead(deeds in proptest::collection::vec((0_usize..64, 0_usize..12), 1..60)) {
        let mut now = project(ProjectState::Idea, None, complete());
        for (deed, who) in deeds {
            let actor = &people()[who].1;
            let intent = Intent { actor, now: NOW, expected: None };
            let part = now.partnerships[deed % now.partnerships.len()].clone();
            let changed = match deed % 8 {
                0 => now.clone().offer_lead(part.organisation.id, &intent).map(|change| change.into_parts().0),
                1 => now.clone().accept_lead(&intent).map(|change| change.into_parts().0.project),
                2 => now.clone().decline_lead(&intent).map(|change| change.into_parts().0),
                other => {
                    let change = match other {
                        3 => part.accept(&now, &intent),
                        4 => part.withdraw(&now, &intent),
                        5 => part.end(&now, reason(), &intent),
                        6 => part.decline(&now, None, &intent),
                        _ => {
                            let free = organisation(acting_for(actor));
                            now.ask(Asking::Request, id(200 + who as u128), &free, PartnerRole::Host, nothing, &intent)
                        }
                    };
                    change.map(|change| {
                        let part = change.into_parts().0;
                        let mut project = now.clone();
                        project.partnerships.retain(|known| known.id != part.id);
                        project.partnerships.push(part);
                        project
                    })
                }
            };
            now = changed.unwrap_or(now);
            let leads: Vec<_> = now.accepted().filter(|part| part.role == PartnerRole::Lead).collect();
            prop_assert_eq!(leads.len(), 1);
            prop_assert_eq!(leads[0].organisation.id, now.lead.id);
        }
    }

    #[test]
    fn an_organisation_meets_a_need_by_kind_language_and_place(kind in 0_usize..7, speaks: bool, near: bool, asks_language: bool, asks_place: bool) {
        let kind = NeedKind::ALL[kind];
        let siegburg = || MunicipalityKey::parse("05382060").expect("Siegburg");
        let elsewhere = MunicipalityKey::parse("05382056").expect("Sankt Augustin");
        let mut content = organisation(OTHER).content;
        content.shares = vec![crate::organisation::Resource { kind: crate::organisation::ResourceKind::Room, note: None }];
        content.working_languages = vec![LanguageTag::german()];
        let language = LanguageTag::parse(if speaks { "de" } else { "ti" }).expect("known");
        let wanted = NeedContent {
            kind,
            language: asks_language.then_some(language),
            municipality: asks_place.then(|| if near { siegburg() } else { elsewhere }),
            ..need(NeedStatus::Open).content
        };
        let has_kind = matches!(kind, NeedKind::Room | NeedKind::Language | NeedKind::Participants);
        let due = has_kind && (!asks_language || speaks) && (!asks_place || near);
        prop_assert_eq!(Supply::of(&content).meets(&wanted), due);
    }
}
