//! book.toml, changed where needed; comments, order and everything else stay.

use anyhow::Context;
use toml_edit::{Array, DocumentMut, Item, RawString, Table, TableLike, Value, value};

/// The file on its way to its new text.
pub(super) struct BookToml {
    document: DocumentMut,
    line_end: &'static str,
    said: Vec<String>,
}

impl BookToml {
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let document = text.parse().context("book.toml is not TOML")?;
        Ok(Self {
            document,
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
            said: Vec::new(),
        })
    }

    /// The new text, and what was changed.
    pub(super) fn finish(self) -> (String, Vec<String>) {
        let text = self.document.to_string().replace("\r\n", "\n");
        (text.replace('\n', self.line_end), self.said)
    }

    /// `[preprocessor.qed]`, before mdBook's `links`.
    pub(super) fn add_preprocessor(&mut self) {
        let preprocessors = table(self.document.as_table_mut(), "preprocessor");
        if preprocessors.contains_key("katex") {
            self.said.push("book.toml: [preprocessor.katex] typesets formulas too; remove it, or set `math = false` in [preprocessor.qed]".to_owned());
        }
        match preprocessors
            .get_mut("qed")
            .and_then(Item::as_table_like_mut)
        {
            None => {
                let before = Array::from_iter(["links"]);
                insert(preprocessors, "qed", [("before", before.into())]);
                self.said
                    .push("book.toml: [preprocessor.qed] added".to_owned());
            }
            Some(qed) if !names(qed.get("before"), "links") => {
                push(qed, "before", "links");
                let after = names(qed.get("after"), "links");
                self.said.push(if after {
                    "book.toml: [preprocessor.qed] must run before `links`, and now says both `before` and `after`: remove the latter".to_owned()
                } else {
                    "book.toml: \"links\" added to `before` in [preprocessor.qed]".to_owned()
                });
            }
            Some(_) => {}
        }
    }

    /// `[output.qed]`, if it is asked for or nothing else shows the book.
    pub(super) fn add_site(&mut self, asked_for: bool) {
        let html = self.has_output("html");
        if self.has_output("qed") || (html && !asked_for) {
            return;
        }
        let outputs = table(self.document.as_table_mut(), "output");
        let alone = outputs.is_empty();
        insert(outputs, "qed", []);
        self.said.push(match (alone, html) {
            (true, _) => "book.toml: [output.qed] added; the study site now takes the place of mdBook's own html, and an empty [output.html] would bring that back beside it",
            (false, true) => "book.toml: [output.qed] added; each renderer now has a folder of its own, `html` and `qed`",
            (false, false) => "book.toml: [output.qed] added",
        }.to_owned());
    }

    pub(super) fn has_output(&self, name: &str) -> bool {
        let outputs = self.document.get("output").and_then(Item::as_table_like);
        outputs.is_some_and(|outputs| outputs.contains_key(name))
    }

    /// The stylesheet in `additional-css` of `[output.html]`.
    pub(super) fn add_style(&mut self, path: &str) {
        let outputs = table(self.document.as_table_mut(), "output");
        let Some(html) = outputs.get_mut("html").and_then(Item::as_table_like_mut) else {
            return;
        };
        if html.get("mathjax-support").and_then(Item::as_bool) == Some(true) {
            self.said.push("book.toml: `mathjax-support` makes every page load a script from elsewhere, and QED needs none; remove it".to_owned());
        }
        if !names(html.get("additional-css"), path) {
            push(html, "additional-css", path);
            self.said.push(format!(
                "book.toml: {path} added to `additional-css` in [output.html]"
            ));
        }
    }
}

/// A table of the document, made if it is not there; by itself it writes no header.
fn table<'a>(document: &'a mut Table, name: &str) -> &'a mut dyn TableLike {
    let mut new = Table::new();
    new.set_implicit(true);
    let item = document.entry(name).or_insert(Item::Table(new));
    if !item.is_table_like() {
        // mdBook has read the file already, and takes nothing else here.
        *item = Item::Table(Table::new());
    }
    item.as_table_like_mut().expect("it is a table by now")
}

/// A new table at the end of another.
fn insert<const N: usize>(into: &mut dyn TableLike, name: &str, entries: [(&str, Value); N]) {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    for (key, entry) in entries {
        table.insert(key, value(entry));
    }
    into.insert(name, Item::Table(table));
}

