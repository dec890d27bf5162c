//! Remarks on a formula that can be typeset but hardly says what was meant: words set as products, `*`, names without a backslash.

use std::ops::Range;

use qed_report::{Level, Rule};

use crate::Fault;
use crate::engine;
use crate::scan::{self, Kind, Token};
use crate::settings::Heard;

pub(crate) mod words;

/// A word set as a product of letters.
pub static FORMULA_WORD: Rule = Rule {
    code: "formula-word",
    level: Level::Warn,
    title: "a word set as a product of letters",
    explanation: "\
In mathematics each letter is a variable of its own: `learningrate` is set as l·e·a·r·n…, with the spaces of a product.

    $\\eta_{start} = learningrate$

Write `\\text{learning rate}` for words, `\\mathit{rate}` for one name of many letters: `\\eta_{\\text{start}}`.",
};

/// A function's name without a backslash.
pub static FORMULA_FUNCTION: Rule = Rule {
    code: "formula-function",
    level: Level::Warn,
    title: "the name of a function without its backslash",
    explanation: "\
`log x` is set as the product of l, o, g and x, in italics and without the space that a function has.

    $-log p + softmax(z)$

Write `\\log p`, and `\\operatorname{softmax}(z)` for names that have no command.",
};

/// `*` between two factors.
pub static FORMULA_ASTERISK: Rule = Rule {
    code: "formula-asterisk",
    level: Level::Warn,
    title: "`*` for a product",
    explanation: "\
`*` is set as an asterisk, which reads as a convolution or an adjoint, not as a product.

    $a * b$

Write nothing, `\\cdot` or `\\times` for a product, `\\odot` for the product of elements; for a convolution write `\\ast`.",
};

/// What KaTeX takes but LaTeX does not, or sets otherwise.
pub static FORMULA_LOOSE: Rule = Rule {
    code: "formula-loose",
    level: Level::Warn,
    title: "what KaTeX lets pass but LaTeX would not",
    explanation: "\
The formula is shown, but not as it may be meant: an accented letter outside `\\text`, a character that KaTeX's fonts lack, \
`\\\\` in a display formula without an environment, a `%` that turns the rest of the formula into a comment, more cells than \
columns.

    $100% of x$

shows `100`. Write `100\\%`.",
};

/// An environment that numbers its lines itself.
pub static FORMULA_NUMBERED: Rule = Rule {
    code: "formula-numbered",
    level: Level::Warn,
    title: "an environment that numbers its lines itself",
    explanation: "\
`equation`, `align`, `gather` and `alignat` count by themselves, anew on each page and without regard to labels.

    $$ \\begin{align} a &= b \\end{align} $$

Write `aligned`, `gathered` or `alignedat`, and `\\label{eq:name}` for a number; or the starred form (`align*`) for none.",
};

