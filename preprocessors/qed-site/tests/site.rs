//! The site as a whole: the same each time, whole in itself, and no page that grows with the book.

mod common;

use std::collections::BTreeSet;

use common::{book, file, site};
use qed_site::{Item, Site, Theme};

const SOFTMAX: &str = "+++\nrequires = [\"logs\"]\n+++\n\n# Softmax\n\nFirst see [[logs]] and $x$.\n\n## Part\n\n$$\ny\n\\label{eq:y}\n$$\n\n<details class=\"recall\">\n<summary>\n\nWhat?\n\n</summary>\n\nSee [[logs#part]].\n\n</details>\n";
const LOGS: &str = "# Logs\n\nUsed by [[softmax]].\n\n## Part\n\nText.\n";

fn two() -> Site {
    site(&book(&[("a/softmax", SOFTMAX), ("b/logs", LOGS)]))
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    assert_eq!(two(), two());
}

/// Addresses in `href` and `src` of a page, as paths from the site's root, with their fragments.
fn links(path: &str, html: &str) -> Vec<(String, Option<String>)> {
    let mut links = Vec::new();
    for part in html
        .split([' ', '\n', '>'])
        .filter_map(|part| part.strip_prefix("href=\"").or(part.strip_prefix("src=\"")))
    {
        let link = part.split('"').next().unwrap_or_default();
        if link.contains("://") || link.starts_with("mailto:") {
            continue;
        }
        let (target, fragment) = link
            .split_once('#')
            .map_or((link, None), |(target, id)| (target, Some(id.to_owned())));
        let mut parts: Vec<&str> = path.split('/').collect();
        if !target.is_empty() {
            parts.pop();
            for part in target.split('/') {
                match part {
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
        }
        links.push((parts.join("/"), fragment));
    }
    links
}

#[test]
fn every_link_leads_to_a_file_and_an_id_of_the_site() {
    let site = two();
    for (path, bytes) in site
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".html") && *path != "404.html")
    {
        let html = std::str::from_utf8(bytes).unwrap();
        for (target, fragment) in links(path, html) {
            let found = site
                .files
                .get(&target)
                .unwrap_or_else(|| panic!("{path} links to {target}, which is not there"));
            if let Some(id) = fragment {
                let found = std::str::from_utf8(found).unwrap();
                assert!(
                    found.contains(&format!("id=\"{id}\"")),
                    "{path} links to {target}#{id}"
                );
            }
        }
    }
}

#[test]
fn ids_are_there_once() {
    let site = two();
    for (path, bytes) in site
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
    {
        let html = std::str::from_utf8(bytes).unwrap();
        let mut seen = BTreeSet::new();
        for id in html
            .split(" id=\"")
            .skip(1)
            .filter_map(|part| part.split('"').next())
        {
            assert!(seen.insert(id), "{id} twice in {path}");
        }
    }
}

#[test]
fn a_page_says_what_stands_around_it() {
    let site = two();
    let page = file(&site, "a/softmax.html");
    for part in [
        "<title>Softmax · A book</title>",
        "<meta name=\"description\" content=\"First see",
        "<link rel=\"canonical\" href=\"https://example.org/book/a/softmax.html\">",
        "<meta property=\"og:title\" content=\"Softmax\">",
        "<a rel=\"next\" href=\"../b/logs.html\">",
        "<h1 id=\"softmax\">Softmax</h1>",
        "<b>Know first</b> <a href=\"../b/logs.html\">Logs</a>",
        "<h2>Linked from</h2>",
        "script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'",
    ] {
        assert!(page.contains(part), "wants {part}\nhas {page}");
    }
    assert!(file(&site, "b/logs.html").contains("<h2>Leads to</h2>"));
    assert!(file(&site, "sitemap.xml").contains("<loc>https://example.org/book/b/logs.html</loc>"));
    assert!(file(&site, "index.html").contains("url=a/softmax.html"));
    assert!(file(&site, "404.html").contains("href=\"/book/qed/site.css\""));
}

#[test]
fn backlinks_show_formulas_as_they_read() {
    let site = site(&book(&[
        (
            "a",
            "# A\n\nThe *sum* $x < y$ of [B](b.md) & more:\n$$\nz\n$$\nThus.\n",
        ),
        ("b", "# B\n\nNo formula.\n"),
    ]));
    let page = file(&site, "b.html");
    let formula = "<span class=\"katex\"><math xmlns=\"m\"><mi>x &lt; y</mi></math></span>";
    let context = format!("<span>The sum {formula} of B &amp; more: … Thus.</span>");
    assert!(page.contains(&context), "wants {context}\nhas {page}");
    assert!(page.contains("katex.css"), "formulas need their stylesheet");
}

