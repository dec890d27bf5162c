//! `qed graph`: how the topics hang together, for other tools.

use qed_tests::Book;
use serde_json::json;

fn book() -> Book {
    Book::of("+++\nrequires = [\"b\"]\ntags = [\"first\"]\n+++\n\n# The `\"A\"` \\\\ one\n\n[[b]], [[b]] and [[c]].\n")
        .chapter("b.md", "# B\n\n[me](#b) and [out](https://example.org)\n\n```rust\nthis does not compile\n```\n")
        .chapter("deep/c.md", "# C\n\n[A](../a.md), [gone](gone.md)\n")
}

#[test]
fn json_has_topics_requirements_and_links() {
    let run = book().qed(&["graph", "--format", "json"]).code(0);
    let graph: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let topic = |path, slug, title, number, tags: &[&str]| json!({ "path": path, "slug": slug, "title": title, "number": number, "tags": tags });
    let edge = |from, to, count| json!({ "from": from, "to": to, "count": count });
    assert_eq!(
        graph,
        json!({
            "version": 1,
            "topics": [
                topic("a.md", "a", "The \"A\" \\ one", "1", &["first"]),
                topic("b.md", "b", "B", "2", &[]),
                topic("deep/c.md", "c", "C", "3", &[]),
            ],
            "requires": [edge("a.md", "b.md", 1)],
            "links": [edge("a.md", "b.md", 2), edge("a.md", "deep/c.md", 1), edge("deep/c.md", "a.md", 1)],
        })
    );
}

#[test]
fn dot_is_escaped_and_the_same_every_time() {
    let (one, other) = (book(), book());
    let dot = one.qed(&["graph"]).code(0).stdout;
    assert_eq!(dot, other.qed(&["graph", "--format", "dot"]).code(0).stdout);
    let wanted = [
        "digraph topics {",
        "  rankdir=LR;",
        "  node [shape=box];",
        r#"  "a.md" [label="1 The \"A\" \\ one"];"#,
        r#"  "b.md" [label="2 B"];"#,
        r#"  "deep/c.md" [label="3 C"];"#,
        r#"  "b.md" -> "a.md";"#,
        r#"  "a.md" -> "b.md" [style=dotted, constraint=false];"#,
        r#"  "a.md" -> "deep/c.md" [style=dotted, constraint=false];"#,
        r#"  "deep/c.md" -> "a.md" [style=dotted, constraint=false];"#,
        "}",
    ];
    assert_eq!(dot.lines().collect::<Vec<_>>(), wanted);
}

#[test]
fn a_numbered_page_names_the_numbered_pages_that_link_to_it() {
    let summary = "# Summary\n\n- [A](a.md)\n- [B](b.md)\n\n[Words](words.md)\n[Lists](lists.md)\n";
    let book = Book::of("# A\n\n[[words]]\n")
        .file("src/b.md", "# B\n\n[[a]]\n")
        .file("src/words.md", "# Words\n\n[[a]] and [[b]]\n")
        .file("src/lists.md", "# Lists\n\n[[words]]\n")
        .file("src/SUMMARY.md", summary);
    let _ = book.qed(&["build"]).code(0);
    let linking = |page: &str| {
        let html = book.read(&format!("book/{page}.html"));
        let list = html.split_once("class=\"links backlinks\"");
        let list = list.map_or("", |(_, rest)| rest.split("</ul>").next().unwrap_or(rest));
        ["a", "b", "words", "lists"]
            .into_iter()
            .filter(|from| list.contains(&format!("href=\"{from}.html")))
            .collect::<Vec<_>>()
    };
    assert_eq!(linking("a"), ["b"]);
    assert_eq!(linking("b"), [""; 0]);
    assert_eq!(linking("words"), ["a", "lists"]);
}
