//! The command line: `qed build`, `qed check`, …

fn main() -> std::process::ExitCode {
    mdbook_qed::qed_main()
}