/// Remarks from the formula's own text.
pub(crate) fn on_text(tex: &str, tokens: &[Token<'_>]) -> Vec<Fault> {
    let mut reader = Reader {
        tex,
        tokens,
        faults: Vec::new(),
    };
    reader.read(0..tokens.len(), true);
    reader.faults
}

/// Remarks from what the engine let pass.
pub(crate) fn on_heard(tex: &str, tokens: &[Token<'_>], heard: &Heard) -> Vec<Fault> {
    let mut faults: Vec<Fault> = heard
        .loose
        .iter()
        .filter_map(|(code, range)| loose(tex, tokens, code, range.clone()))
        .collect();
    faults.sort_by_key(|fault| fault.range.start);
    faults.dedup();
    faults
}

fn loose(
    tex: &str,
    tokens: &[Token<'_>],
    code: &str,
    range: Option<Range<usize>>,
) -> Option<Fault> {
    let place =
        |is: fn(&Token<'_>) -> bool| tokens.iter().rfind(|token| is(token)).map(Token::range);
    let shown = range
        .clone()
        .and_then(|range| tex.get(range))
        .unwrap_or_default();
    let is_text = range
        .as_ref()
        .is_some_and(|range| words::in_text(tokens, range.start));
    let (range, message, hint) = match code {
        "commentAtEnd" => (
            place(|token| token.kind == Kind::Comment),
            "`%` turns the rest of the formula into a comment".to_owned(),
            r"for the character write `\%`",
        ),
        "newLineInDisplayMode" => (
            range.or_else(|| place(|token| matches!(token.text, r"\\" | r"\newline"))),
            r"`\\` breaks no line in a display formula of LaTeX".to_owned(),
            r"put the lines in `\begin{aligned} … \end{aligned}`",
        ),
        "textEnv" => (
            place(|token| token.text == "&"),
            "a line has more cells than the table has columns".to_owned(),
            r"name as many columns in `\begin{array}{…}`",
        ),
        "unknownSymbol" => (
            range,
            format!("KaTeX's fonts have no `{shown}`"),
            if is_text {
                "each browser takes it from a font of its own: leave it out where that matters"
            } else {
                r"write the command for it, or `\text{…}` for words"
            },
        ),
        "unicodeTextInMathMode" => (
            range,
            format!("`{shown}` is a letter of text, not of mathematics"),
            r"put it in `\text{…}`",
        ),
        "mathVsTextUnits" => (
            range,
            "this unit does not fit the command".to_owned(),
            r"`mu` goes with `\mkern` and `\mskip`, other units with `\kern` and `\hskip`",
        ),
        _ => return None,
    };
    Some(Fault {
        rule: &FORMULA_LOOSE,
        // Without a place it comes from a macro of KaTeX's own, which the author cannot mend.
        range: range?,
        message,
        other: None,
        hint: Some(hint.to_owned()),
    })
}

/// Finds words, knowing which groups hold mathematics.
struct Reader<'s, 'a> {
    tex: &'a str,
    tokens: &'s [Token<'a>],
    faults: Vec<Fault>,
}

impl Reader<'_, '_> {
    /// Reads a run of tokens, which is mathematics or text.
    fn read(&mut self, run: Range<usize>, mut math: bool) {
        let outer = math;
        let mut next = run.start;
        while next < run.end {
            let token = self.tokens[next];
            match token.kind {
                Kind::Command => next = self.command(next, run.end, &mut math),
                Kind::Open => {
                    let (inner, after) =
                        scan::argument(self.tokens, next).unwrap_or((next + 1..run.end, run.end));
                    self.read(inner, math);
                    next = after.min(run.end);
                }
                // In text, dollars stand around mathematics.
                Kind::Character if token.text == "$" && !outer => {
                    math = !math;
                    next += 1;
                }
                Kind::Character if math && token.text == "*" => {
                    self.asterisk(next);
                    next += 1;
                }
                Kind::Character if math && is_letter(&token) => next = self.word(next, run.end),
                _ => next += 1,
            }
        }
    }

    /// Reads a command and its arguments; says where the walk goes on.
    fn command(&mut self, at: usize, end: usize, math: &mut bool) -> usize {
        let name = self.tokens[at].text;
        let mut next = at + 1;
        if words::DECLARATIONS.contains(&name) {
            *math = false;
        }
        if name == r"\begin" {
            self.numbered(at);
        }
        for argument in words::arguments(name) {
            next = scan::past_options(self.tokens, next);
            let Some((inner, after)) =
                scan::argument(self.tokens, next).filter(|(_, after)| *after <= end)
            else {
                break;
            };
            if *argument == words::Argument::Text {
                self.read(inner, false);
            }
            next = after;
        }
        next
    }

    /// Looks at the letters that begin at `at`; says where they end.
    fn word(&mut self, at: usize, end: usize) -> usize {
        let length = self.tokens[at..end]
            .iter()
            .take_while(|token| is_letter(token))
            .count();
        let word = scan::text(self.tex, &self.tokens[at..at + length]);
        let opens = self.tokens[at + length..end]
            .iter()
            .find(|token| token.is_solid())
            .is_some_and(|token| matches!(token.text, "(" | r"\left"));
        let start = self.tokens[at].start;
        let mut remark = |rule, range, message, hint: String| {
            self.faults.push(Fault {
                rule,
                range,
                message,
                other: None,
                hint: Some(hint),
            });
        };
        if let Some(function) = words::function(word, opens) {
            let command = format!(r"\{function}");
            let remedy = if engine::knows(&command) {
                command
            } else {
                format!(r"\operatorname{{{function}}}")
            };
            let message = format!("`{function}` is set as a product of letters");
            remark(
                &FORMULA_FUNCTION,
                start..start + function.len(),
                message,
                format!("write `{remedy}`"),
            );
        } else if words::is_word(word) {
            let message = format!("`{word}` is set as a product of {} letters", word.len());
            remark(
                &FORMULA_WORD,
                start..start + word.len(),
                message,
                format!(r"write `\text{{{word}}}`"),
            );
        }
        at + length
    }

    /// `*` with a factor on either side. In an exponent or a subscript it marks an optimum or an adjoint.
    fn asterisk(&mut self, at: usize) {
        let before = self.tokens[..at].iter().rfind(|token| token.is_solid());
        let after = self.tokens[at + 1..].iter().find(|token| token.is_solid());
        if !before.is_some_and(ends_factor) || !after.is_some_and(begins_factor) {
            return;
        }
        self.faults.push(Fault {
            rule: &FORMULA_ASTERISK,
            range: self.tokens[at].range(),
            message: "`*` is set as an asterisk, not as a product".to_owned(),
            other: None,
            hint: Some(r"write `\cdot`, `\times` or nothing; for a convolution `\ast`".to_owned()),
        });
    }

    fn numbered(&mut self, at: usize) {
        let Some((inner, after)) = scan::argument(self.tokens, at + 1) else {
            return;
        };
        let name = scan::text(self.tex, &self.tokens[inner]);
        let instead = match name {
            "equation" => "leave it out: the formula is on a line of its own already",
            "align" => "write `aligned`",
            "gather" => "write `gathered`",
            "alignat" => "write `alignedat`",
            _ => return,
        };
        let range = self.tokens[at].start..self.tokens[after - 1].range().end;
        let message = format!("`{name}` numbers its lines itself, apart from the book's numbers");
        self.faults.push(Fault {
            rule: &FORMULA_NUMBERED,
            range,
            message,
            other: None,
            hint: Some(instead.to_owned()),
        });
    }
}

fn ends_factor(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Close => true,
        Kind::Character => {
            token.text.chars().all(char::is_alphanumeric)
                || matches!(token.text, ")" | "]" | "'" | "|")
        }
        Kind::Command => !words::TAKES_A_STAR.contains(&token.text),
        _ => false,
    }
}

fn begins_factor(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Open | Kind::Command => true,
        Kind::Character => {
            token.text.chars().all(char::is_alphanumeric) || matches!(token.text, "(" | "[" | "|")
        }
        _ => false,
    }
}

fn is_letter(token: &Token<'_>) -> bool {
    token.kind == Kind::Character && token.text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(tex: &str) -> Vec<(&'static str, &str)> {
        let faults = on_text(tex, &scan::tokens(tex));
        faults
            .into_iter()
            .map(|fault| (fault.rule.code, &tex[fault.range]))
            .collect()
    }

    #[test]
    fn remarks_stand_at_their_places() {
        for (tex, expected) in [
            ("learningrate = 3", vec![("formula-word", "learningrate")]),
            ("d_{model}", vec![("formula-word", "model")]),
            ("x_{out}", vec![("formula-word", "out")]),
            ("-log p", vec![("formula-function", "log")]),
            ("logp", vec![("formula-function", "log")]),
            ("softmax(z)", vec![("formula-function", "softmax")]),
            ("ln(x)", vec![("formula-function", "ln")]),
            ("MSE", vec![("formula-word", "MSE")]),
            ("a * b", vec![("formula-asterisk", "*")]),
            (r"2*\frac12", vec![("formula-asterisk", "*")]),
            (r"\text{$loss$}", vec![("formula-word", "loss")]),
            (
                r"\begin{align}a\end{align}",
                vec![("formula-numbered", r"\begin{align}")],
            ),
            (r"\sqrt[n]{rate}", vec![("formula-word", "rate")]),
        ] {
            assert_eq!(said(tex), expected, "{tex}");
        }
    }

    #[test]
    fn what_is_mathematics_goes_without_remarks() {
        for tex in [
            r"\log p",
            r"\text{learning rate}",
            r"\operatorname{softmax}(z)",
            r"\operatorname*{argmax}_x",
            r"\mathrm{loss}",
            r"{\rm mod}",
            "abcd",
            "x_{ijkl}",
            "ABC",
            "NCHW",
            "QK^T",
            "ax + by",
            "dxdydz",
            "w^*",
            "w^{*}",
            "f^*(x)",
            r"\operatorname*{max}",
            r"\color{orange} x",
            r"\label{eq:softmax} x",
            r"\begin{array}{llll} a \end{array}",
            r"\hspace*{1em} x",
            r"\tag{tag}",
            r"\textcolor{purple}{x}",
            r"\def\loss{L}\loss",
            r"\text{a * b}",
            "ln",
        ] {
            assert_eq!(said(tex), vec![], "{tex}");
        }
    }
}
