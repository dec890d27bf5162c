//! The LaTeX engine: katex-rs 0.3.0, with what it needs around it.
//!
//! Nothing else in the workspace names the engine. One context (the tables of commands) is shared by all threads; a fresh
//! `Settings` serves each formula, because `\gdef` would leak through a shared one.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Once};

use katex::macro_expander::IMPLICIT_COMMANDS;
use katex::macros::MacroDefinition;
use katex::macros::builtins::BUILTIN_MACROS;
use katex::parser::parse_node::{
    ParseNode, ParseNodeArrayTag, ParseNodeOrdGroup, ParseNodeTag, ParseNodeText, ParseNodeTextOrd,
};
use katex::symbols::{Atom, Group, NonAtom};
use katex::types::{Mode, TokenText};
use katex::{KatexContext, ParseError, Settings};

use crate::extent;

mod markup;
mod mends;

pub(crate) use markup::Markup;

/// What the engine said instead of markup.
pub(crate) enum Failure {
    /// The formula is wrong, in the engine's words.
    Refused(ParseError),
    /// The engine itself failed; only its own mistake can bring this about.
    Panicked,
}

static CONTEXT: LazyLock<KatexContext> = LazyLock::new(|| {
    let mut context = KatexContext::default();
    mends::apply(&mut context);
    context
});

/// Typesets `tex`; `number` is shown at the right, in parentheses, unless the formula has its own `\tag`.
pub(crate) fn run(tex: &str, number: Option<&str>, settings: &Settings) -> Result<Markup, Failure> {
    let typeset = || -> Result<Markup, ParseError> {
        let mut tree = katex::parse(&CONTEXT, tex, settings)?;
        if let Some(number) = number
            && !matches!(tree.as_slice(), [ParseNode::Tag(_)])
        {
            tree.iter_mut().for_each(leave_unnumbered);
            tree = vec![tagged(tree, number)];
        }
        let tree = katex::build_tree::build_tree(&CONTEXT, &tree, tex, settings)?;
        Ok(markup::of(&tree, tex.len()))
    };
    match quietly(|| catch_unwind(AssertUnwindSafe(typeset))) {
        Ok(result) => result.map_err(Failure::Refused),
        Err(_) => Err(Failure::Panicked),
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with panics of this thread unannounced: an engine's panic is told as a fault, not on standard error.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let announce = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                announce(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = work();
    QUIET.set(false);
    result
}

/// Takes the automatic numbers from `align` and its kin, which count for themselves.
fn leave_unnumbered(node: &mut ParseNode) {
    if let ParseNode::Array(array) = node {
        for tag in array.tags.iter_mut().flatten() {
            if matches!(tag, ParseNodeArrayTag::Bool(_)) {
                *tag = false.into();
            }
        }
    }
}

/// What `\tag{number}` gives: the body with `(number)` beside it.
fn tagged(body: Vec<ParseNode>, number: &str) -> ParseNode {
    let letters = |text: &str| -> Vec<ParseNode> { text.chars().map(letter).collect() };
    let inner = ParseNode::OrdGroup(ParseNodeOrdGroup {
        mode: Mode::Text,
        loc: None,
        body: letters(number),
        semisimple: None,
    });
    let shown = [letters("("), vec![inner], letters(")")].concat();
    let font = Some("\\text".to_owned());
    let tag = ParseNode::Text(ParseNodeText {
        mode: Mode::Math,
        loc: None,
        body: shown,
        font,
    });
    ParseNode::Tag(ParseNodeTag {
        mode: Mode::Text,
        loc: None,
        body,
        tag: vec![tag],
    })
}

fn letter(c: char) -> ParseNode {
    ParseNode::TextOrd(ParseNodeTextOrd {
        mode: Mode::Text,
        loc: None,
        text: TokenText::from(c.to_string()),
    })
}

/// Whether the engine takes `name`, with its backslash: a function, a symbol, or one of its own macros.
pub(crate) fn knows(name: &str) -> bool {
    CONTEXT.functions.contains_key(name)
        || CONTEXT.symbols.get(Mode::Math, name).is_some()
        || CONTEXT.symbols.get(Mode::Text, name).is_some()
        || BUILTIN_MACROS.contains_key(name)
        || IMPLICIT_COMMANDS.contains(name)
        || matches!(name, r"\begingroup" | r"\endgroup")
}

/// Whether `name` is a symbol of mathematics that text does not have.
pub(crate) fn is_mathematics_only(name: &str) -> bool {
    CONTEXT.symbols.get(Mode::Math, name).is_some()
        && CONTEXT.symbols.get(Mode::Text, name).is_none()
}

/// Whether `name` is an operator, a relation or another sign that stands for itself: `\odot`, `\sum`, `\infty`.
pub(crate) fn is_sign(name: &str) -> bool {
    let is_sign = |group| {
        matches!(
            group,
            Group::Atom(Atom::Bin | Atom::Rel)
                | Group::NonAtom(NonAtom::OpToken | NonAtom::TextOrd)
        )
    };
    let symbol = CONTEXT.symbols.get(Mode::Math, name);
    symbol.is_some_and(|symbol| is_sign(symbol.group))
}

/// Whether two symbols are of one class: operators, relations.
pub(crate) fn are_alike(one: &str, other: &str) -> bool {
    let class = |name| Some(CONTEXT.symbols.get(Mode::Math, name)?.group);
    class(one).is_some() && class(one) == class(other)
}

/// What to do where an argument of a command is missing.
pub(crate) fn with_arguments(name: &str) -> String {
    let braces = "{…}".repeat(arguments(name).max(1));
    format!("write what belongs there: `{name}{braces}`")
}

/// How many arguments in braces a command takes.
pub(crate) fn arguments(name: &str) -> usize {
    // Its macro only looks for a star.
    if name == r"\operatorname" {
        return 1;
    }
    let of_macro = || {
        BUILTIN_MACROS
            .get(name)
            .and_then(MacroDefinition::as_str)
            .map_or(0, extent::count)
    };
    CONTEXT
        .functions
        .get(name)
        .map_or_else(of_macro, |function| function.num_args)
}

/// Names after the backslash of the engine's functions and macros, its private ones left out. Symbols are not among them.
pub(crate) fn command_names() -> impl Iterator<Item = String> {
    let functions = CONTEXT.functions.keys().map(String::as_str);
    let names = functions.chain(BUILTIN_MACROS.keys().copied());
    names
        .filter_map(|name| name.strip_prefix('\\'))
        .filter(|name| !name.contains(['@', '\\']))
        .map(str::to_owned)
}

/// Names of the engine's environments, in no order.
pub(crate) fn environment_names() -> impl Iterator<Item = &'static str> {
    CONTEXT.environments.keys().map(String::as_str)
}
