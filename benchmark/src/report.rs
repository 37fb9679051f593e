//! The tables.

use crate::cost::Cost;
use crate::door::Ways;
use crate::index::Indexed;
use crate::search::Searched;

/// A question at a size on a database: what it costs here, and what the bare handler costs.
pub struct Line {
    pub database: &'static str,
    pub offers: u64,
    pub question: &'static str,
    pub statements: f64,
    /// One request after the other.
    pub alone: Pair,
    /// Sixteen at once.
    pub crowded: Pair,
}

/// The server, and the bare handler.
#[derive(Clone, Copy)]
pub struct Pair {
    pub product: Cost,
    pub bare: Cost,
}

#[derive(Default)]
pub struct Report {
    pub lines: Vec<Line>,
    pub ways: Vec<Ways>,
    pub searched: Vec<Searched>,
    pub indexed: Vec<Indexed>,
}

impl Report {
    pub fn print(&self) {
        #[expect(clippy::print_stdout, reason = "the report is the product")]
        let write = |text: String| println!("{text}");
        for database in ["SQLite", "PostgreSQL"] {
            let lines: Vec<&Line> = self.lines.iter().filter(|line| line.database == database).collect();
            if lines.is_empty() {
                continue;
            }
            write(format!("\n### {database}\n"));
            write("| question | offers | statements | processor, server + database (ms) | bare handler (ms) | ratio | against the smallest | p50 / p99 alone (ms) | bare | p50 / p99 of 16 (ms) | bare |".into());
            write("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |".into());
            for line in &lines {
                let Pair { product, bare } = line.alone;
                let smallest = lines.iter().find(|other| other.question == line.question);
                let growth = smallest.map_or(1.0, |smallest| product.processor() / smallest.alone.product.processor());
                let took = |cost: Cost| format!("{:.2} / {:.2}", cost.median, cost.p99);
                write(format!(
                    "| {} | {} | {:.1} | {:.2} + {:.2} | {:.2} + {:.2} | {:.2} | {:.2} | {} | {} | {} | {} |",
                    line.question,
                    line.offers,
                    line.statements,
                    product.server,
                    product.database,
                    bare.server,
                    bare.database,
                    product.processor() / bare.processor(),
                    growth,
                    took(product),
                    took(bare),
                    took(line.crowded.product),
                    took(line.crowded.bare),
                ));
            }
        }
        write("\n### The front door, first page\n".into());
        write("| database | offers | through the door (ms) | executor alone (ms) | ratio | the library's own way (ms) | ratio |".into());
        write("| --- | ---: | ---: | ---: | ---: | ---: | ---: |".into());
        for Ways { database, offers, door, executor, library } in &self.ways {
            let ratios = (door / executor, door / library);
            write(format!(
                "| {database} | {offers} | {door:.3} | {executor:.3} | {:.2} | {library:.3} | {:.2} |",
                ratios.0, ratios.1
            ));
        }
        write("\n### Search, beside the first page\n".into());
        write("| search | database | offers | found | statements | processor, server + database (ms) | p50 / p95 (ms) | first page (ms) | p95 to p95 |".into());
        write("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |".into());
        for Searched { database, offers, question, found, statements, search, page } in &self.searched {
            write(format!(
                "| {question} | {database} | {offers} | {found} | {statements:.1} | {:.2} + {:.2} | {:.2} / {:.2} | {:.2} / {:.2} | {:.1} |",
                search.server,
                search.database,
                search.median,
                search.p95,
                page.median,
                page.p95,
                search.p95 / page.p95
            ));
        }
        write("\n### What the index adds to a write\n".into());
        write("| database | offers | createOffer (ms) | without the index (ms) | index to the rest |".into());
        write("| --- | ---: | ---: | ---: | ---: |".into());
        for Indexed { database, offers, write: all, rest } in &self.indexed {
            write(format!("| {database} | {offers} | {all:.2} | {rest:.2} | {:.2} |", (all - rest) / rest));
        }
    }
}