#[test]
fn backlinks_and_descriptions_show_the_words_of_the_page() {
    let text = "# A\n\nAs [[b]] and [[b|its words]] say, $x$ like [[c]] or [[nowhere]].\n";
    let description = "As The second &amp; last and its words say, x like Third or nowhere.";
    let site = site(&book(&[
        ("a", text),
        ("b", "# The *second* & last\n\nText.\n"),
        ("c", "# Third\n\nText.\n"),
    ]));
    let words = "As The second &amp; last and its words say, ";
    let page = file(&site, "c.html");
    assert!(page.contains(&format!("<span>{words}")), "{page}");
    assert!(page.contains(" like Third or nowhere.</span>"), "{page}");
    let shown = file(&site, "a.html");
    assert!(
        shown.contains(">The second &amp; last</a> and <a"),
        "{shown}"
    );
    let description = format!("<meta name=\"description\" content=\"{description}\">");
    assert!(shown.contains(&description), "{shown}");
}

#[test]
fn a_page_without_a_text_takes_no_time() {
    let site = site(&book(&[("a", "# A\n"), ("b", "# B\n\nWords.\n")]));
    assert!(!file(&site, "a.html").contains(" min<"));
    assert!(file(&site, "b.html").contains("<span>1 min</span>"));
}

#[test]
fn gathered_pages_link_from_where_they_are() {
    let site = two();
    assert!(file(&site, "recall.html").contains("See <a href=\"b/logs.html#part\">Logs</a>"));
    assert!(
        file(&site, "formulas.html")
            .contains("<a class=\"number\" href=\"a/softmax.html#eq-y\">(1.2)</a>")
    );
    assert!(file(&site, "map.html").contains("<dd>needs <a href=\"b/logs.html\">Logs</a></dd>"));
}

#[test]
fn gathered_pages_list_their_chapters() {
    let site = two_with("recall.html");
    let list = site.split_once("<nav class=\"toc\"").expect("a list").1;
    for (href, id) in [("#a", "id=\"a\""), ("#b-c%2Fd", "id=\"b-c/d\"")] {
        assert!(list.contains(&format!("<a href=\"{href}\">")), "{list}");
        assert!(site.contains(&format!("<h2 {id}>")), "{site}");
    }
}

/// A page of a site of two chapters with cards.
fn two_with(path: &str) -> String {
    let card =
        "# X\n\n<details class=\"recall\">\n<summary>\n\nWhy?\n\n</summary>\n\nSo.\n\n</details>\n";
    let site = common::site(&book(&[("a", card), ("b c/d", card)]));
    file(&site, path).to_owned()
}

#[test]
fn a_chapter_has_the_first_right_to_a_name() {
    let site = site(&book(&[
        ("contents", "# Own contents\n"),
        ("map", LOGS),
        ("softmax", SOFTMAX),
    ]));
    assert!(file(&site, "contents.html").contains("Own contents</h1>"));
    assert!(file(&site, "contents-1.html").contains("Contents</h1>"));
    assert!(file(&site, "softmax.html").contains("href=\"contents-1.html\""));
}

#[test]
fn previews_are_scripts_with_the_markup_of_each_place() {
    let site = two();
    let preview = file(&site, "qed/preview/a/softmax.js");
    let data = preview
        .strip_prefix("qed.data(\"preview/a/softmax\",")
        .and_then(|rest| rest.strip_suffix(")\n"))
        .unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["title"], "Softmax");
    assert!(data["lead"].as_str().unwrap().starts_with("<p>First see"));
    assert!(
        data["places"]["part"]
            .as_str()
            .unwrap()
            .starts_with("<h2 id=\"part\">")
    );
    assert!(
        data["places"]["eq-y"]
            .as_str()
            .unwrap()
            .starts_with("<div class=\"formula\"")
    );
}

#[test]
fn an_item_that_an_id_at_its_start_names_is_a_place() {
    let text = "# Sources\n\n- <span id=\"first\"></span>A *b*.\n- a <i id=\"within\"></i>\n\n1. <a id=\"second\"></a>A\n\n   B\n\n\
        2. - <i id=\"deep\"></i>\n";
    let site = site(&book(&[("sources", text)]));
    let preview = file(&site, "qed/preview/sources.js");
    let data = &preview[preview.find('{').unwrap()..=preview.rfind('}').unwrap()];
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let places = serde_json::json!({
        "first": "<li><span id=\"first\"></span>A <em>b</em>.</li>\n",
        "second": "<li><p><a id=\"second\"></a>A</p>\n<p>B</p>\n</li>\n",
    });
    assert_eq!(data["places"], places);
}

