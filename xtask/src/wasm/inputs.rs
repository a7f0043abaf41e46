//! All that the packaged app is made of, read once.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{PROGRAMS, css, digest};
use crate::paths::Paths;

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
        let mut public = Vec::new();
        collect(&frontend.join("public"), "", &mut public)?;
        Ok(Self {
            compiled: compiled.collect::<Result<_>>()?,
            template: fs::read_to_string(frontend.join("index.html")).context("frontend/index.html")?,
            css: PROGRAMS.iter().map(|program| css::collect(&frontend, program.name)).collect::<Result<_>>()?,
            theme: if theme.exists() { Some(fs::read(theme)?) } else { None },
            public,
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

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().into_string().ok().context("a file name in frontend/public is not UTF-8")?;
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.push((name, fs::read(entry.path())?));
        }
    }
    Ok(())
}
