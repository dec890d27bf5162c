//! Woven into Markdown, a formula comes out of mdBook's parser as it went in.

use mdbook_markdown::pulldown_cmark::{Event, html};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use qed_math::as_markdown;

use crate::suite;

/// What mdBook makes of Markdown, smart punctuation and all.
fn rendered(markdown: &str) -> String {
    let mut page = String::new();
    html::push_html(
        &mut page,
        new_cmark_parser(markdown, &MarkdownOptions::default()),
    );
    page
}

/// Tags and text apart, entities of the text and of attributes resolved.
fn read(html: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = match rest.strip_prefix('<') {
            Some(tag) => tag.find('>').map_or(rest.len(), |end| end + 2),
            None => rest.find('<').unwrap_or(rest.len()),
        };
        pieces.push(resolved(&rest[..end]));
        rest = &rest[end..];
    }
    pieces
}

fn resolved(text: &str) -> String {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        let (entity, behind) = after
            .split_once(';')
            .unwrap_or_else(|| panic!("a bare & in {text}"));
        resolved.push(character(entity).unwrap_or_else(|| panic!("the entity {entity} in {text}")));
        rest = behind;
    }
    resolved + rest
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        _ => match entity.strip_prefix("#x") {
            Some(digits) => char::from_u32(u32::from_str_radix(digits, 16).ok()?),
            None => char::from_u32(entity.strip_prefix('#')?.parse().ok()?),
        },
    }
}

#[test]
fn every_formula_survives_in_a_paragraph() {
    for formula in suite::formulas() {
        let Ok(typeset) = formula.typeset() else {
            continue;
        };
        let woven = as_markdown(&typeset.html);
        assert!(!woven.contains('\n'), "{}: one line", formula.line);
        let page = rendered(&format!("before {woven} after\n"));
        let inner = page
            .strip_prefix("<p>before ")
            .and_then(|page| page.strip_suffix(" after</p>\n"));
        let inner = inner.unwrap_or_else(|| panic!("{}: {page}", formula.line));
        assert_eq!(read(inner), read(&typeset.html), "{}", formula.line);
    }
}

#[test]
fn every_formula_survives_wherever_markdown_has_words() {
    for formula in suite::formulas().iter().filter(|formula| formula.sound) {
        let Ok(typeset) = formula.typeset() else {
            continue;
        };
        let woven = as_markdown(&typeset.html);
        for (before, after) in [
            ("| a | b |\n|---|---|\n| ", " | c |\n"),
            ("# ", "\n"),
            ("> ", "\n"),
            ("- ", "\n"),
            ("1. *em* ", " _em_ `code`\n"),
            ("[", "](x.html)\n"),
            ("**", "**\n"),
            ("", "\n"),
            ("a[^1]\n\n[^1]: ", "\n"),
        ] {
            let page = rendered(&format!("{before}{woven}{after}"));
            let start = page
                .find("<span class=\"katex")
                .unwrap_or_else(|| panic!("{}: {page}", formula.line));
            let expected = read(&typeset.html);
            let found = read(&page[start..]);
            assert_eq!(
                found[..expected.len().min(found.len())],
                expected[..],
                "{} after {before:?}",
                formula.line
            );
        }
    }
}

#[test]
fn no_text_of_a_formula_is_active() {
    let html = r#"<span class="katex" style="top:-1em;">*a* _b_ `c` ~~d~~ "e" -- ... | [f](g) ![h](i) \* $j$ {{#k}} &lt;l&gt; # + 1. http://m</span>"#;
    let woven = as_markdown(html);
    let events: Vec<Event<'_>> = new_cmark_parser(&woven, &MarkdownOptions::default()).collect();
    let plain = events.iter().all(|event| match event {
        Event::Start(tag) => format!("{tag:?}") == "Paragraph",
        Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::FootnoteReference(_) => false,
        _ => true,
    });
    assert!(plain, "{events:?}");
    assert_eq!(
        read(&rendered(&woven)[3..]).concat().trim_end(),
        read(html).concat() + "</p>"
    );
}
