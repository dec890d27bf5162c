//! Every format tells the same code, place and message.

use super::*;
use crate::{Judged, Saying, Span, Word};

static RULE: Rule = Rule {
    code: "broken-link",
    level: Level::Deny,
    title: "a link to nowhere",
    explanation: "Mend it.",
};
static MILD: Rule = Rule {
    code: "no-recall",
    level: Level::Warn,
    title: "no cards",
    explanation: "Add one.",
};

fn sources() -> (Sources, Vec<Finding>) {
    let mut sources = Sources::default();
    let topic = sources.add("src/a b.md", "# Ä title\n\nSee [it](gone.md), 100 %.\n");
    let other = sources.add("src/b.md", "# B\n");
    let findings = vec![
        Finding::new(&RULE, Span::new(topic, 16, 29), "no file `gone.md`")
            .label("points here")
            .other(Span::new(other, 0, 3), "meant, perhaps")
            .note("first\nsecond")
            .hint("write `b.md`, or remove | the link"),
        Finding::new(&MILD, Span::file(other), "no recall card"),
    ];
    (sources, findings)
}

fn judged(place: Span) -> [Judged; 2] {
    let agrees = Saying {
        verdict: Word::Agrees,
        function: Some("soft|max".to_owned()),
        inputs: Some(120),
        all: Some(false),
        domain: Some("any float".to_owned()),
        ..Saying::default()
    };
    let notation = Saying {
        verdict: Word::Notation,
        why: Some("a sketch".to_owned()),
        ..Saying::default()
    };
    [agrees, notation].map(|saying| Judged {
        label: "eq:a".to_owned(),
        place,
        saying,
    })
}

fn drawn(format: Format) -> String {
    let (sources, findings) = sources();
    let report = Report {
        findings: &findings,
        sources: &sources,
        tally: Tally {
            topics: 3,
            formulas: 1,
            snippets: 2,
            links: 4,
            proven: 1,
        },
        checked: &[
            "src/a b.md".to_owned(),
            "src/b.md".to_owned(),
            "src/c.md".to_owned(),
        ],
        judged: &judged(findings[0].place.span),
        rules: &[&RULE, &MILD],
        version: "1.2.3",
    };
    draw(&report, format, Style::default())
}

#[test]
fn human_shows_line_place_notes_and_hint() {
    let text = drawn(Format::Human);
    for part in [
        "error[broken-link]: no file `gone.md`",
        "--> src/a b.md:3:5",
        "3 | See [it](gone.md), 100 %.",
        "^^^^^^^^^^^^^ points here",
        "src/b.md:1:1",
        "meant, perhaps",
        "note: first",
        "help: write `b.md`",
        "warning[no-recall]: no recall card",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "no colour unless asked");
}

#[test]
fn json_reads_back() {
    let value: serde_json::Value = serde_json::from_str(&drawn(Format::Json)).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(
        (&value["errors"], &value["warnings"]),
        (&1.into(), &1.into())
    );
    let first = &value["findings"][0];
    assert_eq!(first["code"], "broken-link");
    assert_eq!(first["file"], "src/a b.md");
    assert_eq!(
        first["start"],
        serde_json::json!({ "line": 3, "column": 5, "byte": 16 })
    );
    assert_eq!(first["others"][0]["file"], "src/b.md");
    assert_eq!(value["checked"]["links"], 4);
    let formula = &value["formulas"][0];
    assert_eq!(formula["file"], "src/a b.md");
    assert_eq!(
        (&formula["verdict"], &formula["inputs"], &formula["all"]),
        (&"agrees".into(), &120.into(), &false.into())
    );
    assert_eq!(value["formulas"][1]["why"], "a sketch");
    assert_eq!(value["formulas"][1].get("inputs"), None);
}

#[test]
fn sarif_reads_back_as_sarif() {
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&drawn(Format::Sarif)).unwrap();
    let run = &sarif.runs[0];
    assert_eq!(run.tool.driver.rules.as_ref().unwrap().len(), 2);
    let result = &run.results.as_ref().unwrap()[0];
    assert_eq!(
        (result.rule_id.as_deref(), result.rule_index),
        (Some("broken-link"), Some(0))
    );
    let physical = result.locations.as_ref().unwrap()[0]
        .physical_location
        .as_ref()
        .unwrap();
    assert_eq!(
        physical.artifact_location.as_ref().unwrap().uri.as_deref(),
        Some("src/a%20b.md")
    );
    let region = physical.region.as_ref().unwrap();
    assert_eq!(
        (region.start_line, region.start_column, region.end_column),
        (Some(3), Some(5), Some(18))
    );
}

#[test]
fn junit_reads_back_with_a_case_for_each_file() {
    let report = quick_junit::Report::deserialize_from_str(&drawn(Format::Junit)).unwrap();
    let names: Vec<_> = report
        .test_suites
        .iter()
        .map(|suite| (suite.name.as_str(), suite.failures))
        .collect();
    assert_eq!(names, [("src/a b.md", 1), ("src/b.md", 0), ("src/c.md", 0)]);
}

#[test]
fn github_escapes_what_would_end_a_command() {
    let text = drawn(Format::Github);
    assert!(text.starts_with("::error file=src/a b.md,line=3,col=5,endColumn=18,endLine=3,title=broken-link::no file `gone.md`%0Afirst"), "{text}");
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn github_says_how_many_are_left_out() {
    let (sources, findings) = sources();
    let many: Vec<_> = std::iter::repeat_n(findings[0].clone(), 13).collect();
    let report = Report {
        findings: &many,
        sources: &sources,
        tally: Tally::default(),
        checked: &[],
        judged: &[],
        rules: &[],
        version: "",
    };
    let text = draw(&report, Format::Github, Style::default());
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("::error"))
            .count(),
        10
    );
    assert!(
        text.ends_with("::notice title=qed::3 findings more, in the log\n"),
        "{text}"
    );
}

#[test]
fn markdown_cells_hold_no_markup() {
    let text = drawn(Format::Markdown);
    assert!(text.starts_with("## QED: 1 error, 1 warning\n"), "{text}");
    assert!(text.contains("remove \\| the link"), "{text}");
    assert!(text.contains("1 agree, 0 hold, 1 are notation"), "{text}");
    assert!(
        text.contains(
            "| eq:a | `src/a b.md:3` | agrees with \\`soft\\|max\\` at 120 inputs: any float |"
        ),
        "{text}"
    );
}

#[test]
fn what_was_printed_does_not_steer_the_terminal() {
    let mut sources = Sources::default();
    let topic = sources.add("src/a.md", "a \u{1b}[31m b\n");
    let bad = "\u{1b}]0;title\u{7} \u{9b}31m \u{202e}red\ttab\u{7f}\0\nnext";
    let finding = Finding::new(&RULE, Span::new(topic, 0, 1), bad)
        .label(bad)
        .note(bad)
        .hint(bad);
    let drawn = human(&finding, &sources, Style::default());
    let steering = |character: char| character.is_control() && !"\n\t".contains(character);
    assert!(!drawn.contains(steering), "{drawn:?}");
    assert!(!drawn.contains('\u{202e}'), "{drawn:?}");
    assert!(drawn.contains("␛]0;title␇"), "{drawn}");
}
