//! Names of the site's files: which pages have which, and which cannot stand beside each other.

use std::collections::{BTreeMap, BTreeSet};

use qed_markdown::Topic;
use qed_report::{Finding, Level, Rule};

use crate::page::Book;

/// Two chapters whose pages cannot stand beside each other.
pub static SITE_PATH: Rule = Rule {
    code: "site-path",
    level: Level::Deny,
    title: "two chapters whose pages cannot stand beside each other",
    explanation: "\
The page of a chapter lies in the site as the chapter lies in the source folder. The disks of Windows and macOS take `Softmax.html` and \
`softmax.html` for one file: of two such chapters one would overwrite the other there.

```md
- [Softmax](losses/Softmax.md)
- [Softmax again](losses/softmax.md)
```

And no disk has a file and a folder of the same name: here `odd.html` would be both.

```md
- [Odd](odd.md)
- [Inside](odd.html/inside.md)
```

Give one of the files, or the folder, another name.
",
};

/// Findings for chapters that would be one file, or one file and one folder. `pages` has the path of each, without its
/// ending, and its topic; `others` the paths of all other files.
pub fn check_names<'a>(
    pages: impl IntoIterator<Item = (&'a str, &'a Topic)> + Clone,
    others: impl IntoIterator<Item = &'a str>,
) -> Vec<Finding> {
    let mut files: BTreeMap<String, (&str, &Topic)> = BTreeMap::new();
    let mut findings = Vec::new();
    let finding = |topic: &Topic, other: &Topic, message, hint| {
        Finding::new(&SITE_PATH, topic.span(0..0), message)
            .other(other.span(0..0), "the other chapter")
            .hint(hint)
    };
    for (path, topic) in pages.clone() {
        let name = format!("{}.html", path.to_lowercase());
        let (first, other) = *files.entry(name).or_insert((path, topic));
        if first != path {
            let message = format!("`{first}.html` and `{path}.html` are one file on some disks");
            let hint = "give one of the two files another name";
            findings.push(finding(topic, other, message, hint));
        }
    }
    for (path, topic) in pages {
        for folder in folders(path) {
            if let Some((_, other)) = files.get(&folder.to_lowercase()) {
                let message = format!("`{folder}` is the page of `{}`, and a folder", other.path);
                let hint = "give the folder or the other chapter another name";
                findings.push(finding(topic, other, message, hint));
            }
        }
    }
    let mut told = BTreeSet::new();
    for folder in others.into_iter().flat_map(folders) {
        if let Some((_, topic)) = files.get(&folder.to_lowercase())
            && told.insert(folder)
        {
            let message =
                format!("`{folder}` is the page of this chapter, and a folder of other files");
            let finding = Finding::new(&SITE_PATH, topic.span(0..0), message);
            findings.push(finding.hint("give the folder or the chapter another name"));
        }
    }
    findings
}

/// The folders that a path leads through: `a` and `a/b` of `a/b/c`.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// The same for a book.
pub(crate) fn check(book: &Book) -> Result<(), Vec<Finding>> {
    let pages = book.pages.iter();
    let pages = pages.map(|page| (page.path.as_str(), &*page.topic));
    let findings = check_names(pages, book.files.keys().map(String::as_str));
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
        let mut taken = BTreeSet::new();
        for page in &book.pages {
            let path = page.path.to_lowercase();
            let folder = path.split('/').next().unwrap_or_default();
            taken.extend(folder.strip_suffix(".html").map(str::to_owned));
            taken.insert(path);
        }
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
