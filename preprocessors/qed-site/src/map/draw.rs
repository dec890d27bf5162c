//! The layout as SVG: links with words in boxes, and lines between them.

use std::fmt::Write as _;

use super::Graph;
use super::layout::{Layout, Point};
use crate::html::{attribute, escaped};
use crate::made::Shared;
use crate::url;

/// A box, and the room from one to the next, in pixels.
const WIDTH: f64 = 186.0;
const HEIGHT: f64 = 40.0;
const COLUMN: f64 = 240.0;
const ROW: f64 = 48.0;
const MARGIN: f64 = 6.0;
/// Letters on a line of a box.
const LETTERS: usize = 23;

pub(super) fn picture(shared: &Shared<'_>, file: &str, graph: &Graph, layout: &Layout) -> String {
    let width = COLUMN * (layout.layers.max(1) - 1) as f64 + WIDTH + 2.0 * MARGIN;
    let height = ROW * (layout.rows - 1.0).max(0.0) + HEIGHT + 2.0 * MARGIN;
    let mut svg = format!(
        "<div class=\"map\" tabindex=\"0\" role=\"region\" aria-label=\"Map of topics\"><svg viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"group\" aria-label=\"Topics and what each needs; the same as a list follows\">\n"
    );
    svg.push_str("<g class=\"lines\" aria-hidden=\"true\">\n");
    for (from, to, bends) in &layout.lines {
        let path = line(&layout.points[*from], bends, &layout.points[*to]);
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" data-from=\"{from}\" data-to=\"{to}\"/>"
        );
    }
    svg.push_str("</g>\n");
    let mut in_order: Vec<usize> = (0..graph.pages.len()).collect();
    in_order.sort_by(|&a, &b| {
        let key = |topic: usize| (layout.points[topic].layer, layout.points[topic].row);
        key(a).0.cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1))
    });
    for topic in in_order {
        node(
            shared,
            file,
            graph.pages[topic],
            topic,
            &layout.points[topic],
            &mut svg,
        );
    }
    svg.push_str("</svg></div>\n");
    svg
}

/// A curve from the right of a box by way of the bends to the left of another.
fn line(from: &Point, bends: &[Point], to: &Point) -> String {
    let place = |point: &Point| (x(point), y(point) + HEIGHT / 2.0);
    let (mut last_x, mut last_y) = place(from);
    last_x += WIDTH;
    let mut path = format!("M{last_x:.0} {last_y:.0}");
    for (index, point) in bends.iter().chain([to]).enumerate() {
        let (next_x, next_y) = place(point);
        let half = (last_x + next_x) / 2.0;
        let _ = write!(
            path,
            "C{half:.0} {last_y:.0} {half:.0} {next_y:.0} {next_x:.0} {next_y:.0}"
        );
        (last_x, last_y) = (next_x, next_y);
        // A bend is as wide as a box: the line crosses its column level, between the boxes.
        if index < bends.len() {
            last_x += WIDTH;
            let _ = write!(path, "H{last_x:.0}");
        }
    }
    path
}

fn node(
    shared: &Shared<'_>,
    file: &str,
    page: usize,
    topic: usize,
    point: &Point,
    svg: &mut String,
) {
    let chapter = shared.book.pages[page].parent.unwrap_or(page);
    let title = &shared.titles[page];
    svg.push_str("<a href=\"");
    attribute(
        &url::relative(file, &format!("{}.html", shared.book.pages[page].path)),
        svg,
    );
    let _ = write!(
        svg,
        "\" data-topic=\"{topic}\" style=\"--hue:{}\"><rect x=\"{:.0}\" y=\"{:.0}\" width=\"{WIDTH:.0}\" height=\"{HEIGHT:.0}\" rx=\"6\"/>",
        // Golden angle: neighbours in the book are far apart in colour.
        (chapter * 137) % 360,
        x(point),
        y(point),
    );
    let lines = wrap(title);
    let middle = y(point) + HEIGHT / 2.0 + 4.5 - 7.5 * (lines.len() as f64 - 1.0);
    for (index, words) in lines.iter().enumerate() {
        let _ = write!(
            svg,
            "<text x=\"{:.0}\" y=\"{:.1}\">{}</text>",
            x(point) + 12.0,
            middle + 15.0 * index as f64,
            escaped(words)
        );
    }
    if lines.concat().contains('…') {
        let _ = write!(svg, "<title>{}</title>", escaped(title));
    }
    svg.push_str("</a>\n");
}

fn x(point: &Point) -> f64 {
    MARGIN + COLUMN * point.layer as f64
}

fn y(point: &Point) -> f64 {
    MARGIN + ROW * point.row
}

/// A title on at most two lines.
fn wrap(title: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in title.split_whitespace() {
        let last = lines.len() - 1;
        let room = lines[last].chars().count() + word.chars().count() < LETTERS;
        if lines[last].is_empty() || room {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1].push('…');
    }
    for line in &mut lines {
        if line.chars().count() > LETTERS + 1 {
            *line = line.chars().take(LETTERS).chain(['…']).collect();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_two_lines_at_most() {
        assert_eq!(wrap("ResNets"), ["ResNets"]);
        assert_eq!(
            wrap("Update Function for Backprop"),
            ["Update Function for", "Backprop"]
        );
        let long = wrap("Train Loop With and Without torch.optim and DataLoader");
        assert_eq!(long, ["Train Loop With and", "Without torch.optim and…"]);
        assert_eq!(wrap(&"x".repeat(500))[0].chars().count(), LETTERS + 1);
    }
}
