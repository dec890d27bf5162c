//! `cargo xtask picture`: the pictures of the site that README and manual show.

use anyhow::{Result, ensure};

use crate::shell::{command, root, run};

/// A page with a formula, its proof and its code.
const PAGE: &str = "convolutions-and-cost/convolution-output-size.html";

/// Builds the book and takes its pictures, light and dark.
pub(crate) fn take() -> Result<()> {
    run(&mut command(&["cargo", "qed", "build"]))?;
    shoot("site-light.png", &[])?;
    shoot("site-dark.png", &["--force-dark-mode"])
}

fn shoot(name: &str, flags: &[&str]) -> Result<()> {
    let picture = root()
        .join("preprocessors/mdbook-qed/manual/src")
        .join(name);
    let profile = root().join("target/tmp/picture");
    run(command(&[
        "chromium",
        "--headless",
        "--no-sandbox", // as root; the page is our own
        "--disable-gpu",
        "--hide-scrollbars",
        "--window-size=1280,1080",
        "--virtual-time-budget=3000",
    ])
    .args(flags)
    .arg(format!("--user-data-dir={}", profile.display()))
    .arg(format!("--screenshot={}", picture.display()))
    .arg(format!("file://{}/{PAGE}", root().join("book").display())))?;
    ensure!(picture.exists(), "chromium took no picture");
    Ok(())
}
