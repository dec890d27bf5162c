//! What scripts load when a reader asks for it, as classic scripts: those work from a folder too.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::body::Body;
use crate::page::Book;

/// A script that hands a value to the page that asked for it.
pub(crate) fn script(name: &str, value: &impl Serialize) -> Vec<u8> {
    around(name, 0, &mut |out| {
        // Text cannot fail to be written to memory, and no value here has a map whose keys are no text.
        let _ = serde_json::to_writer(out, value);
    })
}

/// The same of a value that is JSON already.
pub(crate) fn script_of_json(name: &str, json: &str) -> Vec<u8> {
    around(name, json.len(), &mut |out| {
        out.extend_from_slice(json.as_bytes());
    })
}

fn around(name: &str, size: usize, write: &mut dyn FnMut(&mut Vec<u8>)) -> Vec<u8> {
    let start = format!("qed.data({},", json!(name));
    let mut out = Vec::with_capacity(start.len() + size + 2);
    out.extend_from_slice(start.as_bytes());
    write(&mut out);
    out.extend_from_slice(b")\n");
    out
}

/// The value (JSON) in a script that [`script`] wrote under this name.
pub(crate) fn value<'a>(name: &str, script: &'a str) -> Option<&'a str> {
    let value = script.strip_prefix(&format!("qed.data({},", json!(name)))?;
    value.trim_end().strip_suffix(')')
}

/// The whole book's tree.
pub(crate) fn nav(book: &Book) -> Vec<u8> {
    script("nav", &crate::nav::data(book, &book.items))
}

/// The file of a page's previews.
pub(crate) fn preview_file(path: &str) -> String {
    format!("qed/preview/{path}.js")
}

/// What is shown of a page before a reader goes there.
#[derive(Serialize)]
struct Preview<'a> {
    /// Markup of the first paragraph.
    lead: &'a str,
    /// Markup of each place in the page, by its id.
    places: BTreeMap<&'a str, &'a str>,
    title: &'a str,
}

/// Title and first paragraph of a page, and the markup of each place in it.
pub(crate) fn preview(path: &str, title: &str, body: &Body) -> Vec<u8> {
    let part = |range: &std::ops::Range<usize>| body.html.get(range.clone());
    let places = body.targets.iter();
    let preview = Preview {
        lead: body.lead.as_ref().and_then(part).unwrap_or_default(),
        places: places
            .filter_map(|target| Some((target.id.as_str(), part(&target.range)?)))
            .collect(),
        title,
    };
    script(&format!("preview/{path}"), &preview)
}
