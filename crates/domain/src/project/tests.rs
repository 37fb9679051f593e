//! Every state × deed × person, of projects and of what belongs to them.

mod invariants;
mod parts;

use super::*;
use crate::access::Visibility;
use crate::account::{Account, AccountStatus};
use crate::actor::{MemberRole, Post, StaffRole};
use crate::centre::Confirmation;
use crate::organisation::{OrganisationContent, OrganisationStatus, Origin, OriginKind, Trust};
use crate::place::MunicipalityKey;
use crate::task::{TASK_STEPS, Task, TaskContent, TaskHost, TaskOf, TaskStatus};
use crate::text::{Line, Reason, TITLE, TextSource, Texts, Value};
use crate::translation::Extent;
use crate::translation::tests::{in_turkish, turkish};
use parts::{need, task};
use std::fmt::Write;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const LEAD: u128 = 1;
const PARTNER: u128 = 2;
const INVITED: u128 = 3;
const ASKING: u128 = 4;
const OTHER: u128 = 9;
const CENTRE: u128 = 20;

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn text(text: &str) -> Texts {
    let mut texts = Texts::default();
    texts.set(LanguageTag::german(), text, TextSource::Human, TITLE).expect("a text");
    texts
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::parse(text).expect("a line")
}

fn reason() -> Reason {
    Reason::parse("Darum").expect("a reason")
}

fn facts(number: u128) -> OrganisationFacts {
    let centre = if number == OTHER { 21 } else { CENTRE };
    OrganisationFacts {
        id: id(number),
        centre: id(centre),
        status: OrganisationStatus::Active,
        trust: Trust::Reviewed,
        confirmation: Confirmation::default(),
    }
}

