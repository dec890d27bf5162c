//! What scripts load when a reader asks for it, as classic scripts: those work from a folder too.

use serde_json::{Value, json};

use crate::body::Body;
use crate::page::Book;

/// A script that hands a value to the page that asked for it.
pub(crate) fn script(name: &str, value: &Value) -> Vec<u8> {
    format!("qed.data({},{value})\n", json!(name)).into_bytes()
}

/// The whole book's tree.
pub(crate) fn nav(book: &Book) -> Vec<u8> {
    script("nav", &crate::nav::data(book, &book.items))
}

/// Title and first paragraph of a page, and the markup of each place in it: path and bytes.
pub(crate) fn preview(path: &str, title: &str, body: &Body) -> (String, Vec<u8>) {
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
    let name = format!("preview/{path}");
    let value = json!({ "title": title, "lead": lead, "places": places });
    (format!("qed/{name}.js"), script(&name, &value))
}
