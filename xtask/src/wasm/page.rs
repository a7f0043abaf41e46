//! The page of a program and its first script. The content security policy allows no inline script or style, so both are files.

use anyhow::{Result, bail};

use super::bundle::Asset;

const BOOT: &str = include_str!("boot.js");
const RELOAD: &str = include_str!("reload.js");

pub(crate) struct Assets<'a> {
    pub(crate) css: Option<&'a Asset>,
    pub(crate) theme: Option<&'a Asset>,
    pub(crate) wasm: Asset,
    pub(crate) glue: Asset,
    pub(crate) boot: Asset,
    pub(crate) icon: bool,
}

/// The module that loads the app and says so when that fails; with `reload` it also waits for the next build.
pub(crate) fn boot(glue: &Asset, wasm: &Asset, reload: bool) -> String {
    let boot = BOOT.replace("{{glue}}", &glue.url).replace("{{wasm}}", &wasm.url);
    if reload { boot + RELOAD } else { boot }
}

/// Fills `{{name}}` in the template. A line that names an asset the app does not have is left out.
pub(crate) fn render(template: &str, assets: &Assets<'_>) -> Result<String> {
    let mut page = String::new();
    for line in template.lines() {
        if let Some(line) = fill(line, |name| value(assets, name))? {
            page.push_str(&line);
            page.push('\n');
        }
    }
    Ok(page)
}

/// The outer option tells whether the name exists, the inner one whether this app has the asset.
fn value<'a>(assets: &'a Assets<'_>, name: &str) -> Option<Option<&'a str>> {
    let url = |asset: &'a Asset| asset.url.as_str();
    let sri = |asset: &'a Asset| asset.integrity.as_str();
    Some(match name {
        "css" => assets.css.map(url),
        "css_sri" => assets.css.map(sri),
        "theme" => assets.theme.map(url),
        "theme_sri" => assets.theme.map(sri),
        "wasm" => Some(url(&assets.wasm)),
        "glue" => Some(url(&assets.glue)),
        "glue_sri" => Some(sri(&assets.glue)),
        "boot" => Some(url(&assets.boot)),
        "boot_sri" => Some(sri(&assets.boot)),
        "icon" => assets.icon.then_some("/favicon.svg"),
        _ => return None,
    })
}

fn fill<'a>(line: &str, value: impl Fn(&str) -> Option<Option<&'a str>>) -> Result<Option<String>> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            bail!("frontend/index.html: `{{{{` without `}}}}` in {line:?}");
        };
        match value(name.trim()) {
            None => bail!("frontend/index.html: xtask knows no {{{{{name}}}}}"),
            Some(None) => return Ok(None),
            Some(Some(text)) => {
                filled.push_str(before);
                filled.push_str(text);
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(Some(filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str) -> Asset {
        Asset { url: format!("/{name}"), integrity: format!("sha384-{name}") }
    }

    fn rendered(template: &str) -> Result<String> {
        let css = asset("app.css");
        let assets = Assets {
            css: Some(&css),
            theme: None,
            wasm: asset("app.wasm"),
            glue: asset("app.js"),
            boot: asset("boot.js"),
            icon: false,
        };
        render(template, &assets)
    }

    #[test]
    fn placeholders_are_filled_and_absent_assets_leave_no_line() {
        let template = "<link href=\"{{css}}\" integrity=\"{{ css_sri }}\">\n<script src=\"{{theme}}\">\n<p>";
        let page = rendered(template).unwrap();
        assert_eq!(page, "<link href=\"/app.css\" integrity=\"sha384-app.css\">\n<p>\n");
    }

    #[test]
    fn mistakes_in_the_template_are_errors() {
        for template in ["{{nothing}}", "{{css"] {
            assert!(rendered(template).is_err(), "{template}");
        }
    }

    #[test]
    fn the_first_script_names_the_glue_and_the_wasm() {
        let boot = |reload| super::boot(&asset("app.js"), &asset("app.wasm"), reload);
        assert!(!boot(false).contains("/reload.txt") && boot(true).contains("/reload.txt"));
        let boot = boot(false);
        assert!(boot.contains("from \"/app.js\"") && boot.contains("\"/app.wasm\"") && !boot.contains("{{"));
    }

    #[test]
    fn the_real_template_renders_within_the_content_security_policy() {
        let template = include_str!("../../../frontend/index.html");
        let page = rendered(template).unwrap();
        assert!(!page.contains("<style") && !page.contains("style=") && !page.contains("{{"));
        assert!(page.lines().filter(|line| line.contains("<script")).all(|line| line.contains(" src=")));
    }
}
