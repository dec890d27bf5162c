//! Gives the crate a fingerprint of what its results depend on: its own sources and the versions in Cargo.lock.

#[path = "../fingerprint.rs"]
mod fingerprint;

fn main() {
    fingerprint::set("QED_MATH_FINGERPRINT", &["src"]);
}
