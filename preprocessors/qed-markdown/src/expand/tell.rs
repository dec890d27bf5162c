//! What is said of a directive that cannot be expanded.

use qed_report::{Finding, Rule, nearest};

use super::directive::Selection;
use super::{Expander, Place, ReadError, rules};

impl Expander<'_> {
    pub(super) fn unreadable(&mut self, path: &str, error: ReadError, place: &Place) {
        let (rule, message, hint) = match error {
            ReadError::Missing => (
                &rules::MISSING,
                format!("there is no file `{path}`"),
                "correct the path: it starts from the folder of the file that includes",
            ),
            ReadError::NotUtf8 => (
                &rules::NOT_UTF8,
                format!("`{path}` is not UTF-8"),
                "save it as UTF-8",
            ),
            ReadError::Refused(reason) => (
                &rules::MISSING,
                format!("`{path}` cannot be included: {reason}"),
                "include another file, or open this one",
            ),
        };
        self.find(rule, place, message, hint);
    }

    pub(super) fn nothing(
        &mut self,
        path: &str,
        file: &str,
        selection: &Selection<'_>,
        place: &Place,
    ) {
        let (message, hint) = match selection {
            Selection::Anchor(name) => (
                format!("`{path}` has no `ANCHOR: {name}`"),
                format!(
                    "correct the name, or write `ANCHOR: {name}` before the part and `ANCHOR_END: {name}` after it"
                ),
            ),
            Selection::Lines(..) => (
                format!("`{path}` does not have these lines"),
                format!(
                    "correct the line numbers: the last is {}",
                    file.lines().count()
                ),
            ),
        };
        self.find(&rules::EMPTY, place, message, &hint);
    }

    pub(super) fn misspelt(&mut self, name: &str, place: &Place) {
        let known = ["include", "rustdoc_include", "playground", "title"];
        let near = nearest(name, known).filter(|near| *near != name && name.len() > 3);
        if let Some(near) = near {
            let message = format!("mdBook knows no `{{{{#{name}}}}}`");
            let hint = format!("did you mean `{near}`?");
            self.find(&rules::MISSPELT, place, message, &hint);
        }
    }

    pub(super) fn find(&mut self, rule: &'static Rule, place: &Place, message: String, hint: &str) {
        let mut finding = Finding::new(rule, place.span, message).hint(hint);
        if let Some(outer) = place.outer {
            finding = finding.other(outer, "included from here");
        }
        self.findings.push(finding);
    }
}
