//! The inputs that are kept, each tried again.

use std::fs;
use std::path::Path;

#[test]
fn what_the_corpus_holds_still_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, feed) in fuzz::TARGETS {
        let mut files: Vec<_> = fs::read_dir(corpus.join(name))
            .unwrap_or_else(|error| panic!("corpus/{name}: {error}"))
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        assert!(files.len() >= 10, "corpus/{name} holds {} inputs", files.len());
        for file in files {
            let bytes = fs::read(&file).expect("an input");
            // Its name, since what panics says only what it was about.
            let outcome = std::panic::catch_unwind(|| feed(&bytes));
            assert!(outcome.is_ok(), "{}", file.display());
        }
    }
}

#[test]
fn every_folder_of_the_corpus_has_a_target() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let names: Vec<&str> = fuzz::TARGETS.iter().map(|(name, _)| *name).collect();
    for entry in fs::read_dir(corpus).expect("the corpus") {
        let name = entry.expect("an entry").file_name();
        assert!(names.iter().any(|known| name == **known), "{}", name.display());
    }
}
