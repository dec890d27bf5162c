//! Paths of the site, and links between them.
//!
//! Every link is relative, so that a site works at any address and from a folder.

use std::fmt::Write as _;

/// The link from one file of the site to another; both paths count from the site's root: `a/b.html` to `c.html` is `../c.html`.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let link = shortest(from, &encoded(to));
    // A colon before the first slash would read as a scheme.
    let scheme = link
        .split('/')
        .next()
        .is_some_and(|first| first.contains(':'));
    if scheme { format!("./{link}") } else { link }
}

/// A relative link that stands in one file, as it must be in another. What is not relative stays.
pub(crate) fn moved(link: &str, from: &str, to: &str) -> String {
    let scheme = link
        .split(['/', '#', '?'])
        .next()
        .is_some_and(|first| first.contains(':'));
    if scheme || link.starts_with('/') {
        return link.to_owned();
    }
    let end = link.find(['#', '?']).unwrap_or(link.len());
    let (path, rest) = link.split_at(end);
    let from = encoded(from);
    let mut target: Vec<&str> = from.split('/').collect();
    if !path.is_empty() {
        target.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => {
                    target.pop();
                }
                part => target.push(part),
            }
        }
    }
    shortest(to, &target.join("/")) + rest
}

/// [`relative`] for a target that is encoded already.
fn shortest(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = encoded(folder);
    let from_parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to_parts: Vec<&str> = to.split('/').collect();
    let shared = from_parts
        .iter()
        .zip(&to_parts[..to_parts.len() - 1])
        .take_while(|(a, b)| a == b)
        .count();
    "../".repeat(from_parts.len() - shared) + &to_parts[shared..].join("/")
}

/// The way from a file to the site's root: `../` for each folder, nothing at the top.
pub(crate) fn root(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

/// A path as it stands in an address, from the site's root.
pub(crate) fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for (index, part) in path.split('/').enumerate() {
        if index > 0 {
            encoded.push('/');
        }
        encode(part, &mut encoded);
    }
    encoded
}

/// A fragment with its `#`; nothing for none.
pub(crate) fn fragment(id: Option<&str>) -> String {
    let mut link = String::new();
    if let Some(id) = id {
        link.push('#');
        encode(id, &mut link);
    }
    link
}

/// Percent-encodes what may not stand in a path segment. Letters beyond ASCII stay: browsers show them as they are.
fn encode(part: &str, link: &mut String) {
    for ch in part.chars() {
        let plain = ch.is_alphanumeric()
            || (!ch.is_ascii() && !ch.is_whitespace())
            || "-._~!$&'()*+,;=:@".contains(ch);
        if plain {
            link.push(ch);
        } else {
            let mut bytes = [0; 4];
            for byte in ch.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(link, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_encoded() {
        for (from, to, link) in [
            ("index.html", "a/b.html", "a/b.html"),
            ("a/b.html", "a/c.html", "c.html"),
            ("a/b.html", "index.html", "../index.html"),
            ("a/b/c.html", "a/d/e.html", "../d/e.html"),
            ("a.html", "a/a.html", "a/a.html"),
            (
                "x/y.html",
                "über uns/50%?.html",
                "../über%20uns/50%25%3F.html",
            ),
            ("x.html", "a:b.html", "./a:b.html"),
        ] {
            assert_eq!(relative(from, to), link, "{from} to {to}");
        }
    }

    #[test]
    fn the_root_is_as_far_as_the_folders() {
        assert_eq!(
            (root("index.html"), root("a/b/c.html")),
            (String::new(), "../../".to_owned())
        );
    }
}
