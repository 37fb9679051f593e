//! Offers among their siblings, for which things are loaded together.

use super::OfferNode;
use crate::graphql::caller::Caller;
use crate::graphql::load::Batch;
use crate::graphql::organisation::organisation_nodes;
use domain::id::Id;
use domain::offer::Offer;
use persistence::OfferRecord;
use std::collections::HashMap;
use std::sync::Arc;

/// Offers that came out of one statement.
pub fn offer_nodes<'a>(
    records: impl Iterator<Item = &'a OfferRecord>,
    caller: &Caller,
) -> HashMap<Id<Offer>, OfferNode> {
    let records: Vec<&OfferRecord> = records.collect();
    let offers = || records.iter().map(|record| &record.offer);
    let batch = Batch::new(offers().map(|offer| offer.id).collect());
    let organisations = Batch::new(offers().map(|offer| offer.organisation.id).collect());
    let joint = Batch::new(offers().flat_map(|offer| offer.content.joint_organisations.iter().copied()).collect());
    let action_fields = Batch::new(offers().flat_map(|offer| offer.content.action_fields.iter().copied()).collect());
    let contacts = Batch::new(offers().filter_map(|offer| offer.contact.as_ref()).map(|point| point.id).collect());
    let known: HashMap<_, _> =
        records.iter().filter_map(|record| record.organisation.clone()).map(|found| (found.id, found)).collect();
    let known = organisation_nodes(known.into_values().collect(), caller);
    let node = |record: &&OfferRecord| {
        let node = OfferNode {
            offer: Arc::clone(&record.offer),
            organisation: known.get(&record.offer.organisation.id).cloned(),
            batch: Arc::clone(&batch),
            organisations: Arc::clone(&organisations),
            joint: Arc::clone(&joint),
            action_fields: Arc::clone(&action_fields),
            contacts: Arc::clone(&contacts),
        };
        (record.offer.id, node)
    };
    records.iter().map(node).collect()
}

impl OfferNode {
    /// The offer itself.
    pub(crate) fn offer(&self) -> &Offer {
        &self.offer
    }

    /// One alone.
    pub(crate) fn single(offer: Offer, caller: &Caller) -> Self {
        let id = offer.id;
        let record = OfferRecord { offer: Arc::new(offer), organisation: None };
        let mut nodes = offer_nodes(std::iter::once(&record), caller);
        nodes.remove(&id).unwrap_or_else(|| unreachable!("one goes in, one comes out"))
    }
}
