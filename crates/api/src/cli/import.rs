//! Taking files of others in.

use super::{Stop, new_id, now, open, print, refused, stop};
use crate::config::DatabaseSettings;
use domain::actor::Actor;
use domain::change::Intent;
use domain::place::CountyKey;
use domain::reference_figure::ReferenceFigures;
use domain::refusal::Refusal;
use domain::text::Value;
use std::io::Read;
use std::path::Path;

/// The largest file that is taken, in bytes: all of it is held at once.
const LARGEST: u64 = 256 << 20;

/// Reads a text file; `save_as` tells how people save such a file in UTF-8.
pub(super) fn read(path: &Path, save_as: &str) -> Result<String, Stop> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::InvalidData => {
            stop(format!("{}: this is no text in UTF-8; save it as {save_as}", path.display()))
        }
        _ => stop(format!("{}: {error}", path.display())),
    };
    let mut text = String::new();
    let mut file = std::fs::File::open(path).map_err(failed)?.take(LARGEST + 1);
    file.read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > LARGEST {
        return Err(stop(format!("{}: larger than {} MiB; split it", path.display(), LARGEST >> 20)));
    }
    Ok(text)
}

/// Takes reference figures of a centre, all of the file or none.
pub(super) async fn reference_figures(database: &DatabaseSettings, county: &str, file: &Path) -> Result<(), Stop> {
    let county = CountyKey::parse(county).map_err(|_| {
        stop(format!(
            "--centre: {county:?} is not the key of a county: 5 digits, such as 05382 for the Rhein-Sieg-Kreis"
        ))
    })?;
    let wrong = |wrong| stop(format!("{}: {wrong}; nothing was taken", file.display()));
    let sets = ReferenceFigures::read(&read(file, "\"CSV UTF-8\"")?, &county).map_err(wrong)?;
    let now = now();
    let with_id = |content| Ok((new_id(now)?, content));
    let sets = sets.into_iter().map(with_id).collect::<Result<Vec<_>, Stop>>()?;
    let store = open(database).await?;
    let operator = Actor::operator();
    let intent = Intent { actor: &operator, now, expected: None };
    let taken = store.write(&operator, async |tx| {
        let centre = tx.centre_of_county(county.as_str()).await?.ok_or_else(|| Refusal::not_found("centre"))?;
        let mut taken = Vec::new();
        for (id, content) in sets {
            let existing = tx.reference_figures(&centre, &content.label).await?;
            let is_new = existing.is_none();
            let set = tx.save(ReferenceFigures::import(id, &centre, existing, content, &intent)?).await?;
            taken.push((set, is_new));
        }
        Ok(taken)
    });
    let taken = taken.await.map_err(|error| match error {
        persistence::Error::Refused(Refusal::NotFound { .. }) => {
            stop(format!("--centre: there is no centre for {} yet", county.name()))
        }
        other => refused(other),
    })?;
    for (set, is_new) in taken {
        let content = &set.content;
        let how = if is_new { "new" } else { "in the place of those there were" };
        print(&format!("{}: {} figures of {}, {how}.", content.label, content.figures.len(), content.date));
    }
    print("They are rounded to multiples of 5; a running server shows them from now on.");
    store.close().await.map_err(refused)
}
