//! What a load costs: processor time of the server and of the database, and how long requests take.

use crate::Failed;
use crate::client::Client;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Clock ticks of the kernel in a second: 100 on Linux (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;

/// What a request costs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Processor time of the server, in milliseconds.
    pub server: f64,
    /// Processor time of the database's own processes, in milliseconds; an embedded one has none.
    pub database: f64,
    /// Half of the requests took no longer, in milliseconds.
    pub median: f64,
    /// Of twenty requests 19 took no longer, in milliseconds.
    pub p95: f64,
    /// Of a hundred requests 99 took no longer, in milliseconds.
    pub p99: f64,
}

impl Cost {
    /// Processor time in all, in milliseconds.
    pub fn processor(self) -> f64 {
        self.server + self.database
    }
}

/// The fields of `/proc/PID/stat` after the name (proc(5)): 0 is the state, 1 the parent, 11 and 12 its own ticks in user
/// and kernel mode, 13 and 14 those of children that have ended.
fn fields(process: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after) = text.rsplit_once(')')?;
    Some(after.split_whitespace().map(str::to_owned).collect())
}

fn ticks(process: u32, range: std::ops::RangeInclusive<usize>) -> f64 {
    let number = |fields: &Vec<String>, at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
    fields(process).map_or(0.0, |fields| range.filter_map(|at| number(&fields, at)).sum())
}

/// Processor time of a process until now, in milliseconds.
fn processor(process: u32) -> f64 {
    ticks(process, 11..=12) * 1000.0 / TICKS
}

/// Processor time of a PostgreSQL server until now, in milliseconds: of its processes, and of those that have ended.
fn processor_of_postgres(postmaster: Option<u32>) -> f64 {
    let Some(postmaster) = postmaster else { return 0.0 };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    let is_child = |number: &u32| fields(*number).is_some_and(|fields| fields[1] == postmaster.to_string());
    let children: f64 = numbers.filter(is_child).map(|number| ticks(number, 11..=12)).sum();
    (children + ticks(postmaster, 11..=14)) * 1000.0 / TICKS
}

/// Sends a request so many times over so many connections, and tells what it cost.
pub async fn measure(
    address: &str,
    request: &Arc<Vec<u8>>,
    (times, connections): (usize, usize),
    (server, postmaster): (u32, Option<u32>),
) -> Result<Cost, Failed> {
    let left = Arc::new(AtomicUsize::new(times));
    let before = (processor(server), processor_of_postgres(postmaster));
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (mut client, left, request) = (Client::connect(address).await?, Arc::clone(&left), Arc::clone(request));
        tasks.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                let start = Instant::now();
                client.asks(&request).await?;
                taken.push(start.elapsed());
            }
            Ok::<_, Failed>(taken)
        }));
    }
    let mut taken: Vec<Duration> = Vec::new();
    for task in tasks {
        taken.extend(task.await??);
    }
    let after = (processor(server), processor_of_postgres(postmaster));
    taken.sort_unstable();
    let at = |share: f64| {
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few")]
        let place = ((taken.len() - 1) as f64 * share).round() as usize;
        taken[place].as_secs_f64() * 1000.0
    };
    #[expect(clippy::cast_precision_loss, reason = "few")]
    let each = |spent: f64| spent / times as f64;
    Ok(Cost {
        server: each(after.0 - before.0),
        database: each(after.1 - before.1),
        median: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
    })
}
