//! The browser app: compiled, bound to JavaScript, made small, named by content, compressed, measured.

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

use std::{path::Path, time::Instant};

use anyhow::{Result, bail};

use crate::{paths::Paths, refusal::Refusal};
use bundle::Bundle;
use inputs::Inputs;
use optimise::Optimiser;
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
    let mut bound = bindings::generate(&inputs.compiled, options.dev)?;
    if let Some(optimiser) = optimiser {
        bound.wasm = optimiser.run(&bound.wasm)?;
    }
    let mut bundle = Bundle::default();
    let css = inputs.css.as_ref().map(|text| bundle.add_hashed("app", "css", text.as_bytes().to_vec()));
    let theme = inputs.theme.as_ref().map(|bytes| bundle.add_hashed("theme", "js", bytes.clone()));
    let wasm = bundle.add_hashed("app", "wasm", bound.wasm);
    let glue = bundle.add_hashed("app", "js", bound.glue.into_bytes());
    let boot = bundle.add_hashed("boot", "js", page::boot(&glue, &wasm, options.reload).into_bytes());
    let icon = inputs.public.iter().any(|(name, _)| name == "favicon.svg");
    let index = page::render(&inputs.template, &page::Assets { css, theme, wasm, glue, boot, icon })?;
    for (name, bytes) in &inputs.public {
        bundle.add(name.clone(), bytes.clone());
    }
    bundle.add("index.html".to_owned(), index.into_bytes());
    Ok(bundle)
}

fn report(dist: &Path, options: Options) -> Result<()> {
    if options.dev {
        return Ok(());
    }
    let table = size::Table::measure(dist)?;
    println!("{table}");
    if options.check_size && table.over_budget() {
        bail!("a first visit loads more than the budget");
    }
    Ok(())
}
