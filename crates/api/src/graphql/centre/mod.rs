//! Centres, their staff and action fields.

mod mutation;

pub use mutation::CentreMutation;

use super::caller::Caller;
use super::enums::StaffRole;
use super::failure::Failure;
use super::history::{HistoryEntry, history};
use super::load::Batch;
use super::membership::AccountNode;
use super::organisation::{
    OrganisationConnection, OrganisationFilter, OrganisationNode, OrganisationOrder, load_organisation,
    organisation_nodes,
};
use super::page::{Count, PageArguments, connection};
use super::scalar::{DateTime, EmailAddress, PhoneNumber, Url};
use super::text::{LocalizedText, localized};
use super::vocabulary::Language;
use async_graphql::{Context, ID, Object};
use domain::centre::{ActionField, Centre, StaffMember};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::organisation::Organisation;
use domain::refusal::Flaw;
use persistence::{Direction, Slice, Sort};
use std::collections::HashMap;
use std::sync::Arc;

/// A centre among its siblings.
#[derive(Clone)]
pub struct CentreNode {
    centre: Arc<Centre>,
    batch: Arc<Batch<Id<Centre>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
}

/// Centres that came out of one statement.
pub fn centre_nodes(centres: Vec<Centre>) -> HashMap<Id<Centre>, CentreNode> {
    let batch = Batch::new(centres.iter().map(|centre| centre.id).collect());
    let organisations = Batch::new(centres.iter().filter_map(|centre| centre.organisation).collect());
    let node = |centre: Centre| {
        let (batch, organisations) = (Arc::clone(&batch), Arc::clone(&organisations));
        (centre.id, CentreNode { centre: Arc::new(centre), batch, organisations })
    };
    centres.into_iter().map(node).collect()
}

connection!(CentreConnection, CentreEdge, CentreNode, "centres");

/// A municipal integration centre (Kommunales Integrationszentrum): it admits organisations, reviews offers and
/// coordinates. Everybody sees it.
#[Object(name = "Centre")]
impl CentreNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.centre.id.to_string().into()
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.centre.content.name.as_str()
    }

    /// The key of the county it works for: 5 digits.
    async fn county_key(&self) -> &str {
        self.centre.county.as_str()
    }

    /// The county it works for.
    async fn county_name(&self) -> &str {
        self.centre.county.name()
    }

    /// Where to write to.
    async fn email_address(&self) -> Option<EmailAddress> {
        self.centre.content.email_address.as_ref().map(EmailAddress::from)
    }

    /// Where to call.
    async fn phone_number(&self) -> Option<PhoneNumber> {
        self.centre.content.phone_number.as_ref().map(PhoneNumber::from)
    }

    /// Its website.
    async fn website(&self) -> Option<Url> {
        self.centre.content.website.as_ref().map(Url::from)
    }

    /// Languages it publishes in.
    async fn languages(&self) -> Vec<Language> {
        self.centre.content.languages.iter().map(Language::of).collect()
    }

    /// The time zone of all its times: IANA name.
    async fn time_zone(&self) -> &str {
        "Europe/Berlin"
    }

    /// After how many days an offer has to be confirmed; counselling and dated courses after `shortConfirmationDays`.
    async fn confirmation_days(&self) -> u16 {
        self.centre.confirmation.days
    }

    /// After how many days counselling and dated courses have to be confirmed.
    async fn short_confirmation_days(&self) -> u16 {
        self.centre.confirmation.short_days
    }

    /// How many days after that an offer leaves public results.
    async fn grace_days(&self) -> u16 {
        self.centre.confirmation.grace_days
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.centre.revision.number()
    }

    /// When it was set up here.
    async fn created_at(&self) -> DateTime {
        (&self.centre.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.centre.updated_at).into()
    }

    /// The organisation as which it leads projects and joins others, once it is set up; its staff manages it.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.centre.organisation?).await.transpose()
    }

    /// The action fields of its integration concept, in their order.
    async fn action_fields(&self, ctx: &Context<'_>) -> Result<Vec<ActionFieldNode>, Failure> {
        let caller = Caller::of(ctx);
        let found = self.batch.load("actionFields".to_owned(), self.centre.id, |ids| async move {
            caller.app.store.action_fields_of(&ids).await.map_err(|error| caller.failed(error))
        });
        let fields: Vec<ActionField> = found.await?.unwrap_or_default();
        let node = |field| ActionFieldNode { field: Arc::new(field), centres: Arc::clone(&self.batch) };
        Ok(fields.into_iter().map(node).collect())
    }

    /// Its staff. Only its staff sees them; for others `null`.
    async fn staff(&self, ctx: &Context<'_>) -> Option<Result<Vec<StaffNode>, Failure>> {
        let caller = Caller::of(ctx);
        if !caller.scope.centres.contains(&self.centre.id) {
            return None;
        }
        let found = self.batch.load("staff".to_owned(), self.centre.id, |ids| async move {
            let inside = ids.into_iter().filter(|id| caller.scope.centres.contains(id)).collect::<Vec<_>>();
            let found = caller.app.store.staff_of(&inside).await.map_err(|error| caller.failed(error))?;
            Ok(staff_nodes(found))
        });
        Some(found.await.map(Option::unwrap_or_default))
    }

    /// Its organisations, newest first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which organisations are wanted; all you see if not given.")] filter: Option<
            OrganisationFilter,
        >,
        #[graphql(desc = "In which order; newest first if not given.")] order_by: Option<OrganisationOrder>,
    ) -> Result<OrganisationConnection, Failure> {
        let caller = Caller::of(ctx);
        let filter = filter.unwrap_or_default().read(caller.tongue)?;
        let order = order_by.unwrap_or_default().read(false, caller.tongue)?;
        let page = PageArguments { first, after, last, before }.page(order, caller.tongue)?;
        let (batch, wanted, page) = (&self.batch, &filter, &page);
        let key = format!("organisations {page:?} {filter:?}");
        let found: Option<OrganisationConnection> = self
            .batch
            .load(key, self.centre.id, |ids| async move {
                let store = &caller.app.store;
                let slices = store.organisations_of_centres(&caller.scope, &ids, wanted, page).await;
                let slices = slices.map_err(|error| caller.failed(error))?;
                let all = slices.values().flat_map(Slice::values).cloned().map(Arc::new).collect();
                let nodes = organisation_nodes(all, caller);
                let connect = |(centre, slice): (Id<Centre>, Slice<_>)| {
                    let count = count_of_centre(caller, batch, wanted, centre);
                    let node = |row: domain::organisation::Organisation| nodes[&row.id].clone();
                    (centre, OrganisationConnection::new(slice, count, node))
                };
                Ok(slices.into_iter().map(connect).collect())
            })
            .await?;
        Ok(found.unwrap_or_else(|| {
            let nobody = |_: domain::organisation::Organisation| unreachable!("an empty slice has no rows");
            OrganisationConnection::new(Slice::empty(), count_of_centre(caller, batch, &filter, self.centre.id), nobody)
        }))
    }
}

