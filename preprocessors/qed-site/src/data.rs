//! What scripts load when a reader asks for it, as classic scripts: those work from a folder too.

use serde_json::{Value, json};

use crate::body::Body;
use crate::page::Book;

/// A script that hands a value (JSON) to the page that asked for it.
pub(crate) fn script(name: &str, value: &dyn std::fmt::Display) -> Vec<u8> {
    format!("qed.data({},{value})\n", json!(name)).into_bytes()
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

/// Title and first paragraph of a page, and the markup of each place in it.
pub(crate) fn preview(path: &str, title: &str, body: &Body) -> Vec<u8> {
    let lead = body
        .lead
        .clone()
        .and_then(|range| body.html.get(range))
        .unwrap_or_default();
    let places: serde_json::Map<String, Value> = body
        .targets
        .iter()
        .filter_map(|target| {
            Some((
                target.id.clone(),
                json!(body.html.get(target.range.clone())?),
            ))
        })
        .collect();
    let value = json!({ "title": title, "lead": lead, "places": places });
    script(&format!("preview/{path}"), &value)
}
