//! LaTeX in pieces: what a formula says, without how it is spaced.

use std::ops::Range;

use crate::refusal::{Refusal, RefusalKind};

/// A pair of delimiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delim {
    Round,
    Square,
    /// `\{ \}`
    Curly,
    /// `| |`
    Bar,
    /// `\| \|`
    DoubleBar,
    Floor,
    Ceil,
    Angle,
    /// `{ }`, which only groups
    Brace,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Lex {
    Letter(char),
    Number(String),
    /// A command without its backslash.
    Command(String),
    /// Words: `\text{if}`, `\operatorname{softmax}`, `\mathrm{KL}`; the flag says that it names an operator.
    Words(String, bool),
    Open(Delim),
    Close(Delim),
    /// `|` or `\|` that may open or close.
    Fence(Delim),
    Sub,
    Sup,
    Prime,
    Amp,
    Row,
    /// `+ - * / = < > ! : ; ,`
    Sign(char),
    Begin(String),
    End(String),
    /// `\quad` and wider: a gap between statements.
    Gap,
}

/// A token and the bytes that it was written with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) lex: Lex,
    pub(crate) span: Range<usize>,
}

/// The longest formula that is read, in bytes.
pub(crate) const LONGEST: usize = 8_192;

/// Cuts a formula into tokens; a character that no formula holds is a refusal at its place.
pub(crate) fn tokens(tex: &str) -> Result<Vec<Token>, Refusal> {
    if tex.len() > LONGEST {
        return Err(Refusal::new(
            RefusalKind::TooLarge,
            0..tex.len(),
            format!(
                "the formula has {} bytes; at most {LONGEST} are read",
                tex.len()
            ),
            "split it into formulas with a label each",
        ));
    }
    let mut lexer = Lexer {
        tex,
        at: 0,
        tokens: Vec::new(),
        side: None,
    };
    while lexer.at < tex.len() {
        lexer.step()?;
    }
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    tex: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// The last command was `\left`, or with `false` `\right`, or a size that says which side it is.
    side: Option<bool>,
}

