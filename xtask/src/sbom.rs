//! `cargo xtask sbom`: what the server and the app are made of, in CycloneDX, by cargo-cyclonedx.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{cargo_tool::CYCLONEDX, paths::Paths, process, wasm::way::TARGET, workspace};

/// A program that is given to others.
struct Program {
    /// Where its manifest lies.
    folder: &'static str,
    /// What it is compiled for; as this machine, where nothing is said.
    target: Option<&'static str>,
    file: &'static str,
}

const PROGRAMS: [Program; 2] = [
    Program { folder: "crates/server", target: None, file: "lotse.cdx.json" },
    Program { folder: "frontend", target: Some(TARGET), file: "lotse-app.cdx.json" },
];

/// cargo-cyclonedx writes beside the manifest of every member, so this name has to be nobody else's.
const WRITTEN: &str = "lotse-cyclonedx";

pub(crate) fn write(paths: &Paths) -> Result<()> {
    let tool = CYCLONEDX.ensure(paths)?;
    let into = paths.target().join("sbom");
    fs::create_dir_all(&into)?;
    let host = host()?;
    for program in PROGRAMS {
        let Program { folder, target, file } = program;
        let written = Written::begin(paths)?;
        let mut command = Command::new(&tool);
        command.args(["cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5"]);
        // What only runs while it is built is not in it.
        command.args(["--no-build-deps", "--target", target.unwrap_or(&host), "--override-filename", WRITTEN]);
        command.arg("--manifest-path").arg(paths.root().join(folder).join("Cargo.toml"));
        process::run(command.current_dir(paths.root()))?;
        let document = fs::read_to_string(written.of(folder)).context("cargo-cyclonedx wrote nothing")?;
        let document = without_place(&document, paths.root());
        let components = count(&document)?;
        fs::write(into.join(file), document)?;
        println!("{}: {components} components", into.join(file).display());
    }
    Ok(())
}

/// Where somebody built it is nobody's business.
fn without_place(document: &str, root: &Path) -> String {
    document.replace(&format!("file://{}/", root.display()), "file:///lotse/")
}

fn count(document: &str) -> Result<usize> {
    let document: Value = serde_json::from_str(document)?;
    document["components"].as_array().map(Vec::len).context("a document without components")
}

fn host() -> Result<String> {
    let told = process::read(Command::new("rustc").arg("-vV"))?;
    told.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).context("rustc names no host")
}

/// What the tool leaves in the checkout, and is taken away again.
struct Written(Vec<PathBuf>);

impl Written {
    fn begin(paths: &Paths) -> Result<Self> {
        let metadata = workspace::metadata(paths)?;
        let written = |package| Ok(workspace::folder(package)?.join(format!("{WRITTEN}.json")));
        Ok(Self(workspace::packages(&metadata)?.iter().map(written).collect::<Result<_>>()?))
    }

    fn of(&self, folder: &str) -> PathBuf {
        let end = Path::new(folder).join(format!("{WRITTEN}.json"));
        self.0.iter().find(|file| file.ends_with(&end)).cloned().unwrap_or(end)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for file in self.0.iter().filter(|file| file.exists()) {
            if let Err(error) = fs::remove_file(file) {
                eprintln!("xtask: {} stays: {error}", file.display());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_builder_is_not_told() {
        let document = r#"{"bom-ref": "path+file:///home/somebody/desk/crates/server#0.1.0"}"#;
        let told = without_place(document, Path::new("/home/somebody/desk"));
        assert_eq!(told, r#"{"bom-ref": "path+file:///lotse/crates/server#0.1.0"}"#);
    }

    #[test]
    fn components_are_counted_and_have_to_be_there() {
        assert_eq!(count(r#"{"components": [{}, {}]}"#).unwrap(), 2);
        assert!(count("{}").is_err());
    }
}
