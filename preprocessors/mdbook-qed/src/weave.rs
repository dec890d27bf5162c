//! What was proven, put into the text that mdBook's renderers get.
//!
//! Renderer `qed` gets the chapter with its includes and a [`mark`]. `test` (mdBook's `mdbook test`) gets the chapter without
//! metadata, its fences whole. Every other renderer gets ordinary Markdown: formulas as HTML, wiki links and names of topics as
//! links, pictures and the line of proof under their snippet.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use qed_check::{FormulaVerdict, Mention, Target};
use qed_markdown::{Edit, LinkKind, Snippet, Topic, pin_ids, strip_metadata, weave};
use qed_snippet::Verdict;

use crate::prove::Proven;
use crate::view;

/// The text of one topic for a renderer.
pub(crate) fn topic(proven: &Proven, at: usize, renderer: &str) -> String {
    let topic = &proven.library.topics[at];
    let mut edits = proven.restored[at].0.clone();
    match renderer {
        "qed" => edits.push(Edit::insert(topic.text.len(), mark::of(&topic.text))),
        "test" => edits.extend(for_test(topic, &proven.snippets)),
        _ => edits.extend(for_page(proven, at)),
    }
    weave(&topic.text, &edits)
}

fn for_test(topic: &Topic, settings: &qed_snippet::Settings) -> Vec<Edit> {
    let mut edits: Vec<Edit> = strip_metadata(topic).into_iter().collect();
    for snippet in &topic.snippets {
        edits.extend(without_own_attributes(topic, snippet));
        if qed_snippet::needs_dependencies(snippet, settings) {
            edits.push(Edit::insert(snippet.info.end, ",ignore"));
        }
    }
    edits
}

/// Attributes with a value are QED's own, but for mdBook's `hidelines`. rustdoc stops reading an info string at `=`, and
/// then takes the fence for no Rust at all.
fn without_own_attributes(topic: &Topic, snippet: &Snippet) -> Vec<Edit> {
    let own = snippet
        .attributes
        .iter()
        .filter(|word| word.value.is_some() && word.key != "hidelines");
    own.map(|word| {
        let before = &topic.text[snippet.info.start..word.range.start];
        let start = snippet.info.start + before.trim_end_matches([',', ' ', '\t']).len();
        Edit::remove(start..word.range.end)
    })
    .collect()
}

fn for_page(proven: &Proven, at: usize) -> Vec<Edit> {
    let (library, report) = (&proven.library, &proven.report);
    let topic = &library.topics[at];
    let mut edits: Vec<Edit> = strip_metadata(topic).into_iter().collect();
    edits.extend(
        topic
            .formulas
            .iter()
            .zip(&report.formulas[at])
            .filter_map(formula),
    );
    for (index, snippet_) in topic.snippets.iter().enumerate() {
        edits.extend(without_own_attributes(topic, snippet_));
        edits.extend(snippet(
            topic,
            snippet_,
            &report.proof.verdicts[at][index],
            &report.proof.toolchain,
        ));
    }
    edits.extend(pin_ids(topic));
    let links = topic.links.iter().zip(&report.links[at]);
    let mut of_links: Vec<Edit> = links
        .flat_map(|(link, target)| self::link(proven, at, link, target))
        .collect();
    // Several links may have one definition.
    of_links.sort_by_key(|edit| (edit.range.start, edit.range.end));
    of_links.dedup();
    edits.extend(of_links);
    for mention in &report.mentions[at] {
        edits.extend(self::mention(proven, at, mention));
    }
    edits
}

/// A formula as HTML that Markdown leaves alone.
fn formula((formula, verdict): (&qed_markdown::Formula, &FormulaVerdict)) -> Option<Edit> {
    if verdict.html.is_empty() {
        return None;
    }
    let html = qed_math::as_markdown(&verdict.html);
    let html = match verdict.id.as_ref().or(verdict.anchor.as_ref()) {
        Some(id) => format!("<span id=\"{id}\">{html}</span>"),
        None => html,
    };
    let claims: Vec<_> = verdict.agreements.iter().map(view::claim).collect();
    let claims = qed_math::as_markdown(&qed_site::claims_markup(&claims, "span"));
    let symbols = qed_math::as_markdown(&qed_site::symbols_line(&view::symbols(&verdict.symbols)));
    Some(Edit::replace(
        formula.range.clone(),
        html + &symbols + &claims,
    ))
}

/// Pictures and the line of proof, under a snippet and its output. A snippet in a list or quote goes without: its lines
/// would need the same prefix.
fn snippet(topic: &Topic, snippet: &Snippet, verdict: &Verdict, toolchain: &str) -> Option<Edit> {
    let indented = snippet.range.start > 0 && !topic.text[..snippet.range.start].ends_with('\n');
    if indented || snippet.unclosed {
        return None;
    }
    let proof = view::proof(verdict, toolchain)?;
    let figures: String = view::figures(verdict)
        .iter()
        .map(|figure| {
            let caption = figure.caption().map_or_else(String::new, |caption| {
                format!("<p class=\"qed-caption\" aria-hidden=\"true\">{caption}</p>")
            });
            format!(
                "<div class=\"qed-figure\">{}</div>\n\n",
                (figure.markup.clone() + &caption).replace('\n', " ")
            )
        })
        .collect();
    let end = snippet
        .output
        .as_ref()
        .map_or(snippet.range.end, |output| output.range.end);
    Some(Edit::insert(
        end,
        format!("\n\n{figures}<p class=\"qed-proof\">{proof}</p>\n"),
    ))
}

