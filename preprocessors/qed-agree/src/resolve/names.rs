//! How a written symbol is called in Rust: `x_{\text{out}}` is `x_out`, `\hat y` is `y_hat`, `x'` is `x_prime`.

use crate::read::{Join, Syn, SynKind};

/// The name of a symbol with its case kept; nothing for what is no symbol.
pub(crate) fn written(syn: &Syn) -> Option<String> {
    match &syn.bare().kind {
        SynKind::Name(name) => Some(name.clone()),
        SynKind::Script { base, sub, sup } => {
            let mut name = written(base)?;
            if let Some(sub) = sub {
                name = format!("{name}_{}", part(sub)?);
            }
            match sup.as_ref().map(|sup| &sup.bare().kind) {
                None => Some(name),
                Some(SynKind::Star) => Some(name + "_star"),
                Some(SynKind::Words(sign)) if sign == "+" => Some(name + "_plus"),
                Some(SynKind::Words(sign)) if sign == "-" => Some(name + "_minus"),
                Some(_) => None,
            }
        }
        _ => None,
    }
}

/// A subscript as a part of a name.
fn part(syn: &Syn) -> Option<String> {
    match &syn.bare().kind {
        SynKind::Name(name) => Some(name.clone()),
        SynKind::Number(value) => value
            .as_whole()
            .filter(|value| *value >= 0)
            .map(|value| value.to_string()),
        SynKind::Product(factors) if factors.iter().all(|(join, _)| *join == Join::Adjacent) => {
            factors.iter().map(|(_, factor)| part(factor)).collect()
        }
        SynKind::Script { .. } => written(syn),
        SynKind::List(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(part).collect();
            Some(parts?.join("_"))
        }
        _ => None,
    }
}

/// Other orders in which authors put a name together: `\hat v_t` is `v_hat_t` or `v_t_hat`.
pub(crate) fn spellings(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    for accent in ["_hat", "_bar", "_tilde", "_dot", "_prime"] {
        if let Some(at) = name.find(accent)
            && at + accent.len() < name.len()
        {
            all.push(format!(
                "{}{}{accent}",
                &name[..at],
                &name[at + accent.len()..]
            ));
        }
    }
    let lower: Vec<String> = all.iter().map(|name| name.to_lowercase()).collect();
    all.extend(lower);
    all.dedup();
    all
}
