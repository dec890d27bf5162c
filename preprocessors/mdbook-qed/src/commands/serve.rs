//! `qed serve`: check, show, watch, and show anew.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Instant;

use anyhow::{Context, anyhow};
use clap::Args;
use tokio::sync::watch;

use crate::cli::{BookArgs, FAILED, HOLDS};
use crate::memory::Memory;
use crate::opened::Stop;
use crate::serve::{Message, Scope, Server, Snapshot, Watch, listen, make};
use crate::tell;

/// Where a server is looked for first, as mdBook's.
const PORT: u16 = 3000;

/// How a book is served.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The port; 3000, or the next free one, if none is given
    #[arg(long, short)]
    port: Option<u16>,
    /// The address to listen at; one that is not this machine's own opens the site to its network
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
}

pub(crate) fn serve(book: &BookArgs, serve: &ServeArgs) -> Result<u8, Stop> {
    let root = book.folder()?;
    let listener = listen(serve.host, serve.port.unwrap_or(PORT), serve.port.is_none())
        .with_context(|| match serve.port {
            Some(port) => format!(
                "port {port} of {} cannot be had: leave `--port` out to take the next free one",
                serve.host
            ),
            None => format!("no port of {} can be had", serve.host),
        })?;
    let address = listener
        .local_addr()
        .context("the port's number cannot be read")?;

    let (messages, inbox) = mpsc::channel();
    let mut watch = Watch::new(messages.clone())?;
    // Watched before it is read: a change in between is not lost.
    let scope = Scope::of_root(&root);
    watch.follow(&scope, &[])?;
    let mut maker = Maker {
        book: book.clone(),
        watch,
        scope,
        memory: Arc::new(Memory::lasting()),
        site: watch::Sender::default(),
    };
    maker.make(&[])?;

    let server = Server {
        site: maker.site.subscribe(),
        local: serve.host.is_loopback(),
    };
    if address.port() != serve.port.unwrap_or(PORT) && serve.port != Some(0) {
        book.say(&format!("Port {PORT} is taken."));
    }
    book.say(&format!("Serving at http://{address}/ until Ctrl-C."));
    if serve.open {
        open::that(format!("http://{address}/")).with_context(|| {
            format!("no browser could be started; open http://{address}/ in one")
        })?;
    }

    let site = maker.site.subscribe();
    let making = std::thread::spawn(move || maker.run(&inbox));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the server cannot be started")?;
    runtime
        .block_on(async {
            tokio::select! {
                result = server.run(listener) => result.context("the server stopped")?,
            // Files can no longer be watched: the thread has ended, and tells why below.
            () = over(site) => {}
                () = asked_to_end() => {}
            }
            // The thread ends by itself when the build that is under way is done; being asked once more, we do not wait.
            let _ = messages.send(Message::Stop);
            let made = tokio::task::spawn_blocking(move || making.join());
            tokio::select! {
                joined = made => match joined {
                    Ok(Ok(result)) => result.map(|()| HOLDS),
                    _ => Ok(FAILED),
                },
                () = asked_to_end() => Ok(FAILED),
            }
        })
        .map_err(Stop::Failed)
}

/// When nobody makes the site any more.
async fn over(mut site: watch::Receiver<Arc<Snapshot>>) {
    while site.changed().await.is_ok() {}
}

/// Ctrl-C, or what a process manager sends.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    // Without the signal nobody can ask: it is as if nobody did.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Makes the site anew whenever something changed.
struct Maker {
    book: BookArgs,
    watch: Watch,
    scope: Scope,
    memory: Arc<Memory>,
    site: watch::Sender<Arc<Snapshot>>,
}

impl Maker {
    /// Waits for changes until it is told to stop.
    fn run(mut self, inbox: &Receiver<Message>) -> anyhow::Result<()> {
        while let Ok(message) = inbox.recv() {
            let mut changed = Vec::new();
            // What has come meanwhile belongs to the same build.
            for message in std::iter::once(message).chain(inbox.try_iter()) {
                match message {
                    Message::Changed(paths) => changed.extend(paths),
                    Message::Stop => return Ok(()),
                }
            }
            let lost = |path: &PathBuf| path.as_os_str().is_empty();
            changed.retain(|path| lost(path) || self.scope.concerns(path));
            if !changed.is_empty() {
                self.make(&changed)?;
            }
        }
        Ok(())
    }

    fn make(&mut self, changed: &[PathBuf]) -> anyhow::Result<()> {
        let start = Instant::now();
        let before = Arc::clone(&self.site.borrow());
        let (made, scope) = make(&self.book, &self.memory, &before.problems);
        if let Some(scope) = scope {
            self.scope = scope;
        }
        self.watch.follow(&self.scope, changed)?;
        let next = Arc::new(before.next(made));
        let changes = next.changes(&before);
        self.site.send_replace(Arc::clone(&next));
        self.book.say(&format!(
            "{} of the site changed in {:.3} s{}.",
            tell::counted(changes, "file"),
            start.elapsed().as_secs_f64(),
            standing(&next)
        ));
        Ok(())
    }
}

/// What is to be said of the findings of a build.
fn standing(site: &Snapshot) -> String {
    match (site.errors(), site.problems.len()) {
        (0, 0) => String::new(),
        (0, warnings) => format!(", with {}", tell::counted(warnings, "warning")),
        (errors, _) => format!(
            "; {} above. {}",
            tell::counted(errors, "error"),
            if site.files.is_empty() {
                "There is no site yet"
            } else {
                "What does not hold is shown as it was when it last did"
            }
        ),
    }
}

impl BookArgs {
    fn say(&self, line: &str) {
        if !self.quiet() {
            tell::line(line);
        }
    }

    fn folder(&self) -> anyhow::Result<PathBuf> {
        let root = self.root();
        std::fs::canonicalize(root).map_err(|_| anyhow!("there is no folder {}", root.display()))
    }
}
