//! What scripts load when a reader asks for it, as classic scripts: those work from a folder too.

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::made::Shared;
use crate::nav;

/// The whole book's tree, and for each page the previews of its places.
pub(crate) fn files(shared: &Shared<'_>) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = shared
        .book
        .pages
        .par_iter()
        .enumerate()
        .map(|(index, page)| {
            let name = format!("preview/{}", page.path);
            (
                format!("qed/{name}.js"),
                script(&name, &preview(shared, index)),
            )
        })
        .collect();
    files.push((
        "qed/nav.js".to_owned(),
        script("nav", &nav::data(shared.book, &shared.book.items)),
    ));
    files
}

/// A script that hands a value to the page that asked for it.
fn script(name: &str, value: &Value) -> Vec<u8> {
    format!("qed.data({},{value})\n", json!(name)).into_bytes()
}

/// Title and first paragraph of a page, and the markup of each place in it.
fn preview(shared: &Shared<'_>, index: usize) -> Value {
    let body = &shared.bodies[index];
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
    json!({ "title": shared.titles[index], "lead": lead, "places": places })
}
