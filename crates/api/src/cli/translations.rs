//! Texts for translators elsewhere, and what they have made of them.

use super::import::read;
use super::{Stop, now, open, print, refused, show_progress, stop};
use crate::config::DatabaseSettings;
use crate::xliff::{self, Failed};
use domain::language::LanguageTag;
use domain::text::Value;
use std::path::Path;

fn tag(option: &str, text: &str) -> Result<LanguageTag, Stop> {
    let expected = "expected a tag such as de, tr or kmr";
    LanguageTag::parse(text).map_err(|_| stop(format!("{option}: {text:?} is not the tag of a language; {expected}")))
}

/// Prints what everybody sees of organisations, offers and projects, and is to be translated.
pub(super) async fn export(database: &DatabaseSettings, (from, into): (&str, &str)) -> Result<(), Stop> {
    let (from, into) = (tag("--from", from)?, tag("--language", into)?);
    if from == into {
        return Err(stop(format!(
            "--language: {into} is the language of the originals; expected another one, or other originals with --from"
        )));
    }
    let store = open(database).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let done = xliff::export(&store, now(), (&from, &into), &mut out, &mut show_progress("Writing texts")).await;
    let exported = done.map_err(|failed| match failed {
        Failed::Database(error) => refused(error),
        Failed::Output(error) => stop(format!("standard output: {error}")),
    })?;
    tell(&format!("{} texts of {} things, from {from} into {into}.", exported.texts, exported.things));
    if exported.others > 0 {
        tell(&format!("{} more things were first written in other languages; see --from.", exported.others));
    }
    store.close().await.map_err(refused)
}

/// Beside what is printed.
fn tell(text: &str) {
    #[expect(clippy::print_stderr, reason = "the person in front of it reads this; the product goes elsewhere")]
    {
        eprintln!("{text}");
    }
}

/// Takes in what translators elsewhere have made: all of the file, or nothing if something is wrong with it.
pub(super) async fn import(database: &DatabaseSettings, path: &Path) -> Result<(), Stop> {
    let wrong = |told: &str| stop(format!("{}: {told}\nNothing was taken.", path.display()));
    let text = read(path, "UTF-8")?;
    let document = xliff::read(&text).map_err(|error| wrong(&error.to_string()))?;
    let store = open(database).await?;
    let taken = xliff::import(&store, now(), &document, &mut show_progress("Taking texts")).await.map_err(refused)?;
    if taken.things == 0 && !taken.problems.is_empty() {
        return Err(wrong(&taken.problems.join("\n")));
    }
    taken.skipped.iter().chain(&taken.problems).for_each(|told| tell(&format!("{told}; left out")));
    print(&format!("{} texts of {} things are new or changed, in {}.", taken.texts, taken.things, document.target));
    if taken.outdated > 0 {
        print(&format!("{} of them translate an original that has changed since; they are marked.", taken.outdated));
    }
    if taken.kept > 0 {
        print(&format!("{} texts were left as they are: what is here is newer.", taken.kept));
    }
    if taken.texts > 0 {
        print("They are drafts until somebody here has reviewed them; a running server shows them from now on.");
    }
    store.close().await.map_err(refused)
}
