//! Where each link leads.

mod rules;
mod url;

pub(crate) use rules::RULES;

use qed_markdown::{Link, LinkKind, Topic};
use qed_report::{Finding, nearest};

use crate::Library;
use crate::index::{Index, Named, join};
use rules::{
    AMBIGUOUS_LINK, CASE_MISMATCH, HTML_LINK, LINK_OUTSIDE, LINK_SCHEME, MISSING_FILE,
    MISSING_HEADING, UNDEFINED_REFERENCE, UNKNOWN_TOPIC, UNLISTED_CHAPTER,
};
use url::Url;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a topic, and a place on its page.
    Topic {
        /// Index in `Library::topics`.
        topic: usize,
        /// An id, without `#`.
        fragment: Option<String>,
    },
    /// To another file of the source folder, by path relative to it.
    File(String),
    /// Out of the book, as written.
    Elsewhere,
    /// It only looks like a wiki link: plain text.
    Text,
    /// Nowhere; a finding says so.
    Broken,
}

pub(crate) fn check(
    library: &Library,
    index: &Index<'_>,
    outside: &[String],
    findings: &mut Vec<Finding>,
) -> Vec<Vec<Target>> {
    rules::unlisted(library, findings);
    let resolver = Resolver {
        library,
        index,
        outside,
    };
    (0..library.topics.len())
        .map(|topic| resolver.topic(topic, findings))
        .collect()
}

struct Resolver<'a> {
    library: &'a Library,
    index: &'a Index<'a>,
    outside: &'a [String],
}

