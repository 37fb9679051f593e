//! A meeting among its siblings, as the reader sees it.

use super::MeetingConnection;
use super::agenda::{AgendaItemNode, MeetingTime, PollOption, key};
use super::decision::{DecisionNode, decisions_of};
use super::enums::{InvitationAnswer, MeetingStatus};
use super::minutes::{MinutesNode, minutes_of};
use super::participant::ParticipantNode;
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, Revision, history, revisions};
use crate::graphql::load::Batch;
use crate::graphql::page::Count;
use crate::graphql::project::Document;
use crate::graphql::scalar::{DateTime, LanguageTag, Url};
use crate::graphql::task::{TaskHomeNode, TaskNode, task_nodes};
use crate::graphql::text::{LocalizedText, localized};
use crate::graphql::working_group::{GroupMemberNode, GroupNode, group_nodes};
use async_graphql::{Context, ID, Object};
use domain::access::Sight;
use domain::id::Id;
use domain::meeting::{Meeting, Topic};
use domain::task::{Task, TaskOf};
use domain::working_group::{GroupMember, WorkingGroup};
use persistence::{Page, Slice};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// What the meetings of one statement load together.
pub(super) struct Siblings {
    pub(super) meetings: Arc<Batch<Id<Meeting>>>,
    pub(super) topics: Arc<Batch<Uuid>>,
    pub(super) all_topics: Vec<Topic>,
    members: Arc<Batch<Id<GroupMember>>>,
    open_tasks: Arc<Batch<Id<Task>>>,
}

/// A meeting among its siblings, as the reader sees it.
#[derive(Clone)]
pub struct MeetingNode {
    pub(super) meeting: Arc<Meeting>,
    pub(super) group: GroupNode,
    pub(super) siblings: Arc<Siblings>,
}

/// Meetings that came out of one statement, with their groups, as the reader sees them; those that are hidden are left out.
fn meeting_nodes(
    meetings: Vec<Meeting>,
    groups: &HashMap<Id<WorkingGroup>, GroupNode>,
) -> HashMap<Id<Meeting>, MeetingNode> {
    let seen = |meeting: Meeting| {
        let group = groups.get(&meeting.group.id)?;
        Some((meeting.seen_with(group.sight())?, group.clone()))
    };
    let seen: Vec<_> = meetings.into_iter().filter_map(seen).collect();
    let all = || seen.iter().map(|(meeting, _)| meeting);
    let items = || all().flat_map(|meeting| &meeting.content.agenda);
    let mut topics: Vec<_> = items().flat_map(|item| item.topics.iter().copied()).collect();
    topics.sort_unstable_by_key(|topic| key(*topic));
    topics.dedup();
    let presenters = items().filter_map(|item| item.presenter);
    let participants = all().flat_map(|meeting| meeting.participants.iter().filter_map(|known| known.member));
    let siblings = Arc::new(Siblings {
        meetings: Batch::new(all().map(|meeting| meeting.id).collect()),
        topics: Batch::new(topics.iter().map(|topic| key(*topic)).collect()),
        all_topics: topics,
        members: Batch::new(presenters.chain(participants).collect()),
        open_tasks: Batch::new(all().flat_map(|meeting| meeting.content.open_tasks.iter().copied()).collect()),
    });
    let node = |(meeting, group): (Meeting, GroupNode)| {
        (meeting.id, MeetingNode { meeting: Arc::new(meeting), group, siblings: Arc::clone(&siblings) })
    };
    seen.into_iter().map(node).collect()
}

/// Meetings by their ids, as far as the reader sees them.
pub async fn meetings_by_id(
    caller: &Caller,
    ids: &[Id<Meeting>],
) -> Result<HashMap<Id<Meeting>, MeetingNode>, Failure> {
    let (store, failed) = (&caller.app.store, |error| caller.failed(error));
    let meetings = store.meetings_by_id(ids).await.map_err(failed)?;
    let groups: Vec<_> = meetings.iter().map(|meeting| meeting.group.id).collect();
    let groups = store.working_groups_by_id(&caller.scope, &groups).await.map_err(failed)?;
    Ok(meeting_nodes(meetings, &group_nodes(groups.into_values().collect(), caller)))
}

