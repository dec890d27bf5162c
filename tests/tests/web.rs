//! `qed check --web` beside a server that misbehaves.

use std::time::{Duration, Instant};

use qed_tests::{Book, Finding, Misbehaving};

/// Settings that keep a test short.
const QUICK: &str = "loopback = true\npause-seconds = 0.02\nanswer-seconds = 1.0\nretries = 2\n";

/// A book with a link in each of its paragraphs, from line 3 on every second line.
fn book(links: &[String], web: &str) -> Book {
    let text: String = links.iter().map(|url| format!("\n[x]({url})\n")).collect();
    let book = Book::of(&format!("# A\n{text}"));
    let toml = book.read("book.toml");
    book.file(
        "book.toml",
        format!("{toml}\n[preprocessor.qed.web]\n{web}"),
    )
}

/// What `qed check --web` finds: line by line.
fn found(book: &Book, arguments: &[&str]) -> Vec<(usize, String)> {
    let findings = book.findings_with(&[&["--web"], arguments].concat());
    let line = |finding: &Finding| finding.place.split(':').nth(1)?.parse().ok();
    findings
        .into_iter()
        .map(|finding| (line(&finding).expect("a line"), finding.code))
        .collect()
}

fn lines(server: &Misbehaving) -> Vec<String> {
    server
        .take_log()
        .into_iter()
        .map(|request| request.line)
        .collect()
}

#[test]
fn each_way_to_misbehave_has_its_finding() {
    let server = Misbehaving::start();
    let cases = [
        ("/there", None),
        ("/there#place", None),
        ("/there#old", None),
        ("/there#theirs", None),
        ("/there#:~:text=page", None),
        ("/there#nowhere", Some("web-place")),
        ("/moved", None),
        ("/moved#place", None),
        ("/get-only", None),
        ("/no-head", None),
        ("/paper#page=3", None),
        ("/huge#far-below", None),
        ("/huge", None),
        ("/wakes", None),
        ("/flaky", None),
        ("/missing", Some("web-gone")),
        ("/missing#place", Some("web-gone")),
        ("/gone", Some("web-gone")),
        ("/refuses", Some("web-silent")),
        ("/fails", Some("web-silent")),
        ("/loop", Some("web-silent")),
        ("/slow", Some("web-silent")),
        ("/reset", Some("web-silent")),
        ("/garbage", Some("web-silent")),
        ("/half#place", Some("web-silent")),
    ];
    let mut links: Vec<_> = cases
        .iter()
        .map(|(path, _)| server.url("127.0.0.1", path))
        .collect();
    // A host that wants to be left alone is: the second of these is not asked.
    links.extend(["/busy", "/there"].map(|path| server.url("localhost", path)));
    // What is no address is found without asking.
    links.push("http://[".to_owned());
    let mut expected: Vec<_> = cases.iter().map(|(_, code)| *code).collect();
    expected.extend([Some("web-silent"), Some("web-silent"), Some("web-gone")]);

    let book = book(&links, QUICK);
    let start = Instant::now();
    let found = found(&book, &[]);
    let expected: Vec<_> = expected
        .iter()
        .enumerate()
        .filter_map(|(at, code)| Some((3 + 2 * at, (*code)?.to_owned())))
        .collect();
    assert_eq!(found, expected);
    // `Retry-After: 1` was heeded, `Retry-After: 7200` was not.
    assert!(start.elapsed() > Duration::from_secs(1));
    let log = server.take_log();
    assert!(
        log.iter()
            .all(|request| request.host != "localhost" || request.line == "HEAD /busy")
    );
    let woken: Vec<_> = log
        .iter()
        .filter(|request| request.line == "HEAD /wakes")
        .collect();
    assert!(woken[1].at - woken[0].at >= Duration::from_secs(1));
    assert_eq!(server.most_at_once(), 1, "one thing at a time");
}

#[test]
fn nothing_else_asks_the_web() {
    let server = Misbehaving::start();
    let book = book(&[server.url("127.0.0.1", "/missing")], QUICK);
    for arguments in [&["check"][..], &["build"], &["check", "--deny-warnings"]] {
        let _ = book.qed(arguments).code(0);
    }
    assert!(server.take_log().is_empty());
    let run = book.qed(&["check", "--web"]).code(100);
    run.says(&["it answers 404 Not Found"]);
}

