//! How many offers of a list there are of each kind, language and so on.

use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::organisation::{OrganisationNode, organisation_nodes};
use crate::graphql::vocabulary::{Language, Municipality, OfferKind};
use async_graphql::{Context, Object, SimpleObject};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::offer::{Accessibility, Gender, Mode, TargetGroup, Trait};
use domain::place::{CountyKey, MunicipalityKey};
use domain::schedule::Weekday;
use domain::text::Value;
use persistence::{OfferFacet, OfferList};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts of the offers of a list.
#[derive(Clone)]
pub struct OfferFacets(pub(super) Arc<OfferList>);

/// How many offers there are of a kind.
#[derive(SimpleObject)]
pub struct OfferKindFacet {
    /// The kind's code, for the filter `kind`.
    code: String,
    /// The kind.
    kind: OfferKind,
    /// How many offers are of exactly this kind. A wider kind is not counted here: add up those below it.
    count: i64,
}

/// How many offers are given in a language.
#[derive(SimpleObject)]
pub struct LanguageFacet {
    /// The tag, for the filter `language`.
    code: String,
    /// The language.
    language: Language,
    /// How many offers.
    count: i64,
}

/// How many offers reach a municipality.
#[derive(SimpleObject)]
pub struct MunicipalityFacet {
    /// The key, for the filter `municipality`.
    code: String,
    /// The municipality.
    municipality: Municipality,
    /// How many offers have a place in it, reach it or are online for everybody.
    count: i64,
}

/// How many offers reach a county.
#[derive(SimpleObject)]
pub struct CountyFacet {
    /// The key, for the filter `county`.
    code: String,
    /// The county's name as people say it.
    name: String,
    /// How many offers have a place in it, reach part of it or are online for everybody.
    count: i64,
}

/// How many offers an organisation leads.
#[derive(SimpleObject)]
pub struct OrganisationFacet {
    /// The organisation.
    organisation: OrganisationNode,
    /// How many offers.
    count: i64,
}

/// How many offers have a member of a closed set.
#[derive(SimpleObject)]
pub struct MemberFacet {
    /// The member, for the filter of the same name: `ONLINE`.
    code: String,
    /// How many offers the filter would find.
    count: i64,
}

impl OfferFacets {
    async fn count(&self, ctx: &Context<'_>, facet: OfferFacet) -> Result<persistence::OfferFacets, Failure> {
        let caller = Caller::of(ctx);
        let counted = caller.app.store.offer_facets(&caller.scope, caller.now, &self.0, facet).await;
        counted.map_err(|error| caller.failed(error))
    }

