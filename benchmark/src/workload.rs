//! The questions that are measured.

use crate::bare::Question;
use crate::client::{Client, post};
use crate::cost::{Cost, measure as cost_of};
use crate::door::{self, Ways};
use crate::index::{self, Indexed};
use crate::product::PASSWORD;
use crate::report::{Line, Pair, Report};
use crate::search::{self, Searched};
use crate::{Failed, say};
use domain::id::Id;
use domain::organisation::Organisation;
use persistence::{Cursor, Key, Sort};
use serde_json::{Value, json};
use sqlx::{Connection, Row};
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const NODES: &str = "nodes { id title { value language direction isFallback } organisation { id name } places { municipality { key name } } \
     deliveryLanguages { language { tag endonym } use } } pageInfo { hasNextPage endCursor }";
const ORGANISATION: &str = "query($id: ID!) { node(id: $id) { ... on Organisation { id name about { value translations { language value } } \
     offers(first: 10) { nodes { id title { value translations { language value } } summary { value translations { language value } } } } } } }";
const CREATE: &str = "mutation($input: CreateOfferInput!) { createOffer(input: $input) { offer { id status revision } errors { code path } } }";

/// How often a search is measured.
const SEARCHES: usize = 400;
/// How often a write is measured.
const WRITES: usize = 300;

/// A server in a process of its own.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    async fn start(kind: &str, url: &str) -> Result<Self, Failed> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", kind, url]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let printed = child.stdout.take().ok_or("no standard output")?;
        let address = BufReader::new(printed).lines().next_line().await?.ok_or("the server did not start")?;
        Ok(Self { child, address })
    }

    fn process(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    async fn asks(&self, request: &[u8]) -> Result<Value, Failed> {
        let body = Client::connect(&self.address).await?.asks(request).await?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// What the server tells of itself under a path.
    async fn tells(&self, path: &str) -> Result<String, Failed> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: benchmark\r\n\r\n");
        Ok(String::from_utf8(Client::connect(&self.address).await?.asks(request.as_bytes()).await?)?)
    }

    async fn statements(&self) -> Result<f64, Failed> {
        Ok(self.tells("/statements").await?.parse()?)
    }
}

/// The process that all others of a PostgreSQL server descend from.
async fn postmaster(url: &str) -> Result<Option<u32>, Failed> {
    if url.starts_with("sqlite:") {
        return Ok(None);
    }
    let mut admin = sqlx::PgConnection::connect(url).await?;
    let row = sqlx::query("SELECT pg_read_file('postmaster.pid')").fetch_one(&mut admin).await?;
    let text: String = row.try_get(0)?;
    Ok(text.lines().next().and_then(|line| line.trim().parse().ok()))
}

struct Workload {
    question: &'static str,
    product: Vec<u8>,
    bare: Vec<u8>,
    times: usize,
}

fn graphql(query: &str, variables: &Value, token: Option<&str>) -> Vec<u8> {
    post("/graphql", token, &json!({ "query": query, "variables": variables }).to_string())
}

fn asked(path: &str, question: &Question) -> Result<Vec<u8>, Failed> {
    Ok(post(path, None, &serde_json::to_string(question)?))
}

/// The cursor of the row before page 500, or before the last page of a smaller network.
async fn deep(product: &Server, offers: u64) -> Result<Cursor, Failed> {
    let query = "query($after: String) { offers(first: 100, after: $after) { pageInfo { endCursor } } }";
    let mut after = Value::Null;
    for _ in 0..(499 * 20).min(offers - 100) / 100 {
        let page = product.asks(&graphql(query, &json!({ "after": after }), None)).await?;
        after = page["data"]["offers"]["pageInfo"]["endCursor"].clone();
    }
    let cursor = after.as_str().and_then(|text| Cursor::decode(text, Sort::Time));
    cursor.ok_or_else(|| "no page lies that deep".into())
}

