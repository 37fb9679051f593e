//! A working group in any state, and everybody who could want something of it.

use super::*;

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
pub(crate) const CENTRE: u128 = 20;
pub(crate) const GROUP: u128 = 50;

pub(crate) fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

pub(crate) fn text(text: &str) -> Texts {
    let mut texts = Texts::default();
    texts.set(LanguageTag::german(), text, TextSource::Human, TITLE).expect("a text");
    texts
}

pub(crate) fn organisation(number: u128) -> Organisation {
    let municipality = MunicipalityKey::parse("05382060").expect("Siegburg");
    let name = Line::parse("Verein").expect("a name");
    let confirmation = Confirmation::default();
    Organisation {
        id: id(number),
        facts: OrganisationFacts {
            id: id(number),
            centre: id(CENTRE),
            status: OrganisationStatus::Active,
            trust: Trust::Reviewed,
            confirmation,
        },
        state: OrganisationState::Active,
        origin: Origin { kind: OriginKind::Own, source: None, date: None },
        content: OrganisationContent::new(name, OrganisationKind::Initiative, municipality, LanguageTag::german()),
        confirmed_at: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

pub(crate) fn key() -> GroupKey {
    GroupKey { id: id(GROUP), centre: id(CENTRE) }
}

/// A member with this account, on behalf of organisation 1.
pub(crate) fn member(account: u128, role: GroupRole, status: GroupMemberStatus) -> GroupMember {
    GroupMember {
        id: id(100 + account),
        group: key(),
        account: (status != GroupMemberStatus::Invited).then(|| id(account)),
        interest: None,
        organisation: Some(id(if status == GroupMemberStatus::Invited { 3 } else { 1 })),
        role,
        status,
        joined_at: (status == GroupMemberStatus::Active).then_some(NOW),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

pub(crate) fn group(status: GroupStatus, openness: Openness, has_chair: bool) -> WorkingGroup {
    use GroupMemberStatus as S;
    let chair = if has_chair { GroupRole::Chair } else { GroupRole::Member };
    WorkingGroup {
        id: id(GROUP),
        centre: id(CENTRE),
        status,
        result: Texts::default(),
        content: GroupContent {
            name: text("Sprachcafés"),
            openness,
            visibility: Visibility::Network,
            ..GroupContent::new(LanguageTag::german())
        },
        origin: Origin { kind: OriginKind::Own, source: None, date: None },
        members: vec![
            member(10, chair, S::Active),
            member(11, GroupRole::Deputy, S::Active),
            member(12, GroupRole::Member, S::Active),
            member(13, GroupRole::Member, S::Invited),
            member(14, GroupRole::Member, S::Requested),
        ],
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

pub(crate) fn person(account: u128, organisation: Option<(u128, MemberRole)>, role: Option<GroupRole>) -> Actor {
    let memberships = organisation.map(|(number, role)| (id(number), role)).into_iter().collect();
    let groups = role.map(|role| (id(GROUP), role)).into_iter().collect();
    Actor::person(id(account), id(90), memberships, vec![]).networked().in_groups(groups)
}

pub(crate) fn staff(centre: u128) -> Actor {
    let post = Post { centre: id(centre), role: StaffRole::Coordinator, is_alone: false, organisation: None };
    Actor::person(id(30), id(90), vec![], vec![post])
}

pub(crate) fn people() -> Vec<(&'static str, Actor)> {
    use MemberRole::{Editor, Member};
    vec![
        ("visitor", Actor::visitor()),
        ("chair", person(10, Some((1, Member)), Some(GroupRole::Chair))),
        ("deputy", person(11, Some((1, Editor)), Some(GroupRole::Deputy))),
        ("member", person(12, Some((1, Member)), Some(GroupRole::Member))),
        ("editor of an invited organisation", person(15, Some((3, Editor)), None)),
        ("who has asked", person(14, Some((1, Editor)), None)),
        ("editor of another organisation", person(16, Some((4, Editor)), None)),
        ("coordinator", staff(CENTRE)),
        ("coordinator elsewhere", staff(21)),
    ]
}

pub(crate) fn own(actor: &Actor) -> Organisation {
    organisation(actor.memberships().first().map_or(1, |(organisation, _)| organisation.uuid().as_u128()))
}

pub(crate) fn interest(status: InterestStatus) -> Interest {
    Interest {
        id: id(60),
        group: key(),
        status,
        content: Some(told()),
        channel: Channel::Web,
        account: None,
        consented_at: NOW,
        delete_at: NOW.plus_days(180),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

pub(crate) fn told() -> InterestContent {
    InterestContent {
        name: Line::parse("Amira").expect("a name"),
        email_address: EmailAddress::parse("amira@people.example").ok(),
        phone_number: None,
        organisation: None,
        language: LanguageTag::german(),
        message: None,
    }
}

pub(crate) fn nothing<T>(_: &mut T, _: &mut Problems) {}

pub(crate) fn compare(
    what: &str,
    who: &str,
    deed: Deed,
    said: &[AvailableAction],
    outcome: Result<(), Refusal>,
) -> usize {
    match said.iter().find(|action| action.deed == deed) {
        Some(action) => assert_eq!(outcome.clone().err(), action.obstacle, "{who} {deed} {what}"),
        None => assert!(
            matches!(outcome, Err(Refusal::Forbidden | Refusal::Unauthenticated)),
            "{who} {deed} {what}: not told, but {outcome:?}"
        ),
    }
    usize::from(outcome.is_ok())
}
