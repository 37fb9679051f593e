//! The verbs of the program.

mod backup;
mod check;
mod clean_up;
mod import;
mod reference;
mod serve;
mod translations;

use crate::auth::password::{self, Passwords};
use crate::clock::Clock;
use crate::config::{
    AccountVerb, AdminVerb, CentreVerb, Command, ConfigVerb, DatabaseKind, DatabaseSettings, ExportVerb, ImportVerb,
    ReferenceVerb, SearchVerb, Settled, Verb, WrongSetting,
};
use clap::CommandFactory;
use domain::account::{Account, PasswordHash};
use domain::actor::{Actor, StaffRole};
use domain::centre::{Centre, CentreContent};
use domain::change::Intent;
use domain::contact::{EmailAddress, PhoneNumber};
use domain::id::{Entity, Id};
use domain::language::LanguageTag;
use domain::place::CountyKey;
use domain::refusal::{Problems, Refusal};
use domain::text::{Line, Value};
use domain::time::Timestamp;
use persistence::{Open, Store};
use std::io::{IsTerminal, Read};
use std::time::Duration;

/// Why the program stopped, for the person in front of it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Stop(String);

impl From<WrongSetting> for Stop {
    fn from(wrong: WrongSetting) -> Self {
        Self(wrong.to_string())
    }
}

fn stop(text: impl Into<String>) -> Stop {
    Stop(text.into())
}

/// Says what a refusal means to the operator.
fn refused(error: persistence::Error) -> Stop {
    match error {
        persistence::Error::Refused(refusal) => {
            use crate::graphql::message::{Tongue, about, message};
            let text = match &refusal {
                Refusal::Invalid(problems) => {
                    let told = problems
                        .iter()
                        .map(|problem| format!("{}: {}", problem.path, about(&problem.flaw, Tongue::English)));
                    told.collect::<Vec<_>>().join("; ")
                }
                other => message(other, Tongue::English),
            };
            Stop(text)
        }
        persistence::Error::Late => stop("the database took too long"),
        persistence::Error::Broken(error) => Stop(format!("the database: {error}")),
    }
}

/// Does what the command line says.
///
/// # Errors
/// What is wrong, for the person in front of it.
pub async fn run(settled: Settled) -> Result<(), Stop> {
    if let Verb::Config(ConfigVerb::Check(settings)) = &settled.command.verb {
        return check::check(settings, &settled).await;
    }
    match settled.command.verb {
        Verb::Serve(settings) => serve::serve(settings).await,
        Verb::Migrate(database) => {
            let store = open(&database).await?;
            print(&format!("The tables are up to date ({}).", store.database()));
            store.close().await.map_err(refused)
        }
        Verb::Config(ConfigVerb::Check(_)) => unreachable!("looked at above, while all settings are at hand"),
        Verb::Backup { file, database } => backup::backup(&database, &file).await,
        Verb::CleanUp { database } => clean_up::clean_up(&database).await,
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Command::command(), "miteinander", &mut std::io::stdout());
            Ok(())
        }
        Verb::Schema => {
            print(crate::graphql::schema::sdl().trim_end());
            Ok(())
        }
        Verb::Centre(CentreVerb::Create { county, name, email, phone, database }) => {
            create_centre(&database, &county, &name, email.as_deref(), phone.as_deref()).await
        }
        Verb::Admin(AdminVerb::Create { centre, email, name, database, passwords }) => {
            let passwords = Passwords::new(passwords.cost()).map_err(|error| stop(error.to_string()))?;
            create_administrator(&database, &passwords, &centre, &email, &name).await
        }
        Verb::Reference(ReferenceVerb::Update { municipalities, postal_codes, database }) => {
            reference::update(&database, municipalities.as_deref(), postal_codes.as_deref()).await
        }
        Verb::Import(ImportVerb::ReferenceFigures { file, centre, database }) => {
            import::reference_figures(&database, &centre, &file).await
        }
        Verb::Import(ImportVerb::Translations { file, database }) => translations::import(&database, &file).await,
        Verb::Export(ExportVerb::Translations { language, from, database }) => {
            translations::export(&database, (&from, &language)).await
        }
        Verb::Search(SearchVerb::Rebuild { database }) => rebuild_search(&database).await,
        Verb::BenchData { offers, database } => bench_data(&database, offers).await,
        Verb::Account(AccountVerb::ResetPassword { email, database, passwords }) => {
            let passwords = Passwords::new(passwords.cost()).map_err(|error| stop(error.to_string()))?;
            reset_password(&database, &passwords, &email).await
        }
    }
}

/// What a command prints is its product.
fn print(text: &str) {
    #[expect(clippy::print_stdout, reason = "a command's product")]
    {
        println!("{text}");
    }
}

fn now() -> Timestamp {
    Clock::System.now()
}

fn new_id<T: Entity>(now: Timestamp) -> Result<Id<T>, Stop> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| stop(format!("no randomness: {error}")))?;
    Ok(Id::new(now, random))
}

