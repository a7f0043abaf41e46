//! Where things are. Nothing else in xtask spells a folder of the repository's root.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::refusal::Refusal;

pub(crate) struct Paths {
    root: PathBuf,
    target: PathBuf,
}

impl Paths {
    /// Asks the environment at run time: checkouts share a target directory, so a path compiled in may be another's.
    pub(crate) fn discover() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| Refusal::new("start this program as `cargo xtask`"))?;
        let root = manifest.parent().context("xtask lies in the root folder of the workspace")?.to_owned();
        let target = target_dir(&root, |name| env::var_os(name).map(PathBuf::from))
            .ok_or_else(|| Refusal::new("set CARGO_TARGET_DIR, XDG_CACHE_HOME or HOME"))?;
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    pub(crate) fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("frontend/dist")
    }

    /// Tools that are installed once and used by every checkout.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    pub(crate) fn e2e(&self) -> PathBuf {
        self.root.join("e2e")
    }

    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new("cargo");
        command.arg(subcommand).current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        // `cargo run` names this package to the program, and build scripts that look at such names (`ring` does) would run
        // again whenever cargo is called by hand instead, and all that depends on them be compiled once more.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                command.env_remove(name);
            }
        }
        command
    }
}

/// Outside the checkout by default, so that a fresh clone does not compile 600 crates again.
fn target_dir(root: &Path, variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.as_os_str().is_empty());
    if let Some(target) = set("CARGO_TARGET_DIR") {
        return Some(root.join(target));
    }
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))?;
    Some(cache.join("lotse/target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_directory_follows_the_environment() {
        let found = |variables: &[(&str, &str)]| {
            let variable = |name: &str| variables.iter().find(|(key, _)| *key == name);
            target_dir(Path::new("/w"), |name| variable(name).map(|(_, value)| value.into()))
        };
        let cache = Some(PathBuf::from("/h/.cache/lotse/target"));
        assert_eq!(found(&[("CARGO_TARGET_DIR", "/t"), ("HOME", "/h")]), Some("/t".into()));
        assert_eq!(found(&[("CARGO_TARGET_DIR", "t")]), Some("/w/t".into()), "relative to the workspace");
        assert_eq!(found(&[("CARGO_TARGET_DIR", ""), ("HOME", "/h")]), cache, "empty counts as unset");
        assert_eq!(found(&[("XDG_CACHE_HOME", "/c")]), Some("/c/lotse/target".into()));
        assert_eq!(found(&[("HOME", "/h")]), cache);
        assert_eq!(found(&[]), None);
    }
}