impl Lexer<'_> {
    fn step(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let Some(first) = self.tex[start..].chars().next() else {
            return Ok(());
        };
        self.at += first.len_utf8();
        match first {
            ' ' | '\n' | '\t' | '\r' | '~' => {}
            '%' => {
                self.at += self.tex[self.at..]
                    .find('\n')
                    .unwrap_or(self.tex.len() - self.at);
            }
            '\\' => return self.command(start),
            'a'..='z' | 'A'..='Z' => self.push(Lex::Letter(first), start),
            '0'..='9' => self.number(start),
            '.' => {}
            '{' => self.push(Lex::Open(Delim::Brace), start),
            '}' => self.push(Lex::Close(Delim::Brace), start),
            '(' => self.push(Lex::Open(Delim::Round), start),
            ')' => self.push(Lex::Close(Delim::Round), start),
            '[' => self.push(Lex::Open(Delim::Square), start),
            ']' => self.push(Lex::Close(Delim::Square), start),
            '|' => self.push(Lex::Fence(Delim::Bar), start),
            '_' => self.push(Lex::Sub, start),
            '^' => self.push(Lex::Sup, start),
            '\'' | '’' => self.push(Lex::Prime, start),
            '&' => self.push(Lex::Amp, start),
            '+' | '-' | '*' | '/' | '=' | '<' | '>' | '!' | ':' | ';' | ',' => {
                self.push(Lex::Sign(first), start);
            }
            '−' => self.push(Lex::Sign('-'), start),
            _ => match unicode_command(first) {
                Some(name) => self.push(Lex::Command(name.to_owned()), start),
                None => {
                    return Err(Refusal::new(
                        RefusalKind::Syntax,
                        start..self.at,
                        format!("`{first}` is no sign of a formula"),
                        "write it as a LaTeX command, or as words in `\\text{…}`",
                    ));
                }
            },
        }
        Ok(())
    }

    fn push(&mut self, lex: Lex, start: usize) {
        let lex = match (lex, self.side.take()) {
            (Lex::Fence(delim), Some(true)) => Lex::Open(delim),
            (Lex::Fence(delim), Some(false)) => Lex::Close(delim),
            (lex, _) => lex,
        };
        self.tokens.push(Token {
            lex,
            span: start..self.at,
        });
    }

    fn number(&mut self, start: usize) {
        let rest = &self.tex[start..];
        let mut end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let digits_after = rest[end..].strip_prefix('.').map_or(0, |part| {
            part.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(part.len())
        });
        if digits_after > 0 {
            end += 1 + digits_after;
        }
        self.at = start + end;
        self.push(Lex::Number(rest[..end].to_owned()), start);
    }

    fn command(&mut self, start: usize) -> Result<(), Refusal> {
        let rest = &self.tex[self.at..];
        let letters = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if letters == 0 {
            return self.control_symbol(start);
        }
        let name = rest[..letters].to_owned();
        self.at += letters;
        match name.as_str() {
            "left" | "right" | "middle" | "big" | "Big" | "bigg" | "Bigg" | "bigl" | "bigr"
            | "Bigl" | "Bigr" | "biggl" | "biggr" | "Biggl" | "Biggr" => self.sized(&name),
            "quad" | "qquad" => self.push(Lex::Gap, start),
            "displaystyle" | "textstyle" | "limits" | "nolimits" | "nonumber" | "notag"
            | "strut" | "bf" | "rm" => {}
            "label" | "tag" | "hspace" | "vspace" | "phantom" | "mathstrut" | "color" => {
                self.braced();
            }
            "text" | "textrm" | "textbf" | "textit" | "mathrm" | "mathsf" | "mathtt" | "mbox"
            | "operatorname" => {
                if self.tex[self.at..].starts_with('*') {
                    self.at += 1;
                }
                let words = self.braced_words(start)?;
                self.push(Lex::Words(words, name == "operatorname"), start);
            }
            "begin" | "end" => {
                let env = self.braced().unwrap_or_default();
                let env = env.trim_end_matches('*').to_owned();
                if env == "array" {
                    self.braced();
                }
                self.push(
                    if name == "begin" {
                        Lex::Begin(env)
                    } else {
                        Lex::End(env)
                    },
                    start,
                );
            }
            "lfloor" => self.push(Lex::Open(Delim::Floor), start),
            "rfloor" => self.push(Lex::Close(Delim::Floor), start),
            "lceil" => self.push(Lex::Open(Delim::Ceil), start),
            "rceil" => self.push(Lex::Close(Delim::Ceil), start),
            "lvert" => self.push(Lex::Open(Delim::Bar), start),
            "rvert" => self.push(Lex::Close(Delim::Bar), start),
            "vert" => self.push(Lex::Fence(Delim::Bar), start),
            "lVert" => self.push(Lex::Open(Delim::DoubleBar), start),
            "rVert" => self.push(Lex::Close(Delim::DoubleBar), start),
            "Vert" => self.push(Lex::Fence(Delim::DoubleBar), start),
            "langle" => self.push(Lex::Open(Delim::Angle), start),
            "rangle" => self.push(Lex::Close(Delim::Angle), start),
            "lbrace" => self.push(Lex::Open(Delim::Curly), start),
            "rbrace" => self.push(Lex::Close(Delim::Curly), start),
            "lbrack" => self.push(Lex::Open(Delim::Square), start),
            "rbrack" => self.push(Lex::Close(Delim::Square), start),
            "prime" => self.push(Lex::Prime, start),
            "colon" => self.push(Lex::Sign(':'), start),
            "lt" => self.push(Lex::Sign('<'), start),
            "gt" => self.push(Lex::Sign('>'), start),
            _ => self.push(Lex::Command(name), start),
        }
        Ok(())
    }

    fn control_symbol(&mut self, start: usize) -> Result<(), Refusal> {
        let Some(sign) = self.tex[self.at..].chars().next() else {
            return Err(Refusal::new(
                RefusalKind::Syntax,
                start..self.at,
                "a backslash ends the formula",
                "remove it",
            ));
        };
        self.at += sign.len_utf8();
        match sign {
            ',' | ';' | ':' | '!' | ' ' | '>' | '\n' => {}
            '\\' => self.push(Lex::Row, start),
            '{' => self.push(Lex::Open(Delim::Curly), start),
            '}' => self.push(Lex::Close(Delim::Curly), start),
            '|' => self.push(Lex::Fence(Delim::DoubleBar), start),
            other => {
                return Err(Refusal::new(
                    RefusalKind::UnknownCommand,
                    start..self.at,
                    format!("`\\{other}` is not known here"),
                    "write the formula without it",
                ));
            }
        }
        Ok(())
    }

    /// `\left|` and its kin: the fence that follows opens or closes for certain.
    fn sized(&mut self, name: &str) {
        let opens = name == "left" || name.ends_with('l');
        let closes = name == "right" || name.ends_with('r');
        self.side = (opens != closes).then_some(opens);
    }

    /// The text between the braces that follow, balanced; nothing when none follow.
    fn braced(&mut self) -> Option<String> {
        let rest = self.tex[self.at..].trim_start();
        let start = self.tex.len() - rest.len();
        if !rest.starts_with('{') {
            return None;
        }
        let mut depth = 0_usize;
        for (offset, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at = start + offset + 1;
                return Some(rest[1..offset].to_owned());
            }
        }
        self.at = self.tex.len();
        Some(rest[1..].to_owned())
    }

    fn braced_words(&mut self, start: usize) -> Result<String, Refusal> {
        let text = match self.braced() {
            Some(text) => text,
            None => {
                // `\mathrm T`: one letter without braces.
                let rest = self.tex[self.at..].trim_start();
                self.at = self.tex.len() - rest.len();
                match rest.chars().next() {
                    Some(letter) if letter.is_alphanumeric() => {
                        self.at += letter.len_utf8();
                        letter.to_string()
                    }
                    _ => {
                        return Err(Refusal::new(
                            RefusalKind::Syntax,
                            start..self.at,
                            "words without braces",
                            "put them in braces: `\\text{…}`",
                        ));
                    }
                }
            }
        };
        let plain = text
            .replace("\\_", "_")
            .replace("\\,", " ")
            .replace("\\ ", " ")
            .replace('~', " ");
        Ok(plain.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn unicode_command(sign: char) -> Option<&'static str> {
    Some(match sign {
        '·' | '⋅' => "cdot",
        '×' => "times",
        '≤' => "leq",
        '≥' => "geq",
        '≠' => "neq",
        '…' => "dots",
        '∞' => "infty",
        'π' => "pi",
        'σ' => "sigma",
        'μ' => "mu",
        'λ' => "lambda",
        'θ' => "theta",
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'η' => "eta",
        'ε' => "varepsilon",
        '∈' => "in",
        '√' => "surd",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(tex: &str) -> Vec<Lex> {
        tokens(tex)
            .unwrap()
            .into_iter()
            .map(|token| token.lex)
            .collect()
    }

    #[test]
    fn spacing_and_sizes_say_nothing() {
        assert_eq!(kinds(r"\left( x \,\right)"), kinds("(x)"));
        assert_eq!(kinds(r"x \label{eq:x} % y"), kinds("x"));
        assert_eq!(
            kinds("2.5x."),
            [Lex::Number("2.5".into()), Lex::Letter('x')]
        );
    }

    #[test]
    fn bars_know_their_side_where_it_is_written() {
        assert_eq!(
            kinds(r"\left|x\right|"),
            [
                Lex::Open(Delim::Bar),
                Lex::Letter('x'),
                Lex::Close(Delim::Bar)
            ]
        );
        assert_eq!(kinds("|x|")[0], Lex::Fence(Delim::Bar));
    }

    #[test]
    fn words_are_one_token() {
        assert_eq!(
            kinds(r"\operatorname{batch\_size}"),
            [Lex::Words("batch_size".into(), true)]
        );
        assert_eq!(kinds(r"\mathrm T"), [Lex::Words("T".into(), false)]);
    }
}
