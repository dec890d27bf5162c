//! The engine's settings for one formula: its macros, the commands of ours, and ears for what the engine lets pass or refuses.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use katex::macros::{MacroContextInterface, MacroDefinition, MacroExpansion, MacroExpansionResult};
use katex::types::{ErrorLocationProvider, Token, TrustContext};
use katex::{ParseError, Settings, StrictMode, StrictReturn, StrictSetting, TrustSetting};

use crate::Request;

/// Sizes beyond this many em are cut down: `\rule{9999em}{9999em}` would cover the page.
const LARGEST: f64 = 100.0;

/// The colour in which the engine shows a command that it does not trust. No author can write it: colours have no hyphen.
pub(crate) const REFUSED: &str = "qed-refused";

/// What the engine remarked while it worked.
#[derive(Default)]
pub(crate) struct Heard {
    /// Commands that it was told not to trust, with their address if they have one.
    pub(crate) refused: Vec<(String, Option<String>)>,
    /// What LaTeX would not take: the engine's code for it, and the place in the formula.
    pub(crate) loose: Vec<(String, Option<Range<usize>>)>,
}

/// Settings for one formula, and where the engine's remarks will be found.
pub(crate) fn settings(
    request: Request<'_>,
    macros: &[(&str, &str)],
) -> (Settings, Arc<Mutex<Heard>>) {
    let heard = Arc::new(Mutex::new(Heard::default()));
    let settings = Settings::builder()
        .display_mode(request.display)
        .max_size(LARGEST)
        .error_color(REFUSED.to_owned())
        .trust(TrustSetting::Function(Arc::new(trust(Arc::clone(&heard)))))
        .strict(StrictSetting::Function(Arc::new(strict(
            request.tex.into(),
            Arc::clone(&heard),
        ))))
        .build();
    let mut table = settings.macros.borrow_mut();
    for (name, body) in macros {
        table.insert(
            (*name).to_owned(),
            MacroDefinition::String((*body).to_owned()),
        );
    }
    let mentions = |word: &str| {
        request.tex.contains(word) || macros.iter().any(|(_, body)| body.contains(word))
    };
    if mentions(r"\label") {
        table.insert(
            r"\label".to_owned(),
            MacroDefinition::StaticFunction(swallow),
        );
    }
    if mentions("ref") {
        let references = Arc::new(request.references.clone());
        table.insert(
            r"\ref".to_owned(),
            reference(Arc::clone(&references), ("", "")),
        );
        table.insert(r"\eqref".to_owned(), reference(references, ("(", ")")));
    }
    // The engine writes these to the standard streams, which belong to mdBook.
    for name in [r"\message", r"\errmessage", r"\show"] {
        if mentions(name) {
            table.insert(name.to_owned(), MacroDefinition::StaticFunction(swallow));
        }
    }
    drop(table);
    (settings, heard)
}

/// Settings that let marks through besides: for a formula that was typeset already, and is marked by us.
pub(crate) fn settings_for_marks(request: Request<'_>, macros: &[(&str, &str)]) -> Settings {
    let (mut settings, _) = settings(request, macros);
    settings.trust = TrustSetting::Function(Arc::new(|asked: &mut TrustContext| {
        let is_link = matches!(asked.command.as_str(), r"\href" | r"\url");
        let trusted = is_link && asked.url.as_deref().is_some_and(is_harmless);
        Some(trusted || asked.command == r"\htmlData")
    }));
    settings
}

/// A command that takes an argument and leaves nothing.
fn swallow(
    context: &mut dyn MacroContextInterface<'_>,
) -> Result<MacroExpansionResult, ParseError> {
    context.consume_args(1)?;
    Ok(MacroExpansionResult::Empty)
}

