//! Minutes, as the reader sees them.

use super::MeetingNode;
use super::enums::MinutesStatus;
use super::node::meetings_by_id;
use super::paper;
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, Revision, history, revisions};
use crate::graphql::load::Batch;
use crate::graphql::membership::AccountNode;
use crate::graphql::organisation::load_organisation;
use crate::graphql::scalar::{DateTime, LanguageTag};
use crate::graphql::text::{LocalizedText, localized};
use async_graphql::{Context, ID, Object};
use domain::account::Account;
use domain::id::Id;
use domain::meeting::{Meeting, Minutes, NotedTasks};
use domain::organisation::Organisation;
use std::collections::HashMap;
use std::sync::Arc;

/// What the minutes of one statement load together.
struct Siblings {
    minutes: Arc<Batch<Id<Minutes>>>,
    accounts: Arc<Batch<Id<Account>>>,
    /// Who sees to the tasks that are noted.
    owners: Arc<Batch<Id<Organisation>>>,
}

/// One version of a meeting's minutes, as the reader sees it.
#[derive(Clone)]
pub struct MinutesNode {
    pub(super) minutes: Arc<Minutes>,
    pub(super) meeting: MeetingNode,
    siblings: Arc<Siblings>,
}

impl Siblings {
    fn of(minutes: &[Minutes]) -> Arc<Self> {
        let people = |minutes: &Minutes| [minutes.written_by, minutes.approved_by];
        let owners =
            |tasks: &NotedTasks| -> Vec<_> { tasks.new.iter().chain(&tasks.open).map(|task| task.owner).collect() };
        Arc::new(Self {
            minutes: Batch::new(minutes.iter().map(|minutes| minutes.id).collect()),
            owners: Batch::new(
                minutes.iter().filter_map(|minutes| minutes.content.tasks.as_ref()).flat_map(owners).collect(),
            ),
            accounts: Batch::new(minutes.iter().flat_map(people).flatten().collect()),
        })
    }
}

impl MinutesNode {
    /// A version of this meeting's minutes, if the reader sees it.
    fn seen(minutes: Minutes, meeting: &MeetingNode, siblings: &Arc<Siblings>) -> Option<Self> {
        let minutes = Arc::new(minutes.seen_with(meeting.group.sight())?);
        Some(Self { minutes, meeting: meeting.clone(), siblings: Arc::clone(siblings) })
    }

    /// What an organisation that sees to a noted task is called.
    pub(super) async fn owner_name(
        &self,
        ctx: &Context<'_>,
        owner: Id<Organisation>,
    ) -> Result<Option<String>, Failure> {
        let owner = load_organisation(ctx, &self.siblings.owners, owner).await?;
        Ok(owner.map(|node| node.organisation().content.name.to_string()))
    }

    /// One that the caller has just changed.
    pub(super) fn changed(minutes: Minutes, meeting: MeetingNode) -> Self {
        let siblings = Siblings::of(std::slice::from_ref(&minutes));
        Self { minutes: Arc::new(minutes), meeting, siblings }
    }
}

/// The versions of a meeting's minutes that the reader sees, newest first.
pub(super) async fn minutes_of(caller: &Caller, meeting: &MeetingNode) -> Result<Vec<MinutesNode>, Failure> {
    let found = meeting.siblings.meetings.load("minutes".to_owned(), meeting.meeting.id, |ids| async move {
        let all = caller.app.store.minutes_of(&ids).await.map_err(|error| caller.failed(error))?;
        let siblings = Siblings::of(&all);
        let mut found: HashMap<Id<Meeting>, Vec<_>> = HashMap::new();
        for minutes in all {
            found.entry(minutes.meeting).or_default().push((minutes, Arc::clone(&siblings)));
        }
        Ok(found)
    });
    let found = found.await?.unwrap_or_default().into_iter();
    Ok(found.filter_map(|(minutes, siblings)| MinutesNode::seen(minutes, meeting, &siblings)).collect())
}

