//! When a meeting is or could be, and what is talked about.

use super::enums::PollAnswer;
use super::node::MeetingNode;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::node::{Node, load};
use crate::graphql::scalar::{DateTime, LanguageTag};
use crate::graphql::text::{LocalizedText, localized};
use crate::graphql::working_group::GroupMemberNode;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::meeting::{AgendaItem, Slot, Topic};

/// When a meeting is.
#[derive(SimpleObject, Clone)]
pub struct MeetingTime {
    /// From then.
    start: DateTime,
    /// Until then, if that is known.
    end: Option<DateTime>,
}

impl From<Slot> for MeetingTime {
    fn from(slot: Slot) -> Self {
        Self { start: (&slot.start).into(), end: slot.end.as_ref().map(DateTime::from) }
    }
}

/// When a meeting could be, and what the members say to it.
#[derive(SimpleObject, Clone)]
pub struct PollOption {
    /// From then. Answers name the option by this.
    start: DateTime,
    /// Until then, if that is known.
    end: Option<DateTime>,
    /// How many could come.
    yes: i32,
    /// How many could come if need be.
    if_need_be: i32,
    /// How many could not come.
    no: i32,
    /// What you said; `null` if you have not answered.
    my_answer: Option<PollAnswer>,
}

impl PollOption {
    /// An option of this meeting. `own` is the reader's membership.
    pub(super) fn of(meeting: &MeetingNode, slot: Slot, caller: &Caller) -> Self {
        use domain::meeting::PollAnswer as A;
        let own = meeting.own_membership(caller);
        let (mut counts, mut my_answer) = ([0, 0, 0], None);
        for participant in &meeting.meeting.participants {
            let vote = participant.votes.iter().find(|vote| vote.start == slot.start);
            let Some(answer) = vote.map(|vote| vote.answer) else { continue };
            let place = match answer {
                A::Yes => 0,
                A::IfNeedBe => 1,
                A::No => 2,
            };
            counts[place] += 1;
            if participant.member.is_some() && participant.member == own {
                my_answer = Some(answer.into());
            }
        }
        let [yes, if_need_be, no] = counts;
        let MeetingTime { start, end } = slot.into();
        Self { start, end, yes, if_need_be, no, my_answer }
    }
}

/// An item of an agenda, as the reader sees it.
#[derive(Clone)]
pub struct AgendaItemNode {
    pub(super) meeting: MeetingNode,
    pub(super) number: usize,
    pub(super) item: AgendaItem,
}

/// What a meeting talks about (`OParl`: `AgendaItem`).
#[Object(name = "AgendaItem")]
impl AgendaItemNode {
    /// Its place in the agenda, from 1.
    async fn number(&self) -> i32 {
        i32::try_from(self.number).unwrap_or(i32::MAX)
    }

    /// What it is about, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.item.title, self.meeting.primary_language(), languages)
    }

    /// Said more exactly, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.item.description, self.meeting.primary_language(), languages)
    }

    /// Who presents it. Those in the group and the centre's staff see it.
    async fn presenter(&self, ctx: &Context<'_>) -> Option<Result<GroupMemberNode, Failure>> {
        self.meeting.load_member(ctx, self.item.presenter?).await.transpose()
    }

    /// The offers, projects and organisations it is about, as far as you see them.
    async fn topics(&self, ctx: &Context<'_>) -> Result<Vec<Node>, Failure> {
        let caller = Caller::of(ctx);
        let mut found = Vec::new();
        for topic in &self.item.topics {
            let node = self.meeting.siblings.topics.load("topics".to_owned(), key(*topic), |keys| async move {
                let all = self.meeting.siblings.all_topics.iter();
                let asked: Vec<Topic> = all.filter(|topic| keys.contains(&key(**topic))).copied().collect();
                let ids: Vec<ID> = asked.iter().map(|topic| global_id(*topic).into()).collect();
                let loaded = load(caller, &ids).await?;
                Ok(asked.iter().zip(loaded).filter_map(|(topic, node)| Some((key(*topic), node?))).collect())
            });
            found.extend(node.await?);
        }
        Ok(found)
    }
}

/// What tells topics apart.
pub(super) const fn key(topic: Topic) -> uuid::Uuid {
    match topic {
        Topic::Offer(id) => id.uuid(),
        Topic::Project(id) => id.uuid(),
        Topic::Organisation(id) => id.uuid(),
    }
}

fn global_id(topic: Topic) -> String {
    match topic {
        Topic::Offer(id) => id.to_string(),
        Topic::Project(id) => id.to_string(),
        Topic::Organisation(id) => id.to_string(),
    }
}
