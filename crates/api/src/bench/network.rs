//! Its organisations and their offers.

use super::words::{LANGUAGES, NAMES, STREETS, TEXTS};
use super::{Chance, OFFERS_EACH, id, manager_address};
use domain::account::{Account, PasswordHash};
use domain::actor::{Actor, MemberRole, Post, StaffRole};
use domain::centre::Centre;
use domain::change::{Change, Intent};
use domain::contact::{EmailAddress, Url};
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::{
    Audience, Cost, DeliveryLanguage, LanguageUse, Mode, Offer, OfferAccess, OfferContent, Surroundings, TargetGroup,
};
use domain::organisation::{Organisation, OrganisationContent, OrganisationKind, Registered, Trust};
use domain::place::{Municipality, Place, Point, municipalities};
use domain::refusal::{Flaw, Problems, Refusal};
use domain::schedule::{Rule, Schedule, Weekday};
use domain::text::{Line, SUMMARY, TITLE, TextSource, Texts, Value};
use domain::time::Timestamp;
use persistence::{Error, Founded, Tx};
use std::collections::BTreeMap;
use std::ops::Range;

/// What all of it has in common.
pub(super) struct Network {
    pub(super) now: Timestamp,
    pub(super) offers: u64,
    pub(super) centres: BTreeMap<String, Centre>,
    pub(super) password: PasswordHash,
}

pub(super) fn bad(flaw: Flaw) -> Refusal {
    Refusal::problem("bench-data", flaw)
}

fn line<const MAX: usize>(text: &str) -> Result<Line<MAX>, Refusal> {
    Line::parse(text).map_err(bad)
}

/// Somebody who manages an organisation.
pub(super) fn manager(account: Id<Account>, organisation: Id<Organisation>) -> Actor {
    Actor::person(account, Id::from_uuid(account.uuid()), vec![(organisation, MemberRole::Manager)], vec![])
}

impl Network {
    /// Saves organisations by their numbers, with their offers.
    pub(super) async fn save(&self, tx: &Tx, numbers: Range<u64>) -> Result<(), Error> {
        let founded = numbers.clone().map(|number| self.organisation(number)).collect::<Result<Vec<_>, _>>()?;
        tx.save_new_organisations(&founded).await?;
        let accounts: Vec<_> = founded.iter().map(|founded| founded.account.entity().id).collect();
        let organisations: Vec<Organisation> =
            founded.into_iter().map(|founded| founded.organisation.into_parts().0).collect();
        let mut offers = Vec::new();
        let first = numbers.start;
        for (number, (account, organisation)) in numbers.zip(accounts.iter().zip(&organisations)) {
            let surroundings = Surroundings {
                organisation: organisation.clone(),
                contact_points: vec![],
                action_fields: vec![],
                joint_organisations: vec![],
            };
            for index in number * OFFERS_EACH..((number + 1) * OFFERS_EACH).min(self.offers) {
                offers.push((self.offer(index, account, &surroundings)?, &organisation.content));
            }
        }
        tx.save_new_offers(&offers).await?;
        let mut before = None;
        for (number, (account, organisation)) in (first..).zip(accounts.iter().zip(&organisations)) {
            self.save_project(tx, number, (*account, organisation), before).await?;
            self.save_group(tx, number, (*account, organisation)).await?;
            before = Some((*account, organisation));
        }
        Ok(())
    }

    /// When the offer with this number was published: one after the other, none so long ago that it had to be confirmed.
    fn published(&self, number: u64) -> Timestamp {
        let (days, second) = (85, 1_000_000);
        let span = i128::from(days) * 86_400 * second;
        let passed = span * i128::from(number) / i128::from(self.offers.max(1));
        let start = self.now.plus_days(-days - 1).micros();
        Timestamp::from_micros(start.saturating_add(i64::try_from(passed).unwrap_or_default()))
    }