fn count_of_centre(
    caller: &Arc<Caller>,
    batch: &Arc<Batch<Id<Centre>>>,
    filter: &persistence::OrganisationFilter,
    centre: Id<Centre>,
) -> Count {
    let (caller, batch, filter) = (Arc::clone(caller), Arc::clone(batch), filter.clone());
    Arc::new(move || {
        let (caller, batch, filter) = (Arc::clone(&caller), Arc::clone(&batch), filter.clone());
        Box::pin(async move {
            let (caller, filter) = (&caller, &filter);
            let counted = batch.load(format!("count of organisations {filter:?}"), centre, |ids| async move {
                let found = caller.app.store.count_organisations_of_centres(&caller.scope, &ids, filter).await;
                found.map_err(|error| caller.failed(error))
            });
            Ok(counted.await?.unwrap_or(0))
        })
    })
}

/// An action field among its siblings.
#[derive(Clone)]
pub struct ActionFieldNode {
    field: Arc<ActionField>,
    centres: Arc<Batch<Id<Centre>>>,
}

/// Action fields that came out of one statement.
pub fn action_field_nodes(fields: HashMap<Id<ActionField>, ActionField>) -> HashMap<Id<ActionField>, ActionFieldNode> {
    let centres = Batch::new(fields.values().map(|field| field.centre).collect());
    let node = |(id, field)| (id, ActionFieldNode { field: Arc::new(field), centres: Arc::clone(&centres) });
    fields.into_iter().map(node).collect()
}

/// Loads some of a batch of action fields, in this order.
pub async fn load_action_fields(
    ctx: &Context<'_>,
    batch: &Batch<Id<ActionField>>,
    ids: &[Id<ActionField>],
) -> Result<Vec<ActionFieldNode>, Failure> {
    let caller = Caller::of(ctx);
    let mut found = Vec::new();
    for id in ids {
        let loaded = batch.load("actionField".to_owned(), *id, |ids| async move {
            let fields = caller.app.store.action_fields(&ids).await.map_err(|error| caller.failed(error))?;
            Ok(action_field_nodes(fields))
        });
        found.extend(loaded.await?);
    }
    Ok(found)
}

