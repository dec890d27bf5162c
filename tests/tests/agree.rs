//! Formula and code agree: what a book is told that says so and is wrong, and that nothing is told where it is right.

use qed_tests::{Book, Run, repository};
use serde_json::Value;

/// A chapter with a formula, and a snippet with a claim about it.
fn book(tex: &str, code: &str) -> Book {
    Book::of(&format!(
        "# A\n\n$$\n{tex} \\label{{eq:a}}\n$$\n\n```rust\n{code}\nfn main() {{}}\n```\n"
    ))
}

fn report(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{}", run.stderr))
}

/// The findings of a book with one chapter: code, place, message and what stands beside it.
fn told(book: &Book) -> Vec<(String, String)> {
    let report = report(&book.qed(&["check", "--format", "json"]));
    let findings = report["findings"].as_array().expect("a list");
    findings
        .iter()
        .map(|finding| {
            let place = format!(
                "{} {}:{}",
                finding["code"].as_str().expect("a code"),
                finding["start"]["line"],
                finding["start"]["column"]
            );
            (place, finding.to_string())
        })
        .collect()
}

/// Holds that a book gets one finding, of this code, at this place, with these words in it.
#[track_caller]
fn gets(book: &Book, place: &str, words: &[&str]) {
    let told = told(book);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].0, place, "{}", told[0].1);
    for word in words {
        assert!(told[0].1.contains(word), "{word} is not in {}", told[0].1);
    }
}

#[test]
fn what_agrees_is_told_in_the_report_and_in_the_closing_line() {
    let book = book(
        r"s = \frac{1}{n} \sum_{i=1}^{n} x_i",
        "// agrees: eq:a in x [0, 1]\nfn mean(x: &[f64]) -> f64 { x.iter().sum::<f64>() / x.len() as f64 }",
    );
    let run = book.qed(&["check", "--format", "json"]).code(0);
    assert!(
        run.stderr.contains("1 formula (1 agrees with code)"),
        "{}",
        run.stderr
    );
    let report = report(&run);
    let formula = &report["formulas"][0];
    assert_eq!(report["checked"]["proven"], 1);
    assert_eq!(formula["label"], "eq:a");
    assert_eq!(formula["verdict"], "agrees");
    assert_eq!(formula["function"], "mean");
    assert_eq!(formula["domain"], "the elements of `x` in [0, 1]");
    assert_eq!(formula["start"]["line"], 3);
    let markdown = book.qed(&["check", "--format", "markdown"]).code(0).stdout;
    assert!(
        markdown.contains("1 agree, 0 hold, 0 are notation, 0 are open"),
        "{markdown}"
    );
}

#[test]
fn what_agrees_is_shown_at_its_formula_and_on_the_page_of_all() {
    let book = book(
        "y = 2 x + 1",
        "// agrees: eq:a in x 0..=99\nfn f(x: u32) -> u32 { 2 * x + 1 }",
    );
    let _ = book.qed(&["build"]).code(0);
    for page in ["book/a.html", "book/formulas.html"] {
        let html = book.read(page);
        let shown = "<summary>Equal to <code>f</code> at all 100 inputs</summary><p><code>x</code> from 0 to 99</p>";
        assert!(html.contains(shown), "{page}:\n{html}");
    }
}

