//! Previews: what stands in a page that is in the file already is named by its place there.

use serde_json::{Value, json};

/// A preview (`{ title, lead, places }`) with its markup as `[start, end]` in the page, wherever it stands there.
pub(super) fn by_place(mut preview: Value, page: &str) -> Value {
    let units = units(page);
    let settle = |markup: &mut Value| {
        let text = markup.as_str().filter(|text| !text.is_empty());
        if let Some((start, text)) = text.and_then(|text| Some((page.find(text)?, text))) {
            *markup = json!([units[start], units[start + text.len()]]);
        }
    };
    if let Some(lead) = preview.get_mut("lead") {
        settle(lead);
    }
    if let Some(places) = preview.get_mut("places").and_then(Value::as_object_mut) {
        places.values_mut().for_each(settle);
    }
    preview
}

/// For each byte of a text, and its end, how many units of UTF-16 stand before it: those are what a browser counts.
fn units(text: &str) -> Vec<usize> {
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut before = 0;
    for ch in text.chars() {
        units.resize(units.len() + ch.len_utf8(), before);
        before += ch.len_utf16();
    }
    units.push(before);
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_named_by_its_place() {
        let preview = json!({
            "title": "T",
            "lead": "<p>é</p>",
            "places": { "a": "<h2>𝒳</h2>", "b": "not there", "c": "" },
        });
        assert_eq!(
            by_place(preview, "<p>é</p><h2>𝒳</h2>"),
            json!({
                "title": "T",
                "lead": [0, 8],
                "places": { "a": [8, 19], "b": "not there", "c": "" },
            })
        );
    }
}
