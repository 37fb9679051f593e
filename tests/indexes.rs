//! With a hundred thousand offers, the statements that lists send are answered from indexes: no table is read from end to
//! end and none is sorted as a whole. And each index is needed: without it the test would fail.

use crate::support::{Person, World, database};
use domain::actor::{Actor, MemberRole, Post, StaffRole};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::text::Value as _;
use domain::translation::TranslationWork;
use domain::working_group::GroupRole;
use persistence::{Open, Store};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// How many offers the network has.
const OFFERS: u64 = 100_000;

struct Network {
    world: World,
    db: DatabaseConnection,
    asked: AtomicU32,
}

/// A question, and the index it rests on.
struct Case {
    name: &'static str,
    query: &'static str,
    variables: Value,
    index: &'static str,
}

const LIST: &str = "query($filter: OfferFilter, $near: NearInput, $order: OfferOrder, $after: String) { \
    offers(first: 20, filter: $filter, near: $near, orderBy: $order, after: $after) { \
    nodes { title { value } organisation { name municipality: places { municipality { name } } } deliveryLanguages { language { tag } } } \
    pageInfo { endCursor } } }";

const PROJECTS: &str = "query($filter: ProjectFilter, $order: ProjectOrder) { projects(first: 20, filter: $filter, orderBy: $order) { \
    nodes { title { value } lead { name } partners { organisation { name } } needs { kind } } } }";

const GROUPS: &str = "query($order: WorkingGroupOrder) { workingGroups(first: 20, orderBy: $order) { \
    nodes { name { value } members { role organisation { name } } } } }";

const MEETINGS: &str = "query($id: ID!) { node(id: $id) { ... on WorkingGroup { meetings(first: 20) { nodes { title { value } time { start } } } } } }";

const OF_ORGANISATION: &str = "query($id: ID!) { node(id: $id) { ... on Organisation { name offers(first: 10) { nodes { title { value translations { value } } } } } } }";

impl Network {
    async fn new() -> Self {
        let url = database::fresh_url().await;
        let store =
            Store::open(&Open { url: url.clone(), connections: 2, statement_timeout: None }).await.expect("a database");
        let world = World::on(store).await;
        let hash = world.app.passwords.hash(crate::support::PASSWORD.to_owned()).await.expect("a hash");
        api::bench::fill(&world.app.store, OFFERS, &hash, world.now(), |_, _| {}).await.expect("a network");
        let db =
            Database::connect(ConnectOptions::new(url).max_connections(1).to_owned()).await.expect("the same database");
        if db.get_database_backend() == DbBackend::Postgres {
            // It does so by itself, but nobody can wait for that.
            db.execute_unprepared("ANALYZE").await.expect("analysed");
        }
        Self { world, db, asked: AtomicU32::new(0) }
    }

    async fn run(&self, statement: &str) {
        self.db.execute_unprepared(statement).await.expect(statement);
    }

    /// How the database goes about a statement, a line for each step.
    async fn plan(&self, statement: &Statement) -> Vec<String> {
        let is_sqlite = self.db.get_database_backend() == DbBackend::Sqlite;
        // Each time another text: a plan that was prepared once is not made anew when an index goes.
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let explain = if is_sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        let explain = Statement {
            sql: format!("{explain} /* {number} */ {}", statement.sql),
            values: statement.values.clone(),
            db_backend: statement.db_backend,
        };
        let rows = self.db.query_all_raw(explain).await.expect("a plan");
        let column = if is_sqlite { "detail" } else { "QUERY PLAN" };
        rows.iter().map(|row| row.try_get::<String>("", column).expect("a step")).collect()
    }

