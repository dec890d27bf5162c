//! What was meant by a misspelt word: the hint "did you mean …?".

/// The candidate nearest to a word, if it is near enough to be what was meant; of several as near, the first by the alphabet.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| {
            let similarity = strsim::normalized_damerau_levenshtein(word, candidate);
            (similarity, candidate)
        })
        .filter(|&(similarity, _)| similarity >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_what_is_near_was_meant() {
        let keys = ["aliases", "requires", "sources", "tags"];
        for (word, near) in [
            ("require", Some("requires")),
            ("alias", Some("aliases")),
            ("source", Some("sources")),
            ("tag", Some("tags")),
            ("title", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, keys), near, "{word}");
        }
        assert_eq!(nearest("ab", ["ax", "xb", "aa"]), None);
    }
}
