//! The cover: the book's title on a plain sheet, as a drawing, so that a shelf of books has a picture of it.

use super::super::tree::{attribute, words};
use super::package;
use crate::page::Book;

/// The page that shows it, and the drawing itself.
pub(super) const FILE: &str = "cover.xhtml";
pub(super) const DRAWING: &str = "cover.svg";

/// The sheet, in units of the drawing: of the shape that shops of books ask for.
const WIDTH: f64 = 1_600.0;
const HEIGHT: f64 = 2_560.0;
const MARGIN: f64 = 180.0;

/// From line to line, as a multiple of the letters' size.
const LEADING: f64 = 1.18;
const SMALLEST: f64 = 20.0;

/// What is in the body of the page.
pub(super) fn body(book: &Book) -> String {
    let mut alt = String::new();
    attribute("alt", package::title(book), &mut alt);
    format!(
        "<section class=\"cover\" epub:type=\"cover\"><img role=\"doc-cover\" src=\"{DRAWING}\"{alt}/></section>\n"
    )
}

/// The drawing: the title, a rule, and who wrote it.
pub(super) fn drawing(book: &Book) -> String {
    let title = Block::fitted(package::title(book), 190.0, HEIGHT / 2.0);
    let authors = Block::fitted(&book.authors.join(", "), 76.0, HEIGHT / 8.0);
    let top = 440.0;
    let rule = top + title.height() + 120.0;
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"Georgia, 'Times New Roman', serif\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fdfcfa\"/>\n\
         <g font-weight=\"bold\" fill=\"#1f1e1b\">\n{}</g>\n\
         <path d=\"M{MARGIN} {rule:.0}h240\" stroke=\"#1f7044\" stroke-width=\"14\"/>\n\
         <g fill=\"#5e5a52\">\n{}</g>\n</svg>\n",
        title.drawn(top),
        authors.drawn(rule + 60.0),
    )
}

/// Lines of letters of one size.
struct Block {
    size: f64,
    lines: Vec<String>,
}

impl Block {
    /// A text in lines that fit the sheet and `height`: with letters of the size `largest`, or as much smaller as it needs. What
    /// does not fit with the smallest is cut.
    fn fitted(text: &str, largest: f64, height: f64) -> Self {
        let mut size = largest;
        loop {
            let room = (WIDTH - 2.0 * MARGIN) / size;
            let most = (height / (size * LEADING)) as usize;
            let mut lines = lines(text, room);
            let fits = lines.len() <= most && lines.iter().all(|line| width(line) <= room);
            if fits || size <= SMALLEST {
                lines.truncate(most);
                return Self { size, lines };
            }
            size = (size * 0.9).max(SMALLEST);
        }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * self.size * LEADING
    }

    fn drawn(&self, top: f64) -> String {
        let line = |(at, line): (usize, &String)| {
            let baseline = top + (at + 1) as f64 * self.size * LEADING;
            format!(
                "<text x=\"{MARGIN}\" y=\"{baseline:.0}\" font-size=\"{:.0}\">{}</text>\n",
                self.size,
                words(line)
            )
        };
        self.lines.iter().enumerate().map(line).collect()
    }
}

/// A text in lines of `room` and less, where its words allow that.
fn lines(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut space = " ";
        // Between wide letters, which know no spaces, a line may end.
        for part in word.split_inclusive(is_wide) {
            match lines.last_mut() {
                Some(line) if width(line) + width(space) + width(part) <= room => {
                    line.push_str(space);
                    line.push_str(part);
                }
                _ => lines.push(part.to_owned()),
            }
            space = "";
        }
    }
    lines
}

/// Letters of Chinese, Japanese and Korean, and pictures.
fn is_wide(letter: char) -> bool {
    letter >= '\u{2E80}'
}

/// About how wide a text is, in sizes of its letters. Which font a reader has is not known.
fn width(text: &str) -> f64 {
    let letter = |letter: char| match letter {
        letter if is_wide(letter) => 1.0,
        letter if letter.is_uppercase() => 0.78,
        ' ' => 0.28,
        _ => 0.58,
    };
    text.chars().map(letter).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_every_length_fit() {
        let long = "word ".repeat(5_000);
        let letters = "x".repeat(5_000);
        for (text, largest, lines) in [
            ("", 190.0, 0..=0),
            ("Short", 190.0, 1..=1),
            ("Machine learning with proofs that run", 190.0, 3..=4),
            ("Electroencephalographically", 190.0, 1..=1),
            ("深層学習における交差エントロピー", 190.0, 3..=3),
            (&long, 190.0, 40..=60),
            (&letters, 190.0, 1..=1),
        ] {
            let block = Block::fitted(text, largest, HEIGHT / 2.0);
            assert!(
                lines.contains(&block.lines.len()),
                "{text:.40}: {:?}",
                block.lines.len()
            );
            assert!(block.height() <= HEIGHT / 2.0, "{text:.40}");
            assert!(block.size >= SMALLEST);
        }
    }
}