/// The promise: the formula of a convolution's output size, with its `+ 1` left out.
#[test]
fn a_missing_term_is_found_and_named() {
    let path = "src/convolutions-and-cost/convolution-output-size.md";
    let text = std::fs::read_to_string(repository().join(path)).expect("the book has the topic");
    let whole = r"\right\rfloor + 1";
    let at = text.find(whole).expect("the formula has the term");
    let broken = format!(r"{}\right\rfloor{}", &text[..at], &text[at + whole.len()..]);
    let label = "eq:convolution-output-size";
    let replay = [
        "check",
        "--format",
        "json",
        "--replay",
        &format!("{label}@1"),
    ];

    let book = |text: &str| {
        let plot = repository().join("src/figures/plot.rs.txt");
        let plot = std::fs::read(plot).expect("the book has what the topic includes");
        let path = path.trim_start_matches("src/");
        Book::new()
            .chapter(path, text)
            .file("src/figures/plot.rs.txt", plot)
    };
    let run = book(&text).qed(&replay).code(0);
    assert_eq!(report(&run)["findings"].as_array().map(Vec::len), Some(0));

    let run = book(&broken).qed(&replay).code(100);
    let report = report(&run);
    let findings = report["findings"].as_array().expect("a list");
    let (differs, others): (Vec<_>, Vec<_>) = findings
        .iter()
        .partition(|finding| finding["code"] == "agree-differs");
    // The worked examples say that it is the formula that is wrong.
    let says = |finding: &&Value| {
        let message = finding["message"].as_str().expect("a message");
        finding["code"] == "agree-example" && message.starts_with("the formula")
    };
    assert!(!others.is_empty() && others.iter().all(says), "{others:#?}");
    let [finding] = differs[..] else {
        panic!("{differs:#?}");
    };
    assert_eq!(finding["code"], "agree-differs");
    let formula = text[..at].matches('\n').count() + 1;
    assert_eq!(finding["start"]["line"], formula);
    assert_eq!(finding["label"], "gives 0");
    assert_eq!(finding["others"][0]["text"], "returns 1");
    let function = text[..text.find("fn out_size(").expect("the function")]
        .matches('\n')
        .count()
        + 1;
    assert_eq!(finding["others"][0]["start"]["line"], function);
    let note = finding["notes"][0].as_str().expect("a note");
    for symbol in ["i = 1\n", "p = 0\n", "k = 1\n", "s = 1\n"] {
        assert!(note.contains(symbol), "{note}");
    }
    let hint = finding["hint"].as_str().expect("a hint");
    assert!(hint.contains("they agree if `+ 1` is added"), "{hint}");
}

#[test]
fn claims_that_cannot_be_understood_are_told_at_their_place() {
    let double = "fn f(x: f64) -> f64 { 2.0 * x }";
    for (tex, code, place, words) in [
        // No such label; nearly one.
        (
            "y = 2 x",
            format!("// agrees: eq:b\n{double}"),
            "agree-annotation 8:12",
            &["did you mean `eq:a`?"][..],
        ),
        // No function.
        (
            "y = 2 x",
            "// agrees: eq:a".to_owned() + "\nconst X: f64 = 1.0;",
            "agree-annotation 8:1",
            &["no function below"],
        ),
        // Types that no formula has, and that do not fit.
        (
            "y = 2 x",
            "// agrees: eq:a\nfn f(x: &str) -> f64 { 1.0 }".to_owned(),
            "agree-annotation 9:4",
            &["`str`"],
        ),
        (
            r"y = \sum_i x_i",
            format!("// agrees: eq:a\n{double}"),
            "agree-refused 4:12",
            &["refusal: "],
        ),
        // A parameter that the formula does not use.
        (
            "y = 2 x",
            "// agrees: eq:a\nfn f(x: f64, z: f64) -> f64 { 2.0 * x }".to_owned(),
            "agree-refused 9:4",
            &["unused-parameter", "`z`"],
        ),
        // A symbol that is nothing.
        (
            "y = 2 q",
            format!("// agrees: eq:a\n{double}"),
            "agree-refused 4:7",
            &["unbound"],
        ),
        // Two readings.
        (
            "y = 1/2 x",
            format!("// agrees: eq:a\n{double}"),
            "agree-refused 4:5",
            &["ambiguous"],
        ),
        // No item of the table; an empty domain; a precondition that nothing meets.
        (
            "y = 2 x",
            format!("// agrees: eq:a of x\n{double}"),
            "agree-annotation 8:17",
            &["no item"],
        ),
        (
            "y = 2 x",
            format!("// agrees: eq:a in x (1, 0)\n{double}"),
            "agree-annotation 8:22",
            &["empty"],
        ),
        (
            "y = 2 x",
            format!("// agrees: eq:a in x (0, 1) if x > 2.0\n{double}"),
            "agree-refused 8:1",
            &["empty-domain"],
        ),
        // Undefined everywhere.
        (
            r"y = \frac{x}{x - x}",
            format!("// agrees: eq:a\n{double}"),
            "agree-refused 8:1",
            &["no value at any input"],
        ),
        // Notation without a reason; a function that nobody can call.
        (
            "y = 2 x",
            format!("// notation: eq:a\n{double}"),
            "agree-annotation 8:1",
            &["not why"],
        ),
        (
            "y = 2 x",
            "mod m {\n// agrees: eq:a\nfn f(x: f64) -> f64 { 2.0 * x }\n}".to_owned(),
            "agree-annotation 10:4",
            &["inside another item"],
        ),
    ] {
        gets(&book(tex, &code), place, words);
    }
}

