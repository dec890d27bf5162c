//! A layered layout: each topic stands right of everything that it needs, and lines cross little.
//!
//! The steps are Sugiyama's: layers by longest path, points in between for lines over several layers, an order in each
//! layer by the mean of its neighbours, and a height for each by the same mean.

/// How often the order goes through all layers there and back. It settles sooner in practice.
const SWEEPS: usize = 12;

/// A point of the picture: a topic, or a bend of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    /// Its column.
    pub(super) layer: usize,
    /// Its height, in rows from 0.
    pub(super) row: f64,
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// The topics, as they were given.
    pub(super) points: Vec<Point>,
    /// Lines: topic needed, topic that needs it, and the bends between them.
    pub(super) lines: Vec<(usize, usize, Vec<Point>)>,
    /// Number of columns.
    pub(super) layers: usize,
    /// Number of rows.
    pub(super) rows: f64,
}

/// Lays out topics by what each needs. Circles are broken where they close.
pub(super) fn layout(needs: &[Vec<usize>]) -> Layout {
    let layer = layers(needs);
    let edges = reduced(needs, &layer);
    let mut layer_of = layer.clone();
    let mut links: Vec<(usize, usize)> = Vec::new();
    let mut chains: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for &(from, to) in &edges {
        let mut bends = Vec::new();
        let mut last = from;
        for between in layer[from] + 1..layer[to] {
            let bend = layer_of.len();
            layer_of.push(between);
            bends.push(bend);
            links.push((last, bend));
            last = bend;
        }
        links.push((last, to));
        chains.push((from, to, bends));
    }
    let count = layer_of.iter().max().map_or(0, |last| last + 1);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (point, &layer) in layer_of.iter().enumerate() {
        columns[layer].push(point);
    }
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); layer_of.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); layer_of.len()];
    for &(from, to) in &links {
        before[to].push(from);
        after[from].push(to);
    }
    order(&mut columns, &before, &after);
    let rows = heights(&columns, &before, &after, needs.len());
    let point = |index: usize| Point {
        layer: layer_of[index],
        row: rows[index],
    };
    Layout {
        points: (0..needs.len()).map(point).collect(),
        lines: chains
            .into_iter()
            .map(|(from, to, bends)| (from, to, bends.into_iter().map(point).collect()))
            .collect(),
        layers: count,
        rows: rows.iter().copied().fold(0.0, f64::max) + 1.0,
    }
}

/// The longest way from a topic that needs nothing. A need that closes a circle does not count.
fn layers(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut layer: Vec<Option<usize>> = vec![None; needs.len()];
    let mut open = vec![false; needs.len()];
    for start in 0..needs.len() {
        // A stack of our own: a chain of needs may be long.
        let mut stack = vec![(start, 0)];
        while let Some(&mut (topic, ref mut next)) = stack.last_mut() {
            if layer[topic].is_some() {
                stack.pop();
                continue;
            }
            open[topic] = true;
            let wanted = needs[topic].get(*next).copied();
            *next += 1;
            match wanted {
                Some(need) if layer[need].is_none() && !open[need] => stack.push((need, 0)),
                Some(_) => {}
                None => {
                    let below = needs[topic].iter().filter_map(|&need| layer[need]).max();
                    layer[topic] = Some(below.map_or(0, |below| below + 1));
                    open[topic] = false;
                    stack.pop();
                }
            }
        }
    }
    layer.into_iter().map(Option::unwrap_or_default).collect()
}

/// Lines without those that a longer way says as well: if softmax needs logs and logs need sums, then softmax's need of sums is said.
fn reduced(needs: &[Vec<usize>], layer: &[usize]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|&topic| layer[topic]);
    // For each topic everything that it needs in the end, as bits.
    let words = needs.len().div_ceil(64);
    let mut all: Vec<Vec<u64>> = vec![vec![0; words]; needs.len()];
    let mut edges = Vec::new();
    for topic in order {
        let direct: Vec<usize> = needs[topic]
            .iter()
            .copied()
            .filter(|&need| layer[need] < layer[topic])
            .collect();
        let said = |need: usize| {
            direct
                .iter()
                .any(|&other| other != need && all[other][need / 64] >> (need % 64) & 1 == 1)
        };
        edges.extend(
            direct
                .iter()
                .filter(|&&need| !said(need))
                .map(|&need| (need, topic)),
        );
        let mut mine = vec![0; words];
        for &need in &direct {
            mine[need / 64] |= 1 << (need % 64);
            for (mine, theirs) in mine.iter_mut().zip(&all[need]) {
                *mine |= theirs;
            }
        }
        all[topic] = mine;
    }
    edges.sort_unstable();
    edges
}

