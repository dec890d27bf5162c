//! A site that is made again is the site that would be made, and only what differs is new.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::{book, relink};
use qed_site::{Book, Item, Memory, Theme};

type Files = BTreeMap<String, Arc<[u8]>>;

const CHAPTERS: &[(&str, &str)] = &[
    ("index", "# Start\n\nTo [[one]] and [[two]].\n"),
    (
        "one",
        "+++\nrequires = [\"two\"]\ntags = [\"t\"]\n+++\n\n# One\n\nWords of the first, see [[two#part]].\n\n$$x \\label{eq:x}$$\n",
    ),
    (
        "two",
        "# Two\n\n## Part\n\n```rust\nfn main() {}\n```\n\n<details class=\"recall\">\n<summary>\n\nWhy?\n\n</summary>\n\nSo.\n\n</details>\n",
    ),
    ("deep/three", "# Three\n\nNothing is said here.\n"),
];

/// Makes the site anew and again, which must be the same.
fn again(book: &Book, theme: &Theme, memory: &mut Memory) -> Files {
    let fresh = qed_site::render(book, theme).expect("the theme is right");
    let files = qed_site::render_again(book, theme, memory).expect("the theme is right");
    let (new, old): (Vec<_>, Vec<_>) = (fresh.files.keys().collect(), files.keys().collect());
    assert_eq!(new, old);
    for (path, bytes) in &fresh.files {
        assert!(**bytes == *files[path], "{path} differs");
    }
    files.clone()
}

/// The paths of files that are not those of before.
fn new<'a>(before: &Files, after: &'a Files) -> Vec<&'a str> {
    let is_new = |(path, file): &(&String, &Arc<[u8]>)| {
        before.get(*path).is_none_or(|old| !Arc::ptr_eq(old, file))
    };
    let files = after.iter().filter(is_new);
    files.map(|(path, _)| path.as_str()).collect()
}

fn replace(book: &mut Book, path: &str, from: &str, to: &str) {
    let index = book.pages.iter().position(|page| page.path == path);
    let page = &mut book.pages[index.expect("there is such a page")];
    assert!(page.topic.text.contains(from), "{from} in {path}");
    *page = common::page_of(path, &page.topic.text.replace(from, to));
    relink(book);
}

#[test]
fn any_sequence_of_edits_gives_the_same_bytes_as_a_fresh_site() {
    let mut memory = Memory::default();
    let mut theme = Theme::default();
    let mut book = book(CHAPTERS);
    type Edit = fn(&mut Book, &mut Theme);
    let edits: &[(&str, Edit)] = &[
        ("nothing", |_, _| {}),
        ("a word", |book, _| {
            replace(book, "one", "Words", "Other words");
        }),
        ("and back", |book, _| {
            replace(book, "one", "Other words", "Words");
        }),
        ("a title", |book, _| {
            replace(book, "two", "# Two", "# The second");
        }),
        ("an id", |book, _| {
            replace(book, "two", "## Part", "## Piece");
        }),
        ("a new link", |book, _| {
            replace(book, "deep/three", "Nothing", "[[one]]");
        }),
        ("a question", |book, _| {
            replace(book, "two", "Why?", "Why not?");
        }),
        ("a formula", |book, _| replace(book, "one", "$$x ", "$$y ")),
        ("what is required", |book, _| {
            replace(book, "one", "[\"two\"]", "[\"three\"]");
        }),
        ("a tag", |book, _| {
            replace(book, "one", "[\"t\"]", "[\"u\"]");
        }),
        ("a snippet's verdict", |book, _| {
            book.pages[2].snippets[0].proof = "Compiled.".into();
        }),
        ("a formula's markup", |book, _| {
            book.pages[1].formulas[0].html = "<span class=\"katex\">z</span>".into();
        }),
        ("a name in the summary", |book, _| {
            book.pages[3].name = "Third".into();
        }),
        ("a number", |book, _| {
            book.pages[3].number = Some("7".into());
        }),
        ("the order", |book, _| {
            book.pages.swap(1, 2);
            relink(book);
        }),
        ("a chapter under another", |book, _| {
            book.pages[3].parent = Some(2);
            book.items.pop();
            let below = Item::Chapter {
                page: 3,
                items: Vec::new(),
            };
            let Some(Item::Chapter { items, .. }) = book.items.last_mut() else {
                panic!("a chapter")
            };
            items.push(below);
        }),
        ("a chapter less", |book, _| {
            book.pages.pop();
            book.items = book.items.iter().take(3).cloned().collect();
            if let Some(Item::Chapter { items, .. }) = book.items.last_mut() {
                items.clear();
            }
            relink(book);
        }),
        ("the book's title", |book, _| {
            book.title = "Another book".into();
        }),
        ("its address", |book, _| book.site_url = None),
        ("how Markdown is read", |book, _| {
            book.markdown.smart_punctuation = false;
        }),
        ("a redirect", |book, _| {
            book.redirects.insert("old.html".into(), "one.html".into());
        }),
        ("a picture", |book, _| {
            book.files.insert("p.png".into(), (*b"p").into());
        }),
        ("a style", |_, theme| {
            theme.files.insert("css/own.css".into(), b"p {}".to_vec());
        }),
        ("a template", |_, theme| {
            let text = b"<p>{{ page.title }}{{ page.body | safe }}</p>".to_vec();
            theme.files.insert("templates/chapter.html".into(), text);
        }),
        ("no template", |_, theme| theme.files.clear()),
    ];
    again(&book, &theme, &mut memory);
    for (what, edit) in edits {
        println!("{what}");
        edit(&mut book, &mut theme);
        again(&book, &theme, &mut memory);
    }
}

#[test]
fn a_changed_word_makes_its_page_and_little_else() {
    let mut memory = Memory::default();
    let theme = Theme::default();
    let mut book = book(CHAPTERS);
    let before = again(&book, &theme, &mut memory);
    let same = again(&book, &theme, &mut memory);
    assert_eq!(new(&before, &same), Vec::<&str>::new());
    replace(&mut book, "one", "Words", "Other words");
    let after = again(&book, &theme, &mut memory);
    let pages: Vec<_> = new(&same, &after)
        .into_iter()
        .filter(|path| !path.starts_with("qed/search/"))
        .collect();
    // The sentence around its link stands among the backlinks of the second.
    assert_eq!(pages, ["one.html", "qed/preview/one.js", "two.html"]);
}

#[test]
fn a_mistake_in_the_theme_leaves_the_memory() {
    let mut memory = Memory::default();
    let book = book(CHAPTERS);
    let before = again(&book, &Theme::default(), &mut memory);
    let mut broken = Theme::default();
    broken
        .files
        .insert("templates/chapter.html".into(), b"{{ nothing }}".to_vec());
    assert!(qed_site::render_again(&book, &broken, &mut memory).is_err());
    let after = again(&book, &Theme::default(), &mut memory);
    assert_eq!(new(&before, &after), Vec::<&str>::new());
}
