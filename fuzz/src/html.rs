//! Reads HTML as strictly as it is made, apart from what makes it: a sanitiser that lets something through would let it
//! through a second time as well.

/// What has an end.
const ELEMENTS: [&str; 20] = [
    "p",
    "strong",
    "em",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h4",
    "h5",
    "h6",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];
/// What has none.
const VOID: [&str; 2] = ["br", "hr"];
const SCHEMES: [&str; 3] = ["http:", "https:", "mailto:"];

/// Panics where the HTML holds what it must not, or is not well nested.
pub(crate) fn check(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find(['<', '>']) {
        assert_eq!(rest.as_bytes()[start], b'<', "a bare > in {html:?}");
        let after = &rest[start + 1..];
        let end = end_of_tag(after).unwrap_or_else(|| panic!("a tag without an end in {html:?}"));
        let tag = &after[..end];
        rest = &after[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "an end without a beginning in {html:?}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(ELEMENTS.contains(&name) || VOID.contains(&name), "<{name}> in {html:?}");
        check_attributes(name, attributes, html);
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open in {html:?}");
}

/// The `>` that ends a tag: not one inside of a value.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, letter)| match letter {
        '"' => {
            quoted = !quoted;
            None
        }
        '>' if !quoted => Some(at),
        _ => None,
    })
}

fn check_attributes(element: &str, attributes: &str, html: &str) {
    let mut rest = attributes;
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("{attributes:?} in {html:?}"));
        let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("{attributes:?} in {html:?}"));
        let allowed = match (element, name) {
            ("a", "href") => SCHEMES.iter().any(|scheme| value.to_ascii_lowercase().starts_with(scheme)),
            ("a", "title") => true,
            ("a", "rel") => value == "noopener noreferrer nofollow ugc",
            ("a", "target") => value == "_blank",
            ("ol", "start") => value.parse::<u64>().is_ok(),
            _ => false,
        };
        assert!(allowed, "<{element} {name}={value:?}> in {html:?}");
        rest = after.trim_start_matches(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_made_passes() {
        check("<p>a &lt;b&gt; <a href=\"https://a.example/\" rel=\"noopener noreferrer nofollow ugc\">x</a><br></p>");
        check("");
    }

    #[test]
    fn what_must_not_be_does_not() {
        for html in [
            "<script>x</script>",
            "<p onclick=\"x\">a</p>",
            "<a href=\"javascript:x\">a</a>",
            "<a href=\"/x\">a</a>",
            "<p>a",
            "a</p>",
            "<p><em>a</p></em>",
            "<p",
            "a > b",
            "<a href=https://a.example/>a</a>",
            "<img src=\"https://a.example/\">",
        ] {
            assert!(std::panic::catch_unwind(|| check(html)).is_err(), "{html}");
        }
    }
}
