//! Fonts in styles: a single file has no files beside it, so they are taken out of the styles and loaded by its script.

use serde_json::{Map, Value, json};

/// A font of a stylesheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Font {
    pub(super) family: String,
    /// `font-weight`, without quotes; `normal` where it is not said.
    pub(super) weight: String,
    /// `font-style`, likewise.
    pub(super) style: String,
    /// `unicode-range`, if there is one.
    range: Option<String>,
    /// The file, from the site's root.
    pub(super) path: String,
}

impl Font {
    /// For the script: family, file, and what `FontFace` calls descriptors.
    pub(super) fn json(&self) -> Value {
        let mut descriptors = Map::new();
        descriptors.insert("weight".to_owned(), json!(self.weight));
        descriptors.insert("style".to_owned(), json!(self.style));
        if let Some(range) = &self.range {
            descriptors.insert("unicodeRange".to_owned(), json!(range));
        }
        json!([self.family, self.path, descriptors])
    }
}

/// A stylesheet without its fonts, and those. `folder` is where its own file is, from the site's root. Fonts of the reader's
/// system (`local(…)`) stay where they are.
pub(super) fn without_fonts(css: &str, folder: &str) -> (String, Vec<Font>) {
    let (mut styles, mut fonts) = (String::with_capacity(css.len()), Vec::new());
    let mut rest = css;
    while let Some(at) = rest.find("@font-face") {
        let Some(end) = rest[at..].find('}').map(|end| at + end + 1) else {
            break;
        };
        match font(&rest[at..end], folder) {
            Some(font) => {
                styles.push_str(&rest[..at]);
                fonts.push(font);
            }
            None => styles.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    styles.push_str(rest);
    (styles, fonts)
}

fn font(rule: &str, folder: &str) -> Option<Font> {
    let (_, declarations) = rule.trim_end_matches('}').split_once('{')?;
    let value = |name: &str| {
        let mut parts = declarations
            .split(';')
            .filter_map(|part| part.split_once(':'));
        let (_, value) = parts.find(|(key, _)| key.trim() == name)?;
        Some(value.trim().trim_matches(['"', '\'']).to_owned())
    };
    let normal = || "normal".to_owned();
    let source = value("src")?;
    let (_, path) = source.split_once("url(")?;
    let path = path.split(')').next()?.trim().trim_matches(['"', '\'']);
    (!path.contains(':')).then_some(Font {
        family: value("font-family")?,
        weight: value("font-weight").unwrap_or_else(normal),
        style: value("font-style").unwrap_or_else(normal),
        range: value("unicode-range"),
        path: format!("{folder}{}", path.trim_start_matches("./")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_taken_out() {
        let css = "a { b: c }\n@font-face {\n  font-family: \"A B\";\n  src: url(fonts/a.woff2) format(\"woff2\");\n  \
                   font-weight: 200 900;\n}\n@font-face { font-family: L; src: local(\"Georgia\"); }\nd {}";
        let (styles, fonts) = without_fonts(css, "qed/");
        assert_eq!(
            styles,
            "a { b: c }\n\n@font-face { font-family: L; src: local(\"Georgia\"); }\nd {}"
        );
        assert_eq!(
            fonts[0].json(),
            json!(["A B", "qed/fonts/a.woff2", { "weight": "200 900", "style": "normal" }])
        );
        assert_eq!(fonts.len(), 1);
    }

    #[test]
    fn what_is_no_font_face_stays() {
        for css in [
            "",
            "@font-face",
            "@font-face {",
            "@font-face { src: url(data:x) }",
        ] {
            assert_eq!(without_fonts(css, ""), (css.to_owned(), Vec::new()));
        }
    }
}