#[test]
fn what_a_function_does_to_an_input_is_told_with_the_input() {
    for (code, words) in [
        (
            "if x == 7 { panic!(\"no {x}\") }",
            &["panics: no 7", "x = 7"][..],
        ),
        (
            "if x == 7 { loop { std::hint::spin_loop() } }",
            &["does not return: it runs longer than 500 ms", "x = 7"],
        ),
        (
            "if x == 7 { std::process::exit(3) }",
            &["ends with exit code 3", "x = 7"],
        ),
        (
            "if x > 6 { fn f(x: u64) -> u64 { if x == u64::MAX { 0 } else { std::hint::black_box(f(x + 1)) + 1 } } f(0); }",
            &["out of stack", "x = 7"],
        ),
        (
            "if x == 7 { let v = vec![1_u8; 1 << 40]; std::hint::black_box(&v); }",
            &["of memory", "x = 7"],
        ),
        (
            "if x == 7 { return 16 }",
            &["gives 15", "returns 16", "x = 7"],
        ),
    ] {
        let book = Book::of(&format!(
            "# A\n\n$$\ny = 2 x + 1 \\label{{eq:a}}\n$$\n\n```rust,timeout=500ms\n// agrees: eq:a in x 0..=20\nfn f(x: u32) -> u32 {{ {code} 2 * x + 1 }}\nfn main() {{}}\n```\n"
        ));
        gets(&book, "agree-differs 4:1", words);
    }
}

#[test]
fn a_function_that_is_never_called_is_told() {
    for attribute in ["ignore", "no_run", "compile_fail"] {
        let code = if attribute == "compile_fail" {
            "let x: u8 = \"\";"
        } else {
            ""
        };
        let book = Book::of(&format!(
            "# A\n\n$$\ny = 2 x \\label{{eq:a}}\n$$\n\n```rust,{attribute}\n// agrees: eq:a\nfn f(x: f64) -> f64 {{ 2.0 * x }}\n{code}\n```\n"
        ));
        gets(&book, "agree-not-called 9:4", &[attribute]);
    }
}

#[test]
fn a_value_where_the_formula_has_none_is_told() {
    gets(
        &book(
            r"y = \frac{1}{n}",
            "// agrees: eq:a in n 0..=9\nfn f(n: u32) -> f64 { if n == 0 { 0.0 } else { 1.0 / f64::from(n) } }",
        ),
        "agree-undefined 4:5",
        &["n = 0", "returns 0.0"],
    );
}

#[test]
fn an_identity_that_does_not_hold_is_told() {
    gets(
        &book(
            r"\log (x + y) = \log x + \log y",
            "// holds: eq:a in x (0, 9), y (0, 9)",
        ),
        "agree-differs 4:1",
        &["are not equal"],
    );
}