fn organisation(number: u128) -> Organisation {
    let municipality = MunicipalityKey::parse("05382060").expect("Siegburg");
    let kind = crate::organisation::OrganisationKind::Initiative;
    Organisation {
        id: id(number),
        facts: facts(number),
        state: crate::organisation::OrganisationState::Active,
        origin: Origin { kind: OriginKind::Own, source: None, date: None },
        content: OrganisationContent::new(line("Verein"), kind, municipality, LanguageTag::german()),
        confirmed_at: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn key() -> ProjectKey {
    ProjectKey { id: id(50), lead: id(LEAD), centre: id(CENTRE) }
}

fn partnership(number: u128, role: PartnerRole, status: PartnershipStatus) -> Partnership {
    Partnership::new(id(60 + number), key(), facts(number), (role, status), NOW)
}

fn complete() -> ProjectContent {
    let mut title = text("Lesepaten");
    title.set(LanguageTag::parse("tr").expect("Turkish"), "Okuma", TextSource::Human, TITLE).expect("a text");
    ProjectContent {
        title,
        results: text("Es wurde gelesen."),
        visibility: Visibility::Public,
        reuse: Reuse { problem: text("p"), steps: text("s"), licence: Some(Licence::CcBy), ..Reuse::default() },
        ..ProjectContent::new(LanguageTag::german())
    }
}

fn project(state: ProjectState, lead_offered_to: Option<u128>, content: ProjectContent) -> Project {
    use PartnershipStatus as S;
    Project {
        id: id(50),
        lead: facts(LEAD),
        state,
        content,
        partnerships: vec![
            partnership(LEAD, PartnerRole::Lead, S::Accepted),
            partnership(PARTNER, PartnerRole::Partner, S::Accepted),
            partnership(INVITED, PartnerRole::Host, S::Invited),
            partnership(ASKING, PartnerRole::Supporter, S::Requested),
        ],
        team: vec![],
        lead_offered_to: lead_offered_to.map(id),
        adapted_from: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

fn states() -> Vec<ProjectState> {
    vec![
        ProjectState::Idea,
        ProjectState::SeekingPartners,
        ProjectState::Planned,
        ProjectState::Running,
        ProjectState::OnHold { reason: Some(reason()) },
        ProjectState::Completed { at: NOW, reuse_published_at: None },
        ProjectState::Completed { at: NOW, reuse_published_at: Some(NOW) },
        ProjectState::Cancelled { reason: reason() },
    ]
}

fn person(organisation: Option<(u128, MemberRole)>, centre: Option<u128>) -> Actor {
    let memberships = organisation.map(|(number, role)| (id(number), role)).into_iter().collect();
    let post = |number| Post { centre: id(number), role: StaffRole::Coordinator, is_alone: false, organisation: None };
    Actor::person(id(80), id(90), memberships, centre.map(post).into_iter().collect()).networked()
}

fn people() -> Vec<(&'static str, Actor)> {
    use MemberRole::{Editor, Manager, Member};
    vec![
        ("visitor", Actor::visitor()),
        ("operator", Actor::operator()),
        ("member of the lead", person(Some((LEAD, Member)), None)),
        ("editor of the lead", person(Some((LEAD, Editor)), None)),
        ("manager of the lead", person(Some((LEAD, Manager)), None)),
        ("editor of the partner", person(Some((PARTNER, Editor)), None)),
        ("manager of the partner", person(Some((PARTNER, Manager)), None)),
        ("manager of the invited", person(Some((INVITED, Manager)), None)),
        ("manager of the asking", person(Some((ASKING, Manager)), None)),
        ("manager of another", person(Some((OTHER, Manager)), None)),
        ("coordinator", person(None, Some(CENTRE))),
        ("coordinator elsewhere", person(None, Some(21))),
    ]
}

/// The organisation an actor acts for: one's own, or one of the centre one works for.
fn acting_for(actor: &Actor) -> u128 {
    let own = actor.memberships().first().map(|(organisation, _)| organisation.uuid().as_u128());
    own.unwrap_or(if actor.post_in(id(21)).is_some() { OTHER } else { LEAD })
}

fn account(number: u128) -> Account {
    Account {
        id: id(number),
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

fn nothing<T>(_: &mut T, _: &mut Problems) {}

/// What a deed on a project leads to: the state of the project, and the event.
type Outcome = Result<(ProjectStatus, EventKind), Refusal>;

fn told<T>(project: &Project, change: Result<Change<T>, Refusal>) -> Outcome {
    change.map(|change| (project.state.status(), change.event().kind))
}

/// Does a deed with arguments nobody could object to.
fn attempt(deed: Deed, project: Project, actor: &Actor) -> Outcome {
    let intent = Intent { actor, now: NOW, expected: Some(Revision::FIRST) };
    let itself = |change: Result<Change<Project>, Refusal>| {
        change.map(|change| (change.entity().state.status(), change.event().kind))
    };
    let before = project.clone();
    match deed {
        Deed::UpdateProject => {
            itself(project.update((&ProjectSurroundings::default(), Extent::Real), nothing, &intent))
        }
        Deed::SeekPartners => itself(project.seek_partners(&intent)),
        Deed::PlanProject => itself(project.plan(&intent)),
        Deed::StartProject => itself(project.start(&intent)),
        Deed::HoldProject => itself(project.hold(None, &intent)),
        Deed::ResumeProject => itself(project.resume(&intent)),
        Deed::CompleteProject => itself(project.complete(&intent)),
        Deed::CancelProject => itself(project.cancel(reason(), &intent)),
        Deed::DeleteProject => itself(project.delete(&intent)),
        Deed::PublishReuse => itself(project.publish_reuse(&intent)),
        Deed::AdaptProject => {
            itself(project.adapt((id(51), id(52)), &organisation(acting_for(actor)), nothing, &intent))
        }
        Deed::OfferLead => itself(project.offer_lead(id(PARTNER), &intent)),
        Deed::DeclineLead => itself(project.decline_lead(&intent)),
        Deed::AcceptLead => told(&before, project.accept_lead(&intent)),
        Deed::InvitePartner => {
            let free = organisation(OTHER);
            told(&before, project.ask(Asking::Invitation, id(53), &free, PartnerRole::Partner, nothing, &intent))
        }
        Deed::RequestPartnership => {
            let own = organisation(acting_for(actor));
            told(&before, project.ask(Asking::Request, id(53), &own, PartnerRole::Partner, nothing, &intent))
        }
        Deed::AddTeamMember => told(&before, project.add_team_member(id(54), &account(81), None, &intent)),
        Deed::CreateNeed => {
            let edit = |content: &mut NeedContent, _: &mut Problems| content.description = text("Ein Raum");
            told(&before, Need::create(id(55), &project, (NeedKind::Room, 0), edit, &intent))
        }
        Deed::CreateTask => {
            let edit = |content: &mut TaskContent, _: &mut Problems| content.title = text("Raum buchen");
            let basics = (id(PARTNER), NOW.local_date(), 0);
            told(&before, Task::create(id(56), &project, basics, edit, &intent))
        }
        Deed::SaveTranslation => itself(project.save_translation(&turkish("title"), &intent)),
        Deed::ReviewTranslation => itself(project.review_translation(&in_turkish(), &intent)),
        other => panic!("{other} is in the table of projects and not tried here"),
    }
}

#[test]
fn what_the_project_says_is_what_the_deeds_accept_for_everybody_in_every_state() {
    let mut accepted = 0;
    let bare = || ProjectContent { title: text("t"), ..ProjectContent::new(LanguageTag::german()) };
    for state in states() {
        for (offered, content) in [(None, complete()), (Some(PARTNER), complete()), (Some(INVITED), bare())] {
            let project = project(state.clone(), offered, content);
            for (who, actor) in people() {
                let Some((sight, seen)) = project.clone().seen_by(&actor.scope()) else { continue };
                let says = seen.available_actions(sight, &actor);
                for (deed, _) in STEPS.iter().filter(|_| sight > Sight::Invited) {
                    let outcome = attempt(*deed, project.clone(), &actor);
                    let said = says.iter().find(|action| action.deed == *deed);
                    let what = format!("{who} {deed} {state:?} {offered:?}");
                    match said {
                        // An update also checks what it would become.
                        Some(action) if *deed == Deed::UpdateProject && action.obstacle.is_none() => {
                            assert!(matches!(outcome, Ok(_) | Err(Refusal::Invalid(_))), "{what}: {outcome:?}");
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
    assert!(accepted > 200, "hardly anything was accepted: {accepted}");
}

#[test]
fn the_table_of_steps_is_the_one_people_have_read() {
    let mut table = String::from(
        "Which deed leads from which state to which: of a project that lacks nothing, done by whoever may. Generated by a test\nof crates/domain/src/project/tests.rs; checked in to be read.\n\n",
    );
    for (deed, _) in STEPS {
        for state in states() {
            let mut lines = Vec::new();
            for offered in [None, Some(PARTNER)] {
                for (who, actor) in people() {
                    let Ok((to, event)) = attempt(*deed, project(state.clone(), offered, complete()), &actor) else {
                        continue;
                    };
                    let line = (to, event);
                    match lines.iter_mut().find(|(known, _)| *known == line) {
                        None => lines.push((line, vec![who])),
                        Some((_, people)) if !people.contains(&who) => people.push(who),
                        Some(_) => {}
                    }
                }
            }
            for ((to, event), people) in lines {
                let (deed, from) = (deed.as_str(), state.status());
                let row = format!(
                    "{deed:<19} {:<16} → {:<16} {:<24} {}\n",
                    from.as_str(),
                    to.as_str(),
                    event.as_str(),
                    people.join(", ")
                );
                if !table.contains(&row) {
                    table.push_str(&row);
                }
            }
        }
    }
    writeln!(table, "\nA deed that is not listed for a state is refused there.").expect("a string takes everything");
    crate::macros::assert_snapshot("project_steps.txt", &table);
}

/// What is said of a part and what the deed leads to, compared for everybody.
fn compare(what: &str, who: &str, deed: Deed, said: &[AvailableAction], outcome: Result<(), Refusal>) -> usize {
    let said = said.iter().find(|action| action.deed == deed);
    match said {
        Some(action) => assert_eq!(outcome.clone().err(), action.obstacle, "{who} {deed} {what}"),
        None => assert!(
            matches!(outcome, Err(Refusal::Forbidden | Refusal::Unauthenticated)),
            "{who} {deed} {what}: not told, but {outcome:?}"
        ),
    }
    usize::from(outcome.is_ok())
}

#[test]
fn partnerships_needs_and_tasks_say_what_their_deeds_accept() {
    let mut accepted = 0;
    for state in states() {
        let project = project(state, None, complete());
        for (who, actor) in people() {
            let intent = Intent { actor: &actor, now: NOW, expected: Some(Revision::FIRST) };
            for status in PartnershipStatus::ALL {
                for role in [PartnerRole::Partner, PartnerRole::Lead] {
                    let organisation = if role == PartnerRole::Lead { LEAD } else { PARTNER };
                    let part = partnership(organisation, role, *status);
                    let says = part.available_actions(&project, &actor);
                    for (deed, _) in PARTNERSHIP_STEPS {
                        let part = part.clone();
                        let outcome = match deed {
                            Deed::UpdatePartnership => part.update(&project, None, nothing, &intent),
                            Deed::AcceptPartnership => part.accept(&project, &intent),
                            Deed::DeclinePartnership => part.decline(&project, None, &intent),
                            Deed::WithdrawPartnership => part.withdraw(&project, &intent),
                            Deed::EndPartnership => part.end(&project, reason(), &intent),
                            other => panic!("{other} is not tried here"),
                        };
                        accepted += compare(status.as_str(), who, *deed, &says, outcome.map(|_| ()));
                    }
                }
            }
            for status in NeedStatus::ALL {
                let need = need(*status);
                let says = need.available_actions(&project, &actor);
                for (deed, _) in NEED_STEPS {
                    let need = need.clone();
                    let outcome = match deed {
                        Deed::UpdateNeed => need.update(&project, nothing, &intent),
                        Deed::OfferForNeed => need.offer(&project, &organisation(acting_for(&actor)), None, &intent),
                        Deed::AcceptNeed => need.accept(&project, &intent),
                        Deed::ReopenNeed => need.reopen(&project, &intent),
                        Deed::WithdrawNeed => need.withdraw(&project, &intent),
                        other => panic!("{other} is not tried here"),
                    };
                    accepted += compare(status.as_str(), who, *deed, &says, outcome.map(|_| ()));
                }
            }
            for status in TaskStatus::ALL {
                let task = task(*status);
                let says = task.available_actions(TaskHost::Project(&project), &actor);
                for (deed, _) in TASK_STEPS {
                    let task = task.clone();
                    let outcome = match deed {
                        Deed::UpdateTask => task.update(TaskHost::Project(&project), nothing, &intent),
                        Deed::CompleteTask => task.complete(TaskHost::Project(&project), &intent),
                        Deed::ReopenTask => task.reopen(TaskHost::Project(&project), 0, &intent),
                        Deed::DropTask => task.drop_it(TaskHost::Project(&project), &intent),
                        other => panic!("{other} is not tried here"),
                    };
                    accepted += compare(status.as_str(), who, *deed, &says, outcome.map(|_| ()));
                }
            }
        }
    }
    assert!(accepted > 300, "hardly anything was accepted: {accepted}");
}
