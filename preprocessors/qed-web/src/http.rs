//! One request and what came of it.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Read as _};
use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, StatusCode};
use ureq::{Agent, Body, Error, Timeout};
use url::Url;

use crate::places;

/// So much of a page is read to find a place on it; what comes later is not known.
const READ: u64 = 4 << 20;
const REDIRECTS: u32 = 10;
const NAME: &str = concat!(
    "qed/",
    env!("CARGO_PKG_VERSION"),
    " (checks the links of a book)"
);

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The page is there.
    There(Places),
    /// The host answers that it gives no page.
    Status {
        code: StatusCode,
        /// How long to wait before asking again.
        wait: Option<Duration>,
    },
    /// There was no answer.
    Trouble(Trouble),
}

/// What is known of the places on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Places {
    /// These are all.
    All(BTreeSet<String>),
    /// It was not looked, it is no HTML, or it is too long: there may be any.
    Unknown,
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nobody knows the host's name.
    NoHost,
    /// No way leads to the host.
    NoWay,
    /// Its machine takes no connection.
    Refused,
    /// It took too long.
    Slow,
    /// One redirect after another.
    Redirects,
    /// The connection broke, or what came was no answer.
    Broken(String),
}

impl Trouble {
    /// Whether it may be this machine that has no network.
    pub(crate) fn may_be_ours(&self) -> bool {
        matches!(self, Self::NoHost | Self::NoWay)
    }

    pub(crate) fn words(&self) -> String {
        match self {
            Self::NoHost => "there is no such host".to_owned(),
            Self::NoWay => "its host cannot be reached".to_owned(),
            Self::Refused => "its host takes no connection".to_owned(),
            Self::Slow => "it takes too long to answer".to_owned(),
            Self::Redirects => format!("after {REDIRECTS} redirects it still leads elsewhere"),
            Self::Broken(how) => how.clone(),
        }
    }
}

/// Makes requests.
pub(crate) struct Client {
    agent: Agent,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// The head of the answer, by the method for it.
    Head,
    /// The head of the answer as it comes with the page.
    Page,
    /// The page and its places.
    Places,
}

impl Client {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .user_agent(NAME)
            .accept("text/html,application/xhtml+xml,*/*;q=0.8")
            .build();
        Self {
            agent: config.into(),
        }
    }

    pub(crate) fn ask(&self, page: &Url, wish: Wish, time: Duration) -> Reply {
        let request = match wish {
            Wish::Head => self.agent.head(page.as_str()),
            Wish::Page | Wish::Places => self.agent.get(page.as_str()),
        };
        let answer = request
            .config()
            .timeout_global(Some(time))
            .timeout_resolve(Some(time.mul_f64(0.5)))
            .timeout_connect(Some(time.mul_f64(0.5)))
            .build()
            .call();
        match answer {
            Err(error) => Reply::Trouble(trouble(&error)),
            Ok(answer) if !answer.status().is_success() => Reply::Status {
                code: answer.status(),
                wait: wait(answer.headers(), SystemTime::now()),
            },
            Ok(_) if wish != Wish::Places => Reply::There(Places::Unknown),
            Ok(answer) => match read(answer.into_body()) {
                Ok(places) => Reply::There(places),
                Err(error) => Reply::Trouble(io_trouble(&error)),
            },
        }
    }
}

/// Reads a page as far as it goes.
fn read(mut body: Body) -> io::Result<Places> {
    let is_html = body.mime_type().is_none_or(|kind| kind.contains("html"));
    if !is_html {
        return Ok(Places::Unknown);
    }
    let mut bytes = Vec::new();
    let reader = body.with_config().limit(u64::MAX).reader();
    reader.take(READ + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > READ {
        return Ok(Places::Unknown);
    }
    Ok(Places::All(places::ids(&String::from_utf8_lossy(&bytes))))
}

/// `Retry-After`, as seconds or as a date.
fn wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

fn trouble(error: &Error) -> Trouble {
    match error {
        Error::HostNotFound => Trouble::NoHost,
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => Trouble::NoWay,
        Error::Timeout(_) => Trouble::Slow,
        Error::TooManyRedirects | Error::RedirectFailed => Trouble::Redirects,
        Error::Io(error) => io_trouble(error),
        other => Trouble::Broken(format!("its answer cannot be read: {other}")),
    }
}

fn io_trouble(error: &io::Error) -> Trouble {
    if let Some(inner) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>())
    {
        return trouble(inner);
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => Trouble::Refused,
        ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown | ErrorKind::HostUnreachable => {
            Trouble::NoWay
        }
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Trouble::Slow,
        _ => {
            // The standard library has no kind for the resolver's answers, only words before the system's own.
            let words = error.to_string();
            match words.strip_prefix("failed to lookup address information") {
                Some(why) if why.contains("emporary") => Trouble::NoWay,
                Some(_) => Trouble::NoHost,
                None => Trouble::Broken(format!("the connection breaks: {error}")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_seconds_or_dates() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        for (value, seconds) in [
            ("120", Some(120)),
            ("Sun, 06 Nov 1994 08:50:00 GMT", Some(23)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", value.parse().expect("a value"));
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(wait(&headers, now), expected, "{value}");
        }
    }
}
