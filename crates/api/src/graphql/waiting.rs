//! What waits for the person who is signed in.

use super::caller::Caller;
use super::enums::mirror;
use super::failure::Failure;
use super::load::Batch;
use super::node::{Node, load};
use super::organisation::{OrganisationNode, load_organisation};
use super::page::MOST;
use super::scalar::DateTime;
use async_graphql::{Context, Enum, ID, Object};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::refusal::Flaw;
use persistence::Waiting;
use std::sync::Arc;

mirror! {
    /// Why something waits for you. You get a kind only if you may do what it asks for.
    ViewerTaskKind = "domain::waiting::WaitingKind" {
        /// An offer was handed in, and you did not write it: publish, return or reject it. `subject` is the `Offer`.
        OfferToReview = "OFFER_TO_REVIEW",
        /// The centre gave an offer of your organisation back: change and submit it again, or delete it. `subject` is the
        /// `Offer`.
        OfferReturned = "OFFER_RETURNED",
        /// An offer of your organisation is due to be confirmed; `dueAt` is when it leaves public results. `subject` is the
        /// `Offer`.
        OfferToConfirm = "OFFER_TO_CONFIRM",
        /// An organisation asks your centre to admit it: admit, return or reject it. `subject` is the `Organisation`.
        OrganisationToAdmit = "ORGANISATION_TO_ADMIT",
        /// Somebody asked that an entry made from a report disappears: withdraw or restore it. `subject` is the `Organisation`.
        OrganisationRemovalRequested = "ORGANISATION_REMOVAL_REQUESTED",
        /// The centre gave the profile of your organisation back: change and submit it again. `subject` is the `Organisation`.
        OrganisationReturned = "ORGANISATION_RETURNED",
        /// The profile of your organisation is due to be confirmed; `dueAt` is when it is marked as stale. `subject` is the
        /// `Organisation`.
        OrganisationToConfirm = "ORGANISATION_TO_CONFIRM",
        /// Your organisation is asked to join a project: accept or decline. `subject` is the `Partnership`.
        PartnershipInvited = "PARTNERSHIP_INVITED",
        /// An organisation asks to join a project that yours leads: accept or decline. `subject` is the `Partnership`.
        PartnershipRequested = "PARTNERSHIP_REQUESTED",
        /// Your organisation is asked to take over the lead of a project: accept or decline. `subject` is the `Project`.
        LeadOffered = "LEAD_OFFERED",
        /// An organisation offers what a project that yours leads looks for: accept it, or reopen the need. `subject` is the
        /// `Need`.
        NeedOffered = "NEED_OFFERED",
        /// A task or milestone that your organisation has taken on is open; `dueAt` is the end of its day. `subject` is the
        /// `Task`.
        Task = "TASK",
        /// A working group is proposed to your centre: activate or close it. `subject` is the `WorkingGroup`.
        WorkingGroupProposed = "WORKING_GROUP_PROPOSED",
        /// Your organisation is asked to send somebody into a working group: go yourself, or decline. `subject` is the
        /// `GroupMember`.
        GroupInvitation = "GROUP_INVITATION",
        /// Somebody asks to be let into a working group that you run or look after: accept or decline. `subject` is the
        /// `GroupMember`.
        GroupRequest = "GROUP_REQUEST",
        /// Somebody is interested in a working group that you run or look after: get in touch. `subject` is the `Interest`.
        InterestNew = "INTEREST_NEW",
        /// A working group you are in looks for a date: say when you could come. `subject` is the `Meeting`.
        MeetingPoll = "MEETING_POLL",
        /// A working group you are in invites you to a meeting: say whether you come; `dueAt` is when it begins. `subject` is
        /// the `Meeting`.
        MeetingInvitation = "MEETING_INVITATION",
        /// Minutes of a working group that you run were written by somebody else, or nobody else can approve them: approve or
        /// change them. `subject` is the `Minutes`.
        MinutesToApprove = "MINUTES_TO_APPROVE",
        /// A meeting of a working group that you run took place: write the minutes. `subject` is the `Meeting`.
        MinutesToWrite = "MINUTES_TO_WRITE",
    }
}

/// Something that waits for the reader, among its siblings.
pub struct ViewerTask {
    waiting: Waiting,
    subject: Node,
    organisations: Arc<Batch<Id<Organisation>>>,
}

/// Something that waits for you. It goes away by itself once it is done, whoever does it.
#[Object]
impl ViewerTask {
    /// Why it waits.
    async fn kind(&self) -> ViewerTaskKind {
        self.waiting.kind.into()
    }

    /// What to act on; of which type it is, `kind` tells. What you may do with it, it says in its `availableActions`.
    async fn subject(&self) -> &Node {
        &self.subject
    }

    /// On behalf of which organisation you would act; `null` if you would for your centre, or as yourself.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.waiting.organisation?).await.transpose()
    }

    /// Since when it waits.
    async fn since(&self) -> DateTime {
        (&self.waiting.since).into()
    }

    /// By when it should be done: its own deadline where it has one, else some days after `since`, from 3 to 14 by its kind.
    async fn due_at(&self) -> DateTime {
        (&self.waiting.due_at).into()
    }

    /// Whether `dueAt` has passed. You can still do it.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        self.waiting.due_at <= Caller::of(ctx).now
    }
}

/// What waits for the caller, most urgent first: one statement, and one or a few for each type among the subjects.
pub(super) async fn tasks(ctx: &Context<'_>, first: i32) -> Result<Vec<ViewerTask>, Failure> {
    let caller = Caller::of(ctx);
    if !(1..=MOST).contains(&first) {
        return Err(Failure::argument("first", Flaw::OutOfRange { min: 1, max: i64::from(MOST) }, caller.tongue));
    }
    let limit = u64::from(first.unsigned_abs());
    let found = caller.app.store.waiting(&caller.actor, caller.now, limit).await;
    let found = found.map_err(|error| caller.failed(error))?;
    let ids: Vec<ID> = found.iter().map(|waiting| waiting.kind.subject_id(waiting.subject).into()).collect();
    let organisations = Batch::new(found.iter().filter_map(|waiting| waiting.organisation).collect());
    // What does not resolve has been dealt with between the two statements.
    let task = |(waiting, subject): (Waiting, Option<Node>)| {
        Some(ViewerTask { waiting, subject: subject?, organisations: Arc::clone(&organisations) })
    };
    Ok(found.into_iter().zip(load(caller, &ids).await?).filter_map(task).collect())
}

/// How much waits for the caller: one statement.
pub(super) async fn task_count(ctx: &Context<'_>) -> Result<i64, Failure> {
    let caller = Caller::of(ctx);
    caller.app.store.count_waiting(&caller.actor, caller.now).await.map_err(|error| caller.failed(error))
}
