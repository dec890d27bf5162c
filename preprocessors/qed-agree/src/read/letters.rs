//! Letters with what is drawn over and behind them: accents, primes, fonts, the Greek alphabet.

use std::ops::Range;

use super::parser::Read;
use super::syntax::{Syn, SynKind};
use crate::number::Ratio;
use crate::refusal::{Refusal, RefusalKind};

/// Words as an identifier: `batch size` is `batch_size`.
pub(super) fn identifier(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

pub(super) fn prime(tree: Syn, count: usize, span: Range<usize>) -> Result<Syn, Refusal> {
    let suffix = "_prime".repeat(count);
    match tree.kind {
        SynKind::Name(name) => Ok(Syn::new(SynKind::Name(name + &suffix), span)),
        SynKind::Script { base, sub, sup } => {
            let base = Box::new(prime(*base, count, span.clone())?);
            Ok(Syn::new(SynKind::Script { base, sub, sup }, span))
        }
        SynKind::Opaque(_) => Ok(tree),
        _ => Err(Refusal::new(
            RefusalKind::Syntax,
            span,
            "a prime behind something that is not a name",
            "write a derivative as `\\frac{\\partial}{\\partial x}`, or another letter",
        )),
    }
}

pub(super) fn accented(name: &str, inner: Syn, span: Range<usize>) -> Read {
    let suffix = match name {
        "hat" | "widehat" => "_hat",
        "bar" | "overline" => "_bar",
        "tilde" | "widetilde" => "_tilde",
        "dot" => "_dot",
        "ddot" => "_ddot",
        _ => "_check",
    };
    match inner.kind {
        SynKind::Name(base) => Ok(Syn::new(SynKind::Name(base + suffix), span)),
        SynKind::Script { base, sub, sup } => {
            let base = Box::new(accented(name, *base, span.clone())?);
            Ok(Syn::new(SynKind::Script { base, sub, sup }, span))
        }
        _ => Err(Refusal::new(
            RefusalKind::UnknownCommand,
            span,
            format!("`\\{name}` over something that is not a name"),
            format!("bind it to a parameter: `let \\{name}{{…}} = name`"),
        )),
    }
}

pub(super) fn styled(font: &str, inner: Syn, span: Range<usize>) -> Read {
    if matches!(font, "mathbb" | "mathds")
        || font == "mathbf" && inner.kind == SynKind::Number(Ratio::ONE)
    {
        return match &inner.kind {
            SynKind::Number(one) if *one == Ratio::ONE => Ok(Syn::new(SynKind::One, span)),
            SynKind::Name(name) if name == "I" => Ok(Syn::new(SynKind::One, span)),
            SynKind::Name(name) if name == "E" || name == "P" || name == "V" => Err(Refusal::new(
                RefusalKind::NotComputable,
                span,
                "an expectation or probability is not evaluated",
                format!("bind it to a parameter: `let \\mathbb{{{name}}}[…] = name`"),
            )),
            _ => Err(Refusal::new(
                RefusalKind::NotComputable,
                span,
                "a set of numbers is not evaluated",
                "give the domain in the annotation: `in x (0,1)`",
            )),
        };
    }
    Ok(Syn::new(inner.kind, span))
}

/// The Rust name of a Greek letter or a letter that has a command.
pub(super) fn greek(name: &str) -> Option<&str> {
    Some(match name {
        "varepsilon" => "epsilon",
        "vartheta" => "theta",
        "varphi" => "phi",
        "varrho" => "rho",
        "varsigma" => "sigma",
        "varpi" => "pi",
        "alpha" | "beta" | "gamma" | "delta" | "epsilon" | "zeta" | "eta" | "theta" | "iota"
        | "kappa" | "lambda" | "mu" | "nu" | "xi" | "pi" | "rho" | "sigma" | "tau" | "upsilon"
        | "phi" | "chi" | "psi" | "omega" | "Gamma" | "Delta" | "Theta" | "Lambda" | "Xi"
        | "Pi" | "Sigma" | "Upsilon" | "Phi" | "Psi" | "Omega" | "ell" | "hbar" | "imath"
        | "jmath" => name,
        _ => return None,
    })
}