/// A book of pages that all link to the first and to their neighbour.
fn many(count: usize) -> Site {
    let texts: Vec<(String, String)> = (0..count)
        .map(|page| {
            let needs = if page == 0 {
                String::new()
            } else {
                "+++\nrequires = [\"t-0\"]\n+++\n".to_owned()
            };
            (
                format!("t-{page}"),
                format!("{needs}# T {page}\n\nSee [[t-0]] and [[t-{}]].\n", page / 2),
            )
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    site(&book(&texts))
}

#[test]
fn no_chapter_grows_with_the_book() {
    let (small, large) = (many(60), many(600));
    for page in ["t-0.html", "t-30.html", "t-59.html"] {
        let (small, large) = (file(&small, page).len(), file(&large, page).len());
        assert!(
            large < small + 400,
            "{page}: {small} bytes of 60 pages, {large} of 600"
        );
    }
}

#[test]
fn summaries_keep_parts_drafts_and_order() {
    let mut book = book(&[("a", "# A\n"), ("b", "# B\n")]);
    book.items = vec![
        Item::Part("First part".into()),
        Item::Chapter {
            page: 0,
            items: vec![Item::Draft {
                name: "To come".into(),
                number: Some("1.1".into()),
                items: Vec::new(),
            }],
        },
        Item::Separator,
        Item::Chapter {
            page: 1,
            items: Vec::new(),
        },
    ];
    let site = site(&book);
    let contents = file(&site, "contents.html");
    assert!(contents.contains("<h2>First part</h2>"), "{contents}");
    assert!(
        contents.contains("<span class=\"draft\"><span class=\"nr\">1.1</span> To come</span>")
    );
    let nav = file(&site, "qed/nav.js");
    assert_eq!(
        nav,
        "qed.data(\"nav\",[\"First part\",[null,\"A\",\"a\",[[\"1.1\",\"To come\",null,[]]]],0,[null,\"B\",\"b\",[]]])\n"
    );
}

#[test]
fn redirects_lead_on() {
    let mut book = book(&[("a/b", "# B\n")]);
    book.redirects
        .insert("/old/x.html".into(), "/a/b.html#y".into());
    book.redirects
        .insert("out.html".into(), "https://e.org/?a=1&b".into());
    book.redirects
        .insert("a/b.html".into(), "elsewhere.html".into());
    let site = site(&book);
    assert!(
        file(&site, "old/x.html").contains("content=\"0; url=../a/b.html#y\""),
        "{}",
        file(&site, "old/x.html")
    );
    assert!(file(&site, "out.html").contains("https://e.org/?a=1&amp;b"));
    assert!(
        file(&site, "a/b.html").contains("<h1"),
        "a page is not replaced"
    );
}

#[test]
fn other_names_of_a_topic_lead_to_it() {
    let site = site(&book(&[
        (
            "a/softmax",
            "+++\naliases = [\"Soft arg-max\", \"B\"]\n+++\n\n# Softmax\n",
        ),
        ("a/b", "# B\n"),
    ]));
    assert!(file(&site, "a/soft-arg-max.html").contains("content=\"0; url=softmax.html\""));
    assert!(
        file(&site, "a/b.html").contains("<h1"),
        "a page is not replaced"
    );
    assert!(!file(&site, "sitemap.xml").contains("soft-arg-max"));
}

#[test]
fn an_own_theme_file_replaces_one_of_ours() {
    let mut theme = Theme::default();
    theme.files.insert(
        "templates/404.html".into(),
        b"{{ page.title }} in {{ site.title }}".to_vec(),
    );
    theme
        .files
        .insert("css/zz-own.css".into(), b"p { color: red }".to_vec());
    let site = qed_site::render(&book(&[("a", "# A\n")]), &theme).unwrap();
    assert_eq!(file(&site, "404.html"), "There is no such page in A book");
    assert!(file(&site, "qed/site.css").ends_with("p { color: red }\n"));
}

#[test]
fn nothing_of_the_site_comes_from_elsewhere() {
    let site = two();
    for (path, bytes) in &site.files {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        if path.ends_with(".css") || path.ends_with(".js") {
            for word in [
                "url(http",
                "url(//",
                "@import",
                "fetch(",
                "XMLHttpRequest",
                "import(",
                "WebSocket",
            ] {
                assert!(!text.contains(word), "{word} in {path}");
            }
        }
        if path.ends_with(".html") {
            assert!(
                !text.contains("src=\"http") && !text.contains("rel=\"stylesheet\" href=\"http"),
                "{path}"
            );
            assert!(
                !text.contains("<script>") && !text.contains("<style"),
                "inline code in {path}"
            );
        }
    }
    assert!(file(&site, "qed/licences.txt").contains("SIL OPEN FONT LICENSE"));
    assert!(file(&site, "qed/licences.txt").contains("Khan Academy"));
}

/// Stock mdBook reads files of these names from a book's theme folder.
#[test]
fn the_theme_has_no_file_that_stock_mdbook_reads() {
    let theme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../theme");
    for name in [
        "index.hbs",
        "head.hbs",
        "header.hbs",
        "book.js",
        "css/general.css",
        "css/chrome.css",
        "css/variables.css",
        "css/print.css",
        "toc.js.hbs",
        "toc.html.hbs",
        "redirect.hbs",
        "clipboard.min.js",
        "tomorrow-night.css",
        "ayu-highlight.css",
        "fonts/fonts.css",
        "highlight.js",
        "highlight.css",
        "favicon.svg",
        "favicon.png",
    ] {
        assert!(!theme.join(name).exists(), "{name}");
    }
}
