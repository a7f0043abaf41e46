//! One style sheet for each program, out of many small ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The design system first, tokens and base before what uses them, then what the programs share, then what this one alone has:
/// the files in the folder with its name.
pub(crate) fn collect(frontend: &Path, program: &str) -> Result<Option<String>> {
    let mut files = style_sheets(&frontend.join("ui/css"))?;
    files.sort_by_key(|file| {
        let name = file.file_name().unwrap_or_default().to_owned();
        let rank = ["tokens.css", "base.css"].iter().position(|first| name == *first).unwrap_or(2);
        (rank, name)
    });
    for folder in [frontend.join("css"), frontend.join("css").join(program)] {
        files.extend(style_sheets(&folder)?);
    }
    if files.is_empty() {
        return Ok(None);
    }
    let mut text = String::new();
    for file in files {
        let sheet = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        text.push_str(&tighten(&sheet));
    }
    Ok(Some(text))
}

fn style_sheets(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    Ok(files)
}

/// Drops comments, indentation and blank lines. Compression does the rest better than a minifier could.
fn tighten(sheet: &str) -> String {
    let mut text = String::with_capacity(sheet.len());
    for line in without_comments(sheet).lines().map(str::trim).filter(|line| !line.is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn without_comments(sheet: &str) -> String {
    let mut text = String::with_capacity(sheet.len());
    let mut quote = None;
    let mut rest = sheet.chars().peekable();
    while let Some(next) = rest.next() {
        match quote {
            None if next == '/' && rest.peek() == Some(&'*') => {
                rest.next();
                skip_comment(&mut rest);
                // A comment separates what it stands between, like a space.
                text.push(' ');
                continue;
            }
            None if matches!(next, '"' | '\'') => quote = Some(next),
            Some(open) if next == open => quote = None,
            _ => {}
        }
        text.push(next);
        if next == '\\' {
            text.extend(rest.next());
        }
    }
    text
}

fn skip_comment(rest: &mut impl Iterator<Item = char>) {
    let mut previous = ' ';
    for next in rest {
        if previous == '*' && next == '/' {
            return;
        }
        previous = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_go_and_strings_stay() {
        let cases = [
            ("/* a */\n\n  .b {\n    color: red; /* why */\n  }\n", ".b {\ncolor: red;\n}\n"),
            ("a::before { content: \"/* kept */\"; }", "a::before { content: \"/* kept */\"; }\n"),
            (r#"a { content: "\"/* kept */"; }"#, "a { content: \"\\\"/* kept */\"; }\n"),
            ("a/**/b {}", "a b {}\n"),
            ("/***/a{}/* open", "a{}\n"),
            ("", ""),
        ];
        for (sheet, expected) in cases {
            assert_eq!(tighten(sheet), expected, "{sheet:?}");
        }
    }

    #[test]
    fn tokens_and_base_come_first_and_what_a_program_alone_has_comes_last() {
        let frontend = tempfile::tempdir().unwrap();
        let design = ["ui/css/tokens.css", "ui/css/base.css", "ui/css/alert.css", "ui/css/zebra.css"];
        for name in design.into_iter().chain(["css/page.css", "css/admin/about.css"]) {
            let file = frontend.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, format!("{name}{{}}")).unwrap();
        }
        for (program, own) in [("desk", &["css/page.css"][..]), ("admin", &["css/page.css", "css/admin/about.css"])] {
            let text = collect(frontend.path(), program).unwrap().unwrap();
            let order: Vec<_> = text.lines().map(|line| line.trim_end_matches("{}")).collect();
            assert_eq!(order, [&design, own].concat());
        }
    }

    #[test]
    fn no_style_sheet_is_no_css() {
        let frontend = tempfile::tempdir().unwrap();
        assert_eq!(collect(frontend.path(), "desk").unwrap(), None);
    }
}