/// Orders each column by the mean place of its neighbours, there and back.
fn order(columns: &mut [Vec<usize>], before: &[Vec<usize>], after: &[Vec<usize>]) {
    let mut place = vec![0.0; before.len()];
    let number = |column: &[usize], place: &mut [f64]| {
        for (index, &point) in column.iter().enumerate() {
            place[point] = index as f64;
        }
    };
    for column in columns.iter() {
        number(column, &mut place);
    }
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        let neighbours = if forward { before } else { after };
        let count = columns.len();
        for step in 0..count {
            let column = &mut columns[if forward { step } else { count - 1 - step }];
            let mut keyed: Vec<(f64, usize)> = column
                .iter()
                .map(|&point| {
                    (
                        mean(&neighbours[point], &place).unwrap_or(place[point]),
                        point,
                    )
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            *column = keyed.into_iter().map(|(_, point)| point).collect();
            number(column, &mut place);
        }
    }
}

/// Heights near the mean of the neighbours', in the order found, a row apart (bends half a row).
fn heights(
    columns: &[Vec<usize>],
    before: &[Vec<usize>],
    after: &[Vec<usize>],
    topics: usize,
) -> Vec<f64> {
    let mut rows = vec![0.0; before.len()];
    let gap = |a: usize, b: usize| if a < topics && b < topics { 1.0 } else { 0.6 };
    for column in columns {
        let mut row = 0.0;
        for (index, &point) in column.iter().enumerate() {
            if index > 0 {
                row += gap(column[index - 1], point);
            }
            rows[point] = row;
        }
    }
    for _ in 0..SWEEPS {
        for column in columns {
            let wanted: Vec<f64> = column
                .iter()
                .map(|&point| {
                    let (left, right) = (mean(&before[point], &rows), mean(&after[point], &rows));
                    match (left, right) {
                        (Some(left), Some(right)) => f64::midpoint(left, right),
                        (Some(one), None) | (None, Some(one)) => one,
                        (None, None) => rows[point],
                    }
                })
                .collect();
            let mut placed = wanted.clone();
            for index in 1..column.len() {
                let least = placed[index - 1] + gap(column[index - 1], column[index]);
                placed[index] = placed[index].max(least);
            }
            // Pushing only down would let the picture sink: half of it goes back up.
            let sunk = placed
                .iter()
                .zip(&wanted)
                .map(|(placed, wanted)| placed - wanted)
                .sum::<f64>()
                / column.len().max(1) as f64;
            for (&point, placed) in column.iter().zip(placed) {
                rows[point] = placed - sunk;
            }
        }
    }
    let top = rows.iter().copied().fold(f64::INFINITY, f64::min);
    rows.iter().map(|row| row - top).collect()
}

fn mean(points: &[usize], values: &[f64]) -> Option<f64> {
    (!points.is_empty())
        .then(|| points.iter().map(|&point| values[point]).sum::<f64>() / points.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_stands_right_of_what_it_needs() {
        let layout = layout(&[vec![], vec![0], vec![0, 1], vec![]]);
        let layers: Vec<usize> = layout.points.iter().map(|point| point.layer).collect();
        assert_eq!(layers, [0, 1, 2, 0]);
        let lines: Vec<(usize, usize)> = layout
            .lines
            .iter()
            .map(|(from, to, _)| (*from, *to))
            .collect();
        assert_eq!(lines, [(0, 1), (1, 2)], "0 to 2 is said by way of 1");
    }

    #[test]
    fn topics_of_a_column_are_a_row_apart() {
        let needs: Vec<Vec<usize>> = (0..12)
            .map(|topic| if topic < 5 { vec![] } else { vec![topic % 5] })
            .collect();
        let layout = layout(&needs);
        for (index, a) in layout.points.iter().enumerate() {
            for b in &layout.points[index + 1..] {
                assert!(
                    a.layer != b.layer || (a.row - b.row).abs() > 0.999,
                    "{a:?} {b:?}"
                );
            }
        }
    }

    #[test]
    fn circles_and_nothing_have_a_layout() {
        assert_eq!(layout(&[]).layers, 0);
        let circle = layout(&[vec![1], vec![2], vec![0], vec![3]]);
        assert_eq!(circle.points.len(), 4);
    }
}