#[test]
fn what_held_is_remembered_for_a_while() {
    let server = Misbehaving::start();
    let links = ["/there", "/missing"].map(|path| server.url("127.0.0.1", path));
    let book = book(&links, QUICK);
    let all = ["HEAD /missing", "GET /missing", "HEAD /there"];
    let _ = book.qed(&["check", "--web"]).code(100);
    assert_eq!(lines(&server), all);
    let _ = book.qed(&["check", "--web"]).code(100);
    assert_eq!(lines(&server), all[..2]);
    let _ = book.qed(&["check", "--web", "--no-cache"]).code(100);
    assert_eq!(lines(&server), all);
    book.replace("book.toml", "retries = 2", "retries = 2\ndays = 0.0");
    let _ = book.qed(&["check", "--web"]).code(100);
    assert_eq!(lines(&server), all);
    // A torn file is no file.
    book.write(".qed/web.json", b"{");
    let _ = book.qed(&["check", "--web"]).code(100);
    assert_eq!(lines(&server), all);
}

#[test]
fn no_network_is_not_a_broken_link() {
    let nowhere = || "http://nowhere.qed-has-no-such-domain/".to_owned();
    let alone = book(&[nowhere(), nowhere()], QUICK);
    assert_eq!(found(&alone, &[]), [(3, "web-offline".to_owned())]);
    let _ = alone.qed(&["check", "--web"]).code(0);

    // Once any host answers, there is a network: then it is that host's own fault.
    let server = Misbehaving::start();
    let beside = book(&[nowhere(), server.url("127.0.0.1", "/there")], QUICK);
    let found = found(&beside, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        ["web-gone", "web-silent"].contains(&found[0].1.as_str()),
        "{found:?}"
    );
}

#[test]
fn some_addresses_are_not_asked() {
    let server = Misbehaving::start();
    let mut links = vec![
        server.url("127.0.0.1", "/missing"),
        server.url("localhost", "/missing"),
    ];
    links.extend(
        [
            "https://example.org/x",
            "http://a.example.com",
            "http://x.test/",
        ]
        .map(str::to_owned),
    );
    assert!(found(&book(&links, "loopback = false\n"), &[]).is_empty());
    let ignoring = format!("{QUICK}ignore = [\"/miss\"]\n");
    assert!(found(&book(&links, &ignoring), &[]).is_empty());
    assert!(server.take_log().is_empty());

    let run = book(&links, "ignore = [\"(\"]\n").qed(&["check"]).code(2);
    for part in ["bad-setting", "book.toml:", "unclosed group"] {
        assert!(run.stderr.contains(part), "{part}:\n{}", run.stderr);
    }
    let pages = format!("{QUICK}anchors = false\n");
    assert!(
        found(
            &book(&[server.url("127.0.0.1", "/there#nowhere")], &pages),
            &[]
        )
        .is_empty()
    );
}

#[test]
fn the_time_is_kept() {
    let server = Misbehaving::start();
    let links: Vec<_> = (0..20)
        .map(|at| server.url("127.0.0.1", &format!("/slow?{at}")))
        .collect();
    let web =
        "loopback = true\nseconds = 1.0\nanswer-seconds = 0.4\nretries = 0\npause-seconds = 0.01\n";
    let book = book(&links, web);
    let start = Instant::now();
    let found = found(&book, &[]);
    assert!(start.elapsed() < Duration::from_secs(15));
    let unasked = found
        .iter()
        .filter(|(_, code)| code == "web-unasked")
        .count();
    assert_eq!(unasked, 1, "{found:?}");
}

#[test]
fn hosts_are_asked_side_by_side() {
    let server = Misbehaving::start();
    let links = ["127.0.0.1", "localhost"].map(|host| server.url(host, "/meet"));
    assert!(
        found(
            &book(
                &links,
                &QUICK.replace("answer-seconds = 1.0", "answer-seconds = 9.0")
            ),
            &[]
        )
        .is_empty()
    );
}

#[test]
fn an_allowance_is_not_unused_while_nobody_asks() {
    let server = Misbehaving::start();
    let book = book(&[server.url("127.0.0.1", "/missing")], QUICK);
    let text = book.read("src/a.md");
    let allow = "allow = { web-gone = \"kept for the record\", no-links-in = \"t\", no-links-out = \"t\", no-proven-snippet = \"t\", no-recall = \"t\", no-sources = \"t\" }";
    let book = book.file("src/a.md", format!("+++\n{allow}\n+++\n{text}"));
    assert_eq!(book.findings(), []);
    assert_eq!(found(&book, &[]), []);
}
