//! A server on this machine that misbehaves in every way that servers do.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// The longest that anything here waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server, until the test ends.
pub struct Misbehaving {
    address: SocketAddr,
    state: Arc<State>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// `HEAD /page`.
    pub line: String,
    /// Without the port.
    pub host: String,
    /// When it came.
    pub at: Instant,
}

#[derive(Default)]
struct State {
    log: Mutex<Vec<Request>>,
    /// How many requests of each host are being answered.
    busy: Mutex<BTreeMap<String, usize>>,
    /// The most that one host had at a time.
    most: Mutex<usize>,
    /// Two hosts were asked at the same time.
    met: Mutex<bool>,
    changed: Condvar,
}

impl Misbehaving {
    /// Listens at a free port.
    ///
    /// # Panics
    /// Where none is.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || state.serve(stream));
            }
        });
        Self { address, state }
    }

    /// An address of a page, with the host's name as it is written: `127.0.0.1` and `localhost` are two hosts.
    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    /// What was asked so far, and forgets it.
    ///
    /// # Panics
    /// Where the server panicked.
    pub fn take_log(&self) -> Vec<Request> {
        std::mem::take(&mut *self.state.log.lock().expect("a log"))
    }

    /// The most requests that one host had at the same time.
    ///
    /// # Panics
    /// Where the server panicked.
    pub fn most_at_once(&self) -> usize {
        *self.state.most.lock().expect("a number")
    }
}

impl State {
    fn serve(&self, mut stream: TcpStream) {
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        loop {
            let mut lines = Vec::new();
            loop {
                let mut line = String::new();
                match reader.read_line(&mut line) {
                    Ok(1..) if line.trim().is_empty() => break,
                    Ok(1..) => lines.push(line.trim().to_owned()),
                    _ => return,
                }
            }
            let mut words = lines[0].split(' ');
            let (method, path) = (
                words.next().unwrap_or_default().to_owned(),
                words.next().unwrap_or_default().to_owned(),
            );
            let page = path.split('?').next().unwrap_or_default().to_owned();
            let header = lines
                .iter()
                .find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("host: ")
                        .map(str::to_owned)
                })
                .unwrap_or_default();
            let host = header.split(':').next().unwrap_or_default().to_owned();
            self.begin(&host);
            let asked = {
                let mut log = self.log.lock().expect("a log");
                let line = format!("{method} {path}");
                let before = log.iter().filter(|other| other.line == line).count();
                log.push(Request {
                    line,
                    host: host.clone(),
                    at: Instant::now(),
                });
                before
            };
            let goes_on = self.answer(&mut stream, &method, &page, asked);
            self.end(&host);
            if !goes_on {
                return;
            }
        }
    }

    fn begin(&self, host: &str) {
        let mut busy = self.busy.lock().expect("numbers");
        let now = busy.entry(host.to_owned()).or_default();
        *now += 1;
        let mut most = self.most.lock().expect("a number");
        *most = (*most).max(*now);
        if busy.values().filter(|&&count| count > 0).count() > 1 {
            *self.met.lock().expect("a mark") = true;
            self.changed.notify_all();
        }
    }

    fn end(&self, host: &str) {
        *self
            .busy
            .lock()
            .expect("numbers")
            .entry(host.to_owned())
            .or_default() -= 1;
    }

    /// Answers; false if the connection is to be closed. `asked` is how often the same was asked before.
    fn answer(&self, stream: &mut TcpStream, method: &str, path: &str, asked: usize) -> bool {
        let page = "<!doctype html><title>A page</title><h1 id=\"place\">Place</h1><a name=old></a><p id=\"user-content-theirs\">";
        let (status, headers, body) = match (path, method) {
            ("/there" | "/get-only" | "/no-head", "GET") | ("/there", _) => ("200 OK", "", page),
            ("/get-only", _) => ("404 Not Found", "", ""),
            ("/no-head", _) => ("405 Method Not Allowed", "", ""),
            ("/moved", _) => ("301 Moved Permanently", "Location: /there\r\n", ""),
            ("/loop", _) => ("302 Found", "Location: /pool\r\n", ""),
            ("/pool", _) => ("302 Found", "Location: /loop\r\n", ""),
            ("/gone", _) => ("410 Gone", "", ""),
            ("/refuses", _) => ("403 Forbidden", "", ""),
            ("/fails", _) => ("500 Internal Server Error", "", ""),
            ("/wakes", "HEAD") if asked == 0 => ("429 Too Many Requests", "Retry-After: 1\r\n", ""),
            ("/wakes", _) => ("200 OK", "", page),
            ("/busy", _) => ("429 Too Many Requests", "Retry-After: 7200\r\n", ""),
            ("/flaky", _) if asked < 2 => ("503 Service Unavailable", "", ""),
            ("/flaky", _) => ("200 OK", "", page),
            ("/paper", _) => ("200 OK", "Content-Type: application/pdf\r\n", "%PDF-1.7"),
            ("/meet", _) if !self.meet() => ("500 Internal Server Error", "", ""),
            ("/meet", _) => ("200 OK", "", page),
            ("/half", "GET") => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<p>");
                return false;
            }
            ("/half", _) => ("200 OK", "", page),
            ("/garbage", _) => {
                let _ = stream.write_all(b"220 this is another protocol\r\n\r\n");
                return false;
            }
            ("/reset", _) => return false,
            ("/slow", _) => {
                // Until the other side has had enough.
                let _ = stream.read(&mut [0]);
                return false;
            }
            ("/huge", "GET") => {
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(head.as_bytes());
                let words = "<p>words without an end ".repeat(2_000);
                while stream.write_all(words.as_bytes()).is_ok() {}
                return false;
            }
            _ => ("404 Not Found", "", ""),
        };
        let kind = if headers.contains("Content-Type") {
            ""
        } else {
            "Content-Type: text/html; charset=utf-8\r\n"
        };
        let head = format!(
            "HTTP/1.1 {status}\r\n{kind}{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        let body = if method == "HEAD" { "" } else { body };
        stream.write_all(format!("{head}{body}").as_bytes()).is_ok()
    }

    /// Waits until two hosts are asked at the same time.
    fn meet(&self) -> bool {
        let met = self.met.lock().expect("a mark");
        let waited = self
            .changed
            .wait_timeout_while(met, Duration::from_secs(5), |met| !*met);
        *waited.expect("a mark").0
    }
}
