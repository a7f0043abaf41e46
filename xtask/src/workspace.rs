//! What cargo says of the workspace.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{paths::Paths, process};

/// `cargo metadata` of the members alone.
pub(crate) fn metadata(paths: &Paths) -> Result<Value> {
    let metadata = process::read(paths.cargo("metadata").args(["--format-version", "1", "--no-deps"]))?;
    Ok(serde_json::from_str(&metadata)?)
}

/// The members.
pub(crate) fn packages(metadata: &Value) -> Result<&Vec<Value>> {
    metadata["packages"].as_array().context("cargo metadata lists no packages")
}

/// The name of a member, or of what it depends on.
pub(crate) fn name(value: &Value) -> Result<&str> {
    value["name"].as_str().context("cargo metadata: no name")
}

/// Where the manifest of a member lies.
pub(crate) fn folder(package: &Value) -> Result<PathBuf> {
    let manifest = package["manifest_path"].as_str().map(Path::new);
    manifest.and_then(Path::parent).map(Path::to_owned).context("cargo metadata: a member without a path")
}