/// Loads one of a batch of centres.
pub async fn load_centre(ctx: &Context<'_>, batch: &Batch<Id<Centre>>, id: Id<Centre>) -> Result<CentreNode, Failure> {
    let caller = Caller::of(ctx);
    let found = batch.load("centre".to_owned(), id, |ids| async move {
        let found = caller.app.store.centres_by_id(&ids).await.map_err(|error| caller.failed(error))?;
        Ok(centre_nodes(found.into_values().collect()))
    });
    found.await?.ok_or(Failure::Internal(caller.tongue))
}

/// A field of action of a centre's integration concept, such as "Bildung und Erziehung". Everybody sees it.
#[Object(name = "ActionField")]
impl ActionFieldNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.field.id.to_string().into()
    }

    /// Its name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<super::scalar::LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.field.name, &LanguageTag::german(), languages)
    }

    /// Its place in the centre's list, from 1.
    async fn position(&self) -> i32 {
        self.field.position
    }

    /// The centre whose concept it belongs to.
    async fn centre(&self, ctx: &Context<'_>) -> Option<Result<CentreNode, Failure>> {
        Some(load_centre(ctx, &self.centres, self.field.centre).await)
    }
}

/// Somebody's post on the staff of a centre.
#[derive(Clone)]
pub struct StaffNode {
    member: Arc<StaffMember>,
    posts: Arc<Batch<Id<StaffMember>>>,
    accounts: Arc<Batch<Id<domain::account::Account>>>,
}

/// Posts that came out of one statement.
pub fn staff_nodes(found: HashMap<Id<Centre>, Vec<StaffMember>>) -> HashMap<Id<Centre>, Vec<StaffNode>> {
    let accounts = Batch::new(found.values().flatten().map(|member| member.account).collect());
    let posts = Batch::new(found.values().flatten().map(|member| member.id).collect());
    let node =
        |member| StaffNode { member: Arc::new(member), posts: Arc::clone(&posts), accounts: Arc::clone(&accounts) };
    found.into_iter().map(|(centre, members)| (centre, members.into_iter().map(node).collect())).collect()
}

impl StaffNode {
    /// Its id.
    pub(crate) fn key(&self) -> Id<StaffMember> {
        self.member.id
    }
}

/// Somebody's post on the staff of a centre. Only the centre's staff sees it.
#[Object(name = "StaffMember")]
impl StaffNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.member.id.to_string().into()
    }

    /// The person.
    async fn account(&self, ctx: &Context<'_>) -> Option<Result<AccountNode, Failure>> {
        AccountNode::load(ctx, &self.accounts, self.member.account).await.transpose()
    }

    /// The role.
    async fn role(&self) -> StaffRole {
        self.member.role.into()
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        (&self.member.created_at).into()
    }

    /// What happened to it, newest first, as sentences. Whoever sees the post sees it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.posts, (self.member.id, true), first).await
    }
}

/// Reading centres.
#[derive(Default)]
pub struct CentreQuery;

#[Object]
impl CentreQuery {
    /// All centres of this deployment, in the order they joined.
    async fn centres(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<CentreConnection, Failure> {
        let caller = Caller::of(ctx);
        let page =
            PageArguments { first, after, last, before }.page((Sort::Time, Direction::Ascending), caller.tongue)?;
        let slice = caller.app.store.centres(&page).await.map_err(|error| caller.failed(error))?;
        let nodes = centre_nodes(slice.values().cloned().collect());
        let counting = Arc::clone(caller);
        let count: Count = Arc::new(move || {
            let caller = Arc::clone(&counting);
            Box::pin(async move { caller.app.store.count_centres().await.map_err(|error| caller.failed(error)) })
        });
        Ok(CentreConnection::new(slice, count, |centre| nodes[&centre.id].clone()))
    }

    /// The action fields of a centre, in their order; empty if there is no such centre.
    async fn action_fields(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The centre.")] centre: ID,
    ) -> Result<Vec<ActionFieldNode>, Failure> {
        let caller = Caller::of(ctx);
        let centre: Id<Centre> =
            centre.parse().map_err(|flaw: Flaw| Failure::argument("centre", flaw, caller.tongue))?;
        let found = caller.app.store.action_fields_of(&[centre]).await.map_err(|error| caller.failed(error))?;
        let batch = Batch::new(vec![centre]);
        let node = |field| ActionFieldNode { field: Arc::new(field), centres: Arc::clone(&batch) };
        Ok(found.into_values().flatten().map(node).collect())
    }
}
