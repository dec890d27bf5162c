//! The symbols of a formula with links to their explanations, for a keyboard and for those who read with their ears.

use crate::html::attribute;
use crate::page::SymbolView;

/// A list that opens, or nothing.
pub(crate) fn list(symbols: &[SymbolView]) -> String {
    if symbols.is_empty() {
        return String::new();
    }
    let items: String = symbols
        .iter()
        .map(|symbol| format!("<li>{}</li>", link(symbol)))
        .collect();
    format!("<details class=\"symbols\"><summary>Symbols</summary><ul>{items}</ul></details>")
}

/// The same as a line of phrasing elements, which may stand inside a paragraph.
pub fn line(symbols: &[SymbolView]) -> String {
    if symbols.is_empty() {
        return String::new();
    }
    let links: Vec<String> = symbols.iter().map(link).collect();
    format!(
        "<span class=\"qed-symbols\">Symbols: {}</span>",
        links.join(", ")
    )
}

fn link(symbol: &SymbolView) -> String {
    let mut link = String::from("<a href=\"");
    attribute(&symbol.href, &mut link);
    // Some tools read no name in MathML.
    let mut named = String::from("<math aria-label=\"");
    attribute(&symbol.name, &mut named);
    named.push_str("\">");
    let mathml = symbol.mathml.replacen("<math>", &named, 1);
    link.push_str(&format!("\">{mathml}</a>"));
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_symbol_is_a_link() {
        let symbol = |name: &str, href: &str| SymbolView {
            name: name.to_owned(),
            mathml: format!("<math><mi>{name}</mi></math>").into(),
            href: href.to_owned(),
        };
        let symbols = [symbol("a", "#symbol-a"), symbol("b", "c.html#symbol-b")];
        let a = "<a href=\"#symbol-a\"><math aria-label=\"a\"><mi>a</mi></math></a>";
        let b = "<a href=\"c.html#symbol-b\"><math aria-label=\"b\"><mi>b</mi></math></a>";
        assert_eq!(
            list(&symbols),
            format!(
                "<details class=\"symbols\"><summary>Symbols</summary><ul><li>{a}</li><li>{b}</li></ul></details>"
            )
        );
        assert_eq!(
            line(&symbols),
            format!("<span class=\"qed-symbols\">Symbols: {a}, {b}</span>")
        );
        assert_eq!((list(&[]), line(&[])), (String::new(), String::new()));
    }
}
