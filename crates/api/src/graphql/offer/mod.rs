//! Offers: the type and its lists.

mod exchange;
mod input;
mod list;
mod mutation;
mod parts;
mod siblings;

pub use input::OfferFields;
use list::OfferFacets;
pub use list::{OfferFilter, OfferOrder, OfferQuery, connect_offers_of};
pub(super) use list::{ids, values};
pub use mutation::OfferMutation;
pub use siblings::offer_nodes;

use super::action::{AvailableAction, available};
use super::caller::Caller;
use super::centre::{ActionFieldNode, load_action_fields};
use super::contact::ContactPointNode;
use super::enums::{Accessibility, Mode, OfferAccess, OfferStatus};
use super::failure::Failure;
use super::history::{HistoryEntry, Revision, history, revisions};
use super::load::Batch;
use super::organisation::{Freshness, OrganisationNode, load_organisation};
use super::page::connection;
use super::place::PlaceNode;
use super::scalar::{DateTime, LanguageTag, Url};
use super::text::{LocalizedText, lines, localized};
use super::translation::{Completeness, TranslationProgress, progress};
use super::vocabulary::{Municipality, OfferKind};
use async_graphql::{Context, ID, Object};
use domain::centre::ActionField;
use domain::contact::ContactPoint;
use domain::id::Id;
use domain::offer::Offer;
use domain::organisation::Organisation;
use parts::{Audience, Capacity, Cost, Counselling, DeliveryLanguage, Schedule, Season, TaughtLanguage, Tutoring};
use std::sync::Arc;

/// An offer among its siblings.
#[derive(Clone)]
pub struct OfferNode {
    offer: Arc<Offer>,
    organisation: Option<OrganisationNode>,
    batch: Arc<Batch<Id<Offer>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
    joint: Arc<Batch<Id<Organisation>>>,
    action_fields: Arc<Batch<Id<ActionField>>>,
    contacts: Arc<Batch<Id<ContactPoint>>>,
}

connection!(OfferConnection, OfferEdge, OfferNode, "offers", distance_km;
    /// How many offers of this list there are of each kind, language and so on. `null` in the list of one organisation.
    facets: OfferFacets);

impl OfferConnection {
    fn with_facets(self, facets: OfferFacets) -> Self {
        Self { facets: Some(facets), ..self }
    }
}

impl OfferNode {
    async fn load_organisation(&self, ctx: &Context<'_>) -> Result<Option<OrganisationNode>, Failure> {
        match &self.organisation {
            Some(organisation) => Ok(Some(organisation.clone())),
            None => load_organisation(ctx, &self.organisations, self.offer.organisation.id).await,
        }
    }
}