#[test]
fn a_book_that_makes_claims_makes_one_for_each_labelled_formula_of_its_topics() {
    let silent = "+++\nrequires = []\n+++\n# B\n\n$$\nz = 3 \\label{eq:b}\n$$\n";
    let quiet = |book: &Book| {
        let codes = book.findings().into_iter().map(|finding| finding.code);
        !codes.into_iter().any(|code| code == "no-agreement")
    };
    assert!(
        quiet(&Book::of(silent)),
        "nothing is asked where nothing is claimed"
    );
    let claims = "# A\n\n$$\ny = 2 x \\label{eq:a}\n$$\n\n```rust\n// agrees: eq:a\nfn f(x: f64) -> f64 { 2.0 * x }\n```\n";
    assert!(!quiet(&Book::of(claims).chapter("b.md", silent)));
    let noted = silent.replace("$$\n\n", "$$\n") + "\n```rust\n// notation: eq:b a number\n```\n";
    assert!(quiet(&Book::of(claims).chapter("b.md", &noted)));
}

#[test]
fn a_claim_stands_in_the_topic_of_its_formula() {
    let book = Book::of("# A\n\n$$\ny = 2 x \\label{eq:a}\n$$\n").chapter(
        "b.md",
        "# B\n\n```rust\n// agrees: eq:a\nfn f(x: f64) -> f64 { 2.0 * x }\n```\n",
    );
    gets(&book, "agree-annotation 4:12", &["another topic, a.md"]);
}

#[test]
fn snippets_that_are_statements_can_be_asked() {
    let book = Book::of(
        "# A\n\n$$\ny = 2 x \\label{eq:a}\n$$\n\n```rust\n# // agrees: eq:a\nfn f(x: f64) -> f64 { x + x }\nlet y = f(2.0);\nassert!(y > 3.0);\nOk::<(), std::fmt::Error>(())\n```\n",
    );
    let _ = book.qed(&["check"]).code(0);
}

/// A crate of its own: its paths begin at itself, its attributes are those of a crate, its `main` is a program's.
#[test]
fn snippets_that_stand_alone_can_be_asked() {
    let function = "// agrees: eq:a in x 0..=9\nfn f(x: u32) -> u32 { 2 * x }\n";
    for (words, code) in [
        (
            "",
            format!(
                "mod m {{ pub fn g() -> u32 {{ crate::f(1) }} }}\n{function}fn main() {{ assert!(m::g() > 1); }}"
            ),
        ),
        (
            "",
            format!("#![recursion_limit = \"64\"]\n{function}let y = f(2);\nassert_eq!(y, 4);"),
        ),
        (
            "",
            format!(
                "#![forbid(unsafe_code)]\n#![deny(missing_docs, dead_code)]\n//! Words.\n{function}fn main() -> Result<(), std::fmt::Error> {{ f(1); Ok(()) }}"
            ),
        ),
        (
            "",
            format!(
                "{function}#[inline]\n#[must_use]\nfn main() {{ f(std::env::args().count() as u32); }}"
            ),
        ),
        (
            ",standalone_crate",
            format!("{function}fn main() {{ f(1); }}"),
        ),
        (
            ",standalone_crate",
            format!("{function}f(1);\nOk::<(), std::fmt::Error>(())"),
        ),
        (",edition2015", format!("{function}fn main() {{ ::f(1); }}")),
        (
            ",edition2018",
            format!("{function}pub fn main() {{ crate::f(1); }}"),
        ),
        (
            ",test_harness",
            format!("{function}#[test]\nfn two() {{ assert_eq!(f(1), 2); }}"),
        ),
        // A `main` that is not to be seen.
        (
            "",
            format!("{function}macro_rules! m {{ () => {{ fn main() {{ f(1); }} }} }}\nm!();"),
        ),
    ] {
        let with = |code: &str| {
            Book::of(&format!(
                "# A\n\n$$\ny = 2 x \\label{{eq:a}}\n$$\n\n```rust{words}\n{code}\n```\n"
            ))
        };
        let _ = with(&code).qed(&["check"]).code(0);
        let wrong = with(&code.replace("2 * x }", "2 * x + x / 9 }"));
        let told = told(&wrong);
        assert_eq!(told.len(), 1, "{code}\n{told:#?}");
        assert!(told[0].0.starts_with("agree-differs"), "{code}\n{told:#?}");
        assert!(told[0].1.contains("x = 9"), "{code}\n{told:#?}");
    }
}

