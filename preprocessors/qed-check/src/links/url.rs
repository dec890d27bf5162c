//! A link's target taken apart.

/// A target inside the book: path and fragment, percent-decoded, the query dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) path: String,
    pub(super) fragment: Option<String>,
}

/// Splits a target; `None` where it has a scheme or a host and so leads out of the book.
pub(super) fn split(target: &str) -> Option<Url> {
    let target = target.trim();
    if target.starts_with("//") || has_scheme(target) {
        return None;
    }
    let (path, fragment) = match target.split_once('#') {
        Some((path, fragment)) => (path, Some(decode(fragment))),
        None => (target, None),
    };
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(Url {
        path: decode(path),
        fragment,
    })
}

/// Why nobody can follow a link with its scheme, and what to do; nothing where it can be followed. Browsers overlook white space
/// and control characters in a scheme.
pub(super) fn no_link(target: &str) -> Option<(&'static str, &'static str)> {
    let shown = |ch: &char| !ch.is_whitespace() && !ch.is_control();
    let target: String = target.chars().filter(shown).take(12).collect();
    let target = target.to_ascii_lowercase();
    if target.starts_with("data:image/") {
        return None;
    }
    let (scheme, _) = target.split_once(':')?;
    match scheme {
        "javascript" | "vbscript" | "data" => Some((
            "brings code to run, and pages run none from a link",
            "leave the link out; a script that is wanted is a file of the book, with `scripts = true` in [output.qed]",
        )),
        "file" => Some((
            "leads into one machine",
            "put the file into the source folder, and link to it by a relative path",
        )),
        _ => None,
    }
}

/// RFC 3986, section 3.1: a letter, then letters, digits, `+`, `-`, `.`, then a colon.
fn has_scheme(target: &str) -> bool {
    let Some((scheme, _)) = target.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

/// A path relative to the source folder, from one relative to `folder`; `None` where it climbs out. A path that
/// begins with `/` starts at the source folder.
pub(super) fn resolve(folder: &str, path: &str) -> Option<String> {
    let start = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match hex
            .filter(|_| bytes[at] == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_taken_apart() {
        for (target, expected) in [
            ("a.md", Some(("a.md", None))),
            ("a%20b.md#x%C3%A9", Some(("a b.md", Some("xé")))),
            ("#top", Some(("", Some("top")))),
            ("a.html?q=1#f", Some(("a.html", Some("f")))),
            ("100%.md", Some(("100%.md", None))),
            ("https://example.org/a", None),
            ("mailto:a@example.org", None),
            ("//example.org", None),
        ] {
            let expected = expected.map(|(path, fragment): (&str, Option<&str>)| Url {
                path: path.to_owned(),
                fragment: fragment.map(str::to_owned),
            });
            assert_eq!(split(target), expected, "{target}");
        }
    }

    #[test]
    fn schemes_that_are_no_links_are_known() {
        for (target, is) in [
            ("javascript:alert(1)", true),
            ("java\nscript:x", true),
            (" VBScript:x", true),
            ("data:text/html,x", true),
            ("data:image/png;base64,AA", false),
            ("file:///etc/passwd", true),
            ("https://e.org/file:x", false),
            ("mailto:a@b.org", false),
            ("a.md", false),
        ] {
            assert_eq!(no_link(target).is_some(), is, "{target}");
        }
    }

    #[test]
    fn paths_stay_inside_or_are_none() {
        for (folder, path, expected) in [
            ("a", "b.md", Some("a/b.md")),
            ("a", "../b.md", Some("b.md")),
            ("a", "../../b.md", None),
            ("a", "/b.md", Some("b.md")),
            ("", "./x/../b.md", Some("b.md")),
            ("a/b", "..", Some("a")),
        ] {
            assert_eq!(
                resolve(folder, path).as_deref(),
                expected,
                "{folder} {path}"
            );
        }
    }
}
