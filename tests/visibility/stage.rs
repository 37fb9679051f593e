//! Offers in all cases, of organisations in all states, and people in all roles.

use crate::support::{Person, World};
use domain::access::Scope;
use domain::account::Account;
use domain::actor::{Actor, MemberRole, Post, StaffRole};
use domain::centre::Centre;
use domain::change::Intent;
use domain::contact::Url;
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::membership::Members;
use domain::offer::{DeliveryLanguage, LanguageUse, Mode, Offer, OfferContent, OfferStatus, Surroundings};
use domain::organisation::{
    Organisation, OrganisationContent, OrganisationKind, OrganisationStatus, Origin, OriginKind,
};
use domain::place::MunicipalityKey;
use domain::refusal::Problems;
use domain::text::{Line, Reason, SUMMARY, TITLE, TextSource, Value as _};
use domain::time::Timestamp;
use persistence::{Error, Tx};
use std::collections::BTreeSet;

/// What can be the case with an offer: every state, and what time does to it.
pub const CASES: [&str; 13] = [
    "draft",
    "submitted",
    "published",
    "stale",
    "over",
    "paused",
    "resting",
    "rested",
    "ended",
    "rejected",
    "blocked",
    "blocked while resting",
    "deleted",
];

/// Offers in all cases, of organisations in all states, and people in all roles. Names tell which is which.
pub struct Stage {
    /// The server.
    pub world: World,
    /// The centre of the matrix, and another one.
    pub centres: Vec<Id<Centre>>,
    /// One in each state at the first centre, and one at the other.
    pub organisations: Vec<Organisation>,
    /// With their names, as they are now.
    pub offers: Vec<(String, Offer)>,
    /// Everybody, with what they are inside of.
    pub roles: Vec<(&'static str, Person, Scope)>,
}

struct Setting<'a> {
    world: &'a World,
    tx: &'a Tx,
    boss: Id<Account>,
    people: &'a [(Id<Account>, MemberRole)],
    centre: &'a Centre,
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::parse(text).expect("a line")
}

fn so_it_is() -> Reason {
    Reason::parse("So ist es.").expect("a reason")
}

