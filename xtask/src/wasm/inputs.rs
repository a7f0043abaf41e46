//! All that the packaged app is made of, read once.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{PROGRAMS, css, digest};
use crate::{files, paths::Paths};

pub(crate) struct Inputs {
    /// In the order of [`PROGRAMS`].
    pub(crate) compiled: Vec<Vec<u8>>,
    pub(crate) template: String,
    /// In the order of [`PROGRAMS`].
    pub(crate) css: Vec<Option<String>>,
    pub(crate) theme: Option<Vec<u8>>,
    /// Path below `frontend/public` and content, in the order of their names.
    pub(crate) public: Vec<(String, Vec<u8>)>,
}

impl Inputs {
    pub(crate) fn read(paths: &Paths, compiled: &Path) -> Result<Self> {
        let compiled = PROGRAMS.iter().map(|program| {
            let file = compiled.join(program.name).with_extension("wasm");
            fs::read(&file).with_context(|| file.display().to_string())
        });
        let frontend = paths.frontend();
        let theme = frontend.join("theme.js");
        Ok(Self {
            compiled: compiled.collect::<Result<_>>()?,
            template: fs::read_to_string(frontend.join("index.html")).context("frontend/index.html")?,
            css: PROGRAMS.iter().map(|program| css::collect(&frontend, program.name)).collect::<Result<_>>()?,
            theme: if theme.exists() { Some(fs::read(theme)?) } else { None },
            public: contents(&frontend.join("public"))?,
        })
    }

    pub(crate) fn digest(&self) -> String {
        let Self { compiled, template, css, theme, public } = self;
        let css = css.iter().map(|css| css.as_deref().unwrap_or_default().as_bytes());
        let fixed = [template.as_bytes(), theme.as_deref().unwrap_or_default()];
        let named = public.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]);
        digest::hex_of(compiled.iter().map(Vec::as_slice).chain(css).chain(fixed).chain(named))
    }
}

/// Each file by its path below the folder, with its content.
fn contents(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let content = |file: PathBuf| {
        let name = file.strip_prefix(folder)?.to_str().context("a file name in frontend/public is not UTF-8")?;
        Ok((name.to_owned(), fs::read(&file)?))
    };
    files::below(folder)?.into_iter().map(content).collect()
}
