//! The server: answers from the newest snapshot, and tells pages when there is a newer one.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use percent_encoding::percent_decode_str;
use qed_report::Level;
use serde_json::json;
use tokio::sync::watch::Receiver;

use super::page::{self, OWN};
use super::snapshot::Snapshot;

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");
/// More findings than a person reads in a page.
const SHOWN: usize = 50;

/// Opens a port of `host`: `port` itself, or, if `or_next`, the first free one from there.
pub(crate) fn listen(host: IpAddr, port: u16, or_next: bool) -> io::Result<TcpListener> {
    let mut port = port;
    loop {
        match TcpListener::bind(SocketAddr::new(host, port)) {
            Err(error)
                if or_next && error.kind() == io::ErrorKind::AddrInUse && port < u16::MAX =>
            {
                port += 1;
            }
            result => return result,
        }
    }
}

/// What the answers come from.
#[derive(Clone)]
pub(crate) struct Server {
    /// The newest snapshot.
    pub(crate) site: Receiver<Arc<Snapshot>>,
    /// Answer only to names of this machine: a site elsewhere that gives itself this address cannot read the book.
    pub(crate) local: bool,
}

impl Server {
    /// Serves until it is dropped.
    pub(crate) async fn run(self, listener: TcpListener) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let app = Router::new().fallback(get(answer)).with_state(self);
        axum::serve(listener, app).await
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.site.borrow())
    }
}

async fn answer(State(server): State<Server>, uri: Uri, headers: HeaderMap) -> Response {
    if server.local && !is_local(&headers) {
        return text(
            StatusCode::FORBIDDEN,
            "This server answers to names of this machine only; `qed serve --host` opens it.\n",
        );
    }
    let Ok(path) = percent_decode_str(uri.path()).decode_utf8() else {
        return text(StatusCode::BAD_REQUEST, "The address is not UTF-8.\n");
    };
    match path.strip_prefix(OWN) {
        Some("live.js") => own("text/javascript; charset=utf-8", SCRIPT),
        Some("live.css") => own("text/css; charset=utf-8", STYLE),
        Some("events") => Sse::new(events(server, &uri))
            .keep_alive(KeepAlive::default())
            .into_response(),
        Some("site.css") => own("text/css; charset=utf-8", &qed_site::plain_style()),
        _ => file(&server.snapshot(), &path, &headers),
    }
}

/// Whether the request names this machine: a number, or `localhost`.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
    else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}

/// The state of a page now, and after each build.
fn events(server: Server, uri: &Uri) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let page = uri
        .query()
        .and_then(|query| query.strip_prefix("page="))
        .map(|page| percent_decode_str(page).decode_utf8_lossy().into_owned())
        .unwrap_or_default();
    let mut site = server.site;
    site.mark_changed();
    stream::unfold((site, page), |(mut site, page)| async move {
        site.changed().await.ok()?;
        let snapshot = Arc::clone(&site.borrow_and_update());
        let event = Event::default()
            .event("build")
            .data(state(&snapshot, &page));
        Some((Ok(event), (site, page)))
    })
}

/// What a page must know: whether it is still what it was, and what does not hold, its own findings first.
fn state(snapshot: &Snapshot, page: &str) -> String {
    let path = in_site(snapshot, page).unwrap_or_default();
    let mut problems: Vec<_> = snapshot.problems.iter().collect();
    problems.sort_by_key(|problem| {
        let elsewhere = problem.page() != Some(&path);
        (problem.level != Level::Deny, elsewhere)
    });
    let errors = snapshot.errors();
    json!({
        "build": snapshot.build,
        "version": snapshot.version(&path),
        "shown": !snapshot.files.is_empty(),
        "errors": errors,
        "warnings": problems.len() - errors,
        "problems": problems.iter().take(SHOWN).collect::<Vec<_>>(),
    })
    .to_string()
}

/// The file of the site that an address names; nothing outside the site has a name here.
fn in_site(snapshot: &Snapshot, path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    snapshot.files.contains_key(&path).then_some(path)
}

fn file(snapshot: &Snapshot, path: &str, headers: &HeaderMap) -> Response {
    if let Some(name) = in_site(snapshot, path) {
        return whole(snapshot, &name, path, StatusCode::OK, headers);
    }
    let folder = format!("{path}/");
    if in_site(snapshot, &folder).is_some() {
        // Relative links of the folder's page start from the folder.
        let to = percent_encoding::utf8_percent_encode(&folder, PATH).to_string();
        return (StatusCode::FOUND, [(header::LOCATION, to)]).into_response();
    }
    if path == "/favicon.ico" {
        // Browsers ask for it unasked; that there is none is no mistake of the author's.
        return StatusCode::NO_CONTENT.into_response();
    }
    if snapshot.files.contains_key("404.html") {
        return whole(snapshot, "404.html", path, StatusCode::NOT_FOUND, headers);
    }
    if snapshot.files.is_empty() {
        let html = page::with_script(page::PLACEHOLDER.as_bytes(), path, "");
        return respond(StatusCode::SERVICE_UNAVAILABLE, HTML, None, html);
    }
    text(StatusCode::NOT_FOUND, "There is no such page.\n")
}

const HTML: &str = "text/html; charset=utf-8";
const PATH: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A file of the site; a page with the script that listens for changes of what stands at `path`.
fn whole(
    snapshot: &Snapshot,
    name: &str,
    path: &str,
    status: StatusCode,
    headers: &HeaderMap,
) -> Response {
    let file = &snapshot.files[name];
    let kind = content_type(name);
    if kind == HTML {
        let version = if status == StatusCode::OK {
            snapshot.version(name)
        } else {
            String::new()
        };
        return respond(
            status,
            HTML,
            None,
            page::with_script(&file.bytes, path, &version),
        );
    }
    let tag = format!("\"{}\"", file.version);
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return respond(StatusCode::NOT_MODIFIED, &kind, Some(&tag), Vec::new());
    }
    respond(status, &kind, Some(&tag), file.bytes.to_vec())
}

fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = kind.type_() == mime_guess::mime::TEXT
        || ["javascript", "json", "xml"].contains(&kind.subtype().as_str());
    if is_text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    }
}

fn own(kind: &str, body: &str) -> Response {
    respond(StatusCode::OK, kind, None, body.as_bytes().to_vec())
}

fn text(status: StatusCode, body: &str) -> Response {
    respond(
        status,
        "text/plain; charset=utf-8",
        None,
        body.as_bytes().to_vec(),
    )
}

/// An answer that browsers ask for again each time, and that no other site may use.
fn respond(status: StatusCode, kind: &str, tag: Option<&str>, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::CACHE_CONTROL, "no-cache");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if let Some(tag) = tag {
        set(header::ETAG, tag);
    }
    response
}
