//! `qed serve`, asked by plain HTTP.

use std::net::TcpListener;

use qed_tests::{Book, Events, Served};
use serde_json::Value;

const A: &str = "# A\n\nFirst words and $x^2$.\n\n![a picture](p.png)\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot quite a picture";

fn book() -> Book {
    Book::of(A)
        .chapter("b.md", "# B\n\nOther words.\n")
        .file("src/p.png", PNG)
}

fn version(state: &Value) -> &str {
    state["version"].as_str().expect("a state has a version")
}

#[test]
fn a_changed_paragraph_is_told_and_shown() {
    let book = book();
    let served = Served::start(&book);
    let page = served.get("/a.html");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("First words"), "{}", page.text());
    let (mut a, mut b) = (served.events("/a.html"), served.events("/b.html"));
    let (a1, b1) = (a.read(), b.read());
    assert_eq!(a1["errors"], 0, "{a1}");
    assert!(
        page.text()
            .contains(&format!("data-version=\"{}\"", version(&a1))),
        "the page says what it is"
    );

    book.replace("src/a.md", "First words", "Second words");
    let a2 = a.until(|state| version(state) != version(&a1));
    assert!(served.get("/a.html").text().contains("Second words"));
    let b2 = b.until(|state| state["build"] == a2["build"]);
    assert_eq!(version(&b1), version(&b2), "b shows the same as before");

    book.write("src/p.png", b"another picture");
    let a3 = a.until(|state| version(state) != version(&a2));
    assert_eq!(served.get("/p.png").body, b"another picture");
    let b3 = b.until(|state| state["build"] == a3["build"]);
    assert_eq!(version(&b1), version(&b3), "b does not show the picture");

    book.write("theme/css/own.css", b"main { color: red }\n");
    a.until(|state| version(state) != version(&a3));
    b.until(|state| version(state) != version(&b1));
    assert!(
        !book.root().join("book").exists(),
        "the site is in memory only"
    );
}

#[test]
fn what_does_not_hold_is_told_and_the_last_good_page_stays() {
    let book = book();
    let served = Served::start(&book);
    let mut events = served.events("/a.html");
    let good = events.read();

    book.replace("src/a.md", "$x^2$", r"$x^\nope$");
    let bad = events.until(|state| state["errors"] == 1);
    let problem = &bad["problems"][0];
    assert_eq!(problem["code"], "formula-unknown-command", "{problem}");
    let place = &problem["place"];
    assert_eq!(place["file"], "src/a.md");
    assert_eq!(place["line"], 3);
    assert_eq!(place["page"], "a.html");
    for said in [&problem["message"], &problem["hint"], &place["text"]] {
        assert!(!said.as_str().unwrap().is_empty(), "{problem}");
    }
    assert_eq!(version(&good), version(&bad));
    let page = served.get("/a.html");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<msup>"), "the last good page");
    served.says("error[formula-unknown-command]");

    book.replace("src/b.md", "Other words", "Quite other words");
    events.until(|state| state["build"].as_u64() > bad["build"].as_u64());
    assert!(
        served.get("/b.html").text().contains("Quite other words"),
        "a page that holds is shown anew all the same"
    );

    book.replace("src/a.md", r"$x^\nope$", "$x^{3}$");
    let mended = events.until(|state| state["errors"] == 0);
    assert_ne!(version(&good), version(&mended));
    assert!(served.get("/a.html").text().contains("x^{3}"));
}

#[test]
fn a_book_that_cannot_be_loaded_keeps_its_site() {
    let book = book();
    let served = Served::start(&book);
    let mut events = served.events("/a.html");
    let good = events.read();
    for (path, broken, code) in [
        (
            "src/SUMMARY.md",
            "# Summary\n\n- [x](gone.md)\n",
            "missing-chapter",
        ),
        (
            "book.toml",
            "[preprocessor.qed]\nmakros = 1\n",
            "bad-setting",
        ),
        ("theme/templates/chapter.html", "{% if %}", "theme-template"),
    ] {
        let before = (!path.starts_with("theme")).then(|| book.read(path));
        book.write(path, broken.as_bytes());
        let bad = events.until(|state| state["errors"] == 1);
        assert_eq!(bad["problems"][0]["code"], code, "{bad}");
        assert_eq!(version(&good), version(&bad));
        match before {
            Some(text) => book.write(path, text.as_bytes()),
            None => std::fs::remove_file(book.root().join(path)).unwrap(),
        }
        events.until(|state| state["errors"] == 0);
    }
}

