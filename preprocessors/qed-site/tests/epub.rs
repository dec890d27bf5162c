//! Chapters as XHTML: whatever an author wrote, the book is valid, by the program that bookshops ask.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use qed_site::{Item, Theme, export};

/// Raw HTML that no book may hold as it is.
const RAW: &[&str] = &[
    "<p>never closed <b>and <i>crossed</b> over</i>",
    "<center>old <font color=red>words</font></center> <big>big</big> <tt>tt</tt> <blink>x</blink>",
    "<span><div>a block among words <p>and another</p></div></span>",
    "<ul>words <p>x</p><li>item</li></ul>\n\n<li>an item alone</li>",
    "<ol type=a start=x reversed><li value=3>three<li value=two>two</ol>",
    "<dl><dd>first</dd><dt>last</dt></dl>\n\n<dl><dt>a<dd>b</dl>\n\n<dt>alone</dt>",
    "<table><thead><tr><th scope=wrong colspan=0>a<tbody><tr><td rowspan=x>b<thead><tr><td>c</table>",
    "<table>\n<caption>words <table><tr><td>x</td></tr></table></caption>\n<colgroup><col span=2></colgroup>\n<tr><td>y</td></tr>\n</table>",
    "<tr><td>cells alone</td></tr>",
    "<details>no summary</details>\n\n<details><p>x</p><summary>late</summary></details>\n\n<summary>alone</summary>",
    "<figure><p>x</p><figcaption>between</figcaption><p>y</p></figure>\n\n<figcaption>alone</figcaption>",
    "<a href=\"https://example.org/a|b c^d\">odd</a> <a href=\"javascript:x()\">no</a> <a>plain</a> <a href=\"https://a.example/\"><a href=x>twice</a></a>",
    "<a href=\"https://example.org\"><div><h3>a block</h3></div></a>",
    "<b id=twice>one</b> <b id=twice>two</b> <b id=\"with space\">three</b> <b id=1>four</b> <b id=\"é:x(1)\">five</b>",
    "<p lang=english? dir=sideways style=\"color:red;}{\" onclick=x data-a=b role=nonsense aria-foo=x tabindex=9 title='\"<&'>attributes</p>",
    "<p lang=de-CH dir=rtl class=\"a b\">good ones</p>",
    "<img src=nowhere.png alt=nowhere> <img src=\"https://example.org/a.png\" alt=far> <img> <img alt='\"'>",
    "<svg viewbox='0 0 10 10' width=10 height=10><g id=g><path d='M0 0h9' onclick=x data-x=1 /></g><use href='#g' x=1 /><use xlink:href='https://e.org/#x'/><foreignObject width=9 height=9><p>html</p></foreignObject><script>x</script></svg>",
    "<svg viewBox=\"0 0 1 1\"><title>t</title><desc>d</desc><a href=\"https://e.org/\"><text>x</text></a><image href=\"https://e.org/a.png\" width=1 height=1 /></svg>",
    "<svg role=img aria-label=x tabindex=0><foo bar=1><circle r=1 cx=2 foo=bar paint-order=stroke style='fill:none'/></foo><text font-weight=650 transform-origin='0 0'>t <tspan>u</tspan></text><tspan>alone</tspan> stray <path/><animate/><filter id=f><feBlend/></filter><stop offset=1 /><style>a { b: c }</style><defs><linearGradient id=lg><stop offset=0.5 stop-color=red /></linearGradient></defs></svg>",
    "<math><mfrac><mi>x</mi></mfrac><msub>a<mi>b</mi></msub><mtr><mtd>x</mtd></mtr><mi><b>y</b></mi><semantics><mi>z</mi><annotation>z</annotation></semantics><maction actiontype=x><mi>q</mi></maction></math>",
    "<math><mtable width=\"100%\"><mtr><mtd width=\"50%\"><mi href=x class=y>k</mi></mtd></mtr><mi>stray</mi></mtable></math> <mi>alone</mi>",
    "<video src=a.mp4 controls>film</video> <audio src=a.mp3></audio> <input value=x> <button>press</button> <select><option>x</select> <form action=x><label>l</label></form>",
    "<time>yesterday</time> <data>x</data> <meter>m</meter> <progress>p</progress> <bdo>b</bdo> <bdi>b</bdi> <ruby>a<rt>b</rt></ruby> <dfn><dfn>d</dfn></dfn>",
    "<header><header>h</header><main>m</main></header> <nav>n</nav> <address><h2>a</h2></address> <hgroup>x</hgroup> <menu><li>x</li></menu>",
    "<h2><div>a block</div></h2> <pre><p>x</p>  y</pre> <p><ul><li>x</li></ul></p>",
    "<blockquote cite=':'>q</blockquote> <q cite=\"x y\">q</q> <del datetime=x>d</del><ins><p>block</p></ins>",
    "<sup><a href=\"#none\" aria-label=x>1</a></sup> <section class=footnotes>s</section>",
    "<a:b c:d=e>prefix</a:b> <x-y>custom</x-y> <b xmlns=x xml:lang=q>ns</b> <B>caps</B>",
    "a\u{1}b\u{b}c \u{fffe} <b title=\"\u{2}\">x</b> &#1; &nbsp; &unknown; &amp;lt; ]]> <!-- -- --> <?php x ?>",
    "- [x] done\n- [ ] to do\n\n| a | b |\n|:-:|--:|\n| `x` | $y$ |\n\nnote[^n]\n\n[^n]: words\n\n***\n\n~~gone~~ ==x==",
    "<details class=\"recall\">\n<summary>\n\nTwo?\n\nParagraphs, $x$?\n\n</summary>\n\nYes.\n\n$$\ny\n$$\n\n</details>",
    "[link](b.md#nowhere) [[A page]] ![pic](p.webp) <https://example.org/?a=b&c=d> <me@example.org>",
];