impl Resolver<'_> {
    fn topic(&self, at: usize, findings: &mut Vec<Finding>) -> Vec<Target> {
        let links = &self.library.topics[at].links;
        links
            .iter()
            .map(|link| {
                self.link(at, link).unwrap_or_else(|broken| {
                    findings.push(*broken.finding);
                    broken.target
                })
            })
            .collect()
    }

    fn link(&self, at: usize, link: &Link) -> Result<Target, Broken> {
        let topic = &*self.library.topics[at];
        match link.kind {
            LinkKind::Wiki => self.wiki(topic, link),
            LinkKind::Unresolved => Err(undefined(topic, link)),
            LinkKind::Auto => self.elsewhere(topic, link),
            LinkKind::Inline | LinkKind::Reference | LinkKind::Image | LinkKind::Html => {
                self.path(at, topic, link)
            }
        }
    }

    /// `[[name]]`, `[[name#heading]]`.
    fn wiki(&self, topic: &Topic, link: &Link) -> Result<Target, Broken> {
        let (name, fragment) = match link.target.split_once('#') {
            Some((name, fragment)) => (name.trim(), Some(fragment)),
            None => (link.target.trim(), None),
        };
        let target = match self.index.by_name(name) {
            Named::Topic(target) => target,
            Named::Several(topics) => {
                let paths = self.library.paths(&topics);
                let message = format!("`{name}` stands for several topics: {paths}");
                let finding = topic.finding(&AMBIGUOUS_LINK, link.target_range.clone(), message);
                return Err(finding
                    .hint("link to the path of the one that is meant: `[words](path.md)`")
                    .into());
            }
            Named::Nothing if !looks_like_a_slug(name) => return Ok(Target::Text),
            Named::Nothing => {
                let message = format!("no topic has the slug, title or alias `{name}`");
                let finding = topic.finding(&UNKNOWN_TOPIC, link.target_range.clone(), message);
                return Err(match nearest(name, self.index.names()) {
                    Some(near) => finding.hint(format!("did you mean `{near}`?")),
                    None => {
                        finding.hint("write the slug (file name), the title or an alias of a topic")
                    }
                }
                .into());
            }
        };
        self.fragment(topic, link, target, fragment)
    }

    /// A link with a scheme or a host.
    fn elsewhere(&self, topic: &Topic, link: &Link) -> Result<Target, Broken> {
        let meant = |prefix: &String| link.target.starts_with(prefix.as_str());
        let Some((why, hint)) = url::no_link(&link.target) else {
            return Ok(Target::Elsewhere);
        };
        if self.outside.iter().any(meant) {
            return Ok(Target::Elsewhere);
        }
        let scheme = link.target.split(':').next().unwrap_or_default().trim();
        let message = format!("`{scheme}:` {why}");
        let range = link.target_range.clone();
        Err(topic
            .finding(&LINK_SCHEME, range, message)
            .hint(hint)
            .into())
    }

    /// A link to a path, or out of the book.
    fn path(&self, at: usize, topic: &Topic, link: &Link) -> Result<Target, Broken> {
        let Url { path, fragment } = match url::split(&link.target) {
            Some(url) => url,
            None => return self.elsewhere(topic, link),
        };
        if self
            .outside
            .iter()
            .any(|prefix| link.target.starts_with(prefix.as_str()))
        {
            return Ok(Target::Elsewhere);
        }
        if path.is_empty() {
            return self.fragment(topic, link, at, fragment.as_deref());
        }
        let folder = topic.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(path) = url::resolve(folder, &path) else {
            let message = format!("`{}` leads out of the book", link.target);
            let finding = topic
                .finding(&LINK_OUTSIDE, link.target_range.clone(), message)
                .hint("name its beginning under `outside` in [preprocessor.qed] if that is meant");
            return Err(Broken::taken_for(Target::Elsewhere, finding));
        };
        if let Some(target) = self.index.by_path(&path) {
            return self.fragment(topic, link, target, fragment.as_deref());
        }
        self.file(topic, link, &path, fragment.as_deref())
    }

    /// A path that is not a chapter's file.
    fn file(
        &self,
        topic: &Topic,
        link: &Link,
        path: &str,
        fragment: Option<&str>,
    ) -> Result<Target, Broken> {
        let library = self.library;
        if let Some(target) = self.page(path) {
            let file = &library.topics[target].path;
            let resolved = self.fragment(topic, link, target, fragment)?;
            if link.kind == LinkKind::Html || path.is_empty() {
                return Ok(resolved);
            }
            let message = format!("`{}` names the page, not the file `{file}`", link.target);
            let finding = topic
                .finding(&HTML_LINK, link.target_range.clone(), message)
                .hint(format!(
                    "write `{}`: such a link works in every renderer and is checked",
                    relative(&topic.path, file)
                ));
            return Err(Broken::taken_for(resolved, finding));
        }
        if library.files.contains(path) {
            if !path.ends_with(".md") {
                return Ok(Target::File(path.to_owned()));
            }
            let message = format!("`{path}` is not in SUMMARY.md: it has no page");
            let finding = topic.finding(&UNLISTED_CHAPTER, link.target_range.clone(), message);
            return Err(finding
                .hint("add a line for it to SUMMARY.md, or link to something else")
                .into());
        }
        if library.generated.contains(path) || library.redirects.contains_key(path) {
            return Ok(Target::Elsewhere);
        }
        let folder = format!("{path}/");
        if library.files.iter().any(|file| file.starts_with(&folder))
            && library.files.contains(&join(path, "index.html"))
        {
            return Ok(Target::File(join(path, "index.html")));
        }
        Err(self.missing(topic, link, path))
    }

    /// The topic whose page is at a path of the site: `a/pca.html`, `a/` for `a/index.html`.
    fn page(&self, path: &str) -> Option<usize> {
        let path = path.trim_end_matches('/');
        let stem = path.strip_suffix(".html");
        let file = stem.map_or_else(|| join(path, "index.md"), |stem| format!("{stem}.md"));
        self.index.by_path(&file)
    }

    fn missing(&self, topic: &Topic, link: &Link, path: &str) -> Broken {
        let files = || {
            self.library
                .files
                .iter()
                .map(String::as_str)
                .chain(self.index.paths())
        };
        let same = |file: &&str| {
            file.eq_ignore_ascii_case(path) || file.to_lowercase() == path.to_lowercase()
        };
        if let Some(file) = files().find(same) {
            let message =
                format!("`{path}` differs from the file `{file}` in upper and lower case");
            return topic
                .finding(&CASE_MISMATCH, link.target_range.clone(), message)
                .hint(format!("write `{}`", relative(&topic.path, file)))
                .into();
        }
        let message = format!(
            "there is no file `{}`",
            join(&self.library.source_folder, path)
        );
        let finding = topic.finding(&MISSING_FILE, link.target_range.clone(), message);
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let same_name = files().find(|file| name(file) == name(path));
        match same_name.or_else(|| nearest(path, files())) {
            Some(near) => finding.hint(format!("did you mean `{}`?", relative(&topic.path, near))),
            None => {
                finding.hint("correct the path: it is relative to the file that holds the link")
            }
        }
        .into()
    }

    /// A place on a page.
    fn fragment(
        &self,
        topic: &Topic,
        link: &Link,
        target: usize,
        fragment: Option<&str>,
    ) -> Result<Target, Broken> {
        let found = |fragment: Option<String>| {
            Ok(Target::Topic {
                topic: target,
                fragment,
            })
        };
        let Some(fragment) =
            fragment.filter(|fragment| !fragment.is_empty() && !fragment.starts_with(":~:"))
        else {
            return found(None);
        };
        let anchors = self.index.anchors(target);
        if anchors.contains(fragment)
            || self.is_generated_id(fragment)
            || self.is_formula(target, fragment)
        {
            return found(Some(fragment.to_owned()));
        }
        let path = &self.library.topics[target].path;
        let message = format!("`{path}` has no heading `#{fragment}`");
        let finding = topic.finding(&MISSING_HEADING, link.target_range.clone(), message);
        let lower = fragment.to_lowercase();
        let near = anchors
            .iter()
            .copied()
            .find(|id| id.to_lowercase() == lower);
        Err(
            match near.or_else(|| nearest(fragment, anchors.iter().copied())) {
                Some(near) => finding.hint(format!("did you mean `#{near}`?")),
                None => finding.hint("write the heading in lower case, with `-` for spaces"),
            }
            .into(),
        )
    }

    /// Ids that mdBook's renderers make for footnotes.
    fn is_generated_id(&self, fragment: &str) -> bool {
        fragment.starts_with("footnote-") || fragment.starts_with("fr-")
    }

    /// The id of a labelled formula.
    fn is_formula(&self, target: usize, fragment: &str) -> bool {
        let labels = self.library.topics[target]
            .formulas
            .iter()
            .filter_map(|formula| formula.label.as_ref());
        labels
            .map(|label| crate::formulas::id(&label.name))
            .any(|id| id == fragment)
    }
}

