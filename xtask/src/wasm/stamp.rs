//! Remembers what the files in `dist` were made of, so that an unchanged app is not packaged again.

use std::{fs, path::PathBuf};

use anyhow::Result;

use super::{Options, digest, inputs::Inputs, optimise::Optimiser, pages};
use crate::paths::Paths;

pub(crate) struct Stamp {
    file: PathBuf,
    wanted: String,
    pages: Vec<PathBuf>,
}

impl Stamp {
    /// xtask itself is an input too: whoever changes the packaging sees the change at once.
    pub(crate) fn new(paths: &Paths, inputs: &Inputs, optimiser: Option<&Optimiser>, options: Options) -> Result<Self> {
        let program = fs::read(std::env::current_exe()?)?;
        let Options { dev, reload, check_size: _ } = options;
        let mode = format!("dev={dev} reload={reload} optimiser={}", optimiser.map_or("none", Optimiser::version));
        let wanted = digest::hex_of([digest::hex(&program).as_bytes(), mode.as_bytes(), inputs.digest().as_bytes()]);
        // In the target directory, because all that lies in `dist` becomes part of the server; by checkout, because
        // checkouts share the target directory.
        let checkout = digest::short(paths.root().as_os_str().as_encoded_bytes());
        let file = paths.target().join("lotse-dist").join(checkout);
        Ok(Self { file, wanted, pages: pages(paths) })
    }

    pub(crate) fn is_current(&self) -> bool {
        self.pages.iter().all(|page| page.exists())
            && fs::read_to_string(&self.file).is_ok_and(|stamp| stamp == self.wanted)
    }

    pub(crate) fn write(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.wanted)?;
        Ok(())
    }
}
