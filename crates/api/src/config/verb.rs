//! What each verb of the program takes.

use super::{DatabaseSettings, PasswordSettings, Serve};
use clap::Subcommand;
use std::path::PathBuf;

/// Settings.
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// Read everything as `serve` does, look at the database without changing it, and print the settings in force and where
    /// each comes from.
    Check(Serve),
}

/// Reference data.
#[derive(Debug, Subcommand)]
pub enum ReferenceVerb {
    /// Take newer files in the place of those that come with the program (CSV; data/README.md describes them). A
    /// municipality that is not in the newer file has ended; its key goes on resolving.
    #[command(group = clap::ArgGroup::new("files").required(true).multiple(true))]
    Update {
        /// Municipalities: ags, name, county, lat, lon, population, official_name; successor for one that ended.
        #[arg(long, value_name = "FILE", group = "files")]
        municipalities: Option<PathBuf>,
        /// Postcodes: postal_code, lat, lon, municipality_ags.
        #[arg(long, value_name = "FILE", group = "files")]
        postal_codes: Option<PathBuf>,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// Search.
#[derive(Debug, Subcommand)]
pub enum SearchVerb {
    /// Make anew what people find when they search. It is kept up to date by itself; this is for when it is in doubt. The
    /// server may go on meanwhile.
    Rebuild {
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// Files of others.
#[derive(Debug, Subcommand)]
pub enum ImportVerb {
    /// Take figures to show beside what is offered, such as persons by first nationality and municipality (CSV;
    /// data/README.md describes it). A set in the file replaces the one with the same label; of a file with a mistake
    /// nothing is taken.
    ReferenceFigures {
        /// The file: label, unit, source, date, municipality, value; and language, kind or target_group.
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
        /// The centre: the key of its county, such as 05382.
        #[arg(long, value_name = "COUNTY")]
        centre: String,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Take what translators elsewhere have made of `export translations` (XLIFF 2.1): every translation that is new or
    /// different, whatever state a tool gives it. It is a draft until somebody here has reviewed it. Where the original reads
    /// differently since, it is marked as outdated, and what was written here meanwhile stays. A file with a mistake, or of
    /// another network, is refused.
    Translations {
        /// The file.
        #[arg(value_name = "FILE.xlf")]
        file: PathBuf,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// Files for others.
#[derive(Debug, Subcommand)]
pub enum ExportVerb {
    /// Print texts for translators elsewhere (XLIFF 2.1), to standard output: what everybody sees of organisations, offers
    /// and projects, and needs to be written in a language or is there but outdated.
    Translations {
        /// The language to translate into, such as tr.
        #[arg(long)]
        language: String,
        /// The language to translate from; a document has one. What was first written in others is counted at the end.
        #[arg(long, default_value = "de", value_name = "LANGUAGE")]
        from: String,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// Centres.
#[derive(Debug, Subcommand)]
pub enum CentreVerb {
    /// Set up a centre.
    Create {
        /// The key of its county: 5 digits, such as 05382 for Rhein-Sieg-Kreis.
        #[arg(long)]
        county: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Where to write to.
        #[arg(long)]
        email: Option<String>,
        /// Where to call.
        #[arg(long)]
        phone: Option<String>,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// Administrators.
#[derive(Debug, Subcommand)]
pub enum AdminVerb {
    /// Make somebody administrator of a centre. The password is asked on the terminal, or read from standard input.
    Create {
        /// The centre: the key of its county, such as 05382.
        #[arg(long)]
        centre: String,
        /// What the person signs in with. An account that exists already keeps its password.
        #[arg(long)]
        email: String,
        /// What others call the person.
        #[arg(long, default_value = "Administration")]
        name: String,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
        /// What hashing a password costs.
        #[command(flatten)]
        passwords: PasswordSettings,
    },
}

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Set a new password; all sessions of the person end. It is asked on the terminal, or read from standard input.
    ResetPassword {
        /// The account's e-mail address.
        #[arg(long)]
        email: String,
        /// Which database.
        #[command(flatten)]
        database: DatabaseSettings,
        /// What hashing a password costs.
        #[command(flatten)]
        passwords: PasswordSettings,
    },
}
