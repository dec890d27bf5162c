//! Which fonts of formulas a book uses: of the twenty, most books need half.

use std::collections::HashSet;

use super::styles::Font;

/// The fonts that pages may need, by the classes in them. A font is needed where a rule of `css` that may apply names its family;
/// a bold or italic one, where such a rule also makes what it is about bold or italic, or one without a family does.
pub(super) fn used(fonts: Vec<Font>, css: &str, classes: &HashSet<&str>) -> Vec<Font> {
    let rules: Vec<Rule<'_>> = rules(css).filter(|rule| rule.may_apply(classes)).collect();
    let needed = |font: &Font| {
        let own = |rule: &&Rule<'_>| rule.family.is_none_or(|family| family == font.family);
        rules.iter().any(|rule| rule.family == Some(&font.family))
            && (font.weight == "normal" || rules.iter().filter(own).any(|rule| rule.bold))
            && (font.style == "normal" || rules.iter().filter(own).any(|rule| rule.italic))
    };
    fonts.into_iter().filter(needed).collect()
}

/// All words in `class` attributes of pages.
pub(super) fn classes<'a>(pages: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    let mut classes = HashSet::new();
    for html in pages {
        for (at, name) in html.match_indices(" class=\"") {
            let value = html[at + name.len()..]
                .split('"')
                .next()
                .unwrap_or_default();
            classes.extend(value.split_ascii_whitespace());
        }
    }
    classes
}

/// What a rule says of fonts.
struct Rule<'a> {
    selectors: &'a str,
    family: Option<&'a str>,
    bold: bool,
    italic: bool,
}

impl Rule<'_> {
    /// Whether every class of one of its selectors is somewhere in the pages.
    fn may_apply(&self, classes: &HashSet<&str>) -> bool {
        self.selectors.split(',').any(|selector| {
            let names = selector.split('.').skip(1);
            names
                .map(|name| {
                    let end =
                        name.find(|ch: char| !(ch.is_alphanumeric() || ch == '-' || ch == '_'));
                    &name[..end.unwrap_or(name.len())]
                })
                .all(|name| classes.contains(name))
        })
    }
}

/// The rules that speak of fonts.
fn rules(css: &str) -> impl Iterator<Item = Rule<'_>> {
    css.split('}').filter_map(|rule| {
        let (before, declarations) = rule.rsplit_once('{')?;
        let selectors = before.rsplit(['{', ';', '/']).next()?;
        let value = |name: &str| {
            let mut parts = declarations
                .split(';')
                .filter_map(|part| part.split_once(':'));
            parts
                .find(|(key, _)| key.trim() == name)
                .map(|(_, value)| value.trim())
        };
        let short = value("font");
        let family = value("font-family")
            .or_else(|| {
                short?
                    .split_whitespace()
                    .find(|word| word.starts_with("KaTeX_"))
            })
            .map(|family| {
                family
                    .split(',')
                    .next()
                    .unwrap_or(family)
                    .trim_matches(['"', '\'', ' '])
            });
        let says = |name, words: [&str; 2]| {
            value(name)
                .or(short)
                .is_some_and(|value| words.iter().any(|word| value.contains(word)))
        };
        Some(Rule {
            selectors,
            family,
            bold: says("font-weight", ["bold", "700"]),
            italic: says("font-style", ["italic", "oblique"]),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = ".katex { font: normal 1.21em KaTeX_Main, serif; }\n.katex .mathbf { font-family: KaTeX_Main; font-weight: bold; }\n\
        .katex .mathfrak, .katex .textfrak { font-family: \"KaTeX_Fraktur\"; }\n.katex .textbf { font-weight: bold; }\n\
        .katex .mathnormal { font-family: KaTeX_Math; font-style: italic; }";

    fn font(family: &str, weight: &str, style: &str) -> Font {
        let css = format!(
            "@font-face {{ font-family: {family}; src: url(x); font-weight: {weight}; font-style: {style} }}"
        );
        super::super::styles::without_fonts(&css, "").1.remove(0)
    }

    #[test]
    fn a_font_is_used_where_a_rule_with_its_name_may_apply() {
        for (html, family, weight, style, is_used) in [
            ("<p>", "KaTeX_Main", "normal", "normal", false),
            (
                "<i class=\"katex\">",
                "KaTeX_Main",
                "normal",
                "normal",
                true,
            ),
            ("<i class=\"katex\">", "KaTeX_Main", "bold", "normal", false),
            (
                "<i class=\"katex\"><i class=\"mord mathbf\">",
                "KaTeX_Main",
                "bold",
                "normal",
                true,
            ),
            (
                "<i class=\"katex\"><i class=\"mord mathbf\">",
                "KaTeX_Main",
                "bold",
                "italic",
                false,
            ),
            (
                "<i class=\"katex textfrak\">",
                "KaTeX_Fraktur",
                "normal",
                "normal",
                true,
            ),
            (
                "<i class=\"katex textfrak\">",
                "KaTeX_Fraktur",
                "bold",
                "normal",
                false,
            ),
            (
                "<i class=\"katex textfrak textbf\">",
                "KaTeX_Fraktur",
                "bold",
                "normal",
                true,
            ),
            (
                "<i class=\"katex mathnormal\">",
                "KaTeX_Math",
                "normal",
                "italic",
                true,
            ),
            (
                "<i class=\"katex mathnormal\">",
                "KaTeX_Main",
                "normal",
                "italic",
                false,
            ),
        ] {
            let found = used(
                vec![font(family, weight, style)],
                CSS,
                &classes(std::iter::once(html)),
            );
            assert_eq!(
                !found.is_empty(),
                is_used,
                "{family} {weight} {style} in {html}"
            );
        }
    }
}
