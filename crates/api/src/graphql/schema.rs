//! The schema, put together.

use super::account::{AccountMutation, AccountQuery};
use super::centre::{CentreMutation, CentreQuery};
use super::contact::ContactPointMutation;
use super::coverage::CoverageQuery;
use super::meeting::{DecisionMutation, MeetingMutation, MinutesMutation};
use super::membership::MembershipMutation;
use super::node::NodeQuery;
use super::offer::{OfferMutation, OfferQuery};
use super::organisation::{OrganisationMutation, OrganisationQuery};
use super::participation::{ParticipationMutation, ParticipationQuery};
use super::project::{NeedMutation, PartnershipMutation, ProjectMutation, ProjectQuery, TeamMutation};
use super::search::SearchQuery;
use super::task::TaskMutation;
use super::translation::{TranslationMutation, TranslationQuery};
use super::vocabulary::VocabularyQuery;
use super::working_group::{GroupMemberMutation, GroupMutation, GroupQuery, InterestMutation};
use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions};

/// Everything that can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    OfferQuery,
    OrganisationQuery,
    ProjectQuery,
    GroupQuery,
    SearchQuery,
    CoverageQuery,
    TranslationQuery,
    ParticipationQuery,
    CentreQuery,
    AccountQuery,
    VocabularyQuery,
    NodeQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    OfferMutation,
    OrganisationMutation,
    ContactPointMutation,
    MembershipMutation,
    ProjectMutation,
    PartnershipMutation,
    TeamMutation,
    NeedMutation,
    TaskMutation,
    TranslationMutation,
    GroupMutation,
    GroupMemberMutation,
    InterestMutation,
    MeetingMutation,
    MinutesMutation,
    DecisionMutation,
    ParticipationMutation,
    CentreMutation,
    AccountMutation,
);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema.
#[must_use]
pub fn build() -> Schema {
    // How deep documents are is limited before they get here.
    let deep = usize::MAX;
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .disable_suggestions()
        .limit_recursive_depth(deep)
        .finish()
}

/// The schema as text (SDL).
#[must_use]
pub fn sdl() -> String {
    build().sdl_with_options(SDLExportOptions::new().include_specified_by())
}
