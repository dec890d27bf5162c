//! What counts as a word or a function's name in mathematics, and which arguments hold none.

/// How an argument is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// Text, with mathematics between dollars.
    Text,
    /// A name, a size, a colour, an address: no mathematics.
    Raw,
}

use Argument::{Raw, Text};

use crate::scan::{self, Token};

/// The arguments of a command that are not mathematics, up to the last of them.
pub(crate) fn arguments(name: &str) -> &'static [Argument] {
    match name {
        r"\text" | r"\textrm" | r"\textsf" | r"\texttt" | r"\textbf" | r"\textit" | r"\textmd"
        | r"\textup" | r"\textnormal" | r"\emph" | r"\mbox" | r"\hbox" | r"\tag" | r"\fbox"
        | r"\llap" | r"\rlap" | r"\clap" | r"\underbar" => &[Text],
        r"\raisebox" | r"\colorbox" => &[Raw, Text],
        r"\fcolorbox" => &[Raw, Raw, Text],
        r"\begin"
        | r"\end"
        | r"\label"
        | r"\ref"
        | r"\eqref"
        | r"\color"
        | r"\textcolor"
        | r"\href"
        | r"\url"
        | r"\includegraphics"
        | r"\hspace"
        | r"\htmlClass"
        | r"\htmlId"
        | r"\htmlStyle"
        | r"\htmlData"
        | r"\operatorname"
        | r"\operatornamewithlimits"
        | r"\mathrm"
        | r"\mathbf"
        | r"\mathit"
        | r"\mathsf"
        | r"\mathtt"
        | r"\mathnormal"
        | r"\mathsfit"
        | r"\mathbb"
        | r"\mathcal"
        | r"\mathfrak"
        | r"\mathscr"
        | r"\bold"
        | r"\boldsymbol"
        | r"\bm"
        | r"\Bbb"
        | r"\frak"
        | r"\pmb"
        | r"\ce"
        | r"\pu"
        | r"\def"
        | r"\gdef"
        | r"\edef"
        | r"\xdef"
        | r"\let" => &[Raw],
        r"\rule" | r"\newcommand" | r"\renewcommand" | r"\providecommand" => &[Raw, Raw],
        _ => &[],
    }
}

/// Whether a byte of a formula stands in text, such as `\text{…}`, and not between dollars there.
pub(crate) fn in_text(tokens: &[Token<'_>], place: usize) -> bool {
    let mut in_text = false;
    let mut at = 0;
    while at < tokens.len() && tokens[at].start < place {
        let mut next = at + 1;
        for argument in arguments(tokens[at].text) {
            let Some((inner, after)) = scan::argument(tokens, scan::past_options(tokens, next))
            else {
                break;
            };
            let run = &tokens[inner];
            let holds = run.last().is_some_and(|last| last.range().end > place)
                && run.first().is_some_and(|first| first.start <= place);
            if holds && *argument == Text {
                let before = run.iter().take_while(|token| token.start < place);
                in_text = before.filter(|token| token.text == "$").count() % 2 == 0;
            }
            next = after;
        }
        at += 1;
    }
    in_text
}

/// Whether a name is that of a function.
pub(crate) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

/// Commands after which the letters of their group are upright or set as one name.
pub(crate) static DECLARATIONS: &[&str] =
    &[r"\rm", r"\sf", r"\tt", r"\bf", r"\it", r"\cal", r"\frak"];

/// Commands with a starred form, and those after which a star is no product.
pub(super) static TAKES_A_STAR: &[&str] = &[
    r"\operatorname",
    r"\hspace",
    r"\tag",
    r"\verb",
    r"\left",
    r"\right",
    r"\middle",
    r"\big",
    r"\Big",
    r"\bigl",
    r"\bigr",
    r"\cdot",
    r"\times",
    r"\div",
    r"\pm",
    r"\mp",
    r"\leq",
    r"\geq",
    r"\neq",
    r"\to",
    r"\in",
    r"\sum",
    r"\prod",
    r"\int",
    r"\circ",
    r"\ast",
    r"\quad",
    r"\qquad",
    r"\,",
    r"\;",
    r"\:",
    r"\!",
    r"\ ",
    r"\\",
    r"\limits",
    r"\nolimits",
];

/// Functions that are often written without a backslash.
static FUNCTIONS: &[&str] = &[
    "log",
    "exp",
    "max",
    "min",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "lim",
    "sup",
    "inf",
    "det",
    "dim",
    "ker",
    "gcd",
    "arg",
    "argmax",
    "argmin",
    "softmax",
    "logsoftmax",
    "sigmoid",
    "softplus",
    "relu",
    "ReLU",
    "GELU",
    "gelu",
    "SiLU",
    "sgn",
    "sign",
    "diag",
    "rank",
    "erf",
    "logit",
    "logsumexp",
    "var",
    "Var",
    "cov",
    "Cov",
    "Pr",
    "trace",
    "tr",
    "clip",
];

/// Functions short enough to run into their argument: `logp`, `sinx`.
static SHORT: &[&str] = &["log", "exp", "max", "min", "sin", "cos", "tan"];

/// Functions of two letters, which might be a product: taken for a function only before a bracket.
static PAIRS: &[&str] = &["ln", "lg", "tr", "Pr"];

/// Words of three letters, and abbreviations in capitals, that are met in formulas.
static WORDS: &[&str] = &[
    "out", "old", "new", "avg", "std", "val", "pos", "neg", "row", "col", "obs", "ref", "err",
    "acc", "pad", "len", "num", "and", "for", "the", "not", "per", "all", "any", "where", "MSE",
    "MAE", "RMSE", "BCE", "NLL", "KLD", "AUC", "ROC", "TPR", "FPR", "IoU", "GIoU", "mAP", "SGD",
    "CNN", "RNN", "LSTM", "GRU", "MLP", "PCA", "SVM", "FLOP", "FLOPs", "MAC", "MACs", "GPU", "RGB",
];

/// The function that a run of letters is, or begins with.
pub(super) fn function(word: &str, before_bracket: bool) -> Option<&str> {
    if PAIRS.contains(&word) {
        return before_bracket.then_some(word);
    }
    if FUNCTIONS.contains(&word) {
        return Some(word);
    }
    SHORT
        .iter()
        .find(|short| word.starts_with(**short) && word.len() == short.len() + 1)
        .map(|short| &word[..short.len()])
}

/// Whether a run of letters reads as a word rather than as factors.
pub(super) fn is_word(word: &str) -> bool {
    if WORDS.contains(&word) {
        return true;
    }
    let letters = word.as_bytes();
    let in_lower_case = letters.iter().skip(1).all(u8::is_ascii_lowercase);
    let has = |set: &[u8]| {
        letters
            .iter()
            .any(|letter| set.contains(&letter.to_ascii_lowercase()))
    };
    let alphabetical = letters.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let differentials =
        letters.len().is_multiple_of(2) && letters.chunks(2).all(|pair| pair[0] == b'd');
    letters.len() >= 4
        && in_lower_case
        && has(b"aeiouy")
        && has(b"bcdfghjklmnpqrstvwxz")
        && !alphabetical
        && !differentials
}
