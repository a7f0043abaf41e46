//! Programs of others that cargo installs, each in one version, so that everybody gets the same verdict.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{paths::Paths, process, refusal::Refusal};

/// What may be in the tree, and where it may come from.
pub(crate) const DENY: CargoTool = CargoTool { name: "cargo-deny", version: "0.20.2", tells_version: &["--version"] };
/// What is in a program, as CycloneDX.
pub(crate) const CYCLONEDX: CargoTool =
    CargoTool { name: "cargo-cyclonedx", version: "0.5.9", tells_version: &["cyclonedx", "--version"] };

/// A program and its version.
pub(crate) struct CargoTool {
    name: &'static str,
    version: &'static str,
    /// The arguments by which it says its version.
    tells_version: &'static [&'static str],
}

impl CargoTool {
    /// Finds the program: in PATH where it has this version, else below the target directory, where it is installed once.
    pub(crate) fn ensure(&self, paths: &Paths) -> Result<PathBuf> {
        let Self { name, version, .. } = self;
        if let Some(found) = process::find_in_path(name).filter(|program| self.is(program)) {
            return Ok(found);
        }
        let folder = paths.tools().join(format!("{name}-{version}"));
        let program = folder.join("bin").join(name);
        if self.is(&program) {
            return Ok(program);
        }
        println!("installing {name} {version} into {}: it is compiled, once, which takes minutes", folder.display());
        let mut install = Command::new("cargo");
        install.args(["install", name, "--locked", "--version", version, "--root"]).arg(&folder);
        // With the workspace's directory cargo would leave what it compiled there; without, it builds and cleans up elsewhere.
        install.env_remove("CARGO_TARGET_DIR").current_dir(paths.root());
        process::run(&mut install).map_err(|error| {
            Refusal::new(format!(
                "run: cargo install {name} --locked --version {version}, which failed here: {error:#}"
            ))
        })?;
        Ok(program)
    }

    fn is(&self, program: &Path) -> bool {
        let said = Command::new(program).args(self.tells_version).output();
        said.is_ok_and(|said| self.says(&String::from_utf8_lossy(&said.stdout)))
    }

    /// `cargo-deny 0.18.2`
    fn says(&self, said: &str) -> bool {
        said.split_whitespace().last() == Some(self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_another_tool() {
        let tool = CargoTool { name: "cargo-deny", version: "1.2.3", tells_version: &[] };
        for (said, same) in [
            ("cargo-deny 1.2.3\n", true),
            ("cargo-cyclonedx-cyclonedx 1.2.3", true),
            ("cargo-deny 1.2.30", false),
            ("", false),
        ] {
            assert_eq!(tool.says(said), same, "{said:?}");
        }
    }
}