fn first_page() -> String {
    format!("query($after: String) {{ offers(first: 20, after: $after) {{ {NODES} }} }}")
}

async fn workloads(product: &Server, offers: u64) -> Result<Vec<Workload>, Failed> {
    let list = first_page();
    let filtered =
        format!("{{ offers(first: 20, filter: {{ kind: [\"TUTORING\"], language: [\"ar\"] }}) {{ {NODES} }} }}");
    let cursor = deep(product, offers).await?;
    let Key::Number(at) = cursor.key else { return Err("a cursor of another list".into()) };
    let sign_in = "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } } }";
    let input = json!({ "input": { "emailAddress": api::bench::manager_address(3), "password": PASSWORD } });
    let token = product.asks(&graphql(sign_in, &input, None)).await?;
    let token = token["data"]["signIn"]["tokens"]["accessToken"].as_str().ok_or("no token")?.to_owned();
    let own = "{ viewer { memberships { organisation { id places { id } } } } }";
    let own = product.asks(&graphql(own, &json!({}), Some(&token))).await?;
    let own = &own["data"]["viewer"]["memberships"][0]["organisation"];
    let id = own["id"].as_str().ok_or("no organisation")?;
    let organisation: Id<Organisation> = id.parse().map_err(|_| "no id")?;
    let text = |de: &str, tr: &str| json!([{ "language": "de", "value": de }, { "language": "tr", "value": tr }]);
    let input = json!({
        "organisation": id, "primaryLanguage": "de", "kind": "TUTORING", "places": [own["places"][0]["id"]], "modes": ["IN_PERSON"],
        "title": text("Nachhilfe in Mathematik", "Matematik takviye dersi"),
        "summary": text("Jeden Dienstag in unseren Räumen.", "Her salı derneğimizde."),
        "deliveryLanguages": [{ "language": "de" }, { "language": "tr" }],
    });
    let with =
        |organisation: Id<Organisation>| Question { organisation: Some(organisation.uuid()), ..Question::default() };
    Ok(vec![
        Workload {
            question: "first page",
            product: graphql(&list, &json!({}), None),
            bare: asked("/page", &Question::default())?,
            times: 2000,
        },
        Workload {
            question: "filtered page",
            product: graphql(&filtered, &json!({}), None),
            bare: asked("/filtered", &Question::default())?,
            times: 2000,
        },
        Workload {
            question: "organisation, ten offers, all texts",
            product: graphql(ORGANISATION, &json!({ "id": id }), None),
            bare: asked("/organisation", &with(organisation))?,
            times: 2000,
        },
        Workload {
            question: "page 500",
            product: graphql(&list, &json!({ "after": cursor.encode() }), None),
            bare: asked("/page", &Question { after: Some((at, cursor.id)), ..Question::default() })?,
            times: 2000,
        },
        Workload {
            question: "create an offer",
            product: graphql(CREATE, &json!({ "input": input }), Some(&token)),
            bare: asked("/create", &Question { content: input.to_string(), ..with(organisation) })?,
            times: WRITES,
        },
    ])
}

/// Asks a server until it knows the question, then measures.
async fn run(
    server: &Server,
    request: &Arc<Vec<u8>>,
    (times, connections): (usize, usize),
    postmaster: Option<u32>,
) -> Result<Cost, Failed> {
    let of = (server.process(), postmaster);
    cost_of(&server.address, request, (times / 4, connections), of).await?;
    cost_of(&server.address, request, (times, connections), of).await
}

