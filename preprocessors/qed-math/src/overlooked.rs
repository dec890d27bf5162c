//! What KaTeX refuses and katex-rs 0.3.0 overlooks.

use crate::Fault;
use crate::explain::FORMULA_SYNTAX;
use crate::scan::{self, Token};

/// Commands that begin with colours, and with how many.
static COLOURS: &[(&str, usize)] = &[
    (r"\color", 1),
    (r"\textcolor", 1),
    (r"\colorbox", 1),
    (r"\fcolorbox", 2),
];

/// Colours left empty.
pub(crate) fn faults(tokens: &[Token<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Some((_, colours)) = COLOURS.iter().find(|(name, _)| *name == token.text) else {
            continue;
        };
        let mut next = index + 1;
        for _ in 0..*colours {
            let Some((inner, after)) = scan::argument(tokens, next) else {
                break;
            };
            let is_group = inner.end < after;
            if is_group && tokens[inner].iter().all(|token| !token.is_solid()) {
                faults.push(Fault {
                    rule: &FORMULA_SYNTAX,
                    range: token.start..tokens[after - 1].range().end,
                    message: format!("`{}` lacks its colour", token.text),
                    other: None,
                    hint: Some("write a name such as `red`, or `#rrggbb`".to_owned()),
                });
            }
            next = after;
        }
    }
    faults
}
