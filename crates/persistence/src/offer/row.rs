//! Rows of offers, with what is one to one beside them.

use super::OfferRecord;
use crate::contact;
use crate::error::Error;
use crate::organisation::facts;
use crate::page::{Entry, Placing, Sort};
use domain::change::Revision;
use domain::id::Id;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;
use std::sync::Arc;

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    organisation_id: Uuid,
    state: String,
    content: String,
    edited_by: Option<Uuid>,
    published_at: Option<i64>,
    confirmed_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    #[sea_orm(nested)]
    placing: Placing,
    organisation_status: String,
    centre_id: Uuid,
    trust: String,
    confirmation: String,
    #[sea_orm(nested)]
    contact: contact::Row,
    organisation_state: Option<String>,
    organisation_origin: Option<String>,
    organisation_content: Option<String>,
    organisation_confirmed_at: Option<i64>,
    organisation_created_at: Option<i64>,
    organisation_updated_at: Option<i64>,
    organisation_revision: Option<i32>,
}

impl Row {
    /// Reads it as an entry of a list that is sorted so.
    pub(super) fn entry(self, sort: Sort) -> Result<Entry<OfferRecord>, Error> {
        let (placing, record) = self.read()?;
        Ok(placing.entry(sort, record))
    }

    /// Reads it, and where it stands in a list.
    pub(super) fn read(self) -> Result<(Placing, OfferRecord), Error> {
        let facts =
            facts(self.organisation_id, self.centre_id, &self.organisation_status, &self.trust, &self.confirmation)?;
        let organisation = match self.organisation_content {
            Some(content) => Some(Arc::new(Organisation {
                id: facts.id,
                facts: facts.clone(),
                state: serde_json::from_str(&self.organisation_state.unwrap_or_default())?,
                origin: serde_json::from_str(&self.organisation_origin.unwrap_or_default())?,
                content: serde_json::from_str(&content)?,
                confirmed_at: self.organisation_confirmed_at.map(Timestamp::from_micros),
                created_at: Timestamp::from_micros(self.organisation_created_at.unwrap_or_default()),
                updated_at: Timestamp::from_micros(self.organisation_updated_at.unwrap_or_default()),
                revision: Revision::new(self.organisation_revision.unwrap_or_default()),
            })),
            None => None,
        };
        let offer = Offer {
            id: Id::from_uuid(self.id),
            contact: self.contact.read(&facts)?,
            organisation: facts,
            state: serde_json::from_str(&self.state)?,
            content: serde_json::from_str(&self.content)?,
            edited_by: self.edited_by.map(Id::from_uuid),
            published_at: self.published_at.map(Timestamp::from_micros),
            confirmed_at: self.confirmed_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        };
        Ok((self.placing, OfferRecord { offer: Arc::new(offer), organisation }))
    }
}