    /// The areas that read as `T`, most first, each with those that are everywhere. Keys of municipalities that ended read as
    /// what they became part of, and are counted with it.
    async fn areas<T: Value + Ord>(&self, ctx: &Context<'_>) -> Result<Vec<(T, i64)>, Failure> {
        let facets = self.count(ctx, OfferFacet::Area).await?;
        let mut counts: BTreeMap<T, i64> = BTreeMap::new();
        for (key, count) in &facets.counts {
            if let Ok(area) = T::parse(key) {
                *counts.entry(area).or_insert(facets.everywhere) += count;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(counts)
    }

    async fn members(
        &self,
        ctx: &Context<'_>,
        members: Vec<(Trait, &'static str)>,
        for_all: Option<Trait>,
    ) -> Result<Vec<MemberFacet>, Failure> {
        let caller = Caller::of(ctx);
        let wanted: Vec<Trait> = members.iter().map(|(member, _)| *member).collect();
        let counted = caller.app.store.offers_by_trait(&caller.scope, caller.now, &self.0, &wanted, for_all).await;
        let counted = counted.map_err(|error| caller.failed(error))?;
        let name = |wanted: Trait| members.iter().find(|(member, _)| *member == wanted).map(|(_, name)| *name);
        let facet = |(member, count)| name(member).map(|name| MemberFacet { code: name.to_owned(), count });
        Ok(counted.into_iter().filter_map(facet).collect())
    }
}

/// How many offers of this list there are, all pages together: for menus that show what a further filter would leave. What
/// has none is not listed. Each field is counted only if selected, with one statement.
#[Object]
impl OfferFacets {
    /// By kind, most first.
    async fn kind(&self, ctx: &Context<'_>) -> Result<Vec<OfferKindFacet>, Failure> {
        let facets = self.count(ctx, OfferFacet::Kind).await?;
        let facet = |(code, count): (String, i64)| {
            let kind = domain::kind::OfferKind::parse(&code).ok().map(OfferKind)?;
            Some(OfferKindFacet { code, kind, count })
        };
        Ok(facets.counts.into_iter().filter_map(facet).collect())
    }

    /// By language of delivery, most first. An offer in several languages counts for each.
    async fn language(&self, ctx: &Context<'_>) -> Result<Vec<LanguageFacet>, Failure> {
        let facets = self.count(ctx, OfferFacet::Language).await?;
        let facet = |(code, count): (String, i64)| {
            let language = LanguageTag::parse(&code).ok().map(|tag| Language::of(&tag))?;
            Some(LanguageFacet { code, language, count })
        };
        Ok(facets.counts.into_iter().filter_map(facet).collect())
    }

    /// By municipality, most first: those that some offer has a place in or names. What is online for everybody counts for
    /// each.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Vec<MunicipalityFacet>, Failure> {
        let areas = self.areas::<MunicipalityKey>(ctx).await?;
        let facet = |(key, count): (MunicipalityKey, i64)| MunicipalityFacet {
            code: key.to_string(),
            municipality: key.municipality().into(),
            count,
        };
        Ok(areas.into_iter().map(facet).collect())
    }

    /// By county, most first: those that some offer has a place in or reaches part of. What is online for everybody counts
    /// for each.
    async fn county(&self, ctx: &Context<'_>) -> Result<Vec<CountyFacet>, Failure> {
        let areas = self.areas::<CountyKey>(ctx).await?;
        let facet = |(key, count): (CountyKey, i64)| CountyFacet {
            code: key.as_str().to_owned(),
            name: key.name().to_owned(),
            count,
        };
        Ok(areas.into_iter().map(facet).collect())
    }

    /// By lead organisation, most first, at most 100 of them.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationFacet>, Failure> {
        let caller = Caller::of(ctx);
        let counted = caller.app.store.offers_by_organisation(&caller.scope, caller.now, &self.0).await;
        let counted = counted.map_err(|error| caller.failed(error))?;
        let ids: Vec<_> = counted.iter().map(|(id, _)| Id::from_uuid(*id)).collect();
        let found = caller.app.store.organisations_by_id(&caller.scope, &ids).await;
        let found = found.map_err(|error| caller.failed(error))?;
        let nodes = organisation_nodes(found.into_values().map(Arc::new).collect(), caller);
        let facet = |(id, count): &(_, i64)| {
            let organisation = nodes.get(&Id::from_uuid(*id))?.clone();
            Some(OrganisationFacet { organisation, count: *count })
        };
        Ok(counted.iter().filter_map(facet).collect())
    }

    /// By how they reach people.
    async fn mode(&self, ctx: &Context<'_>) -> Result<Vec<MemberFacet>, Failure> {
        self.members(ctx, Mode::ALL.iter().map(|one| (Trait::Mode(*one), one.as_str())).collect(), None).await
    }

    /// By group they are for; what is for everyone counts for each.
    async fn target_group(&self, ctx: &Context<'_>) -> Result<Vec<MemberFacet>, Failure> {
        let members = TargetGroup::ALL.iter().map(|one| (Trait::TargetGroup(*one), one.as_str())).collect();
        self.members(ctx, members, Some(Trait::AnyTargetGroup)).await
    }

    /// By gender they are for; what is for all counts for each.
    async fn gender(&self, ctx: &Context<'_>) -> Result<Vec<MemberFacet>, Failure> {
        let members = Gender::ALL.iter().map(|one| (Trait::Gender(*one), one.as_str())).collect();
        self.members(ctx, members, Some(Trait::AnyGender)).await
    }

    /// By day of the week on which they happen.
    async fn weekday(&self, ctx: &Context<'_>) -> Result<Vec<MemberFacet>, Failure> {
        self.members(ctx, Weekday::ALL.iter().map(|one| (Trait::Weekday(*one), one.as_str())).collect(), None).await
    }

    /// By what makes them accessible.
    async fn accessibility(&self, ctx: &Context<'_>) -> Result<Vec<MemberFacet>, Failure> {
        let members = Accessibility::ALL.iter().map(|one| (Trait::Accessibility(*one), one.as_str())).collect();
        self.members(ctx, members, None).await
    }
}