impl Setting<'_> {
    /// Somebody who may do everything here.
    fn boss(&self, organisation: Id<Organisation>) -> Actor {
        let post = Post { centre: self.centre.id, role: StaffRole::Administrator, is_alone: true, organisation: None };
        Actor::person(self.boss, self.world.id(), vec![(organisation, MemberRole::Manager)], vec![post])
    }

    /// A new organisation with its members, registered or imported as its state wants it.
    async fn entered(&self, status: OrganisationStatus) -> Result<Organisation, Error> {
        use OrganisationStatus as S;
        let id = self.world.id();
        let boss = self.boss(id);
        let intent = Intent { actor: &boss, now: self.world.now().plus_days(-400), expected: None };
        let key = if self.centre.county.as_str() == "05382" { "05382060" } else { "05370016" };
        let municipality = MunicipalityKey::parse(key).expect("a municipality");
        let name = line(&format!("{status} in {key}"));
        let content = OrganisationContent::new(name, OrganisationKind::Initiative, municipality, LanguageTag::german());
        let nothing_more = |_: &mut OrganisationContent, _: &mut Problems| {};
        let (organisation, mut members) = if [S::Unclaimed, S::RemovalRequested, S::Withdrawn].contains(&status) {
            let origin = Origin { kind: OriginKind::Report, source: Some(line("Bericht")), date: None };
            let import = Organisation::import(id, Some(self.centre), origin, content, nothing_more, &intent)?;
            (self.tx.save(import).await?, vec![])
        } else {
            let ids = (id, self.world.id());
            let manager = self.tx.account(boss.account().expect("a person")).await?;
            let register = Organisation::register(ids, &manager, Some(self.centre), content, nothing_more, &intent)?;
            let registered = self.tx.save(register).await?;
            (registered.organisation, vec![registered.manager])
        };
        for (account, role) in self.people {
            let now = Members { organisation: organisation.facts.clone(), members: members.clone() };
            let account = self.tx.account(*account).await?;
            members.push(self.tx.save(now.grant(self.world.id(), &account, *role, &intent)?).await?);
        }
        Ok(organisation)
    }

    /// Brings an organisation into its state. One that is merged goes into `into`, which is given back instead.
    async fn brought_into(
        &self,
        status: OrganisationStatus,
        organisation: Organisation,
        into: &mut [Organisation],
    ) -> Result<Organisation, Error> {
        use OrganisationStatus as S;
        let boss = self.boss(organisation.id);
        let intent = Intent { actor: &boss, now: self.world.now().plus_days(-1), expected: None };
        let first = match status {
            S::Draft | S::Unclaimed => return Ok(organisation),
            S::Deleted => organisation.delete(&intent)?,
            S::RemovalRequested | S::Withdrawn => organisation.request_removal(None, &intent)?,
            _ => organisation.submit(&intent)?,
        };
        let organisation = self.tx.save(first).await?;
        let second = match status {
            S::Deleted | S::RemovalRequested | S::Submitted => return Ok(organisation),
            S::Withdrawn => organisation.withdraw(&intent)?,
            S::Rejected => organisation.reject(so_it_is(), &intent)?,
            _ => organisation.admit(&intent)?,
        };
        let organisation = self.tx.save(second).await?;
        let third = match status {
            S::Suspended => organisation.suspend(so_it_is(), &intent)?,
            S::Dissolved => organisation.dissolve(intent.now.local_date(), &intent)?,
            S::Merged => {
                let place = into.iter_mut().find(|other| other.facts.status == S::Active).expect("one to go into");
                let merged = self.tx.save(organisation.merge(place.clone(), &intent)?).await?;
                *place = merged.into;
                return Ok(merged.organisation);
            }
            _ => return Ok(organisation),
        };
        self.tx.save(third).await
    }

    async fn offer(&self, case: &str, surroundings: &Surroundings) -> Result<Offer, Error> {
        let now = self.world.now();
        let boss = self.boss(surroundings.organisation.id);
        let days_ago = |days: i64| Intent { actor: &boss, now: now.plus_days(-days), expected: None };
        let german = LanguageTag::german();
        let edit = |content: &mut OfferContent, problems: &mut Problems| {
            problems.check("title", content.title.set(german.clone(), case, TextSource::Human, TITLE));
            problems.check("summary", content.summary.set(german.clone(), case, TextSource::Human, SUMMARY));
            content.kind = Some(OfferKind::parse("TUTORING").expect("a kind"));
            content.modes = vec![Mode::Online];
            content.delivery_languages =
                vec![DeliveryLanguage { language: german.clone(), r#use: LanguageUse::Spoken }];
            content.registration_url = Some(Url::parse("https://verein.example/anmeldung").expect("an address"));
            content.public_until = (case == "over").then(|| now.plus_days(-1));
        };
        let age = if case == "stale" { 241 } else { 100 };
        let draft = Offer::create(self.world.id(), german.clone(), surroundings, edit, &days_ago(age))?;
        let draft = self.tx.save(draft).await?;
        let handed_in = match case {
            "draft" => return Ok(draft),
            "deleted" => return self.tx.save(draft.delete(&days_ago(age))?).await,
            _ => self.tx.save(draft.submit(&days_ago(age))?).await?,
        };
        let published = match case {
            "submitted" => return Ok(handed_in),
            "rejected" => return self.tx.save(handed_in.reject(so_it_is(), &days_ago(age))?).await,
            _ => self.tx.save(handed_in.publish(&days_ago(age))?).await?,
        };
        let change = match case {
            "paused" => published.pause(None, &days_ago(30))?,
            "resting" | "blocked while resting" => published.pause(Some(now.plus_days(10)), &days_ago(30))?,
            "rested" => published.pause(Some(now), &days_ago(30))?,
            "ended" => published.end(&days_ago(30))?,
            "blocked" => published.block(so_it_is(), &days_ago(30))?,
            _ => return Ok(published),
        };
        let offer = self.tx.save(change).await?;
        if case == "blocked while resting" {
            self.tx.save(offer.block(so_it_is(), &days_ago(20))?).await
        } else {
            Ok(offer)
        }
    }

    /// An organisation in a state, with offers in all cases. So that there are such offers even where no deeds lead to
    /// them, they are drafted as if the organisation were active.
    async fn all(
        &self,
        status: OrganisationStatus,
        built: &mut Vec<Organisation>,
    ) -> Result<Vec<(String, Offer)>, Error> {
        let entered = self.entered(status).await?;
        let mut active = entered.clone();
        active.facts.status = OrganisationStatus::Active;
        let around = Surroundings {
            organisation: active,
            contact_points: vec![],
            action_fields: vec![],
            joint_organisations: vec![],
        };
        let mut offers = Vec::new();
        for case in CASES {
            offers.push((format!("{} {status} {case}", self.centre.county.as_str()), self.offer(case, &around).await?));
        }
        let organisation = self.brought_into(status, entered, built).await?;
        let leads = match &organisation.state {
            domain::organisation::OrganisationState::Merged { into } => built.iter().find(|other| other.id == *into),
            _ => Some(&organisation),
        };
        let facts = leads.expect("a successor").facts.clone();
        offers.iter_mut().for_each(|(_, offer)| offer.organisation = facts.clone());
        built.push(organisation);
        Ok(offers)
    }
}

impl Stage {
    /// Sets it.
    pub async fn set() -> Self {
        let world = World::new().await;
        let centres = vec![world.centre("05382").await, world.centre("05370").await];
        let known = world.app.store.centres_by_id(&centres).await.expect("centres");
        let boss = world.account("Boss").await;
        let insiders = [
            (world.account("Member").await, MemberRole::Member),
            (world.account("Editor").await, MemberRole::Editor),
            (world.account("Manager").await, MemberRole::Manager),
        ];
        let stranger = [(world.account("Stranger").await, MemberRole::Manager)];
        let operator = Actor::operator();
        let built = world.app.store.write(&operator, async |tx| {
            let (mut organisations, mut offers) = (Vec::new(), Vec::new());
            let setting = |people, centre| Setting { world: &world, tx, boss, people, centre };
            let near = setting(&insiders[..], &known[&centres[0]]);
            for status in OrganisationStatus::ALL {
                offers.extend(near.all(*status, &mut organisations).await?);
            }
            let far = setting(&stranger[..], &known[&centres[1]]);
            offers.extend(far.all(OrganisationStatus::Active, &mut organisations).await?);
            Ok((organisations, offers))
        });
        let (organisations, offers) = built.await.expect("a stage");
        let is_there =
            |status: &OfferStatus| offers.iter().any(|(_, offer)| offer.state.status(world.now()) == *status);
        assert!(OfferStatus::ALL.iter().all(is_there), "every state is on the stage");
        let ids = organisations.iter().map(|organisation| organisation.id);
        let (near, far) = (
            ids.clone().take(OrganisationStatus::ALL.len()).collect(),
            ids.skip(OrganisationStatus::ALL.len()).collect(),
        );
        let inside = |organisations: &Vec<_>| Scope { organisations: organisations.clone(), ..Scope::default() };
        let staff = |centre| Scope { centres: vec![centre], ..Scope::default() };
        let roles = vec![
            ("visitor", world.visitor(), Scope::default()),
            ("stranger", world.signs_in("Stranger").await, inside(&far)),
            ("member", world.signs_in("Member").await, inside(&near)),
            ("editor", world.signs_in("Editor").await, inside(&near)),
            ("manager", world.signs_in("Manager").await, inside(&near)),
            ("coordinator", world.staff(centres[0], StaffRole::Coordinator, "Jonas").await, staff(centres[0])),
            ("coordinator elsewhere", world.staff(centres[1], StaffRole::Coordinator, "Else").await, staff(centres[1])),
        ];
        // They look at everything at once, which is more than usual.
        let roles =
            roles.into_iter().map(|(role, person, scope): (_, Person, _)| (role, person.roomy(), scope)).collect();
        Self { world, centres, organisations, offers, roles }
    }

    /// The names of these offers.
    pub fn names(&self, ids: &BTreeSet<String>) -> Vec<&str> {
        let found = self.offers.iter().filter(|(_, offer)| ids.contains(&offer.id.to_string()));
        found.map(|(name, _)| name.as_str()).collect()
    }

    /// The offers that the domain says are seen.
    pub fn due(&self, scope: &Scope, now: Timestamp) -> BTreeSet<String> {
        self.offers
            .iter()
            .filter(|(_, offer)| scope.sees_offer(offer, now))
            .map(|(_, offer)| offer.id.to_string())
            .collect()
    }
}
