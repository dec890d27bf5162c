//! What opens in a formula and must close, and how it is named to an author.

/// What opens and must close.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// `{`.
    Brace,
    /// `\left`, with its bracket.
    Left(&'a str),
    /// `\begin`, with its name.
    Environment(&'a str),
}

impl What<'_> {
    pub(super) fn pairs_with(self, other: Self) -> bool {
        matches!((self, other), (What::Left(_), What::Left(_))) || self == other
    }

    /// How it was opened.
    pub(super) fn name(self) -> String {
        match self {
            What::Brace => "`{`".to_owned(),
            What::Left(delimiter) => format!(r"`\left{delimiter}`"),
            What::Environment(name) => format!(r"`\begin{{{name}}}`"),
        }
    }

    /// What every text that closes it holds.
    pub(super) fn closer(self) -> &'static str {
        match self {
            What::Brace => "}",
            What::Left(_) => r"\right",
            What::Environment(_) => r"\end",
        }
    }

    /// What would close it.
    pub(super) fn remedy(self) -> String {
        match self {
            What::Brace => "add `}`".to_owned(),
            What::Left(".") => r"add `\right.`".to_owned(),
            What::Left(delimiter) => format!(
                r"add `\right{}`, or `\right.` where nothing is to be shown",
                mirrored(delimiter)
            ),
            What::Environment(name) => format!(r"add `\end{{{name}}}`"),
        }
    }
}

fn mirrored(delimiter: &str) -> &str {
    match delimiter {
        "(" => ")",
        "[" => "]",
        "<" => ">",
        r"\{" => r"\}",
        r"\langle" => r"\rangle",
        r"\lbrace" => r"\rbrace",
        r"\lvert" => r"\rvert",
        r"\lVert" => r"\rVert",
        r"\lfloor" => r"\rfloor",
        r"\lceil" => r"\rceil",
        same => same,
    }
}
