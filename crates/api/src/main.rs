//! The program `miteinander`.

use api::config::Command;
use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match api::cli::run(Command::parse()).await {
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