/// Loads one of a batch of meetings; `None` if the reader does not see it.
pub async fn load_meeting(
    ctx: &Context<'_>,
    batch: &Batch<Id<Meeting>>,
    id: Id<Meeting>,
) -> Result<Option<MeetingNode>, Failure> {
    let caller = Caller::of(ctx);
    batch.load("meeting".to_owned(), id, |ids| async move { meetings_by_id(caller, &ids).await }).await
}

/// The same page of meetings for each of a batch of groups; this is the one of `group`.
pub async fn connect_meetings(
    caller: &Arc<Caller>,
    batch: &Arc<Batch<Id<WorkingGroup>>>,
    group: Id<WorkingGroup>,
    page: Page,
) -> Result<MeetingConnection, Failure> {
    let wanted = &page;
    let found: Option<MeetingConnection> = batch
        .load(format!("meetings {page:?}"), group, |ids| async move {
            let (store, failed) = (&caller.app.store, |error| caller.failed(error));
            let groups = store.working_groups_by_id(&caller.scope, &ids).await.map_err(failed)?;
            let groups = group_nodes(groups.into_values().collect(), caller);
            // Whoever is only asked into a group sees no meetings of it.
            let shown = groups.values().filter(|group| group.sight() > Sight::Invited);
            let shown: Vec<_> = shown.map(|group| group.group().id).collect();
            let slices = store.meetings_of(&caller.scope, &shown, wanted).await.map_err(failed)?;
            let nodes = meeting_nodes(slices.values().flat_map(Slice::values).cloned().collect(), &groups);
            let connect = |(group, slice): (Id<WorkingGroup>, Slice<Meeting>)| {
                let node = |meeting: Meeting| nodes[&meeting.id].clone();
                (group, MeetingConnection::new(slice, count(caller, batch, group), node))
            };
            Ok(slices.into_iter().map(connect).collect())
        })
        .await?;
    let nothing = |_: Meeting| unreachable!("an empty slice has no rows");
    Ok(found.unwrap_or_else(|| MeetingConnection::new(Slice::empty(), count(caller, batch, group), nothing)))
}

fn count(caller: &Arc<Caller>, batch: &Arc<Batch<Id<WorkingGroup>>>, group: Id<WorkingGroup>) -> Count {
    let (caller, batch) = (Arc::clone(caller), Arc::clone(batch));
    Arc::new(move || {
        let (caller, batch) = (Arc::clone(&caller), Arc::clone(&batch));
        Box::pin(async move {
            let caller = &caller;
            let counted = batch.load("count of meetings".to_owned(), group, |ids| async move {
                let counted = caller.app.store.count_meetings_of(&caller.scope, &ids).await;
                counted.map_err(|error| caller.failed(error))
            });
            Ok(counted.await?.unwrap_or(0))
        })
    })
}

impl MeetingNode {
    /// One that the caller has just changed.
    pub(super) fn changed(meeting: Meeting, group: WorkingGroup, caller: &Caller) -> Self {
        let (id, group) = (group.id, GroupNode::changed(group, caller));
        let nodes = meeting_nodes(vec![meeting], &HashMap::from([(id, group)]));
        nodes.into_values().next().unwrap_or_else(|| unreachable!("whoever changes it sees it"))
    }

    pub(super) fn primary_language(&self) -> &domain::language::LanguageTag {
        &self.group.group().content.primary_language
    }

    pub(super) fn is_inside(&self) -> bool {
        self.group.sight() == Sight::Inside
    }

    /// The reader's own membership in the group.
    pub(super) fn own_membership(&self, caller: &Caller) -> Option<Id<GroupMember>> {
        let account = caller.actor.account()?;
        let mut members = self.group.group().active_members();
        members.find(|member| member.account == Some(account)).map(|member| member.id)
    }