    /// What is wrong with the ways a question is answered: tables read from end to end, or sorted without need.
    async fn detours(&self, visitor: &Person, case: &Case) -> Vec<String> {
        let _ = self.world.app.store.noted_statements();
        visitor.asks(case.query, case.variables.clone()).await.done();
        let mut detours = Vec::new();
        let statements = self.world.app.store.noted_statements();
        assert!(!statements.is_empty(), "{}", case.name);
        for statement in statements {
            let plan = self.plan(&statement).await;
            // What lies in a circle is put in order, and so are the first pages of several areas.
            let is_near = case.variables["order"]["field"] == "DISTANCE";
            let arms = statement.sql.matches("UNION ALL").count();
            let may_sort = if is_near { usize::MAX } else { arms * 2 };
            let is_list = [
                "visible_until",
                r#""project"."visibility""#,
                r#""working_group"."visibility" = 'PUBLIC' ORDER BY"#,
                r#""meeting"."start_at" IS NOT NULL"#,
            ]
            .iter()
            .any(|column| statement.sql.contains(column));
            if !plan.iter().any(|step| step.contains(case.index)) && is_list {
                detours.push(format!("without {}", case.index));
            }
            let sorts = plan.iter().filter(|step| is_sort(step)).count();
            if plan.iter().any(|step| reads_all(step)) || sorts > may_sort {
                detours.push(format!("{}\n  {}", statement.sql, plan.join("\n  ")));
            }
        }
        detours
    }
}

/// Tables that grow with the network.
const LARGE: [&str; 18] = [
    "offer",
    "organisation",
    "offer_reach",
    "offer_language",
    "offer_point",
    "offer_text_language",
    "project",
    "partnership",
    "need",
    "project_term",
    "working_group",
    "group_member",
    "meeting",
    "search_posting",
    "search_word",
    "search_slip",
    "search_document",
    // As searches call it.
    "document",
];

fn trimmed(step: &str) -> &str {
    step.trim_start_matches([' ', '-', '>'])
}

/// Whether a step reads a large table from end to end.
fn reads_all(step: &str) -> bool {
    let step = trimmed(step);
    let scans = |table: &str| {
        let on_sqlite = step == format!("SCAN {table}");
        on_sqlite || step.contains(&format!("Seq Scan on {table} ")) || step.ends_with(&format!("Seq Scan on {table}"))
    };
    LARGE.iter().any(|table| scans(table))
}

fn is_sort(step: &str) -> bool {
    let step = trimmed(step);
    // What comes in order and is merged has a key too.
    let is_node = step.starts_with("Sort ") && !step.starts_with("Sort Key");
    step.contains("TEMP B-TREE FOR ORDER BY") || is_node || step.starts_with("Incremental Sort ")
}

