//! Names of the site's files: which pages have which, and which cannot stand beside each other.

use std::collections::{BTreeMap, BTreeSet};

use qed_report::{Finding, Level, Rule};

use crate::page::Book;

/// Two chapters whose pages are one file on some disks.
pub static SITE_PATH: Rule = Rule {
    code: "site-path",
    level: Level::Deny,
    title: "two chapters whose pages differ only in the case of letters",
    explanation: "\
The disks of Windows and macOS take `Softmax.html` and `softmax.html` for one file: of two such chapters one would \
overwrite the other there.

```md
- [Softmax](losses/Softmax.md)
- [Softmax again](losses/softmax.md)
```

Give one of the files another name.
",
};

/// Findings for chapters that would be one file.
pub(crate) fn check(book: &Book) -> Result<(), Vec<Finding>> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for (index, page) in book.pages.iter().enumerate() {
        let first = *seen.entry(page.path.to_lowercase()).or_insert(index);
        let other = &book.pages[first];
        if other.path != page.path {
            let message = format!(
                "`{}.html` and `{}.html` are one file on some disks",
                other.path, page.path
            );
            let finding = Finding::new(&SITE_PATH, page.topic.span(0..0), message)
                .other(other.topic.span(0..0), "the other chapter")
                .hint("give one of the two files another name");
            findings.push(finding);
        }
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings)
    }
}

/// Files of the pages that no author writes; a chapter of the same name has the first right to it.
pub(crate) struct Names {
    taken: BTreeSet<String>,
    pub(crate) contents: String,
    pub(crate) formulas: Option<String>,
    pub(crate) recall: Option<String>,
    pub(crate) map: Option<String>,
}

impl Names {
    pub(crate) fn new(book: &Book) -> Self {
        let taken: BTreeSet<String> = book
            .pages
            .iter()
            .map(|page| page.path.to_lowercase())
            .collect();
        let any = |found: &dyn Fn(&crate::Page) -> bool| book.pages.iter().any(found);
        let labelled = any(&|page| page.formulas.iter().any(|formula| formula.id.is_some()));
        let cards = any(&|page| !page.topic.recalls.is_empty());
        let requires = any(&|page| !page.requires.is_empty());
        let mut names = Self {
            taken,
            contents: String::new(),
            formulas: None,
            recall: None,
            map: None,
        };
        names.contents = names.free("contents");
        names.formulas = labelled.then(|| names.free("formulas"));
        names.recall = cards.then(|| names.free("recall"));
        names.map = requires.then(|| names.free("map"));
        names
    }

    /// A file at the top of the site that no chapter has.
    pub(crate) fn free(&self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut next = 1;
        while self.taken.contains(&free) {
            free = format!("{name}-{next}");
            next += 1;
        }
        format!("{free}.html")
    }
}