#[test]
fn a_book_that_never_held_is_served_when_it_does() {
    let book = Book::new().file("src/SUMMARY.md", "- [A](a.md)\n");
    let served = Served::start(&book);
    let page = served.get("/a.html");
    assert_eq!(page.status, 503);
    for own in ["/.qed/live.js", "/.qed/site.css"] {
        assert!(page.text().contains(own), "{}", page.text());
        assert_eq!(served.get(own).status, 200);
    }
    let mut events = served.events("/a.html");
    let state = events.read();
    assert_eq!(state["problems"][0]["code"], "missing-chapter");
    assert_eq!(state["shown"], false);
    book.write("src/a.md", b"# A\n");
    let state = events.until(|state| state["errors"] == 0);
    assert_ne!(version(&state), "");
    assert_eq!(served.get("/a.html").status, 200);
}

#[test]
fn other_places_are_told_too() {
    let book = Book::of("# A\n\n$$x \\label{eq:a}$$\n\n$$y \\label{eq:a}$$\n");
    let served = Served::start(&book);
    let state = served.events("/a.html").read();
    let problem = &state["problems"][0];
    assert_eq!(problem["code"], "duplicate-label", "{state}");
    assert_eq!(problem["place"]["line"], 5);
    assert_eq!(problem["others"][0]["line"], 3);
    assert_ne!(problem["others"][0]["label"], "");
}

