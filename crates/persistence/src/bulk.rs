//! Saving many new things at once, for networks that are brought along rather than grown.

use crate::error::Error;
use crate::membership;
use crate::store::Tx;
use crate::{account, journal, offer, organisation, revision};
use domain::account::Account;
use domain::change::Change;
use domain::event::Event;
use domain::membership::Membership;
use domain::offer::Offer;
use domain::organisation::{Organisation, OrganisationContent};
use sea_orm::DatabaseTransaction;

/// Notes the events and the revisions they led to.
async fn note<C: serde::Serialize>(tx: &DatabaseTransaction, facts: &[(&Event, &C)]) -> Result<(), Error> {
    let row = |(event, content): &(&Event, &C)| revision::row(event.subject.uuid, event.revision, event, content);
    revision::keep(tx, facts.iter().map(row).collect::<Result<_, _>>()?).await?;
    journal::record(tx, &facts.iter().map(|(event, _)| *event).collect::<Vec<_>>()).await
}

/// An organisation that is new here, with its first manager.
#[derive(Debug)]
pub struct Founded {
    /// The organisation.
    pub organisation: Change<Organisation>,
    /// The manager's account.
    pub account: Change<Account>,
    /// The manager's membership.
    pub membership: Membership,
}

impl Tx {
    /// Saves organisations with their managers, each by the last of the changes it went through elsewhere; what came before
    /// it is not noted.
    ///
    /// # Errors
    /// Something unique exists already, or the database is broken.
    pub async fn save_new_organisations(&self, new: &[Founded]) -> Result<(), Error> {
        account::insert_all(&self.tx, new.iter().map(|founded| founded.account.entity())).await?;
        let organisations: Vec<_> = new.iter().map(|founded| founded.organisation.entity()).collect();
        organisation::insert_all(&self.tx, &organisations).await?;
        membership::insert_all(&self.tx, new.iter().map(|founded| &founded.membership)).await?;
        journal::record(&self.tx, &new.iter().map(|founded| founded.account.event()).collect::<Vec<_>>()).await?;
        let organisations = new.iter().map(|founded| &founded.organisation);
        let facts: Vec<_> = organisations.map(|change| (change.event(), &change.entity().content)).collect();
        note(&self.tx, &facts).await
    }

    /// Saves offers that are new here, each with its organisation's profile, by the last of the changes they went through
    /// elsewhere; what came before it is not noted.
    ///
    /// # Errors
    /// Something unique exists already, or the database is broken.
    pub async fn save_new_offers(&self, new: &[(Change<Offer>, &OrganisationContent)]) -> Result<(), Error> {
        let offers: Vec<_> = new.iter().map(|(change, profile)| (change.entity(), *profile)).collect();
        offer::insert_all(&self.tx, &offers).await?;
        let facts: Vec<_> = new.iter().map(|(change, _)| (change.event(), &change.entity().content)).collect();
        note(&self.tx, &facts).await
    }
}
