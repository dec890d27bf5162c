#![allow(missing_docs, unreachable_pub, clippy::print_stdout)]

type Matrix = Vec<Vec<f64>>;

// agrees: eq:mean
pub fn mean(x: &[f64]) -> f64 {
    println!("this line is no answer");
    x.iter().sum::<f64>() / x.len() as f64
}

// agrees: eq:scale
pub fn scale(a: f32, b: &Matrix) -> Matrix {
    let scaled = |row: &Vec<f64>| row.iter().map(|x| f64::from(a) * x).collect();
    b.iter().map(scaled).collect()
}

// agrees: eq:overlap view A = cells(a), B = cells(b)
pub fn overlap(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (cells(a), cells(b));
    let shared = a.iter().filter(|cell| b.contains(cell)).count();
    shared as f64 / (a.len() + b.len() - shared) as f64
}

pub fn cells(x: &[f64]) -> Vec<i64> {
    let mut cells: Vec<i64> = x.iter().map(|x| x.floor() as i64).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

// agrees: eq:inverse
pub fn inverse(x: f64) -> Option<f64> {
    (x != 0.0).then(|| 1.0 / x)
}

// agrees: eq:mixed
pub fn mixed(p: (f64, f64), q: [f64; 2], k: u8) -> (f64, f64) {
    (p.0 + q[0], f64::from(k) * p.1)
}

// agrees: eq:half
pub fn half(n: usize) -> usize {
    (n - 1) / 2 + 1
}
