//! The server with a schema of which one field panics, for `tests/clients/hostile.mjs`: the program itself has none. It is
//! started like the program, of whose arguments it takes the last, the address.

use api::app::App;
use api::auth::password::{Cost, Passwords};
use api::auth::throttle::Throttle;
use api::auth::token::{Keys, generate};
use api::clock::Clock;
use api::config::Languages;
use api::door::{Door, DoorSettings};
use api::reads::Reads;
use api::{http, listen};
use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use persistence::{Open, Store};
use std::sync::Arc;

struct Query;

/// Everything that can be read.
#[Object]
impl Query {
    /// Panics.
    async fn panics(&self) -> i32 {
        std::convert::identity(None::<i32>).expect("a resolver that panics")
    }

    /// Is well.
    async fn is_well(&self) -> bool {
        true
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().next_back().ok_or("give an address")?.parse()?;
    let open = Open { url: "sqlite::memory:".to_owned(), connections: 1, statement_timeout: None };
    let app = Arc::new(App {
        store: Store::open(&open).await?,
        clock: Clock::System,
        passwords: Passwords::new(Cost::default())?,
        keys: Keys::from_pem(&generate()?)?,
        throttle: Throttle::default(),
        reads: Reads::default(),
        languages: Languages::default().0,
        is_demo: true,
    });
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
    let (sdl, settings) = (schema.sdl(), DoorSettings::default());
    let door = Door::new(Arc::clone(&app), schema, &sdl, &settings)?;
    let router = http::serving(app, door, sdl.into(), &settings.allowed_origins);
    listen::serve(listen::bind(address)?, router, &settings.limits, std::future::pending()).await;
    Ok(())
}