#[tokio::test]
async fn lists_are_answered_from_indexes_each_of_which_is_needed() {
    let network = Network::new().await;
    let visitor = network.world.visitor();
    let mut after = Value::Null;
    // Pages of a hundred lead there faster.
    let step = "query($after: String) { offers(first: 100, after: $after) { nodes { organisation { id } } pageInfo { endCursor } } }";
    let mut organisation = Value::Null;
    for _ in 0..100 {
        let page = visitor.asks(step, json!({ "after": after })).await.done();
        after = page.at("offers.pageInfo.endCursor").clone();
        organisation = page.at("offers.nodes.0.organisation.id").clone();
    }
    let read = visitor.reads("{ workingGroups(first: 1) { nodes { id } } }").await.done();
    let group = read.at("workingGroups.nodes.0.id").clone();
    network.waits().await;
    network.searches(&visitor).await;
    let cases = [
        Case { name: "the default list", query: LIST, variables: json!({}), index: "ix_offer_public_listed_at_id" },
        Case {
            name: "page 500",
            query: LIST,
            variables: json!({ "after": after }),
            index: "ix_offer_public_listed_at_id",
        },
        Case {
            name: "kind, language and municipality",
            query: LIST,
            variables: json!({ "filter": { "kind": ["TUTORING"], "language": ["ar"], "municipality": ["05315000"] } }),
            index: "ix_offer_reach_area_listed_at_offer_id",
        },
        Case {
            name: "a language",
            query: LIST,
            variables: json!({ "filter": { "language": ["ar", "ckb"] } }),
            index: "ix_offer_language_language_listed_at_offer_id",
        },
        Case {
            name: "by title",
            query: LIST,
            variables: json!({ "order": { "field": "TITLE" } }),
            index: "ix_offer_sort_key_id",
        },
        Case {
            name: "near a postcode, by distance",
            query: LIST,
            variables: json!({ "near": { "of": { "postalCode": "53721" }, "radiusKm": 5 }, "order": { "field": "DISTANCE" } }),
            index: "ix_offer_point_band_longitude_x_y_z_offer_id",
        },
        Case { name: "projects", query: PROJECTS, variables: json!({}), index: "ix_project_public_created_at_id" },
        Case {
            name: "projects by title",
            query: PROJECTS,
            variables: json!({ "order": { "field": "TITLE" } }),
            index: "ix_project_sort_key_id",
        },
        Case { name: "groups", query: GROUPS, variables: json!({}), index: "ix_working_group_created_at_id" },
        Case {
            name: "groups by name",
            query: GROUPS,
            variables: json!({ "order": { "field": "NAME" } }),
            index: "ix_working_group_sort_key_id",
        },
        Case {
            name: "a group's meetings",
            query: MEETINGS,
            variables: json!({ "id": group }),
            index: "ix_meeting_working_group_id_created_at_id",
        },
        Case {
            name: "an organisation's offers",
            query: OF_ORGANISATION,
            variables: json!({ "id": organisation }),
            index: "ix_offer_organisation_id_listed_at_id",
        },
    ];
    for case in &cases {
        let detours = network.detours(&visitor, case).await;
        assert!(detours.is_empty(), "{}: {}", case.name, detours.join("\n"));
    }
    // Each of them fails without its index.
    let create = network.creating(&cases).await;
    for (case, create) in cases.iter().zip(create) {
        network.run(&format!("DROP INDEX {}", case.index)).await;
        let detours = network.detours(&visitor, case).await;
        assert!(!detours.is_empty(), "{} does not need {}", case.name, case.index);
        network.run(&create).await;
    }
}

const SETTINGS: &str = "SELECT set_config(";

impl Network {
    /// A search reads no table from end to end, whatever is typed, and puts nothing in order that the index has in order.
    async fn searches(&self, visitor: &Person) {
        let store = &self.world.app.store;
        let query = "query($text: String!, $near: NearInput, $filter: SearchFilter) { \
            search(text: $text, near: $near, filter: $filter) { totalCount truncated } suggest(prefix: $text) { key } }";
        let near = |kilometres: i32| json!({ "of": { "postalCode": "53721" }, "radiusKm": kilometres });
        let is_postgres = self.db.get_database_backend() == DbBackend::Postgres;
        for (text, near, filter) in [
            ("beratung", json!(null), json!(null)),
            ("nachhilve mathe", near(10), json!(null)),
            ("nachhilve mathe", near(25), json!(null)),
            ("kurdisch kurs siegburg", json!(null), json!({ "language": ["ku"], "kind": ["LANGUAGE_COURSE"] })),
        ] {
            let _ = store.noted_statements();
            let found = visitor.asks(query, json!({ "text": text, "near": &near, "filter": filter })).await.done();
            assert!(found.at("search.totalCount").as_i64() > Some(0), "{text}");
            let statements = store.noted_statements();
            // What a search sets for its transaction on PostgreSQL holds here for the connection.
            for settings in statements.iter().filter(|one| one.sql.starts_with(SETTINGS)) {
                let held = Statement { sql: settings.sql.replace(", true)", ", false)"), ..settings.clone() };
                self.db.execute_raw(held).await.expect("settings");
            }
            let is_search = |one: &&Statement| one.sql.starts_with("SELECT") && !one.sql.starts_with(SETTINGS);
            let searching: Vec<_> = statements.iter().filter(is_search).collect();
            assert!(searching.len() >= 3, "{text}: {}", searching.len());
            for statement in searching {
                let plan = self.plan(statement).await;
                // A few words and a few names are put in order; lists have theirs, but PostgreSQL merges those of a few cells.
                let is_list = statement.sql.contains("string_agg");
                let may_sort = !is_list || is_postgres && near["radiusKm"] == 25;
                let is_whole = |step: &str| step.contains("posting_pkey") || step.contains("posting USING PRIMARY KEY");
                let reads_elsewhere = |step: &str| is_list && !near.is_null() && is_whole(step);
                let detours =
                    plan.iter().filter(|step| reads_all(step) || reads_elsewhere(step) || (is_sort(step) && !may_sort));
                let detours: Vec<_> = detours.collect();
                assert!(detours.is_empty(), "{detours:?} of {}\n  {}", statement.sql, plan.join("\n  "));
            }
        }
        if is_postgres {
            self.run("RESET ALL").await;
        }
        // A word of every offer leads to more than is looked through for the few in one town; a rare one does not.
        for (text, is_truncated) in [("stadtteil", true), ("50001", false)] {
            let siegburg = json!({ "text": text, "filter": { "municipality": ["05382060"] } });
            let found = visitor.asks(query, siegburg).await.done();
            assert_eq!(found.at("search.truncated"), &json!(is_truncated), "{text}");
        }
    }

