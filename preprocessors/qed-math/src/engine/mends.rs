//! What katex-rs 0.3.0 does otherwise than KaTeX, and that can be seen: mended in its table of commands.

use katex::define_function::{FunctionContext, FunctionSpec};
use katex::parser::parse_node::{
    ParseNode, ParseNodeHref, ParseNodeOrdGroup, ParseNodeSqrt, ParseNodeText, ParseNodeTextOrd,
};
use katex::types::{Mode, ParseErrorKind, TokenText, TrustContext};
use katex::{KatexContext, ParseError};

/// Mends a fresh context.
pub(super) fn apply(context: &mut KatexContext) {
    brace_square_roots(context);
    take_as_primitives(context);
    show_addresses(context);
}

/// Commands that set the class of their argument take it as TeX's primitives do; katex-rs 0.3.0 takes `\mathbin\log`, which
/// KaTeX refuses, and refuses `\mathrel\text{…}`, which KaTeX takes.
fn take_as_primitives(context: &mut KatexContext) {
    for name in [
        r"\mathord",
        r"\mathbin",
        r"\mathrel",
        r"\mathopen",
        r"\mathclose",
        r"\mathpunct",
        r"\mathinner",
    ] {
        if let Some(class) = context.functions.get(name) {
            let class = FunctionSpec {
                primitive: true,
                ..class.as_ref().clone()
            };
            context.functions.insert(name.to_owned(), class.into());
        }
    }
}

/// An unbraced body (`\sqrt n`) loses its padding in katex-rs 0.3.0 and is printed over the root sign: a group keeps it.
fn brace_square_roots(context: &mut KatexContext) {
    let Some(root) = context.functions.get("\\sqrt") else {
        return;
    };
    let handler = |context: FunctionContext<'_, '_, '_>,
                   args: Vec<ParseNode>,
                   opt_args: Vec<Option<ParseNode>>| {
        let mode = context.parser.mode;
        let node = |body: Vec<ParseNode>| {
            ParseNode::OrdGroup(ParseNodeOrdGroup {
                mode,
                loc: None,
                body,
                semisimple: None,
            })
        };
        let loc = context.loc();
        let mut args = args.into_iter();
        let body = match args.next() {
            Some(group @ ParseNode::OrdGroup(_)) => group,
            Some(other) => node(vec![other]),
            None => node(Vec::new()),
        };
        let index = opt_args.into_iter().next().flatten();
        Ok(ParseNode::Sqrt(Box::new(ParseNodeSqrt {
            mode,
            loc,
            body,
            index,
        })))
    };
    let root = FunctionSpec {
        handler: Some(handler),
        ..root.as_ref().clone()
    };
    context.functions.insert("\\sqrt".to_owned(), root.into());
}

/// `\url` sets its address as text, in typewriter letters; katex-rs 0.3.0 sets it as mathematics, and `~` as `\`.
fn show_addresses(context: &mut KatexContext) {
    let Some(url) = context.functions.get(r"\url") else {
        return;
    };
    let handler =
        |context: FunctionContext<'_, '_, '_>, args: Vec<ParseNode>, _: Vec<Option<ParseNode>>| {
            let Some(ParseNode::Url(url)) = args.into_iter().next() else {
                return Err(ParseError::new(ParseErrorKind::ArgumentMustBeUrl {
                    context: "Argument",
                }));
            };
            let command = r"\url";
            let mut asked = TrustContext {
                command: command.to_owned(),
                url: Some(url.url.clone()),
                ..TrustContext::default()
            };
            if !context.parser.settings.is_trusted(&mut asked) {
                return Ok(context.parser.format_unsupported_cmd(command).into());
            }
            let letter = |c: char| {
                let text = if c == '~' {
                    TokenText::from(r"\textasciitilde")
                } else {
                    TokenText::from(c.to_string())
                };
                ParseNode::TextOrd(ParseNodeTextOrd {
                    mode: Mode::Text,
                    loc: None,
                    text,
                })
            };
            let (mode, loc) = (context.parser.mode, context.loc());
            let body = url.url.chars().map(letter).collect();
            let shown = ParseNode::Text(ParseNodeText {
                mode,
                loc: loc.clone(),
                body,
                font: Some(r"\texttt".to_owned()),
            });
            Ok(ParseNode::Href(ParseNodeHref {
                mode,
                loc,
                href: url.url,
                body: vec![shown],
            }))
        };
    let url = FunctionSpec {
        handler: Some(handler),
        ..url.as_ref().clone()
    };
    context.functions.insert(r"\url".to_owned(), url.into());
}