/// What rustc says against the call is the reason.
#[test]
fn a_function_that_cannot_be_called_is_told_with_the_reason() {
    let book = Book::of(
        "# A\n\n$$\ny = 2 x \\label{eq:a}\n$$\n\n```rust\nmacro_rules! m { ($i:item) => { $i } }\n// agrees: eq:a\nfn f(x: f64) -> f64 { 2.0 * x }\nm! { fn main() { crate::f(1.0); } }\n```\n",
    );
    let why = [
        "a macro makes its `main`",
        "rustc says: cannot find function `f`",
        "a plain `fn main()` or none",
    ];
    gets(&book, "agree-not-called 10:4", &why);
}

#[test]
fn macros_of_the_book_are_read_and_a_place_in_them_is_their_call() {
    let with = |name: &str, body: &str, tex: &str| {
        let book = book(
            tex,
            "// agrees: eq:a in x 0..=9\nfn f(x: u32) -> u32 { 2 * x }",
        );
        let macros = format!("\n[preprocessor.qed.macros]\n'{name}' = '{body}'\n");
        let toml = book.read("book.toml") + &macros;
        book.write("book.toml", toml.as_bytes());
        book
    };
    let (twice, odd) = (r"\twice", r"\odd");
    let _ = with(twice, "2 #1", r"y = \twice{x}")
        .qed(&["check"])
        .code(0);
    let broken = with(twice, "2 #1", r"y = \twice{x} + 1");
    let side = "`+ 1` is added to the function (`f`, line 9) or dropped from the formula (line 4)";
    gets(&broken, "agree-differs 4:5", &[side]);
    let ambiguous = with(odd, "#1 / 2 #1", r"y = 1 + \odd x");
    gets(&ambiguous, "agree-refused 4:9", &["ambiguous"]);
}

/// A third witness: what somebody worked out by hand.
#[test]
fn worked_examples_come_out() {
    let with = |example: &str| {
        book(
            r"y = \frac{x}{3}",
            &format!(
                "// agrees: eq:a\n// example: eq:a {example}\nfn f(x: f64) -> f64 {{ x / 3.0 }}"
            ),
        )
    };
    let run = with("x = 1 gives 0.33")
        .qed(&["check", "--format", "json"])
        .code(0);
    assert_eq!(report(&run)["formulas"][0]["examples"], 1);
    let told = told(&with("x = 1 gives 0.34"));
    let places: Vec<&str> = told.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        ["agree-example 9:1", "agree-example 9:1"],
        "{told:#?}"
    );
    assert!(told[0].1.contains("and the example says 0.34"), "{told:#?}");
    gets(
        &with("z = 1 gives 1"),
        "agree-annotation 9:1",
        &["no parameter `z`"],
    );
    gets(&with("x = 1"), "agree-annotation 9:1", &["without `gives`"]);
    let orphan = book(
        "y = x",
        "// notation: eq:a a word\n// example: eq:a x = 1 gives 1",
    );
    gets(
        &orphan,
        "agree-annotation 9:1",
        &["no claim of this snippet"],
    );
}

/// Functions as authors write them, right in odd ways and wrong in common ones.
#[test]
fn no_mistake_passes_and_nothing_right_is_accused() {
    let suite = |name: &str| {
        let path = repository().join("tests/suites/agree").join(name);
        std::fs::read_to_string(path).expect("the suite is there")
    };
    let book = Book::of(&suite("right.md"));
    let _ = book.qed(&["check"]).code(0);
    let right = report(&book.qed(&["check", "--format", "json"]));
    let formulas = right["formulas"].as_array().expect("a list");
    assert!(formulas.len() > 30, "{}", formulas.len());
    for formula in formulas {
        assert_eq!(formula["verdict"], "agrees", "{formula}");
    }

    let wrong = suite("wrong.md");
    let told = told(&Book::of(&wrong));
    let codes = [
        "agree-differs",
        "agree-rounding",
        "agree-undefined",
        "agree-annotation",
    ];
    let sections = wrong.split("\n## ").skip(1);
    let mut line = wrong
        .lines()
        .position(|line| line.starts_with("## "))
        .unwrap_or(0)
        + 1;
    for section in sections {
        let lines = section.matches('\n').count() + 1;
        let own = told.iter().filter(|(place, _)| {
            let at = place
                .split([' ', ':'])
                .nth(1)
                .and_then(|at| at.parse().ok());
            at.is_some_and(|at: usize| (line..line + lines).contains(&at))
        });
        let own: Vec<&str> = own.map(|(place, _)| place.as_str()).collect();
        let known = |place: &&str| codes.iter().any(|code| place.starts_with(code));
        assert!(
            own.len() == 1 && own.iter().all(known),
            "{section}\n{own:?}"
        );
        line += lines;
    }
}

