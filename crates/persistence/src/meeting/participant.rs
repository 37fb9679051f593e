//! What members said to a meeting, and who was there.

use super::put_meeting;
use super::record::touch_draft;
use crate::account::{member, value};
use crate::error::Error;
use crate::store::{Save, keep, put};
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::meeting::{Attended, Meeting, Participant, Replanned};
use domain::time::Timestamp;
use domain::working_group::GroupKey;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_participant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub meeting_id: Uuid,
        pub group_member_id: Option<Uuid>,
        pub guest: Option<String>,
        pub poll: Option<String>,
        pub answer: Option<String>,
        pub answered_for: Option<i64>,
        pub attendance: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

async fn put_participant(
    tx: &DatabaseTransaction,
    participant: &Participant,
    replaces: Option<Revision>,
) -> Result<(), Error> {
    let votes = &participant.votes;
    let row = row::Model {
        id: participant.id.uuid(),
        meeting_id: participant.meeting.uuid(),
        group_member_id: participant.member.map(|id| id.uuid()),
        guest: participant.guest.as_ref().map(ToString::to_string),
        poll: if votes.is_empty() { None } else { Some(serde_json::to_string(votes)?) },
        answer: participant.answer.map(|(answer, _)| answer.as_str().to_owned()),
        answered_for: participant.answer.map(|(_, date)| date.micros()),
        attendance: participant.attendance.map(|attendance| attendance.as_str().to_owned()),
        created_at: participant.created_at.micros(),
        updated_at: participant.updated_at.micros(),
        revision: participant.revision.number(),
    };
    put(tx, row.into_active_model(), participant.id.uuid(), replaces).await
}

impl Save for Participant {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, _: &Event) -> Result<(), Error> {
        put_participant(tx, self, replaces).await
    }
}

impl Save for Attended {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        put_meeting(tx, &self.meeting, replaces).await?;
        for (participant, before) in &self.participants {
            put_participant(tx, participant, *before).await?;
        }
        if !self.gone.is_empty() {
            let gone = self.gone.iter().map(|id| id.uuid());
            row::Entity::delete_many().filter(row::Column::Id.is_in(gone)).exec(tx).await?;
        }
        touch_draft(tx, self.meeting.id, event, false).await?;
        keep(tx, event, &self.meeting.content).await
    }
}

impl Save for Replanned {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        self.meeting.save(tx, replaces, event).await?;
        for (participant, before) in &self.participants {
            put_participant(tx, participant, Some(*before)).await?;
        }
        Ok(())
    }
}

/// The participants of these meetings, in the order they came.
pub(super) async fn participants_of(
    db: &impl ConnectionTrait,
    meetings: &HashMap<Uuid, GroupKey>,
) -> Result<HashMap<Id<Meeting>, Vec<Participant>>, Error> {
    let rows = row::Entity::find().filter(row::Column::MeetingId.is_in(meetings.keys().copied())).all(db).await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let Some(group) = meetings.get(&row.meeting_id) else { continue };
        let answer = row.answer.as_deref().map(member).transpose()?;
        let participant = Participant {
            id: Id::from_uuid(row.id),
            meeting: Id::from_uuid(row.meeting_id),
            group: *group,
            member: row.group_member_id.map(Id::from_uuid),
            guest: row.guest.as_deref().map(value).transpose()?,
            votes: row.poll.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default(),
            answer: answer.zip(row.answered_for.map(Timestamp::from_micros)),
            attendance: row.attendance.as_deref().map(member).transpose()?,
            created_at: Timestamp::from_micros(row.created_at),
            updated_at: Timestamp::from_micros(row.updated_at),
            revision: Revision::new(row.revision),
        };
        found.entry(participant.meeting).or_default().push(participant);
    }
    for participants in found.values_mut() {
        participants.sort_by_key(|participant: &Participant| participant.id);
    }
    Ok(found)
}