/// Makes the folder of an embedded database; without `mode=rwc` the database has to be there already.
fn prepare(settings: &DatabaseSettings) -> Result<(), Stop> {
    let DatabaseKind::Sqlite(path) = settings.kind()? else { return Ok(()) };
    if !path.exists() && !settings.database_url.contains("mode=rwc") {
        let text =
            format!("--database-url (DATABASE_URL): {} does not exist; to make it, add ?mode=rwc", path.display());
        return Err(stop(text));
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        None => Ok(()),
        Some(folder) => std::fs::create_dir_all(folder)
            .map_err(|error| stop(format!("--database-url: {}: {error}", folder.display()))),
    }
}

/// Connects to the database, and leaves it as it is. On PostgreSQL a statement may take so long.
async fn connect(settings: &DatabaseSettings, statement_timeout: Option<Duration>) -> Result<Store, Stop> {
    let open =
        Open { url: settings.database_url.clone(), connections: settings.database_connections, statement_timeout };
    let explain = |error| stop(format!("--database-url (DATABASE_URL): the database cannot be opened: {error}"));
    Store::open(&open).await.map_err(explain)
}

/// Opens the database and brings its tables up to date.
async fn open_as_it_is(settings: &DatabaseSettings) -> Result<Store, Stop> {
    prepare(settings)?;
    let store = connect(settings, None).await?;
    store.migrate().await.map_err(refused)?;
    Ok(store)
}

/// Opens the database, its tables up to date and the reference data it holds in force.
async fn open(settings: &DatabaseSettings) -> Result<Store, Stop> {
    let store = open_as_it_is(settings).await?;
    reference::install(&store).await?;
    store.catch_up(show_progress("Computing anew what is found")).await.map_err(refused)?;
    Ok(store)
}

/// Shows on standard error how far something long has come, part by part: one line that changes, or on no terminal one for
/// each tenth.
fn show_progress(what: &'static str) -> impl FnMut(&str, i64, i64) {
    let is_terminal = std::io::stderr().is_terminal();
    let (mut part_shown, mut shown) = (String::new(), -1);
    move |part, done, total| {
        if part != part_shown {
            (part_shown, shown) = (part.to_owned(), -1);
        }
        let steps = if is_terminal { 100 } else { 10 };
        let step = done * steps / total.max(1);
        if step > shown {
            shown = step;
            let end = if is_terminal && done < total { "\r" } else { "\n" };
            eprint!("{what}, {part}: {done} of {total}{end}");
        }
    }
}

/// Makes the search index anew.
async fn rebuild_search(database: &DatabaseSettings) -> Result<(), Stop> {
    let store = open(database).await?;
    store.rebuild_search(show_progress("Making the search index anew")).await.map_err(refused)?;
    print("The search index is new.");
    store.close().await.map_err(refused)
}

async fn bench_data(database: &DatabaseSettings, offers: u64) -> Result<(), Stop> {
    let store = open(database).await?;
    if !store.is_empty().await.map_err(refused)? {
        return Err(stop("--database-url: this database holds something already; give an empty one"));
    }
    // Nobody knows this password; whoever wants to sign in sets another one.
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| stop(format!("no randomness: {error}")))?;
    let password = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let passwords = Passwords::new(password::Cost::default()).map_err(|error| stop(error.to_string()))?;
    let password = hash(&passwords, password).await?;
    let mut show = show_progress("Making a network");
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let progress = |done, total| show("offers", number(done), number(total));
    crate::bench::fill(&store, offers, &password, now(), progress).await.map_err(refused)?;
    let address = crate::bench::manager_address(0);
    print(&format!(
        "{offers} offers are there. To sign in, set a password for one of the managers, such as {address}."
    ));
    store.close().await.map_err(refused)
}

/// Reads a password: asked twice on a terminal, else the first line of standard input.
fn read_password(about: &[&str]) -> Result<String, Stop> {
    let password = if std::io::stdin().is_terminal() {
        let ask = |prompt| rpassword::prompt_password(prompt).map_err(|error| stop(format!("the terminal: {error}")));
        let first = ask("Password: ")?;
        if ask("Once more: ")? != first {
            return Err(stop("The two passwords differ; nothing was changed."));
        }
        first
    } else {
        let mut text = String::new();
        std::io::stdin()
            .take(4096)
            .read_to_string(&mut text)
            .map_err(|error| stop(format!("standard input: {error}")))?;
        text.lines().next().unwrap_or_default().to_owned()
    };
    let mut problems = Problems::default();
    password::check(&mut problems, "password", &password, about);
    problems.finish().map_err(|refusal| refused(refusal.into()))?;
    Ok(password)
}

async fn hash(passwords: &Passwords, password: String) -> Result<PasswordHash, Stop> {
    passwords.hash(password).await.map_err(|error| stop(error.to_string()))
}