#[test]
fn files_have_their_types_and_nothing_else_is_served() {
    let book = book().file("secret.txt", "not in the site");
    let served = Served::start(&book);
    for (path, kind) in [
        ("/a.html", "text/html; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/qed/site.css", "text/css; charset=utf-8"),
        ("/qed/site.js", "text/javascript; charset=utf-8"),
        ("/p.png", "image/png"),
        ("/qed/katex/fonts/KaTeX_Main-Regular.woff2", "font/woff2"),
        ("/.qed/live.js", "text/javascript; charset=utf-8"),
        ("/.qed/live.css", "text/css; charset=utf-8"),
    ] {
        let answer = served.get(path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, kind),
            "{path}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    assert_eq!(served.get("/p.png").body, PNG);
    for path in [
        "/none.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/.qed/cache.young",
        "/src/a.md",
        "/a.md",
        "/a.html%00",
    ] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
    let lost = served.get("/none.html");
    assert!(lost.text().contains("no such page"), "{}", lost.text());
    let post = format!("POST /a.html HTTP/1.1\r\nHost: {}\r\n", served.address);
    assert_eq!(served.ask(&post).status, 405);
    let head = served.ask(&format!(
        "HEAD /a.html HTTP/1.1\r\nHost: {}\r\n",
        served.address
    ));
    assert_eq!((head.status, head.body.len()), (200, 0));
    let elsewhere = served.ask("GET /a.html HTTP/1.1\r\nHost: book.example\r\n");
    assert_eq!(elsewhere.status, 403);
    let tag = served.get("/p.png").header("etag").to_owned();
    let again = served.ask(&format!(
        "GET /p.png HTTP/1.1\r\nHost: {}\r\nIf-None-Match: {tag}\r\n",
        served.address
    ));
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn only_served_pages_have_the_script() {
    let book = book();
    let _ = book.qed(&["build"]).code(0);
    let written = book.read("book/a.html");
    assert!(!written.contains(".qed/"));
    let served = Served::start(&book);
    let page = served.get("/a.html").text();
    assert!(page.contains("connect-src 'self'"), "{page}");
    let lines = page.lines().filter(|line| !line.contains("/.qed/live.js"));
    let without: String = lines.map(|line| format!("{line}\n")).collect();
    assert_eq!(without, written);
}

#[test]
fn a_taken_port_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = book().qed(&["serve", "--port", &port]).code(1);
    assert!(run.stderr.contains(&port), "{}", run.stderr);
}

#[test]
fn without_a_port_the_next_free_one_is_taken() {
    // Whoever holds the first port, the second server cannot have the port of the first.
    let (one, two) = (book(), book());
    let one = Served::start_with(&one, &[]);
    let two = Served::start_with(&two, &[]);
    assert_ne!(one.address, two.address);
    assert_eq!(two.get("/a.html").status, 200);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    let book = book();
    let served = Served::start(&book);
    let mut events = served.events("/a.html");
    events.read();
    assert_eq!(served.interrupt(), Some(0));
    let left: Vec<_> = book.tree(".qed/tmp").into_keys().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// What the server shows is, file for file, what `qed build` writes now.
fn assert_as_built(book: &Book, served: &Served, events: &mut Events) {
    let _ = book.qed(&["build", "--quiet"]).code(0);
    let built = book.tree("book");
    let differs = || {
        built.iter().find_map(|(path, bytes)| {
            let path = path.to_string_lossy();
            let shown = served.get(&format!("/{path}"));
            let same = if path.ends_with(".html") {
                let text = shown.text();
                let lines = text
                    .split_inclusive('\n')
                    .filter(|line| !line.contains("/.qed/live.js"));
                lines.collect::<String>().as_bytes() == *bytes
            } else {
                shown.body == *bytes
            };
            (!same).then(|| path.into_owned())
        })
    };
    // A change may come in several builds: what counts is the last.
    while differs().is_some() {
        events.read();
    }
}

#[test]
fn after_any_edits_the_site_is_the_one_that_would_be_built() {
    let book = Book::of("# A\n\nFirst words, see [[b]].\n\n$$x^2 \\label{eq:a}$$\n")
        .chapter(
            "b.md",
            "# B\n\n## Part\n\nBy $\\eqref{eq:a}$. {{#include part.txt}}\n",
        )
        .chapter(
            "c.md",
            "# C\n\n$$y \\label{eq:c}$$\n\n![a picture](p.png)\n",
        )
        .file("src/part.txt", "A part.\n")
        .file("src/p.png", PNG);
    let served = Served::start(&book);
    let mut events = served.events("/a.html");
    type Edit = fn(&Book);
    let edits: &[(&str, Edit)] = &[
        ("a word", |book| book.replace("src/a.md", "First", "Second")),
        ("a title", |book| {
            book.replace("src/b.md", "# B\n", "# The second\n");
        }),
        ("an id", |book| {
            book.replace("src/b.md", "## Part", "## Piece");
        }),
        ("a formula more, so that another number changes", |book| {
            book.replace("src/a.md", "$$x^2", "$$z \\label{eq:z}$$\n\n$$x^2");
        }),
        ("an included file", |book| {
            book.write("src/part.txt", b"Another part.\n");
        }),
        ("a picture", |book| book.write("src/p.png", b"another")),
        ("a chapter more", |book| {
            book.write(
                "src/d.md",
                b"+++\nrequires = [\"a\"]\n+++\n\n# D\n\nTo [[c]].\n",
            );
            let summary = book.read("src/SUMMARY.md");
            let summary = summary.replace("- [b.md]", "- [d.md](d.md)\n- [b.md]");
            book.write("src/SUMMARY.md", summary.as_bytes());
        }),
        ("a chapter less", |book| {
            book.replace("src/SUMMARY.md", "- [c.md](c.md)\n", "");
            book.replace("src/d.md", "[[c]]", "[[b]]");
            std::fs::remove_file(book.root().join("src/c.md")).unwrap();
        }),
        ("a style", |book| {
            book.write("theme/css/own.css", b"main { color: red }\n");
        }),
        ("a title of the book", |book| {
            book.replace("book.toml", "\"Test\"", "\"Tests\"");
        }),
        ("back", |book| book.replace("src/a.md", "Second", "First")),
    ];
    assert_as_built(&book, &served, &mut events);
    for (what, edit) in edits {
        println!("{what}");
        edit(&book);
        assert_as_built(&book, &served, &mut events);
    }
    assert_eq!(served.get("/c.html").status, 404);
}
