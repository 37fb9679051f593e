//! Its working groups: some organisations chair one, which meets.

use super::network::{Network, bad, manager};
use super::words::TEXTS;
use super::{Chance, id};
use domain::access::Visibility;
use domain::account::Account;
use domain::actor::{Actor, Post, StaffRole};
use domain::change::Intent;
use domain::id::Id;
use domain::language::LanguageTag;
use domain::meeting::{Meeting, MeetingContent, Slot};
use domain::organisation::{Organisation, Origin, OriginKind};
use domain::refusal::Problems;
use domain::text::{TITLE, TextSource};
use domain::working_group::{GroupContent, GroupRole, Proposer, WorkingGroup};
use persistence::{Error, Tx};

/// How many organisations there are for each working group.
const ORGANISATIONS_EACH: u64 = 4;

impl Network {
    /// Saves a working group that this organisation chairs, if it is the turn of its number.
    pub(super) async fn save_group(
        &self,
        tx: &Tx,
        number: u64,
        (account, organisation): (Id<Account>, &Organisation),
    ) -> Result<(), Error> {
        let centre = self.centres.get(organisation.content.municipality.county());
        let Some(centre) = centre.filter(|_| number.is_multiple_of(ORGANISATIONS_EACH)) else { return Ok(()) };
        let chance = &mut Chance::of(number ^ 0xBEEF);
        let at = self.now.plus_days(-60);
        let german = LanguageTag::german();
        let chair = manager(account, organisation.id).networked();
        let post = Post { centre: centre.id, role: StaffRole::Coordinator, is_alone: false, organisation: None };
        let coordinator = Actor::person(id(0, self.now), id(0, self.now), vec![], vec![post]);
        let by = |actor, days| Intent { actor, now: at.plus_days(days), expected: None };
        let is_public = chance.percent(60);
        let edit = |content: &mut GroupContent, problems: &mut Problems| {
            let name = format!("{} {}", TEXTS[0].1, number + 1);
            problems.check("name", content.name.set(german.clone(), &name, TextSource::Human, TITLE));
            content.visibility = if is_public { Visibility::Public } else { Visibility::Network };
        };
        let origin = Origin { kind: OriginKind::Own, source: None, date: None };
        let proposer = Proposer { centre, organisation: Some(organisation), origin: &origin };
        let ids = (id(number, at), id(number, at));
        let group = WorkingGroup::propose(ids, german.clone(), (proposer, &[]), edit, &by(&chair, 0))?;
        let mut group = tx.save(group).await?;
        let member = group.members.first().cloned().ok_or_else(|| bad(domain::refusal::Flaw::NoChair))?;
        let assigned = tx.save(member.assign(GroupRole::Chair, &group, &by(&coordinator, 1))?).await?;
        group.members = vec![assigned.member];
        let group = tx.save(group.activate(&by(&coordinator, 2))?).await?;
        let edit = |content: &mut MeetingContent, problems: &mut Problems| {
            problems.check("title", content.title.set(german.clone(), TEXTS[0].1, TextSource::Human, TITLE));
            content.slot = Some(Slot { start: self.now.plus_days(3), end: None });
        };
        let intent = by(&coordinator, 3);
        tx.save(Meeting::schedule(id(number, intent.now), (1, &[]), &group, edit, &intent)?).await?;
        Ok(())
    }
}
