//! Quotes that look like alerts.

mod common;

use common::Parsed;

#[test]
fn quotes_that_are_no_alerts_are_told() {
    for (text, finding) in [
        (
            "> [!WRONG]\n> a\n",
            Some("there are `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]`, `[!CAUTION]`"),
        ),
        ("> [!Warnings] a\n", Some("did you mean `[!WARNING]`?")),
        (
            "- > [!note] Title\n  > a\n",
            Some("write `> [!NOTE]` alone, and the text on the next line"),
        ),
        ("> [!NOTE]\n> a\n", None),
        ("> [!note]\n> a\n", None),
        ("> a [!WRONG]\n", None),
        ("> \\[!WRONG]\n", None),
        ("> [!wrong](a.png)\n", None),
        ("[!WRONG]\n", None),
        ("> ![a](a.png)\n", None),
    ] {
        let parsed = Parsed::new(text);
        let hints: Vec<_> = parsed
            .findings
            .iter()
            .filter(|finding| finding.rule.code == "alert-unknown")
            .map(|finding| finding.hint.as_deref().unwrap_or_default())
            .collect();
        assert_eq!(hints, finding.into_iter().collect::<Vec<_>>(), "{text}");
    }
    assert_eq!(
        Parsed::new("a\n\n> > [!WRONG]\n").findings(),
        ["3:5 alert-unknown"]
    );
}
