//! The fictional organisations and their offers.

use super::data::{DemoOffer, DemoOrganisation, DemoRole, Network};
use super::load::{DemoError, Loader, dated, id, input};
use crate::graphql::contact::ContactPointFields;
use crate::graphql::offer::OfferFields;
use crate::graphql::organisation::OrganisationFields;
use domain::actor::{Actor, MemberRole, StaffRole};
use domain::centre::Centre;
use domain::change::Intent;
use domain::contact::{ContactContent, ContactField, ContactPoint};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::membership::Members;
use domain::offer::{Offer, OfferContent, Surroundings};
use domain::organisation::{Organisation, OrganisationContent, Origin, OriginKind, Trust};
use domain::place::MunicipalityKey;
use domain::refusal::Problems;
use domain::text::{Line, Reason, Value};
use domain::time::Timestamp;
use domain::translation::Translatable;
use serde_json::Value as Json;

impl Loader<'_> {
    pub(super) async fn organisation(&mut self, demo: &DemoOrganisation, network: &Network) -> Result<(), DemoError> {
        let registered = self.days_ago(demo.registered_days_ago);
        let municipality = MunicipalityKey::parse(&demo.municipality)?;
        let centre = self.centres.values().find(|centre| centre.county.as_str() == municipality.county()).cloned();
        let centre = centre.ok_or_else(|| DemoError::Data(format!("no centre for {municipality}")))?;
        if ["UNCLAIMED", "REMOVAL_REQUESTED", "WITHDRAWN"].contains(&demo.state.as_str()) {
            return self.entered(demo, &centre).await;
        }
        let people: Vec<(&String, MemberRole)> = network
            .accounts
            .iter()
            .flat_map(|account| account.roles.iter().map(move |role| (account, role)))
            .filter_map(|(account, role)| match role {
                DemoRole::Member { member, organisation } if *organisation == demo.key => {
                    Some((&account.key, member.parse().ok()?))
                }
                _ => None,
            })
            .collect();
        let manager = people.iter().find(|(_, role)| *role == MemberRole::Manager).map(|(key, _)| *key);
        let manager_key = manager.ok_or_else(|| DemoError::Data(format!("{} has no manager", demo.key)))?;
        let fields: OrganisationFields = input(dated(&demo.profile, "", self.today(), registered.local_date()))?;
        let text = |field: &str| demo.profile[field].as_str().unwrap_or_default().to_owned();
        let content = OrganisationContent::new(
            Line::parse(&text("name"))?,
            text("kind").parse()?,
            municipality,
            LanguageTag::parse(&text("primaryLanguage"))?,
        );
        let places: Vec<_> =
            (0..fields.count_places()).map(|index| id(&format!("{} {index}", demo.key), registered)).collect();
        let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
            fields.apply(content, problems, &places);
            content.texts_mut().into_iter().for_each(|(.., texts)| texts.mark_unreviewed());
        };
        let manager = self.actor(manager_key)?;
        let intent = Intent { actor: manager, now: registered, expected: None };
        let ids = (id(&demo.key, registered), id(&format!("{} {manager_key}", demo.key), registered));
        let registered_now =
            Organisation::register(ids, &self.accounts[manager_key], Some(&centre), content, edit, &intent)?;
        let saved = self.tx.save(registered_now).await?;
        let (mut organisation, founder) = (saved.organisation, saved.manager);
        for (key, role) in &people {
            let account = self.accounts[*key].id;
            let mut memberships = self.actors.get(*key).map(|known| known.memberships().to_vec()).unwrap_or_default();
            memberships.push((organisation.id, *role));
            let person = Actor::person(account, id(key, registered), memberships, vec![]).networked();
            self.actors.insert((*key).clone(), person);
        }
        let manager = self.actor(manager_key)?;
        let intent = Intent { actor: manager, now: registered, expected: None };
        let mut members = Members { organisation: organisation.facts.clone(), members: vec![founder] };
        for (key, role) in people.iter().filter(|(key, _)| *key != manager_key) {
            let membership = id(&format!("{} {key}", demo.key), registered);
            let granted = self.tx.save(members.grant(membership, &self.accounts[*key], *role, &intent)?).await?;
            members.members.push(granted);
        }
        if demo.state != "DRAFT" {
            let later = Intent { now: registered.plus_days(1), ..intent };
            organisation = self.tx.save(organisation.submit(&later)?).await?;
        }
        let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
        let review = Intent { actor: coordinator, now: registered.plus_days(3), expected: None };
        let reason = || Reason::parse(demo.reason.as_deref().unwrap_or_default());
        if demo.state == "REJECTED" {
            organisation = self.tx.save(organisation.reject(reason()?, &review)?).await?;
        }
        if ["ACTIVE", "SUSPENDED", "DISSOLVED"].contains(&demo.state.as_str()) {
            organisation = self.tx.save(organisation.admit(&review)?).await?;
            let recently = Intent { now: self.days_ago(30), ..intent };
            organisation = self.tx.save(organisation.confirm(&recently)?).await?;
        }
        if demo.state == "REJECTED" {
            return Ok(());
        }
        let contact_points = self.contact_points(demo, &organisation, &intent).await?;
        let surroundings =
            Surroundings { organisation, contact_points, action_fields: vec![], joint_organisations: vec![] };
        self.offers(demo, &surroundings, manager, centre.id).await?;
        let Surroundings { mut organisation, .. } = surroundings;
        if demo.state == "DISSOLVED" {
            let lately = Intent { now: self.days_ago(4), ..intent };
            organisation = self.tx.save(organisation.dissolve(lately.now.local_date(), &lately)?).await?;
        }
        let trust: Trust = demo.trust.parse()?;
        if trust == Trust::Trusted {
            organisation =
                self.tx.save(organisation.set_trust(trust, &Intent { now: self.days_ago(20), ..review })?).await?;
        }
        if demo.state == "SUSPENDED" {
            let lately = Intent { now: self.days_ago(5), ..review };
            organisation = self.tx.save(organisation.suspend(reason()?, &lately)?).await?;
        }
        if demo.state == "ACTIVE" {
            self.organisations.insert(demo.key.clone(), organisation);
        }
        Ok(())
    }

    /// An organisation that the centre has entered and nobody has claimed; somebody may want it removed.
    async fn entered(&self, demo: &DemoOrganisation, centre: &Centre) -> Result<(), DemoError> {
        let entered = self.days_ago(demo.registered_days_ago);
        let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
        let intent = Intent { actor: coordinator, now: entered, expected: None };
        let profile = dated(&demo.profile, "", self.today(), entered.local_date());
        let text = |field: &str| demo.profile[field].as_str().unwrap_or_default().to_owned();
        let content = OrganisationContent::new(
            Line::parse(&text("name"))?,
            text("kind").parse()?,
            MunicipalityKey::parse(&demo.municipality)?,
            LanguageTag::parse(&text("primaryLanguage"))?,
        );
        let fields: OrganisationFields = input(profile)?;
        let places: Vec<_> =
            (0..fields.count_places()).map(|index| id(&format!("{} {index}", demo.key), entered)).collect();
        let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
            fields.apply(content, problems, &places);
            content.texts_mut().into_iter().for_each(|(.., texts)| texts.mark_unreviewed());
        };
        let origin = Origin {
            kind: OriginKind::Report,
            source: Some(Line::parse("Wegweiser der Vereine (Beispiel)")?),
            date: Some(entered.local_date()),
        };
        let imported = Organisation::import(id(&demo.key, entered), Some(centre), origin, content, edit, &intent)?;
        let organisation = self.tx.save(imported).await?;
        let surroundings =
            Surroundings { organisation, contact_points: vec![], action_fields: vec![], joint_organisations: vec![] };
        self.offers(demo, &surroundings, coordinator, centre.id).await?;
        let mut organisation = surroundings.organisation;
        if demo.state != "UNCLAIMED" {
            let (visitor, reason) = (Actor::visitor(), demo.reason.as_deref().map(Reason::parse).transpose()?);
            let lately = Intent { actor: &visitor, now: self.days_ago(3), expected: None };
            organisation = self.tx.save(organisation.request_removal(reason, &lately)?).await?;
        }
        if demo.state == "WITHDRAWN" {
            let decided = Intent { now: self.days_ago(2), ..intent };
            self.tx.save(organisation.withdraw(&decided)?).await?;
        }
        Ok(())
    }

    async fn offers(
        &self,
        demo: &DemoOrganisation,
        surroundings: &Surroundings,
        editor: &Actor,
        centre: Id<Centre>,
    ) -> Result<(), DemoError> {
        for (index, offer) in demo.offers.iter().enumerate() {
            self.offer(offer, &format!("{} {index}", demo.key), surroundings, editor, centre).await?;
        }
        Ok(())
    }

    async fn contact_points(
        &self,
        demo: &DemoOrganisation,
        organisation: &Organisation,
        intent: &Intent<'_>,
    ) -> Result<Vec<ContactPoint>, DemoError> {
        let mut points = Vec::new();
        for (index, json) in demo.contact_points.iter().enumerate() {
            let mut json = json.clone();
            let public = json.as_object_mut().and_then(|fields| fields.remove("publicFields")).unwrap_or_default();
            let fields: ContactPointFields = input(json)?;
            let edit = |content: &mut ContactContent, problems: &mut Problems| fields.apply(content, problems);
            let point =
                ContactPoint::create(id(&format!("{} {index}", demo.key), intent.now), organisation, intent, edit)?;
            let mut point = self.tx.save(point).await?;
            let public: Vec<ContactField> = serde_json::from_value(public)?;
            if !public.is_empty() {
                point = self.tx.save(point.record_consent(intent, public)?).await?;
            }
            points.push(point);
        }
        Ok(points)
    }

    async fn offer(
        &self,
        demo: &DemoOffer,
        name: &str,
        surroundings: &Surroundings,
        manager: &Actor,
        centre: Id<Centre>,
    ) -> Result<(), DemoError> {
        let created = self.days_ago(demo.created_days_ago);
        let at = |now: Timestamp| Intent { actor: manager, now, expected: None };
        let mut content = dated(&demo.content, "", self.today(), created.local_date());
        let language = content.as_object_mut().and_then(|content| content.remove("primaryLanguage"));
        let language = LanguageTag::parse(language.as_ref().and_then(Json::as_str).unwrap_or("de"))?;
        let fields: OfferFields = input(content)?;
        let places = &surroundings.organisation.content.places;
        let edit = |content: &mut OfferContent, problems: &mut Problems| {
            fields.apply(content, problems);
            content.texts_mut().into_iter().for_each(|(.., texts)| texts.mark_unreviewed());
            content.places = demo.places.iter().filter_map(|index| places.get(*index)).map(|place| place.id).collect();
            let point = demo.contact_point.and_then(|index| surroundings.contact_points.get(index));
            content.contact_point = point.map(|point| point.id);
        };
        let mut offer =
            self.tx.save(Offer::create(id(name, created), language, surroundings, edit, &at(created))?).await?;
        if demo.state == "DRAFT" {
            return Ok(());
        }
        let decided = demo.published_days_ago.map_or(created.plus_days(2), |days| self.days_ago(days));
        offer = self.tx.save(offer.submit(&at(created.plus_days(1)))?).await?;
        if demo.state == "SUBMITTED" {
            return Ok(());
        }
        let review =
            Intent { actor: self.staff_actor(centre, StaffRole::Coordinator, 0)?, now: decided, expected: None };
        let reason = || Reason::parse(demo.reason.as_deref().unwrap_or_default());
        match demo.state.as_str() {
            "RETURNED" => return self.keep(offer.give_back(reason()?, &review)?).await,
            "REJECTED" => return self.keep(offer.reject(reason()?, &review)?).await,
            _ => offer = self.tx.save(offer.publish(&review)?).await?,
        }
        if let Some(days) = demo.confirmed_days_ago {
            offer = self.tx.save(offer.confirm(&at(self.days_ago(days)))?).await?;
        }
        let lately = at(self.days_ago(1));
        match demo.state.as_str() {
            "PAUSED" => {
                let until = demo
                    .paused_until
                    .as_ref()
                    .map(|until| dated(&Json::String(until.clone()), "pausedUntil", self.today(), self.today()));
                let until = until.as_ref().and_then(Json::as_str).map(domain::time::parse_timestamp).transpose()?;
                self.keep(offer.pause(until, &lately)?).await
            }
            "ENDED" => self.keep(offer.end(&lately)?).await,
            "BLOCKED" => self.keep(offer.block(reason()?, &Intent { now: lately.now, ..review })?).await,
            _ => Ok(()),
        }
    }

    async fn keep(&self, change: domain::change::Change<Offer>) -> Result<(), DemoError> {
        self.tx.save(change).await?;
        Ok(())
    }
}
