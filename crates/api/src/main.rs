//! The program `miteinander`.

use std::process::ExitCode;

/// How much stack a worker has, in bytes: a request is one long future, and what it asks for lies inside one another.
const STACK: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    match runtime {
        // On a worker, not on the thread the system gave the program.
        Ok(runtime) => runtime.block_on(async { tokio::spawn(run()).await.unwrap_or(ExitCode::FAILURE) }),
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the person in front of it reads this")]
            {
                eprintln!("miteinander: no threads to work with: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> ExitCode {
    // What is wrong with the settings, and `--help`, clap tells by itself; status 2 says that trying again is no use.
    let settled = api::config::settle(std::env::args_os()).unwrap_or_else(|error| error.exit());
    match api::cli::run(settled).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            #[expect(clippy::print_stderr, reason = "the person in front of it reads this")]
            {
                eprintln!("miteinander: {stop}");
            }
            ExitCode::FAILURE
        }
    }
}
