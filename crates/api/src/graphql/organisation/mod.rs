//! Organisations: the type and its lists.

mod exchange;
mod input;
mod list;
mod load;
mod mutation;
mod parts;

pub use input::OrganisationFields;
pub use list::{OrderDirection, OrganisationFilter, OrganisationOrder, OrganisationQuery};
pub use load::{load_organisation, organisation_nodes};
pub use mutation::OrganisationMutation;
pub(super) use mutation::{basics, place_ids};
pub use parts::{Freshness, Origin};

use super::action::{AvailableAction, available};
use super::caller::Caller;
use super::centre::{CentreNode, load_centre};
use super::contact::ContactPointNode;
use super::enums::{OrganisationKind, OrganisationStatus, SelfDescription, Trust};
use super::failure::Failure;
use super::history::{HistoryEntry, Revision, history, revisions};
use super::load::Batch;
use super::membership::{MembershipNode, membership_nodes};
use super::offer::{OfferConnection, OfferFilter, OfferOrder, connect_offers_of};
use super::page::{PageArguments, connection};
use super::place::PlaceNode;
use super::scalar::{Date, DateTime, LanguageTag, Url};
use super::text::{LocalizedText, lines, localized};
use super::translation::{Completeness, TranslationProgress, progress};
use super::vocabulary::{Language, Municipality, OfferKind};
use async_graphql::{Context, ID, Object};
use domain::centre::Centre;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::text::Line;
use parts::{AlternateName, ExternalId, MemberCount, Resource, resources};
use std::collections::HashMap;
use std::sync::Arc;

/// An organisation among its siblings, as the reader may see it.
#[derive(Clone)]
pub struct OrganisationNode {
    organisation: Arc<Organisation>,
    batch: Arc<Batch<Id<Organisation>>>,
    centres: Arc<Batch<Id<Centre>>>,
}

impl OrganisationNode {
    /// One alone.
    pub(crate) fn single(organisation: Organisation, caller: &Caller) -> Self {
        let batch = Batch::new(vec![organisation.id]);
        let centres = Batch::new(vec![organisation.facts.centre]);
        Self { organisation: Arc::new(organisation.seen_by(&caller.scope)), batch, centres }
    }

    /// The organisation, as the reader may see it.
    pub(crate) fn organisation(&self) -> &Arc<Organisation> {
        &self.organisation
    }
}

connection!(OrganisationConnection, OrganisationEdge, OrganisationNode, "organisations", distance_km);

