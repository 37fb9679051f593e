//! A working group among its siblings, as the reader sees it.

use super::InterestConnection;
use super::enums::{GroupKind, GroupStatus, Openness};
use super::interest::connect_interests;
use super::member::GroupMemberNode;
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::Caller;
use crate::graphql::centre::{ActionFieldNode, CentreNode, load_action_fields, load_centre};
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, Revision, history, revisions};
use crate::graphql::load::Batch;
use crate::graphql::meeting::{MeetingConnection, connect_meetings};
use crate::graphql::organisation::{OrganisationNode, Origin, load_organisation};
use crate::graphql::page::PageArguments;
use crate::graphql::project::Visibility;
use crate::graphql::scalar::{DateTime, LanguageTag};
use crate::graphql::task::{TaskHomeNode, TaskNode, task_nodes};
use crate::graphql::text::{LocalizedText, localized};
use async_graphql::{Context, ID, Object};
use domain::access::Sight;
use domain::account::Account;
use domain::centre::{ActionField, Centre};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::task::TaskOf;
use domain::working_group::{GroupMember, Interest, WorkingGroup};
use persistence::{Direction, Sort};
use std::collections::HashMap;
use std::sync::Arc;

/// What the groups of one statement have loaded together.
pub(super) struct Siblings {
    pub(super) groups: Arc<Batch<Id<WorkingGroup>>>,
    pub(super) members: Arc<Batch<Id<GroupMember>>>,
    pub(super) organisations: Arc<Batch<Id<Organisation>>>,
    pub(super) accounts: Arc<Batch<Id<Account>>>,
    pub(super) interests: Arc<Batch<Id<Interest>>>,
    centres: Arc<Batch<Id<Centre>>>,
    action_fields: Arc<Batch<Id<ActionField>>>,
}

/// A working group among its siblings, as the reader sees it.
#[derive(Clone)]
pub struct GroupNode {
    pub(super) group: Arc<WorkingGroup>,
    pub(super) sight: Sight,
    pub(super) siblings: Arc<Siblings>,
}

/// Groups that came out of one statement, as the reader sees them; those that are hidden are left out.
pub fn group_nodes(groups: Vec<WorkingGroup>, caller: &Caller) -> HashMap<Id<WorkingGroup>, GroupNode> {
    nodes(groups.into_iter().filter_map(|group| group.seen_by(&caller.scope)).collect())
}

fn nodes(seen: Vec<(Sight, WorkingGroup)>) -> HashMap<Id<WorkingGroup>, GroupNode> {
    let all = || seen.iter().map(|(_, group)| group);
    let members = || all().flat_map(|group| &group.members);
    let siblings = Arc::new(Siblings {
        groups: Batch::new(all().map(|group| group.id).collect()),
        members: Batch::new(members().map(|member| member.id).collect()),
        organisations: Batch::new(members().filter_map(|member| member.organisation).collect()),
        accounts: Batch::new(members().filter_map(|member| member.account).collect()),
        interests: Batch::new(members().filter_map(|member| member.interest).collect()),
        centres: Batch::new(all().map(|group| group.centre).collect()),
        action_fields: Batch::new(all().flat_map(|group| group.content.action_fields.iter().copied()).collect()),
    });
    let node = |(sight, group): (Sight, WorkingGroup)| {
        (group.id, GroupNode { group: Arc::new(group), sight, siblings: Arc::clone(&siblings) })
    };
    seen.into_iter().map(node).collect()
}

/// Loads one of a batch of working groups; `None` if the reader does not see it.
pub async fn load_group(
    ctx: &Context<'_>,
    batch: &Batch<Id<WorkingGroup>>,
    id: Id<WorkingGroup>,
) -> Result<Option<GroupNode>, Failure> {
    let caller = Caller::of(ctx);
    let found = batch.load("group".to_owned(), id, |ids| async move {
        let found = caller.app.store.working_groups_by_id(&caller.scope, &ids).await;
        Ok(group_nodes(found.map_err(|error| caller.failed(error))?.into_values().collect(), caller))
    });
    found.await
}

impl GroupNode {
    /// One alone, if the reader sees it.
    pub(crate) fn seen(group: WorkingGroup, caller: &Caller) -> Option<Self> {
        group_nodes(vec![group], caller).into_values().next()
    }

    /// What the caller has just changed.
    pub(crate) fn changed(group: WorkingGroup, caller: &Caller) -> Self {
        // Whoever proposes a group is in it from now on, though not yet when the request came.
        let mut scope = caller.scope.clone();
        let own = group.active_members().find(|member| member.account.is_some() && member.account == scope.account);
        scope.groups.extend(own.map(|member| (group.id, member.role)));
        let seen = group.clone().seen_by(&scope).unwrap_or((Sight::Invited, group));
        let mut found = nodes(vec![seen]).into_values();
        found.next().unwrap_or_else(|| unreachable!("one goes in, one comes out"))
    }

    /// The group, as the reader sees it.
    pub(crate) fn group(&self) -> &Arc<WorkingGroup> {
        &self.group
    }

    /// How much of it the reader sees.
    pub(crate) const fn sight(&self) -> Sight {
        self.sight
    }

    /// Its open tasks, with this group. Whoever asks has checked that the reader is in it.
    pub(crate) async fn open_tasks(&self, caller: &Caller) -> Result<Vec<TaskNode>, Failure> {
        let found = self.siblings.groups.load("open tasks".to_owned(), self.group.id, |ids| async move {
            let tasks = caller.app.store.open_tasks_of_groups(&ids).await.map_err(|error| caller.failed(error))?;
            let mut found: HashMap<Id<WorkingGroup>, Vec<TaskNode>> = HashMap::new();
            for task in task_nodes(tasks) {
                if let TaskOf::WorkingGroup(group, _) = task.belongs_to() {
                    found.entry(group.id).or_default().push(task);
                }
            }
            Ok(found)
        });
        let of = |task: TaskNode| task.of(TaskHomeNode::WorkingGroup(self.clone()));
        Ok(found.await?.unwrap_or_default().into_iter().map(of).collect())
    }