/// What was compared is remembered, and forgotten as soon as formula, items or function change.
#[test]
fn a_warm_check_says_the_same_and_a_change_is_seen() {
    let book = book(
        "y = 2 x",
        "// agrees: eq:a in x 0..=9\nfn f(x: u32) -> u32 { 2 * x }",
    );
    let first = book.qed(&["check", "--format", "json"]).code(0).stdout;
    assert_eq!(
        book.qed(&["check", "--format", "json"]).code(0).stdout,
        first
    );
    book.replace("src/a.md", "y = 2 x", "y = 3 x");
    gets(&book, "agree-differs 4:5", &["they agree if"]);
    book.replace("src/a.md", "y = 3 x", "y = 2 x");
    let _ = book.qed(&["check"]).code(0);
    book.replace("src/a.md", "2 * x }", "2 * x + x / 9 }");
    gets(&book, "agree-differs 4:1", &["x = 9"]);
}

#[test]
fn agree_shows_how_a_formula_is_read() {
    let book = book(
        r"\sigma(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        "// agrees: eq:a\nfn softmax(z: &[f64]) -> Vec<f64> { todo!() }",
    );
    let shown = book.qed(&["agree", "a"]).code(0).stdout;
    for part in [
        "eq:a   src/a.md:3",
        "compared with softmax(z: &[f64]) -> Vec<f64>",
        "    quotient\n",
        "sum over",
        "index of the result",
    ] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    let run = book.qed(&["agree", "nowhere"]).code(1);
    assert!(run.stderr.contains("`nowhere`"), "{}", run.stderr);
}

#[test]
fn a_replay_takes_other_inputs() {
    let book = book(
        "y = 2 x",
        "// agrees: eq:a\nfn f(x: f64) -> f64 { 2.0 * x }",
    );
    let run = book.qed(&["check", "--replay", "eq:a@77"]).code(0);
    assert!(
        run.stderr
            .contains("eq:a at the inputs of seed 77: agrees with `f`"),
        "{}",
        run.stderr
    );
    let _ = book.qed(&["check", "--replay", "eq:b@1"]).code(2);
    let _ = book.qed(&["check", "--replay", "eq:a"]).code(2);
}

/// Reports of shards are put together with their verdicts.
#[test]
fn shards_tell_each_formula_once() {
    let claims = |label: &str| {
        format!(
            "# {label}\n\n$$\ny = 2 x \\label{{eq:{label}}}\n$$\n\n```rust\n// agrees: eq:{label} in x 0..=9\nfn f(x: u32) -> u32 {{ 2 * x }}\n```\n"
        )
    };
    let book = ["a", "b", "c", "d"].iter().fold(Book::new(), |book, name| {
        book.chapter(&format!("{name}.md"), claims(name))
    });
    let whole = report(&book.qed(&["check", "--format", "json"]).code(0));
    for shard in ["1/2", "2/2"] {
        let file = format!("json={}.json", &shard[..1]);
        let _ = book
            .qed(&["check", "--shard", shard, "--format", &file])
            .code(0);
    }
    let merged = report(
        &book
            .qed(&["merge", "1.json", "2.json", "--format", "json"])
            .code(0),
    );
    assert_eq!(whole["formulas"].as_array().map(Vec::len), Some(4));
    assert_eq!(merged["formulas"], whole["formulas"]);
    assert_eq!(merged["checked"], whole["checked"]);
}
