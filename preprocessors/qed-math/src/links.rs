//! Links in formulas that everybody can follow.
//!
//! A formula is there twice: as pictures, hidden from screen readers, and as MathML, hidden from sight. The engine puts
//! links into both, but browsers follow only that of the first, which a keyboard must not reach while it is hidden from
//! screen readers. So the MathML gets a true link where HTML allows one, and the keyboard goes there.

use std::fmt::Write as _;

use crate::Request;
use crate::engine::Markup;
use crate::scan::{self, Kind, Token};

/// Elements of MathML in which HTML may stand.
static TOKENS: &[&str] = &["mtext", "mi", "mn", "mo", "ms"];

/// A formula that is nothing but `\ref{…}` or `\eqref{…}`, in a line of text: a plain link needs no mathematics.
pub(crate) fn sole_reference(request: Request<'_>, tokens: &[Token<'_>]) -> Option<String> {
    let at = tokens.iter().position(Token::is_solid)?;
    let around = match tokens[at].text {
        r"\ref" => ("", ""),
        r"\eqref" => ("(", ")"),
        _ => return None,
    };
    let (name, after) = scan::argument(tokens, at + 1)?;
    let is_group = name.end < after;
    let is_plain = tokens[name.clone()]
        .iter()
        .all(|token| token.kind == Kind::Character || token.kind == Kind::Space);
    if request.display || !is_group || !is_plain || tokens[after..].iter().any(Token::is_solid) {
        return None;
    }
    let name = scan::joined(&tokens[name]);
    let (open, close) = around;
    Some(match request.references.get(name.trim()) {
        None => format!(r#"<span class="katex">{open}??{close}</span>"#),
        Some((number, href)) => {
            let (number, href) = (escaped(number), escaped(href));
            format!(r#"<span class="katex"><a href="{href}">{open}{number}{close}</a></span>"#)
        }
    })
}

fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut escaped, c| {
            match c {
                '&' | '<' | '>' | '"' | '\'' => {
                    write!(escaped, "&#{};", u32::from(c)).expect("a String takes everything");
                }
                _ => escaped.push(c),
            }
            escaped
        })
}

/// The engine's markup with a link in MathML for each link in the pictures, which then leave the keyboard alone.
pub(crate) fn reachable(markup: Markup) -> String {
    if !markup.has_links {
        return markup.html;
    }
    linked(&markup.html)
}

fn linked(markup: &str) -> String {
    let mut linked = String::with_capacity(markup.len() + 128);
    let mut rest = markup;
    let mut all = true;
    while let Some(start) = rest.find('<') {
        let tag = rest[start..]
            .split_inclusive('>')
            .next()
            .unwrap_or_default();
        let (before, behind) = rest.split_at(start + tag.len());
        let name = tag[1..].split([' ', '>']).next().unwrap_or_default();
        let address = tag
            .split_once(" href=\"")
            .and_then(|(_, rest)| rest.split_once('"'));
        let text = behind.split('<').next().unwrap_or_default();
        rest = behind;
        match address {
            Some((address, _))
                if TOKENS.contains(&name) && behind[text.len()..].starts_with("</") =>
            {
                linked.push_str(&before[..start]);
                let plain = tag.replacen(&format!(" href=\"{address}\""), "", 1);
                write!(linked, r#"{plain}<a href="{address}">{text}</a>"#)
                    .expect("a String takes everything");
                rest = &behind[text.len()..];
            }
            _ => {
                all &= address.is_none() || name == "a";
                linked.push_str(before);
            }
        }
    }
    linked.push_str(rest);
    if all { unfocused(&linked) } else { linked }
}

/// Links behind the pictures' own opening tag are left out of the order of the keyboard.
fn unfocused(markup: &str) -> String {
    match markup.split_once("<span class=\"katex-html\"") {
        Some((mathml, pictures)) => {
            format!(
                "{mathml}<span class=\"katex-html\"{}",
                pictures.replace("<a href=", "<a tabindex=\"-1\" href=")
            )
        }
        None => markup.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::linked as of;

    #[test]
    fn mathml_gets_the_link() {
        let markup = r##"<math><mtext href="#a">(1)</mtext></math><span class="katex-html"><a href="#a">(1)</a></span>"##;
        let linked = r##"<math><mtext><a href="#a">(1)</a></mtext></math><span class="katex-html"><a tabindex="-1" href="#a">(1)</a></span>"##;
        assert_eq!(of(markup), linked);
    }

    #[test]
    fn where_mathml_cannot_have_it_the_keyboard_keeps_the_other() {
        let markup = r##"<math><mrow href="#a"><mi>x</mi></mrow></math><span class="katex-html"><a href="#a">x</a></span>"##;
        assert_eq!(of(markup), markup);
    }
}
