//! What the server does to a page on its way out, and what a page shows besides itself.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::snapshot::Snapshot;

/// The start of every path that is the server's own. No file of a site is there: hidden files of a book are left out.
pub(crate) const OWN: &str = "/.qed/";

/// The page with the script that listens for changes, and with leave to listen.
pub(crate) fn with_script(html: &[u8], path: &str, version: &str) -> Vec<u8> {
    let html = String::from_utf8_lossy(html);
    let script = format!(
        "<script src=\"{OWN}live.js\" data-page=\"{}\" data-version=\"{version}\" defer></script>\n",
        escaped(path)
    );
    let at = html.find("</head>").unwrap_or(html.len());
    let (head, rest) = html.split_at(at);
    [&with_leave(head), script.as_str(), rest]
        .concat()
        .into_bytes()
}

/// The head with `connect-src 'self'` in its policy, if it has a policy that says nothing of it.
fn with_leave(head: &str) -> String {
    const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    match head.split_once(POLICY) {
        Some((before, after)) if !after.contains("connect-src") => {
            format!("{before}{POLICY}connect-src 'self'; {after}")
        }
        _ => head.to_owned(),
    }
}

/// A page for a site that could not be made yet, with the styles of the built-in theme.
pub(crate) const PLACEHOLDER: &str = include_str!("placeholder.html");

/// The files that a page shows besides itself: styles with what they name, scripts, pictures. Other pages are not among
/// them, nor what scripts load when a reader asks for it.
pub(crate) fn shown(snapshot: &Snapshot, path: &str) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    let mut open = vec![path.to_owned()];
    while let Some(from) = open.pop() {
        let text = String::from_utf8_lossy(&snapshot.files[&from].bytes);
        let named: Vec<&str> = if from.ends_with(".css") {
            after(&text, "url(", &[')', '"', '\''])
        } else {
            let hrefs = after(&text, "href=\"", &['"']);
            hrefs
                .into_iter()
                .chain(after(&text, "src=\"", &['"']))
                .collect()
        };
        for reference in named {
            if let Some(target) = resolve(&from, reference)
                && snapshot.files.contains_key(&target)
                && !target.ends_with(".html")
                && shown.insert(target.clone())
                && target.ends_with(".css")
            {
                open.push(target);
            }
        }
    }
    shown
}

/// What stands between each `mark` and the first of `ends` after it; a quote right after the mark is no end.
fn after<'a>(text: &'a str, mark: &str, ends: &[char]) -> Vec<&'a str> {
    text.match_indices(mark)
        .filter_map(|(at, _)| {
            let rest = text[at + mark.len()..].trim_start_matches(['"', '\'']);
            rest.split(ends).next()
        })
        .collect()
}

/// The path of a reference within the site; nothing for one that leads elsewhere.
fn resolve(from: &str, reference: &str) -> Option<String> {
    let reference = reference.split(['#', '?']).next().unwrap_or_default();
    if reference.is_empty() || reference.starts_with("data:") || reference.contains("://") {
        return None;
    }
    let reference = percent_decode_str(reference).decode_utf8().ok()?;
    let mut parts: Vec<&str> = match reference.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').rev().skip(1).collect(),
    };
    parts.reverse();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_into_the_site_or_nowhere() {
        for (from, reference, to) in [
            ("a.html", "x.css", Some("x.css")),
            ("p/q/a.html", "../../qed/site.css", Some("qed/site.css")),
            ("p/a.html", "./b%20c.png?x#y", Some("p/b c.png")),
            ("p/a.html", "/b.png", Some("b.png")),
            ("a.html", "../b.png", None),
            ("a.html", "https://example.org/b.png", None),
            ("a.html", "data:image/png;base64,x", None),
            ("a.html", "#top", None),
        ] {
            assert_eq!(
                resolve(from, reference).as_deref(),
                to,
                "{from} {reference}"
            );
        }
    }

    #[test]
    fn a_page_gets_the_script_and_leave_to_connect() {
        let page = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head><body>";
        let out =
            String::from_utf8(with_script(page.as_bytes(), "/a\"b.html", "0123")).expect("text");
        assert_eq!(
            out,
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; default-src 'none'\">\
             <script src=\"/.qed/live.js\" data-page=\"/a&quot;b.html\" data-version=\"0123\" defer></script>\n</head><body>"
        );
        let out = String::from_utf8(with_script(b"no head", "/a", "")).expect("text");
        assert!(out.starts_with("no head<script "), "{out}");
    }
}
