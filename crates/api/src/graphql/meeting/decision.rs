//! Decisions of meetings.

use super::MeetingNode;
use super::node::meetings_by_id;
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, history};
use crate::graphql::input::{patch, patch_list};
use crate::graphql::load::Batch;
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::scalar::{DateTime, LanguageTag};
use crate::graphql::step::steps;
use crate::graphql::text::{LocalizedText, LocalizedTextInput, localized};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::{Form, within};
use domain::id::Id;
use domain::meeting::{Decision, DecisionContent, Meeting, Votes};
use domain::refusal::{Problems, Refusal};
use domain::text::DESCRIPTION;
use domain::working_group::WorkingGroup;
use std::collections::HashMap;
use std::sync::Arc;

/// A decision with its meeting.
#[derive(Clone)]
pub struct DecisionNode {
    pub(super) decision: Arc<Decision>,
    meeting: MeetingNode,
    decisions: Arc<Batch<Id<Decision>>>,
}

/// A decision of this meeting, if the reader sees it.
fn node(decision: Decision, meeting: &MeetingNode, decisions: &Arc<Batch<Id<Decision>>>) -> Option<DecisionNode> {
    let is_seen = decision.is_seen(&meeting.meeting, meeting.group.sight());
    let node =
        || DecisionNode { decision: Arc::new(decision), meeting: meeting.clone(), decisions: Arc::clone(decisions) };
    is_seen.then(node)
}

fn batch(decisions: &[Decision]) -> Arc<Batch<Id<Decision>>> {
    Batch::new(decisions.iter().map(|decision| decision.id).collect())
}

/// The decisions of a meeting that the reader sees, by number.
pub(super) async fn decisions_of(caller: &Caller, meeting: &MeetingNode) -> Result<Vec<DecisionNode>, Failure> {
    let found = meeting.siblings.meetings.load("decisions".to_owned(), meeting.meeting.id, |ids| async move {
        let all = caller.app.store.decisions_of(&ids).await.map_err(|error| caller.failed(error))?;
        let siblings = batch(&all);
        let mut found: HashMap<Id<Meeting>, Vec<_>> = HashMap::new();
        for decision in all {
            found.entry(decision.meeting).or_default().push((decision, Arc::clone(&siblings)));
        }
        Ok(found)
    });
    let found = found.await?.unwrap_or_default().into_iter();
    Ok(found.filter_map(|(decision, siblings)| node(decision, meeting, &siblings)).collect())
}

/// Decisions by their ids, as far as the reader sees them.
pub async fn decisions_by_id(
    caller: &Caller,
    ids: &[Id<Decision>],
) -> Result<HashMap<Id<Decision>, DecisionNode>, Failure> {
    let found = caller.app.store.decisions(ids).await.map_err(|error| caller.failed(error))?;
    let meetings: Vec<_> = found.iter().map(|decision| decision.meeting).collect();
    let meetings = meetings_by_id(caller, &meetings).await?;
    let siblings = batch(&found);
    let seen = |decision: Decision| {
        let (id, meeting) = (decision.id, meetings.get(&decision.meeting)?);
        Some((id, node(decision, meeting, &siblings)?))
    };
    Ok(found.into_iter().filter_map(seen).collect())
}

/// How it was voted.
#[derive(SimpleObject, Clone)]
#[graphql(name = "Votes")]
pub struct VotesNode {
    /// For it.
    yes: i32,
    /// Against it.
    no: i32,
    /// Neither.
    abstentions: i32,
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// What a meeting decided (`OParl`: the resolution of an agenda item). Those in the group see it at once, outsiders with the
/// approved minutes.
#[Object(name = "Decision")]
impl DecisionNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.decision.id.to_string().into()
    }

    /// The meeting.
    async fn meeting(&self) -> &MeetingNode {
        &self.meeting
    }

    /// Its number in the meeting, from 1.
    async fn number(&self) -> i32 {
        count(self.decision.number)
    }

    /// What was decided, in the first of `languages` there is a text in (else after `Accept-Language`).
    pub(super) async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.decision.content.text, self.meeting.primary_language(), languages)
    }

    /// On which item of the agenda, by its number.
    async fn agenda_item(&self) -> Option<i32> {
        self.decision.content.agenda_item.map(count)
    }

    /// How it was voted; `null` if it was not.
    async fn votes(&self) -> Option<VotesNode> {
        let votes = self.decision.content.votes?;
        Some(VotesNode { yes: count(votes.yes), no: count(votes.no), abstentions: count(votes.abstentions) })
    }

    /// Whether it is for the group alone.
    async fn is_internal(&self) -> bool {
        self.decision.content.is_internal
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.decision.revision.number()
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        (&self.decision.created_at).into()
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let (caller, meeting) = (Caller::of(ctx), &self.meeting);
        let actions = self.decision.available_actions(&meeting.meeting, meeting.group.group(), &caller.actor);
        available(actions, caller)
    }

    /// What happened to it, newest first, as sentences. Those in the group and the centre's staff see it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.decisions, (self.decision.id, self.meeting.is_inside()), first).await
    }
}

/// How it was voted.
#[derive(InputObject, Clone, Debug)]
pub struct VotesInput {
    /// For it.
    yes: i32,
    /// Against it.
    no: i32,
    /// Neither.
    #[graphql(default)]
    abstentions: i32,
}

