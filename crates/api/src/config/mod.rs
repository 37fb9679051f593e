//! The command line and its settings, read once. A wrong one says which it is and what would be right.

mod file;
mod languages;
mod verb;

pub use file::{InForce, Settled, settle};
pub use languages::Languages;
pub use verb::{AccountVerb, AdminVerb, CentreVerb, ConfigVerb, ExportVerb, ImportVerb, ReferenceVerb, SearchVerb};

use crate::auth::password::Cost;
use crate::door::DoorSettings;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The backend for integration centres and the organisations around them.
#[derive(Debug, Parser)]
#[command(name = "miteinander", version, about, max_term_width = 100)]
pub struct Command {
    /// A file with settings (TOML): names of options in snake case, `listen = "127.0.0.1:8080"`. Without it
    /// /etc/miteinander/miteinander.toml is read if there is one. An option beats an environment variable, and that beats
    /// the file.
    #[arg(long, env = "MITEINANDER_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serve the API: opens the database, brings its tables up to date, listens.
    Serve(Serve),
    /// Bring the tables of the database up to date and stop.
    Migrate(DatabaseSettings),
    /// Print the GraphQL schema (SDL).
    Schema,
    /// Settings: which are in force, and whether they work.
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Copy an embedded database (SQLite) into a file, also while the server runs. For PostgreSQL there is pg_dump.
    Backup {
        /// The file to make; it must not exist.
        file: PathBuf,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Erase personal data whose time is over: interests in working groups, 180 days after somebody told of them, unless the
    /// person is in the group. Run it once a day.
    CleanUp {
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Print what lets a shell complete commands and options.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Centres: the first one is made here.
    #[command(subcommand)]
    Centre(CentreVerb),
    /// Administrators: the first of a centre is made here.
    #[command(subcommand)]
    Admin(AdminVerb),
    /// Accounts.
    #[command(subcommand)]
    Account(AccountVerb),
    /// Reference data: municipalities and postcodes.
    #[command(subcommand)]
    Reference(ReferenceVerb),
    /// Take in files of others.
    #[command(subcommand)]
    Import(ImportVerb),
    /// Write files for others.
    #[command(subcommand)]
    Export(ExportVerb),
    /// Search.
    #[command(subcommand)]
    Search(SearchVerb),
    /// Fill an empty database with a made-up network of any size, for measuring. The same each time on the same day.
    BenchData {
        /// How many offers: 1 to 10,000,000. There is an organisation for every ten.
        #[arg(long, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
        offers: u64,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// What hashing a password costs.
    #[command(flatten)]
    pub passwords: PasswordSettings,
    /// What the front door lets in.
    #[command(flatten)]
    pub door: DoorSettings,
    /// The address and port to listen on.
    #[arg(long, env = "MITEINANDER_LISTEN", default_value = "127.0.0.1:8080", value_parser = parse_listen)]
    pub listen: SocketAddr,
    /// A file with the Ed25519 private keys (PKCS#8 PEM) that sign access tokens: the first signs, all verify. Beside an
    /// embedded database one is made on first start; PostgreSQL needs it given.
    #[arg(long, env = "MITEINANDER_TOKEN_KEY_FILE")]
    pub token_key_file: Option<PathBuf>,
    /// How the log is written, to standard error.
    #[arg(long, env = "MITEINANDER_LOG", default_value = "pretty")]
    pub log: LogFormat,
    /// How much is logged: `error`, `warn`, `info`, `debug`, or more exactly as in `miteinander=debug,info`.
    #[arg(long, env = "RUST_LOG", default_value = "info,sqlx=warn,sea_orm_migration=warn")]
    pub log_level: String,
    /// The languages that texts are meant to be in, by their tags (BCP 47), the most useful first: how far translations into
    /// each have come is told, and completeness counts them.
    #[arg(long, env = "MITEINANDER_LANGUAGES", default_value_t = Languages::default())]
    pub languages: Languages,
    /// Load a fictional network into an empty database and print how to sign in.
    #[arg(long)]
    pub demo: bool,
    /// Read a password for all demo accounts from standard input, instead of the printed one. Needed to let others than
    /// this machine reach a demo.
    #[arg(long, requires = "demo")]
    pub demo_password: bool,
}

/// Which database.
#[derive(Clone, Debug, Args)]
pub struct DatabaseSettings {
    /// The database: `sqlite://PATH?mode=rwc` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://var/miteinander.db?mode=rwc", hide_env_values = true)]
    pub database_url: String,
    /// The most connections to the database held at once: 1 to 100.
    #[arg(long, env = "MITEINANDER_DATABASE_CONNECTIONS", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub database_connections: u32,
}

/// What hashing a password costs.
#[derive(Clone, Debug, Args)]
pub struct PasswordSettings {
    /// Memory for one password, in KiB (argon2id): 19456 to 1048576. OWASP's minimum is the default.
    #[arg(long, env = "MITEINANDER_PASSWORD_MEMORY_KIB", default_value_t = Cost::default().memory_kib, value_parser = clap::value_parser!(u32).range(19_456..=1_048_576))]
    pub password_memory_kib: u32,
    /// Passes over that memory: 2 to 20.
    #[arg(long, env = "MITEINANDER_PASSWORD_PASSES", default_value_t = Cost::default().passes, value_parser = clap::value_parser!(u32).range(2..=20))]
    pub password_passes: u32,
}

impl PasswordSettings {
    /// As hashing takes it.
    #[must_use]
    pub const fn cost(&self) -> Cost {
        Cost { memory_kib: self.password_memory_kib, passes: self.password_passes, lanes: 1 }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "expected ADDRESS:PORT with a numeric address, such as 127.0.0.1:8080".to_owned())
}

/// Which kind of database an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// Embedded, in this file.
    Sqlite(PathBuf),
    /// A server.
    Postgres,
}

/// A setting that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct WrongSetting {
    /// Which.
    pub setting: &'static str,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl DatabaseSettings {
    /// Which kind of database the address names.
    ///
    /// # Errors
    /// Neither of the two.
    pub fn kind(&self) -> Result<DatabaseKind, WrongSetting> {
        let url = &self.database_url;
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(DatabaseKind::Postgres);
        }
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
            let path =
                if rest.starts_with("///") { format!("/{}", path.trim_start_matches('/')) } else { path.to_owned() };
            return match path.as_str() {
                "" => Err(wrong_database("has no path")),
                ":memory:" => Err(wrong_database("would be gone at the end")),
                _ => Ok(DatabaseKind::Sqlite(PathBuf::from(path))),
            };
        }
        Err(wrong_database("is of a kind nobody knows here"))
    }
}