async fn create_centre(
    database: &DatabaseSettings,
    county: &str,
    name: &str,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<(), Stop> {
    let mut problems = Problems::default();
    let county = problems.check("--county", CountyKey::parse(county));
    let name = problems.check("--name", Line::parse(name));
    let email_address = email.and_then(|email| problems.check("--email", EmailAddress::parse(email)));
    let phone_number = phone.and_then(|phone| problems.check("--phone", PhoneNumber::parse(phone)));
    problems.finish().map_err(|refusal| refused(refusal.into()))?;
    let (Some(county), Some(name)) = (county, name) else { return Err(stop("--county and --name are needed")) };
    let store = open(database).await?;
    let operator = Actor::operator();
    let now = now();
    let id = new_id(now)?;
    let content =
        CentreContent { name, email_address, phone_number, website: None, languages: vec![LanguageTag::german()] };
    let done = store.write(&operator, async |tx| {
        let intent = Intent { actor: &operator, now, expected: None };
        tx.save(Centre::create(id, county, content, &intent)?).await
    });
    let centre = done.await.map_err(|error| match error {
        persistence::Error::Refused(Refusal::Duplicate { .. }) => {
            stop("--county: there is a centre for this county already")
        }
        other => refused(other),
    })?;
    print(&format!("{} ({}) for {}.", centre.content.name, centre.id, centre.county.name()));
    print(&format!(
        "Next, with the same database: miteinander admin create --centre {} --email …",
        centre.county.as_str()
    ));
    store.close().await.map_err(refused)
}

async fn create_administrator(
    database: &DatabaseSettings,
    passwords: &Passwords,
    centre: &str,
    email: &str,
    name: &str,
) -> Result<(), Stop> {
    let mut problems = Problems::default();
    let county = problems.check("--centre", CountyKey::parse(centre));
    let address = problems.check("--email", EmailAddress::parse(email));
    let name = problems.check("--name", Line::parse(name));
    problems.finish().map_err(|refusal| refused(refusal.into()))?;
    let (Some(county), Some(address), Some(name)) = (county, address, name) else {
        return Err(stop("settings are missing"));
    };
    let store = open(database).await?;
    // Somebody may have signed up with this address who is not the person meant: only an account that was let in keeps its
    // password.
    let pending = |account: &Account| account.status == domain::account::AccountStatus::Pending;
    let exists = store.account_by_email(&address).await.map_err(refused)?.is_some_and(|account| !pending(&account));
    let password = if exists { None } else { Some(hash(passwords, read_password(&[email])?).await?) };
    let operator = Actor::operator();
    let now = now();
    let (account_id, post) = (new_id(now)?, new_id(now)?);
    let done = store.write(&operator, async |tx| {
        let intent = Intent { actor: &operator, now, expected: None };
        let centre = tx.centre_of_county(county.as_str()).await?.ok_or_else(|| Refusal::not_found("centre"))?;
        let staff = tx.staff_of(centre.id).await?;
        let account = match (tx.account_by_email(&address).await?, password) {
            (Some(account), None) if !pending(&account) => account,
            (Some(account), Some(password)) if pending(&account) => {
                let account = tx.save(account.reset_password(password, &intent)?).await?.0;
                tx.save(account.activate(None, &intent)?).await?
            }
            (None, Some(password)) => {
                let account = Account::sign_up(account_id, address, name, LanguageTag::german(), password, &intent)?;
                let account = tx.save(account).await?;
                tx.save(account.activate(None, &intent)?).await?
            }
            // It has changed while the password was typed.
            _ => return Err(Refusal::Stale.into()),
        };
        tx.save(staff.appoint(post, &account, StaffRole::Administrator, &intent)?).await?;
        Ok(centre)
    });
    let centre = done.await.map_err(|error| match error {
        persistence::Error::Refused(Refusal::NotFound { .. }) => stop(format!(
            "--centre: there is no centre for {} yet; make one with: miteinander centre create --county {} --name …",
            county.name(),
            county.as_str()
        )),
        persistence::Error::Refused(Refusal::Duplicate { .. }) => {
            stop(format!("--email: {email} is administrator there already"))
        }
        other => refused(other),
    })?;
    let kept = if exists { " The password stays as it was." } else { "" };
    print(&format!("{email} is administrator of {}.{kept}", centre.content.name));
    store.close().await.map_err(refused)
}

async fn reset_password(database: &DatabaseSettings, passwords: &Passwords, email: &str) -> Result<(), Stop> {
    let address = EmailAddress::parse(email).map_err(|_| stop("--email: this is not an e-mail address"))?;
    let store = open(database).await?;
    if store.account_by_email(&address).await.map_err(refused)?.is_none() {
        return Err(stop(format!("--email: nobody signs in with {email}")));
    }
    let password = hash(passwords, read_password(&[email])?).await?;
    let operator = Actor::operator();
    let done = store.write(&operator, async |tx| {
        let intent = Intent { actor: &operator, now: now(), expected: None };
        let account = tx.account_by_email(&address).await?.ok_or_else(|| Refusal::not_found("email"))?;
        tx.save(account.reset_password(password, &intent)?).await.map(|_| ())
    });
    done.await.map_err(refused)?;
    print(&format!("The password of {email} is set; all sessions have ended."));
    store.close().await.map_err(refused)
}