/// `\ref{name}` as `\href{…}{\text{3.1}}`, so that the engine keeps the places of everything else in the formula.
fn reference(
    references: Arc<BTreeMap<String, (String, String)>>,
    around: (&'static str, &'static str),
) -> MacroDefinition {
    MacroDefinition::Function(Arc::new(
        move |context: &mut dyn MacroContextInterface<'_>| {
            let mut arguments = context.consume_args(1)?;
            // Arguments come as the engine keeps tokens, the last one first.
            let name: String = arguments
                .pop()
                .unwrap_or_default()
                .iter()
                .rev()
                .map(Token::text)
                .collect();
            let (number, href) = match references.get(name.trim()) {
                Some((number, href)) => (number.as_str(), Some(href)),
                None => ("??", None),
            };
            let shown = format!("{}{number}{}", around.0, around.1);
            let mut tokens = Vec::new();
            if let Some(href) = href {
                // Text beside it would take it in, and its address would be lost; an empty group keeps them apart.
                tokens.extend(["{", "}", r"\href", "{"].map(token));
                tokens.extend([Token::new(href.clone(), None), token("}"), token("{")]);
            }
            tokens.extend([r"\text", "{"].map(token));
            tokens.extend(
                shown
                    .chars()
                    .map(|letter| Token::new(letter.to_string(), None)),
            );
            tokens.push(token("}"));
            if href.is_some() {
                tokens.extend(["}", "{", "}"].map(token));
            }
            // Whatever the formula makes of `(` or `\text`, this is not to refer to itself.
            tokens
                .iter_mut()
                .for_each(|token| token.noexpand = Some(true));
            tokens.reverse();
            Ok(MacroExpansionResult::Expansion(MacroExpansion {
                tokens,
                ..MacroExpansion::default()
            }))
        },
    ))
}

fn token(text: &'static str) -> Token {
    Token::new(text, None)
}

/// Trusts links that lead to pages, and nothing else.
fn trust(heard: Arc<Mutex<Heard>>) -> impl Fn(&mut TrustContext) -> Option<bool> + Send + Sync {
    move |asked| {
        let is_link = matches!(asked.command.as_str(), r"\href" | r"\url");
        let trusted = is_link && asked.url.as_deref().is_some_and(is_harmless);
        if !trusted {
            listen(&heard)
                .refused
                .push((asked.command.clone(), asked.url.clone()));
        }
        Some(trusted)
    }
}

/// An address that cannot carry script: `http`, `https`, `mailto`, or relative to the page.
pub(crate) fn is_harmless(url: &str) -> bool {
    if url.chars().any(|c| c.is_control() || c == ' ') {
        return false;
    }
    let scheme_end = url
        .find([':', '/', '?', '#', '&', '\\'])
        .filter(|&end| !url[end..].starts_with(['/', '?', '#']));
    match scheme_end {
        None => true,
        Some(end) => ["http:", "https:", "mailto:"]
            .iter()
            .any(|scheme| url[..=end].eq_ignore_ascii_case(scheme)),
    }
}

/// Lets everything pass that KaTeX lets pass, and remembers it.
fn strict(
    tex: Arc<str>,
    heard: Arc<Mutex<Heard>>,
) -> impl Fn(&str, &str, Option<&dyn ErrorLocationProvider>) -> Option<StrictReturn> + Send + Sync {
    move |code, message, token| {
        // Not a remark yet: the engine asks whether it shall look closer.
        if message.is_empty() {
            return Some(StrictReturn::Mode(StrictMode::Error));
        }
        let place = token.and_then(ErrorLocationProvider::loc);
        let range = place
            .filter(|place| *place.input == *tex)
            .map(|place| place.start()..place.end());
        listen(&heard).loose.push((code.to_owned(), range));
        Some(StrictReturn::Mode(StrictMode::Ignore))
    }
}

/// What was heard; a panic of the engine in between takes nothing from it.
pub(crate) fn listen(heard: &Mutex<Heard>) -> std::sync::MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_carry_no_script_are_harmless() {
        for url in [
            "#eq",
            "a.html#b",
            "../a/b.html",
            "https://x.org/a:b",
            "HTTP://x",
            "mailto:a@b.c",
            "a/b:c",
            "?a:b",
            "",
        ] {
            assert!(is_harmless(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "javascript&colon;x",
            "javascript&#58;x",
            "x\\y:z",
            "blob:x",
        ] {
            assert!(!is_harmless(url), "{url}");
        }
    }
}