/// Something an organisation does for people: tutoring, counselling, a course. Public while it is published, fresh
/// enough, and its organisation public; in other states members and the centre's staff see it.
#[Object(name = "Offer")]
impl OfferNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.offer.id.to_string().into()
    }

    /// A code for posters and the telephone: nine letters and digits.
    async fn short_code(&self) -> String {
        self.offer.id.short_code()
    }

    /// The language its texts are written in first.
    async fn primary_language(&self) -> LanguageTag {
        (&self.offer.content.primary_language).into()
    }

    /// How complete it is, and what would make it more useful. For its organisation and the centre; for others `null`.
    async fn completeness(&self, ctx: &Context<'_>) -> Option<Completeness> {
        let caller = Caller::of(ctx);
        let is_inside = caller.scope.is_inside(&self.offer.organisation);
        is_inside.then(|| self.offer.content.shown_at(caller.now).completeness(&caller.app.languages).into())
    }

    /// How far its texts have come in the languages they are meant to be in.
    async fn translations(&self, ctx: &Context<'_>) -> Vec<TranslationProgress> {
        let caller = Caller::of(ctx);
        progress(&*self.offer.content.shown_at(caller.now), caller)
    }

    /// Its title, in the first of `languages` there is one in (else after `Accept-Language`).
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.offer.content.title, &self.offer.content.primary_language, languages)
    }

    /// What it is about in a few sentences, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.offer.content.summary, &self.offer.content.primary_language, languages)
    }

    /// All about it, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.offer.content.description, &self.offer.content.primary_language, languages)
    }

    /// What kind of offer it is.
    async fn kind(&self) -> Option<OfferKind> {
        self.offer.content.kind.map(OfferKind)
    }

    /// Topics, in the organisation's words.
    async fn topics(&self) -> Vec<String> {
        lines(&self.offer.content.topics)
    }

    /// The organisation that leads it.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        self.load_organisation(ctx).await.transpose()
    }

    /// Other organisations that give it together with the lead, those you see.
    async fn joint_organisations(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationNode>, Failure> {
        let mut found = Vec::new();
        for id in &self.offer.content.joint_organisations {
            found.extend(load_organisation(ctx, &self.joint, *id).await?);
        }
        Ok(found)
    }

    /// Languages it is given in: spoken, taught in, or of the material. Not to be confused with the languages its texts
    /// are written in.
    async fn delivery_languages(&self) -> Vec<DeliveryLanguage> {
        self.offer.content.delivery_languages.iter().map(Into::into).collect()
    }

    /// Whether somebody interprets if asked.
    async fn is_interpretation_on_request(&self) -> bool {
        self.offer.content.is_interpretation_on_request
    }

    /// The language one learns, and how far.
    async fn taught_language(&self) -> Option<TaughtLanguage> {
        self.offer.content.taught_language.as_ref().map(Into::into)
    }

    /// What tutoring is in.
    async fn tutoring(&self) -> Option<Tutoring> {
        self.offer.content.tutoring.as_ref().map(Into::into)
    }

    /// What counselling is about.
    async fn counselling(&self) -> Option<Counselling> {
        self.offer.content.counselling.as_ref().map(Into::into)
    }

    /// Whom it is for; `null`: everyone.
    async fn audience(&self) -> Option<Audience> {
        self.offer.content.audience.as_ref().map(Into::into)
    }

    /// How it reaches people.
    async fn modes(&self) -> Vec<Mode> {
        self.offer.content.modes.iter().map(|mode| (*mode).into()).collect()
    }

    /// Where it happens.
    async fn places(&self, ctx: &Context<'_>) -> Result<Vec<PlaceNode>, Failure> {
        if self.offer.content.places.is_empty() {
            return Ok(Vec::new());
        }
        let Some(organisation) = self.load_organisation(ctx).await? else { return Ok(Vec::new()) };
        let places = &organisation.organisation().content.places;
        let find = |id: &Id<domain::place::Place>| places.iter().find(|place| place.id == *id).cloned().map(PlaceNode);
        Ok(self.offer.content.places.iter().filter_map(find).collect())
    }

    /// Municipalities it reaches beside its places.
    async fn area(&self) -> Vec<Municipality> {
        self.offer.content.area.iter().map(|key| key.municipality().into()).collect()
    }

    /// When it happens.
    async fn schedules(&self) -> Vec<Schedule> {
        self.offer.content.schedules.iter().map(Into::into).collect()
    }

    /// From when to when.
    async fn season(&self) -> Option<Season> {
        self.offer.content.season.as_ref().map(Into::into)
    }

    /// How many can come.
    async fn capacity(&self) -> Option<Capacity> {
        self.offer.content.capacity.as_ref().map(Into::into)
    }

    /// What it costs; `null`: not said.
    async fn cost(&self) -> Option<Cost> {
        let primary = &self.offer.content.primary_language;
        self.offer.content.cost.as_ref().map(|cost| Cost::new(cost, primary))
    }

    /// How one gets in; `null`: not said.
    async fn access(&self) -> Option<OfferAccess> {
        self.offer.content.access.map(Into::into)
    }

    /// Where one registers.
    async fn registration_url(&self) -> Option<Url> {
        self.offer.content.registration_url.as_ref().map(Url::from)
    }

    /// What to bring, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn what_to_bring(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.offer.content.what_to_bring, &self.offer.content.primary_language, languages)
    }

    /// Whether children are looked after.
    async fn has_childcare(&self) -> bool {
        self.offer.content.has_childcare
    }

    /// What makes it accessible.
    async fn accessibility(&self) -> Vec<Accessibility> {
        self.offer.content.accessibility.iter().map(|entry| (*entry).into()).collect()
    }

    /// Whom to ask; for outsiders the fields with consent.
    async fn contact_point(&self, ctx: &Context<'_>) -> Option<ContactPointNode> {
        let caller = Caller::of(ctx);
        self.offer.contact.as_ref().and_then(|point| ContactPointNode::seen(point, &caller.scope, &self.contacts))
    }

    /// Action fields of the centre's integration concept that it contributes to.
    async fn action_fields(&self, ctx: &Context<'_>) -> Result<Vec<ActionFieldNode>, Failure> {
        load_action_fields(ctx, &self.action_fields, &self.offer.content.action_fields).await
    }

    /// Who pays for it.
    async fn funding(&self) -> Vec<String> {
        lines(&self.offer.content.funding)
    }

    /// Something people have to know now, until it is over; in the first of `languages` there is a text in.
    async fn alert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        let content = self.offer.content.shown_at(Caller::of(ctx).now);
        localized(ctx, &content.alert, &content.primary_language, languages)
    }

    /// The alert is shown until then.
    async fn alert_until(&self) -> Option<DateTime> {
        self.offer.content.alert_until.as_ref().map(DateTime::from)
    }

    /// The offer is public until then; `null`: as long as it is confirmed.
    async fn public_until(&self) -> Option<DateTime> {
        self.offer.content.public_until.as_ref().map(DateTime::from)
    }

    /// The state it is in. A break that is over reads as published.
    async fn status(&self, ctx: &Context<'_>) -> OfferStatus {
        self.offer.state.status(Caller::of(ctx).now).into()
    }

    /// Why the centre decided so. Members and staff see it.
    async fn status_reason(&self, ctx: &Context<'_>) -> Option<&str> {
        let reason = self.offer.state.reason().filter(|_| Caller::of(ctx).scope.is_inside(&self.offer.organisation));
        reason.map(domain::text::Reason::as_str)
    }

    /// The break ends by itself then.
    async fn paused_until(&self, ctx: &Context<'_>) -> Option<DateTime> {
        match &self.offer.state {
            domain::offer::OfferState::Paused(pause) => {
                pause.until.filter(|until| *until > Caller::of(ctx).now).as_ref().map(DateTime::from)
            }
            _ => None,
        }
    }

    /// Whether everybody sees it now.
    async fn is_public(&self, ctx: &Context<'_>) -> bool {
        self.offer.is_public(Caller::of(ctx).now)
    }

    /// When it leaves public results unless it is confirmed: it is stale then, or said to end.
    async fn visible_until(&self) -> Option<DateTime> {
        self.offer.visible().map(|(_, until)| (&until).into())
    }

    /// When it was first published.
    async fn published_at(&self) -> Option<DateTime> {
        self.offer.published_at.as_ref().map(DateTime::from)
    }

    /// When somebody last confirmed that it is right.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.offer.confirmed_at.as_ref().map(DateTime::from)
    }

    /// How long ago that was, compared with how often it has to be.
    async fn freshness(&self, ctx: &Context<'_>) -> Freshness {
        self.offer.freshness(Caller::of(ctx).now).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.offer.revision.number()
    }

    /// When it was drafted.
    async fn created_at(&self) -> DateTime {
        (&self.offer.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.offer.updated_at).into()
    }

    /// What you may do with it, and why something is closed at the moment: for a draft, everything publishing still lacks.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        available(self.offer.available_actions(&caller.actor, caller.now), caller)
    }

    /// What happened to it, newest first, as sentences. Whoever may see `revisions` sees it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        let is_inside = Caller::of(ctx).scope.is_inside(&self.offer.organisation);
        history(ctx, &self.batch, (self.offer.id, is_inside), first).await
    }

    /// Its newest revisions, newest first, with what changed. Members and staff see them; for others `null`.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<Revision>, Failure>> {
        let is_inside = Caller::of(ctx).scope.is_inside(&self.offer.organisation);
        revisions(ctx, &self.batch, (self.offer.id, is_inside), first).await
    }
}
