//! Where QED stands among the preprocessors of a book.

use std::path::Path;

use mdbook_driver::config::Config;
use qed_report::{Finding, Level, Rule, Sources};

use crate::settings::place;

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&AFTER_LINKS];

static AFTER_LINKS: Rule = Rule {
    code: "after-links",
    level: Level::Warn,
    title: "QED runs after mdBook has expanded includes",
    explanation: "\
mdBook's own preprocessor `links` expands `{{#include …}}`. Afterwards nobody knows which file a line came from: places of findings
in included text are only near, and includes that lead nowhere are not found. The order of preprocessors is by name, unless
they say otherwise. Let QED run first:

```toml
[preprocessor.qed]
before = [\"links\"]
```
",
};

/// A finding if mdBook's `links` may run before QED.
pub(crate) fn check(config: &Config, root: &Path, sources: &mut Sources) -> Option<Finding> {
    let names = |key: &str, name: &str| {
        let list = config.get::<Vec<String>>(key).ok().flatten();
        list.is_some_and(|list| list.iter().any(|entry| entry == name))
    };
    let has_links =
        config.build.use_default_preprocessors || config.contains_key("preprocessor.links");
    if !has_links
        || names("preprocessor.qed.before", "links")
        || names("preprocessor.links.after", "qed")
    {
        return None;
    }
    let span = place(root, sources, &["preprocessor", "qed"]);
    let message = "QED runs after `links`, which expands includes";
    Some(
        Finding::new(&AFTER_LINKS, span, message)
            .hint("write `before = [\"links\"]` in [preprocessor.qed]"),
    )
}