/// Whether a list, or a text in place of one, has this entry.
fn names(list: Option<&Item>, entry: &str) -> bool {
    let Some(item) = list else { return false };
    item.as_str() == Some(entry)
        || item
            .as_array()
            .is_some_and(|list| list.iter().any(|value| value.as_str() == Some(entry)))
}

/// Adds an entry to a list, laid out as the entry before it.
fn push(table: &mut dyn TableLike, key: &str, entry: &str) {
    let list = table.entry(key).or_insert(value(Array::new()));
    let Some(list) = list.as_array_mut() else {
        *list = value(Array::from_iter([entry]));
        return;
    };
    let mut new = Value::from(entry);
    if let Some(last) = list.iter_mut().last() {
        // A comment before the last entry is not one on the new entry: only its line's indentation counts.
        let before = last.decor().prefix().and_then(RawString::as_str);
        let before = before.unwrap_or_default();
        let line = before.rfind('\n').map_or(before, |at| &before[at..]);
        new.decor_mut()
            .set_prefix(if line.is_empty() { " " } else { line });
        let after = last.decor().suffix().and_then(RawString::as_str);
        let after = after.unwrap_or_default().to_owned();
        // A comment after the last entry stays with it.
        if !after.contains('#') {
            last.decor_mut().set_suffix("");
        }
        new.decor_mut()
            .set_suffix(if after.contains('\n') { "\n" } else { "" });
    }
    list.push_formatted(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str, site: bool) -> String {
        let mut book = BookToml::parse(text).unwrap();
        book.add_preprocessor();
        book.add_site(site);
        book.add_style("src/s.css");
        let (once, _) = book.finish();
        let mut again = BookToml::parse(&once).unwrap();
        again.add_preprocessor();
        again.add_site(site);
        again.add_style("src/s.css");
        assert_eq!(again.finish().0, once, "the second time changes nothing");
        once
    }

    #[test]
    fn what_is_missing_is_added_and_the_rest_stays() {
        let qed = "\n[preprocessor.qed]\nbefore = [\"links\"]\n";
        for (text, site, want) in [
            ("", false, format!("{qed}\n[output.qed]\n")),
            (
                "# mine\n[book]\ntitle = 'x' # so\n",
                false,
                format!("# mine\n[book]\ntitle = 'x' # so\n{qed}\n[output.qed]\n"),
            ),
            (
                "[output.html]\nmathjax-support = false\n",
                false,
                format!(
                    "[output.html]\nmathjax-support = false\nadditional-css = [\"src/s.css\"]\n{qed}"
                ),
            ),
            (
                "[output.html]\nadditional-css = [\"a.css\"]\n",
                true,
                format!(
                    "[output.html]\nadditional-css = [\"a.css\", \"src/s.css\"]\n\n[output.qed]\n{qed}"
                ),
            ),
            (
                "[output.html]\nadditional-css = [\n    \"a.css\", # a\n    \"b.css\"\n]\n",
                false,
                format!(
                    "[output.html]\nadditional-css = [\n    \"a.css\", # a\n    \"b.css\",\n    \"src/s.css\"\n]\n{qed}"
                ),
            ),
            (
                "[output.html]\nadditional-css = [\n    \"a.css\" # a\n]\n",
                false,
                format!(
                    "[output.html]\nadditional-css = [\n    \"a.css\" # a\n,\n    \"src/s.css\"\n]\n{qed}"
                ),
            ),
            (
                "[preprocessor.qed]\nmath = true\nbefore = [\"index\"]\n[output.qed]\n",
                false,
                "[preprocessor.qed]\nmath = true\nbefore = [\"index\", \"links\"]\n[output.qed]\n"
                    .to_owned(),
            ),
            (
                "[preprocessor]\n[preprocessor.links]\n\n[output]\nhtml = {}\n",
                false,
                format!(
                    "[preprocessor]\n[preprocessor.links]\n{qed}\n[output]\nhtml = {{ additional-css = [\"src/s.css\"] }}\n"
                ),
            ),
        ] {
            assert_eq!(added(text, site), want, "{text}");
        }
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        let text = added("[book]\r\ntitle = \"x\"\r\n", false);
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    }
}
