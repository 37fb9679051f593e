//! A database from before lists were found this way.

use super::staff;
use crate::support::{PASSWORD, World, database};
use persistence::{Direction, OfferFilter, OfferList, OfferShape, Open, OrganisationList, Page, Sort, Store};
use sea_orm::{ConnectionTrait, Database};

/// What lists hold, by title and by name, with what filters rest on.
async fn found(world: &World) -> (Vec<String>, Vec<String>, Vec<i64>) {
    let scope = staff(world).await;
    let (store, now) = (&world.app.store, world.now());
    let page = Page { sort: Sort::Name, direction: Direction::Ascending, ..Page::first(1000) };
    let offers = store.offers(&scope, now, &OfferList::default(), &page, OfferShape::default()).await.expect("offers");
    let organisations = store.organisations(&scope, &OrganisationList::default(), &page).await.expect("organisations");
    let traits = vec![vec![domain::offer::Trait::Free]];
    let languages = ["ar", "uk"].map(|tag| domain::text::Value::parse(tag).expect("a language"));
    let filters = [
        OfferFilter { traits, ..OfferFilter::default() },
        OfferFilter { languages: Some(languages.to_vec()), ..OfferFilter::default() },
        OfferFilter { freshness: Some(vec![domain::centre::Freshness::Due]), ..OfferFilter::default() },
    ];
    let mut counts = Vec::new();
    for filter in filters {
        counts.push(store.count_offers(&scope, now, &OfferList { filter, near: None }).await.expect("a number"));
    }
    let answer = world
        .visitor()
        .reads("{ a: search(text: \"deutsch\") { totalCount } b: search(text: \"fraun\") { totalCount } }")
        .await;
    counts.extend(["a.totalCount", "b.totalCount"].map(|path| answer.at(path).as_i64().unwrap_or_default()));
    let ids = offers.values().map(|record| record.offer.id.to_string()).collect();
    (ids, organisations.values().map(|one| one.id.to_string()).collect(), counts)
}

#[tokio::test]
async fn what_things_are_found_by_is_computed_when_it_is_missing_and_only_then() {
    let url = database::fresh_url().await;
    let world = World::on(
        Store::open(&Open { url: url.clone(), connections: 4, statement_timeout: None }).await.expect("a database"),
    )
    .await;
    let hash = world.app.passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
    api::demo::load(&world.app.store, &hash, world.now()).await.expect("the demo network");
    let before = found(&world).await;
    assert!(before.2.iter().all(|count| *count > 0), "{:?}", before.2);

    let db = Database::connect(&url).await.expect("the same database");
    for statement in [
        "DELETE FROM offer_reach",
        "DELETE FROM offer_language",
        "DELETE FROM offer_text_language",
        "DELETE FROM offer_point",
        "DELETE FROM organisation_language",
        "DELETE FROM organisation_activity",
        "DELETE FROM organisation_point",
        "DELETE FROM search_posting",
        "DELETE FROM search_source",
        "DELETE FROM search_document",
        "DELETE FROM search_word",
        "DELETE FROM search_slip",
        "UPDATE offer SET traits = 0, sort_key = NULL, due_at = NULL, stale_at = NULL, age_from = NULL, age_to = NULL",
        "UPDATE organisation SET traits = 0, sort_key = NULL, due_at = NULL, stale_at = NULL",
    ] {
        db.execute_unprepared(statement).await.expect(statement);
    }
    assert_ne!(found(&world).await, before);
    let mut heard = Vec::new();
    world.app.store.catch_up(|part, done, total| heard.push((part.to_owned(), done, total))).await.expect("caught up");
    assert_eq!(found(&world).await, before);
    assert_eq!(heard.last(), Some(&("organisations".to_owned(), 66, 66)), "progress is told");
    world.app.store.catch_up(|_, _, _| panic!("there is nothing to do")).await.expect("nothing to do");
}