/// What was decided. An absent field stays as it is, `null` clears it, texts change the languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DecisionFields {
    /// What was decided: up to 5,000 characters.
    text: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// On which item of the agenda, by its number from 1.
    agenda_item: MaybeUndefined<i32>,
    /// How it was voted.
    votes: MaybeUndefined<VotesInput>,
    /// Whether it is for the group alone; `false` until you say otherwise.
    is_internal: MaybeUndefined<bool>,
}

/// The most votes of a kind.
const MOST_VOTES: i64 = 10_000;

fn number(form: &mut Form<'_>, field: &str, value: i32, least: i64) -> Option<u32> {
    let value = form.read(field, within(i64::from(value), least, MOST_VOTES))?;
    u32::try_from(value).ok()
}

impl DecisionFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut DecisionContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.texts(&mut content.text, "text", &patch_list(&self.text), DESCRIPTION);
        match self.agenda_item {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => content.agenda_item = None,
            MaybeUndefined::Value(item) => content.agenda_item = number(&mut form, "agendaItem", item, 1),
        }
        form.object(&mut content.votes, "votes", &patch::<_, VotesInput>(&self.votes), |form, votes| {
            let yes = number(form, "yes", votes.yes, 0);
            let no = number(form, "no", votes.no, 0);
            let abstentions = number(form, "abstentions", votes.abstentions, 0);
            Some(Votes { yes: yes?, no: no?, abstentions: abstentions? })
        });
        form.flag(&mut content.is_internal, &patch(&self.is_internal));
    }
}

/// A new decision. `text` in the group's primary language is needed.
#[derive(InputObject)]
pub struct RecordDecisionInput {
    /// The meeting.
    meeting: ID,
    #[graphql(flatten)]
    fields: DecisionFields,
}

/// A change of how a decision is written down.
#[derive(InputObject)]
pub struct UpdateDecisionInput {
    /// The decision.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    #[graphql(flatten)]
    fields: DecisionFields,
}

steps! {
    "The decision.";
    /// What to take out.
    DropDecisionInput,
}

payloads! {
    decision: DecisionNode, "The decision as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `recordDecision`.
    RecordDecisionPayload,
    /// The answer of `updateDecision`.
    UpdateDecisionPayload,
    /// The answer of `dropDecision`.
    DropDecisionPayload,
}

impl DecisionNode {
    fn changed(decision: Decision, (meeting, group): (Meeting, WorkingGroup), caller: &Caller) -> Self {
        let decisions = Batch::new(vec![decision.id]);
        Self { decision: Arc::new(decision), meeting: MeetingNode::changed(meeting, group, caller), decisions }
    }
}

/// One step of a decision: load, decide, save.
async fn step<P: Payload<Object = DecisionNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (decision, expected): (&ID, i32),
    decide: impl FnOnce(Decision, (&Meeting, &WorkingGroup), &Intent<'_>) -> Result<Change<Decision>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (group, meeting, decision) = tx.decision(id(decision, "id")?).await?;
        let change = decide(decision, (&meeting, &group), &caller.intent(Some(expected)))?;
        Ok((tx.save(change).await?, (meeting, group)))
    });
    let done = done.await.map(|(decision, of)| DecisionNode::changed(decision, of, caller));
    let current = async || match decision.parse() {
        Ok(id) => Ok(decisions_by_id(caller, &[id]).await?.remove(&id)),
        Err(_) => Ok(None),
    };
    Some(answer_with_current(done, current, caller.tongue).await)
}

/// Changing decisions.
#[derive(Default)]
pub struct DecisionMutation;

#[Object]
impl DecisionMutation {
    /// Records what a meeting decided, while its minutes are not approved. For chair, deputies and coordinators.
    async fn record_decision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RecordDecisionInput,
    ) -> Option<Result<RecordDecisionPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::RecordDecision, async |tx| {
            let (group, meeting) = tx.meeting(id(&input.meeting, "meeting")?, "meeting").await?;
            let count = tx.count_decisions(meeting.id).await?;
            let edit = |content: &mut DecisionContent, problems: &mut Problems| input.fields.apply(content, problems);
            let new = (caller.new_id()?, count);
            let decision = meeting.record_decision(new, &group, edit, &caller.intent(None))?;
            Ok((tx.save(decision).await?, (meeting, group)))
        });
        let node = |(decision, of)| DecisionNode::changed(decision, of, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Changes how a decision is written down, while the minutes are not approved. For chair, deputies and coordinators.
    async fn update_decision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateDecisionInput,
    ) -> Option<Result<UpdateDecisionPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::UpdateDecision, on, |decision, of, intent| {
            let edit = |content: &mut DecisionContent, problems: &mut Problems| input.fields.apply(content, problems);
            decision.update(of, edit, intent)
        })
        .await
    }

    /// Takes out a decision that was entered by mistake, while the minutes are not approved. For chair, deputies and
    /// coordinators.
    async fn drop_decision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DropDecisionInput,
    ) -> Option<Result<DropDecisionPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DropDecision, on, |decision, of, intent| decision.drop_it(of, intent)).await
    }
}
