//! The file with settings, and where each setting comes from: an option beats an environment variable, that beats the
//! file, and that beats what is built in.
//!
//! What the file says becomes the default of the option of the same name, so it is read and checked like the option.

use super::{Command, Verb};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where the file is looked for if nobody says so.
pub const USUAL: &str = "/etc/miteinander/miteinander.toml";

/// What the file says: names of options in snake case, and values as text.
type Said = BTreeMap<String, String>;

/// The command line with all settings, and where they come from.
#[derive(Debug)]
pub struct Settled {
    /// The command.
    pub command: Command,
    /// What was matched, for whoever wants to know where from.
    pub matches: ArgMatches,
    /// The file that was read.
    pub file: Option<PathBuf>,
}

/// A setting in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its name in the file.
    pub name: String,
    /// Its value; hidden where it may hold a secret; `None`: not set.
    pub value: Option<String>,
    /// Where it comes from.
    pub source: String,
}

/// The names of options that a file can set: those that can come from the environment.
fn settable(command: &clap::Command) -> BTreeMap<String, bool> {
    let own = command
        .get_arguments()
        .filter(|option| option.get_env().is_some() && option.get_id() != "config")
        .map(|option| (option.get_id().to_string(), option.is_hide_env_values_set()));
    own.chain(command.get_subcommands().flat_map(settable)).collect()
}

fn with_defaults(command: clap::Command, said: &Said) -> clap::Command {
    let command = command.mut_args(|option| match said.get(option.get_id().as_str()) {
        // A value that may hold a secret is not shown as a default either.
        Some(value) => {
            let is_secret = option.is_hide_env_values_set();
            option.default_value(value.clone()).hide_default_value(is_secret)
        }
        None => option,
    });
    let names: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |verb| with_defaults(verb, said)))
}

fn refuse(text: String) -> clap::Error {
    Command::command().error(ErrorKind::ValueValidation, text)
}

fn read(path: &Path, known: &BTreeMap<String, bool>) -> Result<Said, clap::Error> {
    let wrong = |text: String| refuse(format!("--config (MITEINANDER_CONFIG): {}: {text}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let names = || known.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let entry = |(name, value): (String, toml::Value)| {
        if !known.contains_key(&name) {
            let nearest = known.keys().min_by_key(|setting| strsim::damerau_levenshtein(&name, setting));
            let nearest = nearest.map_or("listen", String::as_str);
            return Err(wrong(format!("there is no setting {name}; did you mean {nearest}? There are {}", names())));
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(flag) => flag.to_string(),
            _ => return Err(wrong(format!("{name} has to be text or a number"))),
        };
        Ok((name, text))
    };
    table.into_iter().map(entry).collect()
}

/// Reads command line, environment and file.
///
/// # Errors
/// What is wrong, as clap tells it; if the file has a part in it, that is told too.
pub fn settle(arguments: impl Iterator<Item = OsString>) -> Result<Settled, clap::Error> {
    let arguments: Vec<OsString> = arguments.collect();
    let lenient = Command::command().ignore_errors(true).disable_help_flag(true).disable_version_flag(true);
    let named = lenient.try_get_matches_from(&arguments)?.get_one::<PathBuf>("config").cloned();
    let file = named.or_else(|| Some(PathBuf::from(USUAL)).filter(|usual| usual.exists()));
    let known = settable(&Command::command());
    let said = match file.as_deref().map(|path| read(path, &known)).transpose() {
        Ok(said) => said.unwrap_or_default(),
        Err(error) => return without_file(&arguments, error),
    };
    let matches = with_defaults(Command::command(), &said).try_get_matches_from(&arguments).map_err(|mut error| {
        if let (Some(path), ErrorKind::ValueValidation | ErrorKind::InvalidValue) = (&file, error.kind()) {
            let note = format!("{} sets {}", path.display(), said.keys().cloned().collect::<Vec<_>>().join(", "));
            let note = clap::error::ContextValue::StyledStrs(vec![note.into()]);
            error.insert(clap::error::ContextKind::Suggested, note);
        }
        error
    })?;
    let command = Command::from_arg_matches(&matches)?;
    Ok(Settled { command, matches, file })
}

/// A file that cannot be read is in the way of all that needs settings, but not of help, the schema and completions.
fn without_file(arguments: &[OsString], error: clap::Error) -> Result<Settled, clap::Error> {
    match Command::command().try_get_matches_from(arguments) {
        Err(help) if matches!(help.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => Err(help),
        Ok(matches) => {
            let command = Command::from_arg_matches(&matches)?;
            let is_needed = !matches!(command.verb, Verb::Schema | Verb::Completions { .. });
            if is_needed { Err(error) } else { Ok(Settled { command, matches, file: None }) }
        }
        Err(_) => Err(error),
    }
}

impl Settled {
    /// The settings in force, by name. Of a verb that takes all of them: `serve`, `config check`.
    #[must_use]
    pub fn in_force(&self) -> Vec<InForce> {
        let mut deepest = &self.matches;
        while let Some((_, deeper)) = deepest.subcommand() {
            deepest = deeper;
        }
        let from_file = |name: &str| {
            let known = settable(&Command::command());
            let said = self.file.as_deref().and_then(|path| read(path, &known).ok());
            said.is_some_and(|said| said.contains_key(name))
        };
        let in_force = |(name, is_secret): (String, bool)| {
            let source = deepest.value_source(&name);
            let values = deepest.try_get_raw(&name).ok().flatten();
            let value = values.map(|values| values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(","));
            let source = match source {
                Some(ValueSource::CommandLine) => "option".to_owned(),
                Some(ValueSource::EnvVariable) => "environment".to_owned(),
                Some(_) if from_file(&name) => {
                    self.file.as_ref().map_or_else(String::new, |path| path.display().to_string())
                }
                Some(_) => "built in".to_owned(),
                None => "not set".to_owned(),
            };
            InForce { value: value.map(|value| if is_secret { hide(&value) } else { value }), name, source }
        };
        settable(&Command::command()).into_iter().map(in_force).collect()
    }
}

/// The address of a database without its password.
fn hide(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else { return "…".to_owned() };
    if url.password().is_some() && url.set_password(Some("…")).is_err() {
        return "…".to_owned();
    }
    let secret = |name: &str| name.to_ascii_lowercase().contains("password");
    if url.query_pairs().any(|(name, _)| secret(&name)) {
        url.set_query(Some("…"));
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_databases_are_hidden() {
        assert_eq!(hide("postgres://u@h/d?sslmode=require"), "postgres://u@h/d?sslmode=require");
        for secret in ["postgres://u:geheim@h/d", "postgres://h/d?user=u&password=geheim", "geheim"] {
            assert!(!hide(secret).contains("geheim"), "{}", hide(secret));
        }
    }

    #[test]
    fn what_can_be_in_the_file_is_what_the_handbook_names() {
        let names: Vec<String> = settable(&Command::command()).into_keys().collect();
        let handbook = include_str!("../../../../deploy/miteinander.toml");
        for name in &names {
            assert!(handbook.contains(&format!("{name} = ")), "deploy/miteinander.toml lacks {name}");
        }
        assert_eq!(names.len(), 38);
    }
}
