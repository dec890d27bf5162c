//! The places of a page that an address can name.

use std::collections::BTreeSet;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Ids, and names of `<a>`, in HTML.
pub(crate) fn ids(html: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    // Scripts, styles and the like hold no tags.
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(Token::StartTag(tag)) = token else {
            continue;
        };
        let is_link = *tag.name == *b"a";
        for (name, value) in &tag.attributes {
            if **name == *b"id" || (is_link && **name == *b"name") {
                ids.insert(String::from_utf8_lossy(value).into_owned());
            }
        }
    }
    ids
}

/// Whether a place is among the ids. `top` is there always; GitHub puts its mark before the ids of what users write, and a script
/// takes it away again.
pub(crate) fn has(ids: &BTreeSet<String>, place: &str) -> bool {
    place.eq_ignore_ascii_case("top")
        || ids.contains(place)
        || ids.contains(&format!("user-content-{place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_wherever_html_has_them() {
        let html = "<h1 ID=a>x</h1><a name='b&amp;c'><p name=no><!-- <i id=no> --><script>'<i id=no>'</script><i id=\"é\"/><br id=";
        let found = ids(html);
        assert_eq!(found.iter().collect::<Vec<_>>(), ["a", "b&c", "é"]);
        assert!(has(&found, "a") && has(&found, "top") && !has(&found, "A"));
    }
}