fn wrong_database(what: &str) -> WrongSetting {
    // The address itself may hold a password, so it is not repeated.
    let problem =
        format!("this database {what}; expected sqlite://PATH?mode=rwc or postgres://USER:PASSWORD@HOST/DATABASE");
    WrongSetting { setting: "--database-url (DATABASE_URL)", problem }
}

/// Where the key lies beside an embedded database: `var/miteinander.db` → `var/miteinander.key`.
#[must_use]
pub fn key_beside(database: &Path) -> PathBuf {
    database.with_extension("key")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn kind(url: &str) -> Result<DatabaseKind, WrongSetting> {
        DatabaseSettings { database_url: url.to_owned(), database_connections: 1 }.kind()
    }

    #[test]
    fn the_command_line_fits_together() {
        Command::command().debug_assert();
    }

    #[test]
    fn addresses_of_databases_are_told_apart_and_wrong_ones_explained_without_repeating_them() {
        let file = |path: &str| DatabaseKind::Sqlite(PathBuf::from(path));
        assert_eq!(kind("sqlite://var/a.db?mode=rwc").expect("good"), file("var/a.db"));
        assert_eq!(kind("sqlite:///srv/a.db").expect("good"), file("/srv/a.db"));
        assert_eq!(kind("postgres://u:secret@h/d").expect("good"), DatabaseKind::Postgres);
        for url in ["mysql://u:secret@h/d", "sqlite::memory:", "sqlite://", "var/a.db"] {
            let text = kind(url).expect_err(url).to_string();
            assert!(
                text.contains("DATABASE_URL") && text.contains("sqlite://PATH") && !text.contains("secret"),
                "{text}"
            );
        }
    }
}
