//! The browser app: compiled, bound to JavaScript, made small, named by content, compressed, measured. It is several programs
//! with a page and a style sheet each, which share icon and first paint.

mod bindings;
mod bundle;
mod css;
pub(crate) mod digest;
mod inputs;
mod optimise;
mod order;
mod page;
mod size;
mod stamp;
pub(crate) mod way;

use std::{
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use anyhow::{Result, anyhow, bail};

use crate::{paths::Paths, refusal::Refusal};
use bindings::Bound;
use bundle::Bundle;
use inputs::Inputs;
use optimise::Optimiser;
use size::Table;
use stamp::Stamp;
use way::Way;

#[derive(Clone, Copy, Default)]
pub(crate) struct Options {
    pub(crate) dev: bool,
    pub(crate) check_size: bool,
    /// Open pages load themselves anew after a build.
    pub(crate) reload: bool,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--dev" => options.dev = true,
                "--check-size" => options.check_size = true,
                other => return Err(Refusal::new(format!("`wasm` knows no `{other}`")).into()),
            }
        }
        if options.dev && options.check_size {
            return Err(Refusal::new("--check-size measures the release build, without --dev").into());
        }
        Ok(options)
    }
}

/// A program of the app.
pub(crate) struct Program {
    /// Its binary in `frontend/src/bin`, and how its files are called.
    pub(crate) name: &'static str,
    pub(crate) page: &'static str,
    /// What is measured of it, and how many bytes of brotli that may be (docs/style.md, Size).
    pub(crate) measured: &'static str,
    pub(crate) budget: u64,
}

pub(crate) const PROGRAMS: [Program; 3] = [
    Program { name: "desk", page: "index.html", measured: "first visit", budget: 300_000 },
    Program { name: "account", page: "account.html", measured: "account", budget: 300_000 },
    Program { name: "admin", page: "admin.html", measured: "admin section", budget: 350_000 },
];

/// Whether the app was built, by whatever version of the code.
pub(crate) fn is_built(paths: &Paths) -> bool {
    pages(paths).iter().all(|page| page.exists())
}

fn pages(paths: &Paths) -> Vec<PathBuf> {
    PROGRAMS.iter().map(|program| paths.dist().join(program.page)).collect()
}

pub(crate) fn build(paths: &Paths, options: Options) -> Result<()> {
    let way = Way::choose(paths)?;
    println!("app: standard library for wasm32 {way}");
    let compiled = way.build(paths, if options.dev { "wasm-dev" } else { "wasm-release" })?;
    let optimiser = if options.dev {
        println!("app: development build, so no wasm-opt and nothing compressed");
        None
    } else {
        Optimiser::prepare(paths)
    };
    let inputs = Inputs::read(paths, &compiled)?;
    let stamp = Stamp::new(paths, &inputs, optimiser.as_ref(), options)?;
    if stamp.is_current() {
        println!("app: unchanged");
    } else {
        let started = Instant::now();
        package(&inputs, optimiser.as_ref(), options)?.write(&paths.dist(), !options.dev)?;
        stamp.write()?;
        println!("app: packaged in {:.1} s", started.elapsed().as_secs_f32());
    }
    report(&paths.dist(), options)
}

fn package(inputs: &Inputs, optimiser: Option<&Optimiser>, options: Options) -> Result<Bundle> {
    let bound = bind_all(inputs, optimiser, options)?;
    let mut bundle = Bundle::default();
    let theme = inputs.theme.as_ref().map(|bytes| bundle.add_hashed("theme", "js", bytes.clone()));
    let icon = inputs.public.iter().any(|(name, _)| name == "favicon.svg");
    let mut pages = Vec::new();
    for ((Program { name, page, .. }, css), Bound { glue, wasm }) in PROGRAMS.iter().zip(&inputs.css).zip(bound) {
        let css = css.as_ref().map(|text| bundle.add_hashed(name, "css", text.as_bytes().to_vec()));
        let wasm = bundle.add_hashed(name, "wasm", wasm);
        let glue = bundle.add_hashed(name, "js", glue.into_bytes());
        let boot = page::boot(&glue, &wasm, options.reload);
        let boot = bundle.add_hashed(&format!("{name}-boot"), "js", boot.into_bytes());
        let (css, theme) = (css.as_ref(), theme.as_ref());
        let assets = page::Assets { css, theme, wasm, glue, boot, icon };
        pages.push((*page, page::render(&inputs.template, &assets)?));
    }
    for (name, bytes) in &inputs.public {
        bundle.add(name.clone(), bytes.clone());
    }
    for (page, text) in pages {
        bundle.add(page.to_owned(), text.into_bytes());
    }
    Ok(bundle)
}

/// Each on a thread of its own: nearly all of the time goes into making them small.
fn bind_all(inputs: &Inputs, optimiser: Option<&Optimiser>, options: Options) -> Result<Vec<Bound>> {
    let bind = |compiled: &[u8]| {
        let mut bound = bindings::generate(compiled, options.dev)?;
        if let Some(optimiser) = optimiser {
            bound.wasm = optimiser.run(&bound.wasm)?;
        }
        Ok(bound)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = inputs.compiled.iter().map(|compiled| scope.spawn(move || bind(compiled))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("packaging the app panicked"))?).collect()
    })
}

fn report(dist: &Path, options: Options) -> Result<()> {
    if options.dev {
        return Ok(());
    }
    let tables = PROGRAMS.iter().map(|program| Table::measure(dist, program)).collect::<Result<Vec<_>>>()?;
    for table in &tables {
        println!("{table}");
    }
    if options.check_size && tables.iter().any(Table::over_budget) {
        bail!("the app loads more than the budget");
    }
    Ok(())
}