    /// Loads somebody who is or was in the group.
    pub(super) async fn load_member(
        &self,
        ctx: &Context<'_>,
        id: Id<GroupMember>,
    ) -> Result<Option<GroupMemberNode>, Failure> {
        let caller = Caller::of(ctx);
        let found = self.siblings.members.load("members".to_owned(), id, |ids| async move {
            let found = caller.app.store.group_members(&ids).await.map_err(|error| caller.failed(error))?;
            Ok(GroupMemberNode::siblings(found))
        });
        Ok(found.await?.map(|member: GroupMemberNode| member.of(&self.group)))
    }

    pub(super) async fn all_decisions(&self, caller: &Caller) -> Result<Vec<DecisionNode>, Failure> {
        decisions_of(caller, self).await
    }

    /// The tasks of the group that were still open when it took place, or are open now if it is ahead.
    pub(super) async fn tasks_taken_up(&self, caller: &Caller) -> Result<Vec<TaskNode>, Failure> {
        use domain::meeting::MeetingStatus as S;
        let is_ahead = matches!(self.meeting.status, S::Polling | S::Scheduled | S::Invited);
        if is_ahead {
            return self.group.open_tasks(caller).await;
        }
        let mut tasks = Vec::new();
        for id in &self.meeting.content.open_tasks {
            let found = self.siblings.open_tasks.load("open tasks".to_owned(), *id, |ids| async move {
                let found = caller.app.store.tasks(&ids).await.map_err(|error| caller.failed(error))?;
                Ok(task_nodes(found).into_iter().map(|task| (task.key(), task)).collect::<HashMap<_, TaskNode>>())
            });
            tasks.extend(found.await?);
        }
        Ok(self.with_home(tasks))
    }

    /// The tasks that came out of it.
    pub(super) async fn own_tasks(&self, caller: &Caller) -> Result<Vec<TaskNode>, Failure> {
        let found = self.siblings.meetings.load("tasks".to_owned(), self.meeting.id, |ids| async move {
            let tasks = caller.app.store.tasks_of_meetings(&ids).await.map_err(|error| caller.failed(error))?;
            let mut found: HashMap<Id<Meeting>, Vec<TaskNode>> = HashMap::new();
            for task in task_nodes(tasks) {
                if let TaskOf::WorkingGroup(_, Some(meeting)) = task.belongs_to() {
                    found.entry(meeting).or_default().push(task);
                }
            }
            Ok(found)
        });
        Ok(self.with_home(found.await?.unwrap_or_default()))
    }

    fn with_home(&self, tasks: Vec<TaskNode>) -> Vec<TaskNode> {
        tasks.into_iter().map(|task| task.of(TaskHomeNode::WorkingGroup(self.group.clone()))).collect()
    }
}

