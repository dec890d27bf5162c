//! Stand-ins until qed-snippet has them.

pub(crate) fn figure_markup(_: &str, _: &str) -> Result<String, String> {
    Err(String::new())
}
pub(crate) fn needs_dependencies(_: &qed_markdown::Snippet) -> bool {
    false
}
pub(crate) fn bless(
    _: &[&qed_markdown::Topic],
    _: &qed_snippet::Proof,
) -> Vec<(usize, qed_markdown::Edit)> {
    Vec::new()
}
pub(crate) fn is_blessable(_: &qed_report::Rule) -> bool {
    false
}
