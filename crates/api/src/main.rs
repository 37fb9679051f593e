//! The program `miteinander`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
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
