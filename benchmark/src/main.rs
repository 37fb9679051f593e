//! What a request costs: the server beside a bare handler that runs one prepared statement and gives the same answer.
//!
//! `scripts/benchmark` runs all of it, on SQLite and on PostgreSQL, at several sizes, and prints the tables of
//! `docs/performance.md`. The two servers are processes of their own, so that their processor time can be read.

#![recursion_limit = "256"]

mod bare;
mod client;
mod cost;
mod door;
mod index;
mod product;
mod report;
mod search;
mod workload;

use report::Report;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", "product", url] => product::serve(url).await,
        ["serve", "bare", url] => bare::serve(url).await,
        ["run", sizes, urls @ ..] if !urls.is_empty() => run(sizes, urls).await,
        _ => Err("usage: miteinander-benchmark run SIZE[,SIZE…] URL…
  URL: sqlite:///FOLDER for databases in that folder, or postgres://USER:PASSWORD@HOST for databases made there"
            .into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("miteinander-benchmark: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// What can go wrong here: anything, and then the run is worth nothing.
type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Tells the person in front of it how far it is.
fn say(text: &str) {
    #[expect(clippy::print_stderr, reason = "the person in front of it reads this")]
    {
        eprintln!("{text}");
    }
}

async fn run(sizes: &str, urls: &[&str]) -> Result<(), Failed> {
    let sizes = sizes.split(',').map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let mut report = Report::default();
    for server in urls {
        for offers in &sizes {
            let url = product::database(server, *offers).await?;
            say(&format!("{server}: measuring {offers} offers"));
            workload::measure(&url, *offers, &mut report).await?;
        }
    }
    report.print();
    Ok(())
}
