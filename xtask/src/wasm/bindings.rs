//! JavaScript glue. wasm-bindgen as a library has the version that Cargo.lock gives the app, and downloads nothing.

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::{Bindgen, Output};

pub(crate) struct Bound {
    pub(crate) glue: String,
    pub(crate) wasm: Vec<u8>,
}

pub(crate) fn generate(compiled: &[u8], dev: bool) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_bytes("app", compiled.to_vec())
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .debug(dev)
        .keep_debug(dev)
        .remove_name_section(!dev)
        .remove_producers_section(!dev)
        .generate_output()?;
    refuse_scripts(&output)?;
    let glue = output.js().to_owned();
    Ok(Bound { glue, wasm: output.wasm_mut().emit_wasm() })
}

/// A script of a dependency would be a file beside the glue, without a hash in its name and without integrity.
fn refuse_scripts(output: &Output) -> Result<()> {
    // Every crate that uses wasm-bindgen has an entry here, nearly all of them an empty one.
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty());
    let scripts: Vec<&String> = inline.map(|(name, _)| name).chain(output.local_modules().keys()).collect();
    ensure!(
        scripts.is_empty() && output.npm_dependencies().is_empty(),
        "a dependency of the app ships JavaScript, which xtask does not package: {scripts:?} {:?}",
        output.npm_dependencies().keys(),
    );
    Ok(())
}
