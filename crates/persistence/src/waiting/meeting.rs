//! What waits about meetings of working groups and their minutes.

use super::arm::{Asker, Column, arm, arm_until, is, is_one_of};
use super::working_group::is_living;
use domain::access::Deed;
use domain::meeting::{MeetingStatus, MinutesStatus};
use domain::waiting::WaitingKind;
use domain::working_group::{GroupMemberStatus, GroupRole};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

const STATUS: Column = ("meeting", "status");
const GROUP: Column = ("meeting", "working_group_id");
/// Whoever is in a group on behalf of an organisation answers for it.
const DELEGATED_BY: Option<Column> = Some(("group_member", "organisation_id"));

pub(super) fn arms(asker: Asker<'_>) -> Vec<SelectStatement> {
    [poll(asker), invitation(asker), to_approve(asker), to_write(asker)].into_iter().flatten().collect()
}

/// Narrows an arm to meetings of such a state in groups the person is in, to which they have not answered so.
fn unanswered(
    asker: Asker<'_>,
    (mut select, deed): (SelectStatement, Deed),
    status: MeetingStatus,
    answer: Expr,
) -> Option<SelectStatement> {
    let account = asker.actor.account()?;
    let ours = asker.is_in(GROUP, deed)?;
    let own = Query::select()
        .expr(Expr::Constant(1.into()))
        .from("meeting_participant")
        .and_where(Expr::col(("meeting_participant", "meeting_id")).equals(("meeting", "id")))
        .and_where(Expr::col(("meeting_participant", "group_member_id")).equals(("group_member", "id")))
        .and_where(answer)
        .take();
    select
        .from("meeting")
        .cross_join("working_group")
        .cross_join("group_member")
        .and_where(Expr::col(("working_group", "id")).equals(GROUP))
        .and_where(Expr::col(("group_member", "working_group_id")).equals(GROUP))
        .and_where(ours)
        .and_where(is(STATUS, status.as_str()))
        .and_where(is_living())
        .and_where(Expr::col(("group_member", "account_id")).eq(account.uuid()))
        .and_where(is(("group_member", "status"), GroupMemberStatus::Active.as_str()))
        .and_where(Expr::exists(own).not());
    Some(select)
}

fn poll(asker: Asker<'_>) -> Option<SelectStatement> {
    // Whoever changes the place while the poll goes on does not give more time for it.
    let asked = || Expr::col(("meeting", "created_at"));
    let select = arm_until(WaitingKind::MeetingPoll, "meeting", DELEGATED_BY, (asked(), asked()));
    let voted = Expr::col(("meeting_participant", "poll")).is_not_null();
    unanswered(asker, (select, Deed::AnswerPoll), MeetingStatus::Polling, voted)
}

/// An answer counts for the date it was given for.
fn invitation(asker: Asker<'_>) -> Option<SelectStatement> {
    let start = ("meeting", "start_at");
    let instants = (Expr::col(("meeting", "updated_at")), Expr::col(start));
    let select = arm_until(WaitingKind::MeetingInvitation, "meeting", DELEGATED_BY, instants);
    let answered = Expr::col(("meeting_participant", "answer"))
        .is_not_null()
        .and(Expr::col(("meeting_participant", "answered_for")).equals(start));
    let deed = Deed::AnswerMeetingInvitation;
    let mut select = unanswered(asker, (select, deed), MeetingStatus::Invited, answered)?;
    select.and_where(Expr::col(start).gt(asker.now.micros()));
    Some(select)
}

/// Others than this person who run the group of the meeting.
fn other_heads(account: Uuid) -> SelectStatement {
    let column = |name| Expr::col(("group_member", name));
    Query::select()
        .expr(Expr::Constant(1.into()))
        .from("group_member")
        .and_where(column("working_group_id").equals(GROUP))
        .and_where(is(("group_member", "status"), GroupMemberStatus::Active.as_str()))
        .and_where(is_one_of(("group_member", "role"), [GroupRole::Deputy, GroupRole::Chair].map(GroupRole::as_str)))
        .cond_where(Cond::any().add(column("account_id").is_null()).add(column("account_id").ne(account)))
        .take()
}

/// `domain::meeting::Minutes::approve` in SQL: of the first version and of corrections.
fn to_approve(asker: Asker<'_>) -> Option<SelectStatement> {
    let account = asker.actor.account()?.uuid();
    let ours = asker.is_in(GROUP, Deed::ApproveMinutes)?;
    let not_by = |name: &'static str, whose: Expr| {
        let column = Expr::col(("minutes", name));
        Cond::any().add(column.clone().is_null()).add(column.ne(whose))
    };
    let not_mine = |name| not_by(name, Expr::val(account));
    let head = || Expr::col(("group_member", "account_id"));
    let mut untouched = other_heads(account);
    untouched.cond_where(not_by("drafted_by", head())).cond_where(not_by("written_by", head()));
    let neither = Cond::all().add(not_mine("drafted_by")).add(not_mine("written_by"));
    let not_last = Cond::any().add(not_mine("written_by")).add(Expr::exists(other_heads(account)).not());
    let may = Cond::any().add(neither).add(Cond::all().add(Expr::exists(untouched).not()).add(not_last));
    let mut select = arm(WaitingKind::MinutesToApprove, "minutes", None);
    let written = [MeetingStatus::MinutesDraft, MeetingStatus::MinutesApproved];
    select
        .from("meeting")
        .cross_join("minutes")
        .and_where(Expr::col(("minutes", "meeting_id")).equals(("meeting", "id")))
        .and_where(ours)
        .and_where(is_one_of(STATUS, written.map(MeetingStatus::as_str)))
        .and_where(is(("minutes", "status"), MinutesStatus::Draft.as_str()))
        .cond_where(may);
    Some(select)
}

/// For those who run the group; the centre's staff could, but the minutes are the group's.
fn to_write(asker: Asker<'_>) -> Option<SelectStatement> {
    let ours = asker.is_in(GROUP, Deed::DraftMinutes)?;
    // Only what has begun can be held, so there always is a date.
    let held = || Expr::col(("meeting", "start_at")).if_null(Expr::col(("meeting", "updated_at")));
    let mut select = arm_until(WaitingKind::MinutesToWrite, "meeting", None, (held(), held()));
    select.from("meeting").and_where(ours).and_where(is(STATUS, MeetingStatus::Held.as_str()));
    Some(select)
}