    /// What waits for somebody with every role is found without reading a table from end to end.
    async fn waits(&self) {
        let store = &self.world.app.store;
        let page = persistence::Page::first(1);
        let groups = store.working_groups(&Default::default(), &Default::default(), &page).await.expect("groups");
        let group = groups.values().next().expect("a group");
        let organisation = group.members[0].organisation.expect("an organisation");
        let post = Post { centre: group.centre, role: StaffRole::Coordinator, is_alone: false, organisation: None };
        let id = |number: u128| uuid::Uuid::from_u128(number);
        let memberships = vec![(organisation, MemberRole::Manager)];
        let actor = Actor::person(Id::from_uuid(id(1)), Id::from_uuid(id(2)), memberships, vec![post]);
        let actor = actor.networked().in_groups(vec![(group.id, GroupRole::Chair)]);
        let _ = store.noted_statements();
        store.waiting(&actor, self.world.now(), 50).await.expect("a list");
        store.count_waiting(&actor, self.world.now()).await.expect("a count");
        let statements = store.noted_statements();
        assert_eq!(statements.len(), 2, "one for the list, one for the count");
        let turkish = LanguageTag::parse("tr").expect("a language");
        for work in TranslationWork::ALL {
            store.translation_queue(&actor, self.world.now(), (&turkish, *work), 50).await.expect("a queue");
        }
        let queues = store.noted_statements();
        assert_eq!(queues.len(), 2, "one for each");
        // Who works for a centre translates for a good part of the organisations and projects, which PostgreSQL would rather
        // read in one go than look for; of offers and texts there are too many for that.
        let is_small = |step: &str| step.contains(" on organisation") || step.contains(" on project");
        let waiting = statements.iter().map(|statement| (statement, false));
        for (statement, is_queue) in waiting.chain(queues.iter().map(|queue| (queue, true))) {
            let plan = self.plan(statement).await;
            let detours: Vec<_> = plan.iter().filter(|step| reads_all(step) && !(is_queue && is_small(step))).collect();
            assert!(detours.is_empty(), "{detours:?} of {}\n  {}", statement.sql, plan.join("\n  "));
        }
    }

    /// How the indexes of these cases are made.
    async fn creating(&self, cases: &[Case]) -> Vec<String> {
        let is_sqlite = self.db.get_database_backend() == DbBackend::Sqlite;
        let mut found = Vec::new();
        for case in cases {
            let query = if is_sqlite {
                format!("SELECT sql AS definition FROM sqlite_schema WHERE name = '{}'", case.index)
            } else {
                format!("SELECT indexdef AS definition FROM pg_indexes WHERE indexname = '{}'", case.index)
            };
            let row = self.db.query_one_raw(Statement::from_string(self.db.get_database_backend(), query)).await;
            let row = row.expect("an answer").unwrap_or_else(|| panic!("there is no {}", case.index));
            found.push(row.try_get::<String>("", "definition").expect("a definition"));
        }
        found
    }
}
