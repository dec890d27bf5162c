//! Gives the crate a fingerprint of what the verdicts about formulas and code depend on.

#[path = "../fingerprint.rs"]
mod fingerprint;

fn main() {
    fingerprint::set("QED_AGREE_FINGERPRINT", &["../qed-agree/src", "src/agree"]);
}