/// A meeting of a working group (`OParl`: `Meeting`). Outsiders who see the group see its meetings once they have a date,
/// without persons, and its minutes once they are approved.
#[Object(name = "Meeting")]
impl MeetingNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.meeting.id.to_string().into()
    }

    /// The working group.
    async fn working_group(&self) -> &GroupNode {
        &self.group
    }

    /// Its number in the group, from 1.
    async fn number(&self) -> i32 {
        i32::try_from(self.meeting.number).unwrap_or(i32::MAX)
    }

    /// What it is called, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.meeting.content.title, self.primary_language(), languages)
    }

    /// The state it is in.
    async fn status(&self) -> MeetingStatus {
        self.meeting.status.into()
    }

    /// When it is; `null` until that is fixed.
    async fn time(&self) -> Option<MeetingTime> {
        self.meeting.content.slot.map(Into::into)
    }

    /// When it could be, with what the members say to it. Those in the group and the centre's staff see it.
    async fn options(&self, ctx: &Context<'_>) -> Vec<PollOption> {
        let caller = Caller::of(ctx);
        self.meeting.content.options.iter().map(|slot| PollOption::of(self, *slot, caller)).collect()
    }

    /// Where it is.
    async fn location(&self) -> Option<&str> {
        self.meeting.content.location.as_ref().map(domain::text::Line::as_str)
    }

    /// Where on the web. Those in the group and the centre's staff see it.
    async fn link(&self) -> Option<Url> {
        self.meeting.content.link.as_ref().map(Url::from)
    }

    /// What is talked about.
    async fn agenda(&self) -> Vec<AgendaItemNode> {
        let items = self.meeting.content.agenda.iter().enumerate();
        items
            .map(|(index, item)| AgendaItemNode { meeting: self.clone(), number: index + 1, item: item.clone() })
            .collect()
    }

    /// The group's tasks from before that are not done: they come back in every agenda until they are. Once the meeting has
    /// taken place, those that were open then. Those in the group and the centre's staff see them; for others `null`.
    async fn open_tasks(&self, ctx: &Context<'_>) -> Option<Result<Vec<TaskNode>, Failure>> {
        if self.is_inside() { Some(self.tasks_taken_up(Caller::of(ctx)).await) } else { None }
    }

    /// The tasks that came out of it, done or not. Those in the group and the centre's staff see them; for others `null`.
    async fn tasks(&self, ctx: &Context<'_>) -> Option<Result<Vec<TaskNode>, Failure>> {
        if self.is_inside() { Some(self.own_tasks(Caller::of(ctx)).await) } else { None }
    }

    /// Documents.
    async fn documents(&self) -> Vec<Document> {
        self.meeting.content.documents.iter().map(Into::into).collect()
    }

    /// Who has answered or was there; guests too. Those in the group and the centre's staff see them.
    async fn participants(&self) -> Vec<ParticipantNode> {
        let all = self.meeting.participants.iter();
        all.map(|participant| ParticipantNode { meeting: self.clone(), participant: participant.clone() }).collect()
    }

    /// Whether you come, if you have said so of the date it has now.
    async fn my_answer(&self, ctx: &Context<'_>) -> Option<InvitationAnswer> {
        let own = self.own_membership(Caller::of(ctx))?;
        let mut all = self.meeting.participants.iter();
        let said = all.find(|participant| participant.member == Some(own))?;
        said.answer_for(self.meeting.content.slot).map(Into::into)
    }

    /// What was decided, by number. Outsiders see it with the approved minutes, without what is internal.
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<DecisionNode>, Failure> {
        self.all_decisions(Caller::of(ctx)).await
    }

    /// Its minutes: the newest version you see.
    async fn minutes(&self, ctx: &Context<'_>) -> Option<Result<MinutesNode, Failure>> {
        minutes_of(Caller::of(ctx), self).await.map(|versions| versions.into_iter().next()).transpose()
    }

    /// All versions of its minutes that you see, newest first.
    async fn minutes_versions(&self, ctx: &Context<'_>) -> Result<Vec<MinutesNode>, Failure> {
        minutes_of(Caller::of(ctx), self).await
    }

    /// How often it changed: `expectedRevision` of the next change. Minutes and decisions have their own.
    async fn revision(&self) -> i32 {
        self.meeting.revision.number()
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        (&self.meeting.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.meeting.updated_at).into()
    }

    /// What you may do with it, and why something is closed at the moment. Minutes and decisions tell of themselves.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        available(self.meeting.available_actions(self.group.group(), &caller.actor, caller.now), caller)
    }

    /// What happened to it, its minutes, decisions and tasks, newest first, as sentences. Whoever may see `revisions` sees it;
    /// for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.siblings.meetings, (self.meeting.id, self.is_inside()), first).await
    }

    /// Its newest revisions, newest first, with what changed. Members and the centre's staff see them; for others `null`.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<Revision>, Failure>> {
        revisions(ctx, &self.siblings.meetings, (self.meeting.id, self.is_inside()), first).await
    }
}
