//! A book that is being served.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::book::{Book, scrub};
use crate::tools::own;

/// Longer than anything that is waited for takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// `qed serve` on a book; ended when dropped.
pub struct Served {
    server: Child,
    said: Receiver<String>,
    /// `127.0.0.1:43210`.
    pub address: String,
}

/// An answer of the server.
pub struct Answer {
    /// 200.
    pub status: u16,
    /// Names in lower case, with values.
    pub headers: Vec<(String, String)>,
    /// What it holds.
    pub body: Vec<u8>,
}

/// What the server tells an open page.
pub struct Events {
    lines: BufReader<TcpStream>,
    deadline: Instant,
}

impl Served {
    /// Starts the server on a free port and waits until it can be asked.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start(book: &Book) -> Self {
        Self::start_with(book, &["--port", "0"])
    }

    /// The same with other arguments.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start_with(book: &Book, arguments: &[&str]) -> Self {
        let mut command = Command::new(own("qed"));
        scrub(&mut command);
        let mut server = command
            .arg("serve")
            .args(arguments)
            .current_dir(book.root())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("qed starts");
        let stderr = server.stderr.take().expect("it is piped");
        let (to, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = to.send(line);
            }
        });
        let mut served = Self {
            server,
            said,
            address: String::new(),
        };
        let line = served.says("Serving at http://");
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        served.address = address.expect("an address").to_owned();
        served
    }

    /// The next line of the terminal that has this text in it.
    ///
    /// # Panics
    /// Where it does not come.
    pub fn says(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut before = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => before.push(line),
                Err(_) => panic!("it did not say {text:?}:\n{}", before.join("\n")),
            }
        }
    }

    /// Asks for a path.
    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\n",
            self.address
        ))
    }

    /// Sends a request's head, as it is, and reads the answer.
    ///
    /// # Panics
    /// Where there is none.
    pub fn ask(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        stream
            .write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())
            .expect("the server listens");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the server answers");
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = text.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        Answer {
            status: status.expect("a status").parse().expect("a number"),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// Listens as the script of a page does.
    pub fn events(&self, page: &str) -> Events {
        let mut stream = self.connect();
        write!(
            stream,
            "GET /.qed/events?page={page} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        )
        .expect("the server listens");
        Events {
            lines: BufReader::new(stream),
            deadline: Instant::now() + PATIENCE,
        }
    }

    /// Presses Ctrl-C and waits for the end: the exit code.
    ///
    /// # Panics
    /// Where it does not end.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> Option<i32> {
        let id = self.server.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("kill starts").success());
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.server.try_wait().expect("it can be waited for") {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the server listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a time can be set");
        stream
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Events {
    /// The next state that the server tells.
    ///
    /// # Panics
    /// Where none comes.
    pub fn read(&mut self) -> Value {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("an event comes");
            assert!(read > 0, "the server hung up");
            assert!(Instant::now() < self.deadline, "no event comes");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("an event is JSON");
            }
        }
    }

    /// The first state that is as wanted.
    ///
    /// # Panics
    /// Where none comes.
    pub fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let state = self.read();
            if wanted(&state) {
                return state;
            }
        }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map_or("", |(_, value)| value)
    }
}
