//! Every pair of colours that `css/tokens.css` declares is readable in both themes, and no style sheet combines colours in
//! a pair that is not declared. Contrast is computed as WCAG 2.1 defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;

/// Red, green and blue from 0 to 255.
type Colour = [u8; 3];

#[derive(Default)]
struct Tokens {
    /// In light and dark.
    colours: BTreeMap<String, [Colour; 2]>,
    /// Foreground and background with the contrast they need.
    pairs: BTreeMap<(String, String), f64>,
    quiet: BTreeSet<String>,
}

fn folder() -> PathBuf {
    // When it runs, not when it was compiled: that may have been in another checkout with the same target folder.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs this");
    Path::new(&package).join("css")
}

fn tokens() -> Tokens {
    let sheet = fs::read_to_string(folder().join("tokens.css")).expect("tokens.css");
    let mut tokens = Tokens::default();
    for line in sheet.lines().map(str::trim) {
        let words: Vec<&str> = line.trim_end_matches("*/").split_whitespace().collect();
        match words.as_slice() {
            [kind @ ("@text" | "@edge"), front, backs @ ..] => {
                let needed = if *kind == "@text" { TEXT } else { EDGE };
                for back in backs {
                    let pair = (front.trim_end_matches(':').to_owned(), (*back).to_owned());
                    let needed = tokens.pairs.get(&pair).copied().unwrap_or_default().max(needed);
                    tokens.pairs.insert(pair, needed);
                }
            }
            ["@quiet", names @ ..] => tokens.quiet.extend(names.iter().map(|&name| name.to_owned())),
            _ => {
                if let Some((name, colours)) = colour_token(line) {
                    tokens.colours.insert(name, colours);
                }
            }
        }
    }
    tokens
}

/// `--name: light-dark(#rrggbb, #rrggbb);`
fn colour_token(line: &str) -> Option<(String, [Colour; 2])> {
    let (name, value) = line.strip_prefix("--")?.split_once(':')?;
    let (light, dark) = value.trim().strip_prefix("light-dark(")?.trim_end_matches(");").split_once(',')?;
    Some((name.to_owned(), [hex(light.trim())?, hex(dark.trim())?]))
}

fn hex(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#')?;
    let part = |index: usize| u8::from_str_radix(digits.get(index..index + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn luminance(colour: Colour) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_is_that_of_wcag() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
}

#[test]
fn every_declared_pair_is_readable_in_both_themes() {
    let tokens = tokens();
    assert!(tokens.colours.len() > 20 && tokens.pairs.len() > 40, "tokens.css was not read");
    let mut poor = Vec::new();
    for ((front, back), needed) in &tokens.pairs {
        let colours = |name: &str| *tokens.colours.get(name).unwrap_or_else(|| panic!("no colour --{name}"));
        for (index, theme) in ["light", "dark"].into_iter().enumerate() {
            let found = contrast(colours(front)[index], colours(back)[index]);
            if found < *needed {
                poor.push(format!("{front} on {back}, {theme}: {found:.2} of {needed}"));
            }
        }
    }
    assert!(poor.is_empty(), "{poor:#?}");
}

#[test]
fn every_colour_has_its_place() {
    let tokens = tokens();
    let named: BTreeSet<&String> =
        tokens.pairs.keys().flat_map(|(front, back)| [front, back]).chain(&tokens.quiet).collect();
    let lost: Vec<_> = tokens.colours.keys().filter(|name| !named.contains(name)).collect();
    assert!(lost.is_empty(), "in no pair: {lost:?}");
}

/// The design system's style sheets and the app's.
fn style_sheets() -> Vec<(String, String)> {
    let app = folder().join("../../css");
    let folders = [folder(), app.join("admin"), app];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder of style sheets"));
    let files = files.map(|entry| entry.expect("an entry").path());
    let sheets = files.filter(|file| file.extension().is_some_and(|extension| extension == "css"));
    sheets.map(|file| (file.display().to_string(), fs::read_to_string(&file).expect("a style sheet"))).collect()
}

#[test]
fn style_sheets_use_only_tokens_and_declared_pairs() {
    let tokens = tokens();
    let sheets = style_sheets();
    let declared: BTreeSet<&str> = sheets.iter().flat_map(|(_, sheet)| defined(sheet)).collect();
    let mut wrong = Vec::new();
    for (file, sheet) in &sheets {
        for name in used(sheet).filter(|name| !declared.contains(name)) {
            wrong.push(format!("{file}: no token --{name}"));
        }
        if !file.ends_with("tokens.css") && (sheet.contains('#') && has_colour(sheet) || sheet.contains("rgb(")) {
            wrong.push(format!("{file}: a colour that is no token"));
        }
        for rule in sheet.split('}') {
            let (selector, body) = rule.rsplit_once('{').unwrap_or_default();
            let of = |property: &str| colour_of(body, property);
            let back = of("background:").or_else(|| of("background-color:"));
            if let (Some(front), Some(back)) = (of("color:"), back)
                && tokens.colours.contains_key(back)
                && !tokens.pairs.contains_key(&(front.to_owned(), back.to_owned()))
            {
                wrong.push(format!("{file}: {} on {}, in {}", front, back, selector.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn defined(sheet: &str) -> impl Iterator<Item = &str> {
    sheet.lines().filter_map(|line| line.trim().strip_prefix("--")?.split(':').next())
}

fn used(sheet: &str) -> impl Iterator<Item = &str> {
    sheet.split("var(--").skip(1).filter_map(|rest| rest.split([')', ',']).next())
}

/// A `#` that begins a colour and no selector.
fn has_colour(sheet: &str) -> bool {
    sheet.lines().filter_map(|line| line.split_once(": ")).any(|(_, value)| hex(value.trim_end_matches(';')).is_some())
}

/// The token of a property, where it is one.
fn colour_of<'a>(body: &'a str, property: &str) -> Option<&'a str> {
    let line = body.lines().map(str::trim).find(|line| line.starts_with(property))?;
    line.split_once("var(--")?.1.split(')').next()
}
