//! Reference data that replaces what comes with the program.

use crate::error::Error;
use crate::store::{Store, Tx, fetch};
use domain::place::ReferenceFiles;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(FromQueryResult)]
struct Row {
    name: String,
    content: String,
}

const MUNICIPALITIES: &str = "municipalities";
const POSTAL_CODES: &str = "postal codes";

impl Store {
    /// The files that replace those of the program, if any do.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn reference_files(&self) -> Result<Option<ReferenceFiles>, Error> {
        let select = Query::select().columns(["name", "content"]).from("reference_file").take();
        let rows = fetch::<Row>(&self.db, &select).await?;
        let find = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.content.clone());
        let built_in = ReferenceFiles::built_in();
        Ok((!rows.is_empty()).then(|| ReferenceFiles {
            municipalities: find(MUNICIPALITIES).unwrap_or(built_in.municipalities),
            postal_codes: find(POSTAL_CODES).unwrap_or(built_in.postal_codes),
        }))
    }
}

impl Tx {
    /// Replaces the files.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn set_reference_files(&self, files: &ReferenceFiles, now: Timestamp) -> Result<(), Error> {
        for (name, content) in [(MUNICIPALITIES, &files.municipalities), (POSTAL_CODES, &files.postal_codes)] {
            let upsert = Query::insert()
                .into_table("reference_file")
                .columns(["name", "content", "updated_at"])
                .values_panic([Expr::val(name), Expr::val(content.as_str()), Expr::val(now.micros())])
                .on_conflict(OnConflict::column("name").update_columns(["content", "updated_at"]).to_owned())
                .take();
            self.tx.execute(&upsert).await?;
        }
        Ok(())
    }
}