    pub(super) fn is_inside(&self) -> bool {
        self.sight == Sight::Inside
    }

    /// Whether the reader runs it, or works for its centre.
    pub(super) fn is_run_by(&self, caller: &Caller) -> bool {
        caller.scope.centres.contains(&self.group.centre) || caller.scope.runs_group(self.group.id)
    }

    /// The members, with this group.
    pub(crate) fn member_nodes(&self) -> impl Iterator<Item = GroupMemberNode> {
        self.group.members.iter().map(|member| GroupMemberNode::new(member.clone(), Some(self.clone()), &self.siblings))
    }
}

/// People who meet on behalf of organisations, under the roof of a centre. How far it is seen `visibility` says.
#[Object(name = "WorkingGroup")]
impl GroupNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.group.id.to_string().into()
    }

    /// The language its texts are written in first.
    async fn primary_language(&self) -> LanguageTag {
        (&self.group.content.primary_language).into()
    }

    /// Its name, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.group.content.name, &self.group.content.primary_language, languages)
    }

    /// What it is for, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn purpose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.group.content.purpose, &self.group.content.primary_language, languages)
    }

    /// What it has been told to do, and by whom, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.group.content.mandate, &self.group.content.primary_language, languages)
    }

    /// What came out, once it is closed, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn result(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.group.result, &self.group.content.primary_language, languages)
    }

    /// What kind it is.
    async fn kind(&self) -> GroupKind {
        self.group.content.kind.into()
    }

    /// The state it is in.
    async fn status(&self) -> GroupStatus {
        self.group.status.into()
    }

    /// How one gets in.
    async fn openness(&self) -> Openness {
        self.group.content.openness.into()
    }

    /// How far it is to be seen.
    async fn visibility(&self) -> Visibility {
        self.group.content.visibility.into()
    }

    /// Where the idea comes from.
    async fn origin(&self) -> Origin {
        (&self.group.origin).into()
    }

    /// The centre whose it is.
    async fn centre(&self, ctx: &Context<'_>) -> Option<Result<CentreNode, Failure>> {
        Some(load_centre(ctx, &self.siblings.centres, self.group.centre).await)
    }

    /// Action fields of the centre that it works on.
    async fn action_fields(&self, ctx: &Context<'_>) -> Result<Vec<ActionFieldNode>, Failure> {
        load_action_fields(ctx, &self.siblings.action_fields, &self.group.content.action_fields).await
    }

    /// Who is in it, the chair first. Outsiders see roles and organisations, no persons; those inside also see who is asked or
    /// has asked.
    async fn members(&self) -> Vec<GroupMemberNode> {
        self.member_nodes().collect()
    }

    /// The organisations on whose behalf people are in it, each once.
    async fn organisations(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationNode>, Failure> {
        let mut ids: Vec<_> = self.group.active_members().filter_map(|member| member.organisation).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut found = Vec::new();
        for id in ids {
            found.extend(load_organisation(ctx, &self.siblings.organisations, id).await?);
        }
        Ok(found)
    }

    /// Who is interested and has left an address, newest first. Chair, deputies and the centre's staff see it; for others `null`.
    async fn interests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Option<Result<InterestConnection, Failure>> {
        let caller = Caller::of(ctx);
        if !self.is_run_by(caller) {
            return None;
        }
        let page = PageArguments { first, after, last, before };
        let page = match page.page((Sort::Time, Direction::Descending), caller.tongue) {
            Ok(page) => page,
            Err(failure) => return Some(Err(failure)),
        };
        Some(connect_interests(caller, &self.siblings.groups, self.group.id, page).await)
    }

    /// Its meetings, newest first. Outsiders see those that have a date.
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Option<Result<MeetingConnection, Failure>> {
        let caller = Caller::of(ctx);
        if self.sight == Sight::Invited {
            return None;
        }
        let page = PageArguments { first, after, last, before };
        let page = match page.page((Sort::Time, Direction::Descending), caller.tongue) {
            Ok(page) => page,
            Err(failure) => return Some(Err(failure)),
        };
        Some(connect_meetings(caller, &self.siblings.groups, self.group.id, page).await)
    }

    /// Its tasks that are not done, most urgent first. Those in it and the centre's staff see them; for others `null`.
    #[graphql(name = "openTasks")]
    async fn tasks_to_do(&self, ctx: &Context<'_>) -> Option<Result<Vec<TaskNode>, Failure>> {
        if self.is_inside() { Some(self.open_tasks(Caller::of(ctx)).await) } else { None }
    }

    /// How often it changed: `expectedRevision` of the next change. Members have their own.
    async fn revision(&self) -> i32 {
        self.group.revision.number()
    }

    /// When it was proposed.
    async fn created_at(&self) -> DateTime {
        (&self.group.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.group.updated_at).into()
    }

    /// What you may do with it, and why something is closed at the moment. Members and interests tell of themselves.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        available(self.group.available_actions(self.sight, &caller.actor), caller)
    }

    /// What happened to it and its members, newest first, as sentences. Whoever may see `revisions` sees it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.siblings.groups, (self.group.id, self.is_inside()), first).await
    }

    /// Its newest revisions, newest first, with what changed. Members and the centre's staff see them; for others `null`.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<Revision>, Failure>> {
        revisions(ctx, &self.siblings.groups, (self.group.id, self.is_inside()), first).await
    }
}