/// Wiki links become links, and links to README.md lead to its page, which mdBook calls `index`.
fn link(proven: &Proven, at: usize, link: &qed_markdown::Link, target: &Target) -> Vec<Edit> {
    let Target::Topic { topic, fragment } = target else {
        return Vec::new();
    };
    let (from, to) = (&proven.library.topics[at], &proven.library.topics[*topic]);
    let path = qed_check::relative(&from.path, &as_index(&to.path));
    let place = link.target_range.clone();
    let is_readme = to.path.ends_with("README.md") && !place.is_empty() && *topic != at;
    let fragment = fragment
        .as_ref()
        .map(|fragment| format!("#{fragment}"))
        .unwrap_or_default();
    let target = format!("<{path}{fragment}>");
    match link.kind {
        LinkKind::Wiki => wiki(&from.text, link, &target, view::name(proven, *topic)),
        LinkKind::Inline | LinkKind::Reference if is_readme => {
            let before = from.text.get(..place.start).unwrap_or_default();
            let has_brackets = before.ends_with('<');
            let bare = format!("{path}{fragment}");
            let written = if has_brackets { bare } else { target };
            vec![Edit::replace(place, written)]
        }
        LinkKind::Html if is_readme => {
            vec![Edit::replace(place, address(&path) + &fragment)]
        }
        _ => Vec::new(),
    }
}

/// `[[slug|words]]` as `[words](target)`; the words stay as they are, with what else is woven into them.
fn wiki(text: &str, link: &qed_markdown::Link, target: &str, name: &str) -> Vec<Edit> {
    let range = link.range.clone();
    let bar = text
        .get(range.clone())
        .and_then(|whole| whole.find('|'))
        .filter(|_| link.words.is_some());
    match bar {
        Some(bar) => vec![
            Edit::replace(range.start..range.start + bar + 1, "["),
            Edit::replace(range.end - 2..range.end, format!("]({target})")),
        ],
        None => {
            let name = literal(name);
            vec![Edit::replace(range, format!("[{name}]({target})"))]
        }
    }
}

/// A text that Markdown shows as it is.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for character in text.chars() {
        if r"\`*_[]<>&|$~{}^".contains(character) {
            literal.push('\\');
        }
        literal.push(character);
    }
    literal
}

/// The name of a topic as a link. Raw HTML, for Markdown has no way to tell it from a link of the author's; mdBook turns `.md` into
/// `.html` in it as well.
fn mention(proven: &Proven, at: usize, mention: &Mention) -> Vec<Edit> {
    let topics = &proven.library.topics;
    let path = qed_check::relative(&topics[at].path, &as_index(&topics[mention.topic].path));
    let fragment = mention
        .fragment
        .iter()
        .map(|id| format!("#{}", address(id)));
    let href: String = std::iter::once(address(&path)).chain(fragment).collect();
    let end = mention.range.end;
    let mut edits = vec![
        Edit::insert(
            mention.range.start,
            format!("<a class=\"qed-mention\" href=\"{href}\">"),
        ),
        Edit::insert(end, "</a>"),
    ];
    // After a tag the parser would take the apostrophe of a genitive for a quote that opens.
    let mut rest = topics[at].text[end..].chars();
    let genitive = rest.next() == Some('\'') && rest.next().is_some_and(char::is_alphanumeric);
    if genitive && proven.markdown.smart_punctuation {
        edits.push(Edit::replace(end..end + 1, "’"));
    }
    edits
}

/// Part of an address, for an attribute in raw HTML amid Markdown, in a table as well.
fn address(part: &str) -> String {
    const ENCODED: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'&')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'\\')
        .add(b'`')
        .add(b'|');
    utf8_percent_encode(part, ENCODED).to_string()
}

fn as_index(path: &str) -> String {
    match path.strip_suffix("README.md") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}index.md"),
        _ => path.to_owned(),
    }
}

/// A comment at the end of a chapter that tells the renderer `qed`: this very text was checked, and what was to be said about
/// it was said.
pub(crate) mod mark {
    const START: &str = "\n\n<!-- qed:";
    const END: &str = " -->\n";

    /// The mark of a text, to stand at its end.
    pub(crate) fn of(text: &str) -> String {
        format!("{START}{}{END}", key(text))
    }

    /// The text without its mark, and whether the mark is there and true.
    pub(crate) fn strip(text: &str) -> (&str, bool) {
        let marked = text
            .strip_suffix(END)
            .and_then(|text| text.rsplit_once(START));
        match marked {
            Some((text, given)) => (text, given == key(text)),
            None => (text, false),
        }
    }

    fn key(text: &str) -> String {
        blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_mark_tells_a_changed_text() {
            let marked = format!("text\n{}", of("text\n"));
            assert_eq!(strip(&marked), ("text\n", true));
            assert!(!strip(&marked.replace("text", "Text")).1);
            assert_eq!(strip("plain"), ("plain", false));
        }
    }
}