    /// A municipality; larger ones more often.
    fn municipality(chance: &mut Chance) -> &'static Municipality {
        let total: u64 = municipalities().map(|one| u64::from(one.population)).sum();
        let mut left = chance.below(total);
        let mut all = municipalities();
        let found = all.find(|one| {
            let population = u64::from(one.population);
            let is_there = left < population;
            left = left.saturating_sub(population);
            is_there
        });
        found.unwrap_or_else(|| unreachable!("the people live somewhere"))
    }

    /// The account of an organisation's manager, let in.
    fn account(&self, number: u64, now: Timestamp) -> Result<Change<Account>, Refusal> {
        let operator = Actor::operator();
        let intent = Intent { actor: &operator, now, expected: None };
        let address = EmailAddress::parse(&manager_address(number)).map_err(bad)?;
        let (name, language) = (line("Messung")?, LanguageTag::german());
        let signed_up = Account::sign_up(id(number, now), address, name, language, self.password.clone(), &intent)?;
        signed_up.into_parts().0.activate(None, &intent)
    }

    /// An organisation that has been admitted and is trusted.
    fn organisation(&self, number: u64) -> Result<Founded, Error> {
        let chance = &mut Chance::of(number);
        let municipality = Self::municipality(chance);
        let centre = self.centres.get(municipality.key.county());
        let registered = self.published(number * OFFERS_EACH).plus_days(-30);
        let organisation_id = id(number, registered);
        let account = self.account(number, registered)?;
        let manager = manager(account.entity().id, organisation_id);
        let intent = Intent { actor: &manager, now: registered, expected: None };
        let name = format!("{} {} {}", chance.one_of(&NAMES), municipality.name, number + 1);
        let kind = *chance.one_of(OrganisationKind::ALL);
        let content = OrganisationContent::new(line(&name)?, kind, municipality.key.clone(), LanguageTag::german());
        let place = self.place(number, registered, municipality, chance)?;
        let languages = [chance.early_of(&LANGUAGES), chance.early_of(&LANGUAGES)];
        let activity = Self::kind(chance);
        let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
            problems.check("about", content.about.set(LanguageTag::german(), TEXTS[0].2, TextSource::Human, SUMMARY));
            content.working_languages = languages.iter().filter_map(|tag| LanguageTag::parse(tag).ok()).collect();
            content.working_languages.dedup();
            content.activities = vec![activity];
            content.places = vec![place];
            content.is_open_for_cooperation = true;
        };
        let ids = (organisation_id, id(number, registered));
        let change = Organisation::register(ids, account.entity(), centre, content, edit, &intent)?;
        let Registered { organisation, manager: membership } = change.into_parts().0;
        let (organisation, ..) = organisation.submit(&intent)?.into_parts();
        let posts = vec![Post {
            centre: organisation.facts.centre,
            role: StaffRole::Coordinator,
            is_alone: false,
            organisation: None,
        }];
        let coordinator = Actor::person(id(0, self.now), id(0, self.now), vec![], posts);
        let review = Intent { actor: &coordinator, ..intent };
        let (organisation, ..) = organisation.admit(&review)?.into_parts();
        let organisation = organisation.set_trust(Trust::Trusted, &review)?;
        Ok(Founded { organisation, account, membership })
    }

    fn place(
        &self,
        number: u64,
        at: Timestamp,
        municipality: &Municipality,
        chance: &mut Chance,
    ) -> Result<Place, Refusal> {
        let street = format!("{} {}", chance.one_of(&STREETS), chance.below(200) + 1);
        let (north, east) = (chance.around_zero() * 0.03, chance.around_zero() * 0.05);
        let point = Point::from_degrees(municipality.point.latitude() + north, municipality.point.longitude() + east);
        Ok(Place {
            name: Some(line("Vereinsraum")?),
            street: Some(line(&street)?),
            point: Some(point.map_err(bad)?),
            ..Place::somewhere_in(id(number, at), municipality.key.clone())
        })
    }

    fn kind(chance: &mut Chance) -> OfferKind {
        let kinds: Vec<OfferKind> = OfferKind::all().collect();
        *chance.early_of(&kinds)
    }

    /// An offer that has been published.
    fn offer(&self, number: u64, account: &Id<Account>, surroundings: &Surroundings) -> Result<Change<Offer>, Error> {
        // Organisations have streams of their own.
        let chance = &mut Chance::of(u64::MAX - number);
        let organisation = &surroundings.organisation;
        let manager = manager(*account, organisation.id);
        let published = self.published(number);
        let intent = Intent { actor: &manager, now: published, expected: None };
        let mut texts = vec![TEXTS[0]];
        for _ in 0..=chance.below(2) {
            texts.push(*chance.one_of(&TEXTS[1..]));
        }
        texts.dedup();
        let mut spoken = vec![*chance.early_of(&LANGUAGES), *chance.early_of(&LANGUAGES)];
        spoken.dedup();
        let kind = Self::kind(chance);
        let day = *chance.one_of(Weekday::ALL);
        let rule = Rule::parse(&format!("FREQ=WEEKLY;BYDAY={}", &day.as_str()[..2])).map_err(bad)?;
        let groups = if chance.percent(50) { vec![] } else { vec![*chance.one_of(TargetGroup::ALL)] };
        let (is_free, is_online) = (chance.percent(80), chance.percent(3));
        let url = Url::parse("https://anmeldung.example/").map_err(bad)?;
        let edit = |content: &mut OfferContent, problems: &mut Problems| {
            let mut set = |texts: &mut Texts, language: &str, text: &str, limit| {
                let language = LanguageTag::parse(language).map(|tag| texts.set(tag, text, TextSource::Human, limit));
                problems.check("title", language.and_then(|set| set));
            };
            for (language, title, summary) in texts {
                set(&mut content.title, language, &format!("{title} {}", number + 1), TITLE);
                set(&mut content.summary, language, summary, SUMMARY);
            }
            content.kind = Some(kind);
            let spoken = spoken.iter().filter_map(|tag| LanguageTag::parse(tag).ok());
            content.delivery_languages =
                spoken.map(|language| DeliveryLanguage { language, r#use: LanguageUse::Spoken }).collect();
            content.audience = Some(Audience { target_groups: groups, ..Audience::default() });
            content.modes = vec![if is_online { Mode::Online } else { Mode::InPerson }];
            if !is_online {
                content.places = organisation.content.places.iter().map(|place| place.id).collect();
            }
            content.schedules = vec![Schedule {
                starts_on: published.local_date(),
                start_time: None,
                end_time: None,
                rule: Some(rule),
                except_dates: vec![],
                extra_dates: vec![],
                note: None,
            }];
            content.cost = Some(Cost { is_free, cents: None, note: Texts::default() });
            content.access = Some(OfferAccess::Registration);
            content.registration_url = Some(url);
        };
        let drafted = Offer::create(id(number, published), LanguageTag::german(), surroundings, edit, &intent)?;
        Ok(drafted.into_parts().0.submit(&intent)?)
    }
}