/// Measures the searches, each just after the first page of offers.
async fn searches(
    product: &Server,
    (database, offers): (&'static str, u64),
    postmaster: Option<u32>,
    report: &mut Report,
) -> Result<(), Failed> {
    let list = Arc::new(graphql(&first_page(), &json!({}), None));
    for (question, query, variables) in search::searches(offers) {
        say(&format!("  {question}"));
        let request = Arc::new(graphql(query, &variables, None));
        let found =
            product.asks(&request).await?["data"]["search"]["totalCount"].as_u64().ok_or("a search that fails")?;
        let page = run(product, &list, (SEARCHES, 1), postmaster).await?;
        let before = product.statements().await?;
        let search = run(product, &request, (SEARCHES, 1), postmaster).await?;
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let statements = (product.statements().await? - before) / (SEARCHES + SEARCHES / 4) as f64;
        report.searched.push(Searched { database, offers, question, found, statements, search, page });
    }
    Ok(())
}

/// Measures what the index adds to a write.
async fn indexed(
    product: &Server,
    request: &Arc<Vec<u8>>,
    url: &str,
    (database, offers): (&'static str, u64),
    postmaster: Option<u32>,
) -> Result<Indexed, Failed> {
    let mut rounds = [const { Vec::new() }; 2];
    for _ in 0..index::ROUNDS {
        let write = run(product, request, (WRITES, 1), postmaster).await?.median;
        index::silence(url, true).await?;
        let (spent, noted) = index::read_indexed(&product.tells("/indexed").await?)?;
        let silent = run(product, request, (WRITES, 1), postmaster).await?.median;
        let (all, times) = index::read_indexed(&product.tells("/indexed").await?)?;
        index::silence(url, false).await?;
        rounds[0].push(write);
        rounds[1].push(silent - (all - spent) / (times - noted) / 1000.0);
    }
    let [write, rest] = rounds.map(door::median);
    Ok(Indexed { database, offers, write: write?, rest: rest? })
}

/// Measures all questions on a database.
pub async fn measure(url: &str, offers: u64, report: &mut Report) -> Result<(), Failed> {
    let (product, bare) = (Server::start("product", url).await?, Server::start("bare", url).await?);
    let postmaster = postmaster(url).await?;
    let database = if postmaster.is_some() { "PostgreSQL" } else { "SQLite" };
    searches(&product, (database, offers), postmaster, report).await?;
    for workload in workloads(&product, offers).await? {
        let Workload { question, times, .. } = workload;
        say(&format!("  {question}"));
        let (one, other) = (product.asks(&workload.product).await?, bare.asks(&workload.bare).await?);
        let is_writing = question.starts_with("create");
        let refused = &one["data"]["createOffer"]["errors"];
        if one["data"] != other["data"] && !is_writing || refused.as_array().is_some_and(|errors| !errors.is_empty()) {
            return Err(format!("{question}: the answers differ:\n{one:#}\n{other:#}").into());
        }
        let (ours, theirs) = (Arc::new(workload.product), Arc::new(workload.bare));
        let run = async |server: &Server, request: &Arc<Vec<u8>>, times, connections| {
            run(server, request, (times, connections), postmaster).await
        };
        let before = product.statements().await?;
        let alone = Pair { product: run(&product, &ours, times, 1).await?, bare: run(&bare, &theirs, times, 1).await? };
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let statements = (product.statements().await? - before) / (times + times / 4) as f64;
        if is_writing {
            report.indexed.push(indexed(&product, &ours, url, (database, offers), postmaster).await?);
        }
        let crowded =
            Pair { product: run(&product, &ours, times, 16).await?, bare: run(&bare, &theirs, times, 16).await? };
        if question == "first page" {
            let mut rounds = [const { Vec::new() }; 3];
            for _ in 0..door::ROUNDS {
                for (path, rounds) in ["/graphql", "/executor", "/library"].into_iter().zip(&mut rounds) {
                    let request = Arc::new(String::from_utf8(ours.to_vec())?.replace("/graphql", path).into_bytes());
                    rounds.push(run(&product, &request, times, 1).await?.server);
                }
            }
            let [through, executor, library] = rounds.map(door::median);
            let (door, executor, library) = (through?, executor?, library?);
            report.ways.push(Ways { database, offers, door, executor, library });
        }
        report.lines.push(Line { database, offers, question, statements, alone, crowded });
    }
    Ok(())
}