fn undefined(topic: &Topic, link: &Link) -> Broken {
    let is_footnote = topic
        .text
        .get(link.range.clone())
        .is_some_and(|written| written.starts_with("[^"));
    let definition = if is_footnote {
        format!("[^{}]: …", link.target)
    } else {
        format!("[{}]: target", link.target)
    };
    let message = format!("`{}` has no definition", link.target);
    topic
        .finding(&UNDEFINED_REFERENCE, link.range.clone(), message)
        .hint(format!(
            "add a line `{definition}`, or write `\\[` for a literal bracket"
        ))
        .into()
}

/// A link that does not hold, and what it is taken for all the same.
struct Broken {
    finding: Box<Finding>,
    target: Target,
}

impl Broken {
    fn taken_for(target: Target, finding: Finding) -> Self {
        Self {
            finding: Box::new(finding),
            target,
        }
    }
}

impl From<Finding> for Broken {
    fn from(finding: Finding) -> Self {
        Self::taken_for(Target::Broken, finding)
    }
}

/// Small letters, digits and hyphens with at least two letters in a row: `cross-entropy-loss`.
fn looks_like_a_slug(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() > 2
        && name.bytes().all(plain)
        && name
            .as_bytes()
            .windows(2)
            .any(|pair| pair.iter().all(u8::is_ascii_lowercase))
}

/// The path from one file to another, both relative to the source folder.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<_> = from.split('/').collect();
    let to: Vec<_> = to.split('/').collect();
    let folders = from.len() - 1;
    let common = (0..folders.min(to.len() - 1))
        .take_while(|&at| from[at] == to[at])
        .count();
    format!(
        "{}{}",
        "../".repeat(folders - common),
        to[common..].join("/")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_climb_only_as_far_as_needed() {
        for (from, to, path) in [
            ("a.md", "b.md", "b.md"),
            ("x/a.md", "x/b.md", "b.md"),
            ("x/a.md", "y/b.md", "../y/b.md"),
            ("x/y/a.md", "x/z/b.md", "../z/b.md"),
            ("a.md", "x/b.md", "x/b.md"),
        ] {
            assert_eq!(relative(from, to), path, "from {from} to {to}");
        }
    }

    #[test]
    fn slugs_are_not_matrices() {
        for (name, is) in [
            ("cross-entropy", true),
            ("pca", true),
            ("a", false),
            ("1,2", false),
            ("0", false),
            ("u8", false),
        ] {
            assert_eq!(looks_like_a_slug(name), is, "{name}");
        }
    }
}
