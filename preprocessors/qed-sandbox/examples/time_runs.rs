//! Prints what a run costs (median), layer by layer: `cargo run --release -p qed-sandbox --example time_runs`.
#![allow(clippy::print_stdout, reason = "it prints its measurements")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use qed_sandbox::{Job, Limits, Protection, run};

const RUNS: usize = 300;

fn main() {
    let program = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "/bin/true".to_owned());
    let folder = std::env::temp_dir().join(format!("time-runs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let job = Job {
        program: program.into(),
        arguments: vec!["hello".to_owned()],
        environment: BTreeMap::new(),
        folder: folder.clone(),
        read: Vec::new(),
        write: Vec::new(),
        processes: 0,
        limits: Limits {
            time: Duration::from_secs(10),
            memory: 1 << 30,
            output: 1 << 20,
            disk: 1 << 20,
        },
    };
    let all = Protection::detect();
    let layers = [
        ("limits", Protection::NONE),
        (
            "limits, Landlock",
            Protection {
                calls: false,
                ..all
            },
        ),
        (
            "limits, Landlock, seccomp",
            Protection { told: false, ..all },
        ),
        ("limits, Landlock, seccomp with notices", all),
    ];
    for _ in 0..2 {
        for (name, protection) in layers {
            let mut times: Vec<f64> = (0..RUNS)
                .map(|_| {
                    let start = Instant::now();
                    run(&job, protection).expect("the program runs");
                    start.elapsed().as_secs_f64() * 1000.0
                })
                .collect();
            times.sort_by(f64::total_cmp);
            println!(
                "{:.3} ms (fastest {:.3})  {name}",
                times[times.len() / 2],
                times[0]
            );
        }
    }
    let _ = std::fs::remove_dir_all(folder);
}
