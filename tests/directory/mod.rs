//! The directory: filters, orders, what lies near, and counts, on the demo network.

mod facets;
mod filters;
mod near;
mod upgrade;

use crate::support::{PASSWORD, World};
use domain::access::Scope;
use domain::offer::Offer;
use domain::organisation::Organisation;
use persistence::{OfferList, OfferRecord, OfferShape, OrganisationList, Page};

/// The demo network on a fresh database.
pub async fn demo() -> World {
    let world = World::new().await;
    let hash = world.app.passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
    api::demo::load(&world.app.store, &hash, world.now()).await.expect("the demo network");
    world
}

/// What the staff of all centres see.
pub async fn staff(world: &World) -> Scope {
    let slice = world.app.store.centres(&Page::first(100)).await.expect("centres");
    Scope { centres: slice.values().map(|centre| centre.id).collect(), ..Scope::default() }
}

/// All offers of the network, in whatever state, with their organisations.
async fn everything(world: &World) -> Vec<(Offer, Organisation)> {
    let shape = OfferShape { organisation: true, ..OfferShape::default() };
    let (scope, list, page) = (staff(world).await, OfferList::default(), Page::first(1000));
    let offers = world.app.store.offers(&scope, world.now(), &list, &page, shape).await.expect("offers");
    let with_organisation = |record: &OfferRecord| {
        let organisation = record.organisation.as_deref().expect("the organisation was asked for");
        (Offer::clone(&record.offer), organisation.clone())
    };
    offers.values().map(with_organisation).collect()
}

/// All organisations of the network, in whatever state.
async fn organisations(world: &World) -> Vec<Organisation> {
    let list = OrganisationList::default();
    let slice = world.app.store.organisations(&staff(world).await, &list, &Page::first(1000)).await;
    slice.expect("organisations").values().cloned().collect()
}