/// An association, initiative, authority or company that takes part. Public once the centre has admitted it, or as an
/// unclaimed entry made from a report; in other states its members and the centre's staff see it.
#[Object(name = "Organisation")]
impl OrganisationNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.organisation.id.to_string().into()
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.organisation.content.name.as_str()
    }

    /// Its name in other languages and scripts.
    async fn alternate_names(&self) -> Vec<AlternateName> {
        self.organisation.content.alternate_names.iter().map(Into::into).collect()
    }

    /// The name people use.
    async fn short_name(&self) -> Option<&str> {
        self.organisation.content.short_name.as_ref().map(Line::as_str)
    }

    /// What kind it is.
    async fn kind(&self) -> OrganisationKind {
        self.organisation.content.kind.into()
    }

    /// Legal form: "e. V.".
    async fn legal_form(&self) -> Option<&str> {
        self.organisation.content.legal_form.as_ref().map(Line::as_str)
    }

    /// Register and number.
    async fn register_entry(&self) -> Option<&str> {
        self.organisation.content.register_entry.as_ref().map(Line::as_str)
    }

    /// The year of founding.
    async fn founding_year(&self) -> Option<i32> {
        self.organisation.content.founding_year
    }

    /// The umbrella organisation.
    async fn umbrella_organisation(&self) -> Option<&str> {
        self.organisation.content.umbrella_organisation.as_ref().map(Line::as_str)
    }

    /// The language its own texts are written in first.
    async fn primary_language(&self) -> LanguageTag {
        (&self.organisation.content.primary_language).into()
    }

    /// How far its texts have come in the languages they are meant to be in.
    async fn translations(&self, ctx: &Context<'_>) -> Vec<TranslationProgress> {
        progress(&self.organisation.content, Caller::of(ctx))
    }

    /// What it is and does, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn about(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        let content = &self.organisation.content;
        localized(ctx, &content.about, &content.primary_language, languages)
    }

    /// What it wants, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn mission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        let content = &self.organisation.content;
        localized(ctx, &content.mission, &content.primary_language, languages)
    }

    /// Communities it belongs to, in its own words.
    async fn communities(&self) -> Vec<String> {
        lines(&self.organisation.content.communities)
    }

    /// Languages people can speak with it.
    async fn working_languages(&self) -> Vec<Language> {
        self.organisation.content.working_languages.iter().map(Language::of).collect()
    }

    /// How many members it has.
    async fn member_count(&self) -> Option<MemberCount> {
        self.organisation.content.member_count.as_ref().map(|count| MemberCount {
            value: count.value,
            as_of: count.as_of.as_ref().map(Date::from),
            is_self_declared: count.is_self_declared,
            is_approximate: count.is_approximate,
        })
    }

    /// The municipality of its seat.
    async fn municipality(&self) -> Municipality {
        self.organisation.content.municipality.municipality().into()
    }

    /// Its places; of one whose address is hidden, outsiders see the municipality only.
    async fn places(&self) -> Vec<PlaceNode> {
        self.organisation.content.places.iter().cloned().map(PlaceNode).collect()
    }

    /// Kinds of offers it is known for.
    async fn activities(&self) -> Vec<OfferKind> {
        self.organisation.content.activities.iter().copied().map(OfferKind).collect()
    }

    /// Municipalities it works in.
    async fn service_area(&self) -> Vec<Municipality> {
        self.organisation.content.service_area.iter().map(|key| key.municipality().into()).collect()
    }

    /// Ways to make contact: for outsiders those with something public.
    async fn contact_points(&self, ctx: &Context<'_>) -> Result<Vec<ContactPointNode>, Failure> {
        let caller = Caller::of(ctx);
        let found = self.batch.load("contactPoints".to_owned(), self.organisation.id, |ids| async move {
            let found = caller.app.store.contact_points_of(&caller.scope, &ids).await;
            let found = found.map_err(|error| caller.failed(error))?;
            let siblings = Batch::new(found.values().flatten().map(|point| point.id).collect());
            let seen = |points: Vec<domain::contact::ContactPoint>| -> Vec<_> {
                points.iter().filter_map(|point| ContactPointNode::seen(point, &caller.scope, &siblings)).collect()
            };
            Ok(found.into_iter().map(|(id, points)| (id, seen(points))).collect())
        });
        Ok(found.await?.unwrap_or_default())
    }

    /// Its website.
    async fn website(&self) -> Option<Url> {
        self.organisation.content.website.as_ref().map(Url::from)
    }

    /// Elsewhere on the web.
    async fn social_links(&self) -> Vec<Url> {
        self.organisation.content.social_links.iter().map(Url::from).collect()
    }

    /// Whether others may ask it to join in.
    async fn is_open_for_cooperation(&self) -> bool {
        self.organisation.content.is_open_for_cooperation
    }

    /// What it seeks.
    async fn seeks(&self) -> Vec<Resource> {
        resources(&self.organisation.content.seeks)
    }

    /// What it shares.
    async fn shares(&self) -> Vec<Resource> {
        resources(&self.organisation.content.shares)
    }

    /// Labels of funding, such as "Integrationsagentur".
    async fn funding_labels(&self) -> Vec<String> {
        lines(&self.organisation.content.funding_labels)
    }

    /// How it describes itself; `null`: it did not say.
    async fn self_described_as(&self) -> Option<SelfDescription> {
        self.organisation.content.self_described_as.map(Into::into)
    }

    /// Its ids elsewhere.
    async fn external_ids(&self) -> Vec<ExternalId> {
        let show = |id: &domain::organisation::ExternalId| ExternalId {
            system: id.system.to_string(),
            value: id.value.to_string(),
        };
        self.organisation.content.external_ids.iter().map(show).collect()
    }

    /// The state it is in.
    async fn status(&self) -> OrganisationStatus {
        self.organisation.facts.status.into()
    }

    /// Why the centre decided so. Members and staff see it.
    async fn status_reason(&self, ctx: &Context<'_>) -> Option<&str> {
        let reason =
            self.organisation.state.reason().filter(|_| Caller::of(ctx).scope.is_inside(&self.organisation.facts));
        reason.map(domain::text::Reason::as_str)
    }

    /// Since when it exists no longer.
    async fn dissolved_on(&self) -> Option<Date> {
        match &self.organisation.state {
            domain::organisation::OrganisationState::Dissolved { on } => Some(on.into()),
            _ => None,
        }
    }

    /// Whether its offers pass the centre.
    async fn trust(&self) -> Trust {
        self.organisation.facts.trust.into()
    }

    /// Where the entry comes from.
    async fn origin(&self) -> Origin {
        (&self.organisation.origin).into()
    }

    /// How complete its profile is.
    async fn completeness(&self, ctx: &Context<'_>) -> Completeness {
        self.organisation.content.completeness(&Caller::of(ctx).app.languages).into()
    }

    /// When somebody last confirmed the profile.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.organisation.confirmed_at.as_ref().map(DateTime::from)
    }

    /// How long ago that was, compared with how often it has to be. A stale organisation stays, marked.
    async fn freshness(&self, ctx: &Context<'_>) -> Freshness {
        self.organisation.freshness(Caller::of(ctx).now).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.organisation.revision.number()
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        (&self.organisation.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.organisation.updated_at).into()
    }

    /// The centre it belongs to: the one of its seat's county.
    async fn centre(&self, ctx: &Context<'_>) -> Option<Result<CentreNode, Failure>> {
        Some(load_centre(ctx, &self.centres, self.organisation.facts.centre).await)
    }

    /// Its offers, newest first: the public ones; all of them for members and staff.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which offers are wanted; all you see if not given.")] filter: Option<OfferFilter>,
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<OfferOrder>,
    ) -> Result<OfferConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let order = order_by.unwrap_or_default().read(false, caller.tongue)?;
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        connect_offers_of(caller, &self.batch, self.organisation.id, filter, page).await
    }

    /// Its members. Members and staff see them; for others `null`.
    async fn members(&self, ctx: &Context<'_>) -> Option<Result<Vec<MembershipNode>, Failure>> {
        let caller = Caller::of(ctx);
        if !caller.scope.is_inside(&self.organisation.facts) {
            return None;
        }
        let found = self.batch.load("members".to_owned(), self.organisation.id, |ids| async move {
            let found = caller.app.store.members_of(&ids).await.map_err(|error| caller.failed(error))?;
            let mut nodes: HashMap<_, Vec<_>> = HashMap::new();
            for node in membership_nodes(found.into_values().flatten().collect()) {
                nodes.entry(node.organisation_id()).or_default().push(node);
            }
            Ok(nodes)
        });
        Some(found.await.map(Option::unwrap_or_default))
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        available(self.organisation.available_actions(&caller.actor), caller)
    }

    /// What happened to it, newest first, as sentences. Whoever may see `revisions` sees it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        let is_inside = Caller::of(ctx).scope.is_inside(&self.organisation.facts);
        history(ctx, &self.batch, (self.organisation.id, is_inside), first).await
    }

    /// Its newest revisions, newest first, with what changed. Members and staff see them; for others `null`.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<Revision>, Failure>> {
        let is_inside = Caller::of(ctx).scope.is_inside(&self.organisation.facts);
        revisions(ctx, &self.batch, (self.organisation.id, is_inside), first).await
    }
}