/// A file of the exported book.
fn file(book: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// What epubcheck says of a book, but for its first and last words.
fn complaints(book: &[u8]) -> Vec<String> {
    const PROGRAM: &str = "/usr/share/java/epubcheck.jar";
    assert!(
        Path::new(PROGRAM).exists(),
        "{PROGRAM} is missing: run `cargo xtask setup`"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.epub");
    std::fs::write(&path, book).unwrap();
    let output = Command::new("java")
        .args(["-jar", PROGRAM, "--json", "-"])
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let report = &said[said.find('{').unwrap_or_default()..];
    let report: serde_json::Value =
        serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {said}"));
    let messages = report["messages"].as_array().unwrap().iter();
    messages
        .map(|message| {
            let place = &message["locations"][0];
            format!(
                "{} {} {}:{}: {}",
                message["severity"],
                message["ID"],
                place["path"],
                place["line"],
                message["message"]
            )
        })
        .collect()
}

#[test]
fn whatever_an_author_wrote_the_book_is_valid() {
    let texts: Vec<(String, String)> = RAW
        .iter()
        .enumerate()
        .map(|(at, raw)| {
            (
                format!("raw/{at}"),
                format!("# Chapter {at}\n\nBefore.\n\n{raw}\n\nAfter.\n"),
            )
        })
        .collect();
    let chapters: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let book = export::epub(&common::book(&chapters), &Theme::default(), 0).unwrap();
    assert_eq!(complaints(&book), Vec::<String>::new());
}

#[test]
fn odd_names_and_an_odd_tree_are_valid() {
    let mut book = common::book(&[
        (
            "über uns/50%? #1",
            "# <Odd> & \"odd\" 𝒳\n\n[to](../a:b.md) and [on](#part)\n\n## Part\n",
        ),
        ("a:b", ""),
        ("A.B", "No heading.\n"),
        ("a_b", "#\n\n## \n"),
        ("../c", "# c\n"),
        ("deep/er/d", "# $x$ `code` *em*\n"),
    ]);
    book.title = String::new();
    book.language = "not a language".to_owned();
    book.authors = vec!["A & B".to_owned(), " ".to_owned()];
    book.description = "<b>\u{1}".to_owned();
    let chapter = |page, items| Item::Chapter { page, items };
    let draft = |name: &str, items| Item::Draft {
        name: name.to_owned(),
        number: Some("1.2".to_owned()),
        items,
    };
    book.items = vec![
        draft("alone", Vec::new()),
        chapter(
            0,
            vec![
                chapter(1, Vec::new()),
                draft("", vec![chapter(2, Vec::new())]),
            ],
        ),
        Item::Part(String::new()),
        Item::Separator,
        Item::Part("Part & more".to_owned()),
        chapter(3, Vec::new()),
        Item::Separator,
        chapter(4, vec![draft("x", vec![draft("y", Vec::new())])]),
        chapter(5, Vec::new()),
        chapter(99, Vec::new()),
    ];
    book.pages[2].name = " ".to_owned();
    let made = export::epub(&book, &Theme::default(), u64::MAX).unwrap();
    assert_eq!(complaints(&made), Vec::<String>::new());
    assert!(file(&made, "EPUB/package.opf").contains("9999-12-31T23:59:59Z"));

    let empty = export::epub(&common::book(&[]), &Theme::default(), 0).unwrap();
    assert_eq!(complaints(&empty), Vec::<String>::new());
}
