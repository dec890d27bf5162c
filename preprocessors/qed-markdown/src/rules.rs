//! All rules of this crate. Each stands beside the code that finds it.

use qed_report::Rule;

use crate::expand::rules as includes;
use crate::metadata;
use crate::reader::{
    alerts, code, dollars, elements, footnotes, formulas, headings, outside, recall, targets,
};

/// All rules of this crate.
pub static RULES: &[&Rule] = &[
    &metadata::UNCLOSED,
    &metadata::SYNTAX,
    &metadata::UNKNOWN_KEY,
    &metadata::WRONG_TYPE,
    &metadata::FRONT_MATTER,
    &includes::MISSING,
    &includes::NOT_UTF8,
    &includes::LOOP,
    &includes::EMPTY,
    &includes::MISSPELT,
    &includes::TOO_LARGE,
    &code::UNCLOSED,
    &code::OUTPUT_ALONE,
    &code::LANGUAGE,
    &code::INDENTED,
    &dollars::CUT,
    &dollars::BRACES,
    &dollars::SPACES,
    &formulas::LABELS,
    &outside::OUTSIDE,
    &targets::UNUSED_REFERENCE,
    &headings::REPEATED,
    &footnotes::REPEATED,
    &footnotes::UNUSED,
    &recall::MALFORMED,
    &elements::REFUSED,
    &elements::UNCLOSED,
    &alerts::UNKNOWN,
];
