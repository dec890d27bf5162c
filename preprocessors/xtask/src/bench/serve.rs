//! How long a changed paragraph takes until `qed serve` shows it, asked as the script in an open page asks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// How often the paragraph is changed.
const TIMES: usize = 9;

/// A server, ended when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The median of the seconds between writing chapter `0.md` and having its new page, over several changes.
pub(crate) fn changed_paragraph(qed: &str, folder: &Path) -> Result<f64> {
    let mut server = Server(
        Command::new(qed)
            .args(["serve", "--port", "0"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start qed serve")?,
    );
    let mut said = BufReader::new(server.0.stderr.take().expect("it is piped")).lines();
    let address = loop {
        let line = said.next().context("qed serve ended")??;
        if let Some((_, rest)) = line.split_once("Serving at http://") {
            break rest.split('/').next().unwrap_or_default().to_owned();
        }
    };
    // What it says later must not fill the pipe.
    std::thread::spawn(move || said.for_each(drop));

    let mut stream = TcpStream::connect(&address)?;
    write!(
        stream,
        "GET /.qed/events?page=/0.html HTTP/1.1\r\nHost: {address}\r\n\r\n"
    )?;
    let mut events = BufReader::new(stream);
    let mut shown = version(&mut events)?;
    let chapter = folder.join("src/0.md");
    let text = std::fs::read_to_string(&chapter)?;
    let mut times = Vec::with_capacity(TIMES);
    for time in 0..TIMES {
        let mark = format!("Changed for the time number {time}.");
        let changed = text.replacen("\n\n## Section 1", &format!(" {mark}\n\n## Section 1"), 1);
        ensure!(changed != text, "0.md has no second section");
        let start = Instant::now();
        std::fs::write(&chapter, &changed)?;
        loop {
            let next = version(&mut events)?;
            if next != std::mem::replace(&mut shown, next.clone()) {
                break;
            }
        }
        ensure!(page(&address)?.contains(&mark), "the page is an old one");
        times.push(start.elapsed().as_secs_f64());
    }
    std::fs::write(&chapter, text)?;
    times.sort_by(f64::total_cmp);
    Ok(times[TIMES / 2])
}

/// The next state that the server tells: what the page is.
fn version(events: &mut BufReader<TcpStream>) -> Result<String> {
    loop {
        let mut line = String::new();
        ensure!(events.read_line(&mut line)? > 0, "the server hung up");
        if let Some(data) = line.strip_prefix("data: ") {
            let state: Value = serde_json::from_str(data)?;
            return Ok(state["version"].as_str().unwrap_or_default().to_owned());
        }
    }
}

fn page(address: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET /0.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