/// Minutes by their ids, as far as the reader sees them.
pub async fn minutes_by_id(caller: &Caller, ids: &[Id<Minutes>]) -> Result<HashMap<Id<Minutes>, MinutesNode>, Failure> {
    let found = caller.app.store.minutes(ids).await.map_err(|error| caller.failed(error))?;
    let meetings: Vec<_> = found.iter().map(|minutes| minutes.meeting).collect();
    let meetings = meetings_by_id(caller, &meetings).await?;
    let siblings = Siblings::of(&found);
    let seen = |minutes: Minutes| {
        let (id, meeting) = (minutes.id, meetings.get(&minutes.meeting)?);
        Some((id, MinutesNode::seen(minutes, meeting, &siblings)?))
    };
    Ok(found.into_iter().filter_map(seen).collect())
}

/// One version of a meeting's minutes. Outsiders who see the group see approved ones, without what is for the group alone.
#[Object(name = "Minutes")]
impl MinutesNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.minutes.id.to_string().into()
    }

    /// The meeting.
    async fn meeting(&self) -> &MeetingNode {
        &self.meeting
    }

    /// Which version, from 1. A correction of approved minutes is a new one.
    async fn version(&self) -> i32 {
        i32::try_from(self.minutes.version).unwrap_or(i32::MAX)
    }

    /// How far it has come.
    async fn status(&self) -> MinutesStatus {
        self.minutes.status.into()
    }

    /// What it says to everybody who sees the group, in the first of `languages` there is a text in (else after
    /// `Accept-Language`).
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.minutes.content.text, self.meeting.primary_language(), languages)
    }

    /// What it says to the group alone, in the first of `languages` there is a text in (else after `Accept-Language`). Those in
    /// the group and the centre's staff see it.
    async fn internal_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.minutes.content.internal_text, self.meeting.primary_language(), languages)
    }

    /// Why this version was made, if it corrects one. Those in the group and the centre's staff see it.
    async fn correction(&self) -> Option<&str> {
        self.minutes.content.correction.as_ref().map(domain::text::Reason::as_str)
    }

    /// Who last wrote it. Those in the group and the centre's staff see it.
    async fn written_by(&self, ctx: &Context<'_>) -> Option<Result<AccountNode, Failure>> {
        AccountNode::load(ctx, &self.siblings.accounts, self.minutes.written_by?).await.transpose()
    }

    /// Who approved it. Those in the group and the centre's staff see it.
    async fn approved_by(&self, ctx: &Context<'_>) -> Option<Result<AccountNode, Failure>> {
        AccountNode::load(ctx, &self.siblings.accounts, self.minutes.approved_by?).await.transpose()
    }

    /// When it was approved.
    async fn approved_at(&self) -> Option<DateTime> {
        self.minutes.approved_at.as_ref().map(DateTime::from)
    }

    /// All of it as Markdown (`CommonMark`), with headings in your language: time, place, who was there, agenda, text, decisions
    /// and tasks, as far as you see them.
    async fn markdown(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Result<String, Failure> {
        Ok(paper::markdown(&paper::collect(ctx, self, languages).await?))
    }

    /// The same as a complete HTML page to print.
    async fn html(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Result<String, Failure> {
        Ok(paper::html(&paper::collect(ctx, self, languages).await?))
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.minutes.revision.number()
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        (&self.minutes.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.minutes.updated_at).into()
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let (caller, meeting) = (Caller::of(ctx), &self.meeting);
        let of = (meeting.meeting.as_ref(), meeting.group.group().as_ref());
        available(self.minutes.available_actions(of, &caller.actor), caller)
    }

    /// What happened to it, newest first, as sentences. Whoever may see `revisions` sees it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.siblings.minutes, (self.minutes.id, self.meeting.is_inside()), first).await
    }

    /// Its newest revisions, newest first, with what changed. Members and the centre's staff see them; for others `null`.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<Revision>, Failure>> {
        revisions(ctx, &self.siblings.minutes, (self.minutes.id, self.meeting.is_inside()), first).await
    }
}
