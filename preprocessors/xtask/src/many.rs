//! The study book among generated topics: what search is tested and measured with.
//!
//! The frozen queries ask for pages of the study book. The topics around them are about other things, in the same English, with
//! code and formulas of the same kind, so that what is looked for is one of many.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{command, root, run};

/// Words that stand in every topic.
const COMMON: &str = "the of a to and is in that it with for as by on this are from one which each be an or not then when its \
    than so at two only where all over can has more into them between both";

/// Words of the field.
const FIELD: &str = "model data value layer network loss batch weight input output gradient train error sample function matrix \
    vector sum mean rate step size class label image feature score probability distribution parameter example order number \
    length time point set test case list table result method rule term part form";

const SYLLABLES: &str =
    "ba ka lo mi ra tu ve zo ni sha del por gan lis mer tor vin qua dra sto fel nor pid sul";

const COMMANDS: &str = "\\alpha \\beta \\theta \\lambda \\mu \\sigma \\phi \\omega x y z u v w";

/// Numbers that are the same for the same seed.
struct Dice(u64);

/// The dice of a topic.
fn dice(at: usize) -> Dice {
    Dice(at as u64 * 2_654_435_761 + 1)
}

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// The folder of a site of `count` pages: the study book's own, the rest generated. The site itself is still to be made.
pub(crate) struct Many {
    pub(crate) source: PathBuf,
    /// `target/search/COUNT/site`.
    pub(crate) site: PathBuf,
}

impl Many {
    /// Writes the Markdown.
    pub(crate) fn write(count: usize) -> Result<Self> {
        let folder = root().join("target/search").join(count.to_string());
        let (source, site) = (folder.join("src"), folder.join("site"));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        copy(&root().join("src"), &source)?;
        let summary = std::fs::read_to_string(source.join("SUMMARY.md"))?;
        let own = summary.matches("](").count();
        let mut lines = String::new();
        for at in own..count {
            let title = name(&mut dice(at), 2, " ");
            let path = format!("more/{}/{at}.md", at / 100);
            // The study book ends in chapters without a number, after which mdBook takes only such.
            writeln!(lines, "[{title}]({path})")?;
            let path = source.join(path);
            std::fs::create_dir_all(path.parent().context("a topic is in a folder")?)?;
            // The last has no words at all: search must live with that.
            let text = if at + 1 < count {
                topic(at)
            } else {
                String::new()
            };
            std::fs::write(path, text)?;
        }
        std::fs::write(source.join("SUMMARY.md"), format!("{summary}\n{lines}"))?;
        Ok(Self { source, site })
    }
}

/// The site of `count` pages for the tests, made without proving anything.
pub(crate) fn site(count: usize) -> Result<()> {
    let many = Many::write(count)?;
    let words = "cargo run --quiet --profile qed -p qed-site --example preview --";
    let words: Vec<_> = words.split(' ').collect();
    run(command(&words).args([&many.source, &many.site]))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Invented words.
fn name(dice: &mut Dice, words: usize, between: &str) -> String {
    let syllables: Vec<_> = SYLLABLES.split_whitespace().collect();
    let word = |dice: &mut Dice| {
        (0..2 + dice.below(2))
            .map(|_| dice.of(&syllables))
            .collect::<String>()
    };
    (0..words)
        .map(|_| word(dice))
        .collect::<Vec<_>>()
        .join(between)
}

/// A topic of about 300 words with a formula and code.
fn topic(at: usize) -> String {
    let mut dice = dice(at);
    let (common, field): (Vec<_>, Vec<_>) = (
        COMMON.split_whitespace().collect(),
        FIELD.split_whitespace().collect(),
    );
    let commands: Vec<_> = COMMANDS.split_whitespace().collect();
    let title = name(&mut dice, 2, " ");
    let own: Vec<String> = (0..12).map(|_| name(&mut dice, 1, "")).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let mut text = format!("# {title}\n");
    for section in 0..4 {
        if section > 0 {
            write!(text, "\n## {} {}\n", dice.of(&field), dice.of(&own)).expect("text takes text");
        }
        for _ in 0..3 {
            text.push('\n');
            for word in 0..26 {
                let list = match dice.below(10) {
                    0..5 => &common,
                    5..8 => &field,
                    _ => &own,
                };
                text.push_str(if word > 0 { " " } else { "" });
                text.push_str(dice.of(list));
            }
            text.push_str(".\n");
        }
    }
    let (a, b) = (dice.of(&commands), dice.of(&commands));
    let (function, variable) = (name(&mut dice, 2, "_"), name(&mut dice, 1, ""));
    write!(
        text,
        "\n$$\n\\operatorname{{{}}}({a}) = \\sum_{{i=1}}^{{n}} \\frac{{{a}_i}}{{{b} + {}}}\n$$\n\n```rust\nfn {function}({variable}: &[f64]) -> f64 {{\n    \
         {variable}.iter().map(|x| x * {}.0).sum()\n}}\n```\n",
        dice.of(&own),
        dice.below(9) + 1,
        dice.below(90)
    )
    .expect("text takes text");
    text
}
