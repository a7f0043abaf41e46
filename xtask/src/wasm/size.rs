//! What it costs to come to the app, or to its admin section.

use std::{fmt, fs, path::Path};

use anyhow::{Context, Result};

use super::{
    Program,
    bundle::{compressible, suffixed},
};

pub(crate) struct Table {
    measured: &'static str,
    budget: u64,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Table {
    /// The page and every file it names: a file in `public` counts once the page refers to it.
    pub(crate) fn measure(dist: &Path, &Program { name: _, page, measured, budget }: &Program) -> Result<Self> {
        let text = fs::read_to_string(dist.join(page)).with_context(|| format!("frontend/dist/{page}"))?;
        let mut names = vec![page];
        names.extend(local_references(&text));
        let rows = names.into_iter().map(|name| Row::measure(dist, name)).collect::<Result<_>>();
        Ok(Self { measured, budget, rows: rows.with_context(|| page.to_owned())? })
    }

    pub(crate) fn over_budget(&self) -> bool {
        self.total(|row| row.brotli) > self.budget
    }

    fn total(&self, column: impl Fn(&Row) -> u64) -> u64 {
        self.rows.iter().map(column).sum()
    }
}

impl Row {
    fn measure(dist: &Path, name: &str) -> Result<Self> {
        let file = dist.join(name);
        let length = |path: &Path| {
            let found = fs::metadata(path).with_context(|| format!("needs {}", path.display()))?;
            anyhow::Ok(found.len())
        };
        let raw = length(&file)?;
        let (gzip, brotli) = if compressible(&file) {
            (length(&suffixed(&file, ".gz"))?, length(&suffixed(&file, ".br"))?)
        } else {
            (raw, raw)
        };
        Ok(Self { name: name.to_owned(), raw, gzip, brotli })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "  {:<28}{:>10}{:>10}{:>10}",
            format!("{}, bytes", self.measured),
            "raw",
            "gzip",
            "brotli"
        )?;
        for Row { name, raw, gzip, brotli } in &self.rows {
            writeln!(formatter, "  {name:<28}{raw:>10}{gzip:>10}{brotli:>10}")?;
        }
        let (raw, gzip, brotli) = (self.total(|row| row.raw), self.total(|row| row.gzip), self.total(|row| row.brotli));
        writeln!(formatter, "  {:<28}{raw:>10}{gzip:>10}{brotli:>10}", "total")?;
        write!(formatter, "  budget {}, used {} %", self.budget, brotli * 100 / self.budget)
    }
}

/// Files of our own that `href` and `src` name, each once.
fn local_references(page: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for attribute in ["href=\"/", "src=\"/"] {
        for (start, _) in page.match_indices(attribute) {
            let value = &page[start + attribute.len()..];
            let name = value.split('"').next().unwrap_or_default();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_a_visit_loads() {
        let page = r#"<link href="/a.css"><link href="/a.css"><script src="/b.js"></script><a href="https://x/">"#;
        assert_eq!(local_references(page), ["a.css", "b.js"]);
    }

    #[test]
    fn the_budget_counts_brotli_and_uncompressible_files_whole() {
        let dist = tempfile::tempdir().unwrap();
        let write = |name: &str, length: usize| {
            fs::write(dist.path().join(name), vec![0; length]).unwrap();
        };
        fs::write(dist.path().join("index.html"), r#"<img src="/logo.png">"#).unwrap();
        write("index.html.gz", 20);
        write("index.html.br", 10);
        let program = Program { name: "desk", page: "index.html", measured: "first visit", budget: 1_000 };
        for (length, over) in [(990, false), (991, true)] {
            write("logo.png", length);
            let table = Table::measure(dist.path(), &program).unwrap();
            assert_eq!(table.over_budget(), over, "{table}");
        }
        fs::remove_file(dist.path().join("logo.png")).unwrap();
        assert!(Table::measure(dist.path(), &program).is_err(), "a page that names a missing file is broken");
    }
}
