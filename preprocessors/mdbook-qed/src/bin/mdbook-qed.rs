//! What mdBook starts for `[preprocessor.qed]` and `[output.qed]`.

fn main() -> std::process::ExitCode {
    mdbook_qed::mdbook_protocol()
}
