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
    let mut glue = output.js().to_owned();
    if !dev {
        glue = shorten(&mut output, squeeze(&glue));
    }
    Ok(Bound { glue, wasm: output.wasm_mut().emit_wasm() })
}

/// Gives what the app imports short names. Its own end in sixteen random digits each, which nothing compresses, and stand in
/// both files.
fn shorten(output: &mut Output, mut glue: String) -> String {
    for (number, import) in output.wasm_mut().imports.iter_mut().enumerate() {
        // As it stands in the object that the glue hands over; what is named otherwise keeps its name.
        let key = format!("\n{}:", import.name);
        if glue.contains(&key) {
            import.name = format!("i{number}");
            glue = glue.replace(&key, &format!("\n{}:", import.name));
        }
    }
    glue
}

/// Leaves out what is there for readers: indentation, empty lines and comments. A text that goes over several lines would
/// suffer from that, so a glue that has one stays as it is.
fn squeeze(glue: &str) -> String {
    if glue.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return glue.to_owned();
    }
    let lines: Vec<&str> =
        glue.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
    lines.join("\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_loses_what_only_readers_need() {
        let glue = "let a = `x ${b}`;\n\n    // Why.\n    if (a) {\n        c('//');\n    }\n";
        assert_eq!(squeeze(glue), "let a = `x ${b}`;\nif (a) {\nc('//');\n}");
        let text = "let a = `x\n    y`;\n";
        assert_eq!(squeeze(text), text);
    }
}
