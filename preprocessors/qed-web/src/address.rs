//! An address taken apart: the page, and the place on it.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::Settings;

/// An address of the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Without the place, as it is sent.
    pub(crate) page: Url,
    /// The id that is named, decoded; `None` if none is, or if it is not to be looked for.
    pub(crate) place: Option<String>,
}

/// Top-level names that nobody owns (RFC 2606 and 6761) and second-level ones for examples.
const RESERVED: [&str; 8] = [
    "example",
    "invalid",
    "test",
    "local",
    "onion",
    "example.com",
    "example.net",
    "example.org",
];

impl Address {
    /// `Err` says why it is none.
    pub(crate) fn read(written: &str, settings: &Settings) -> Result<Self, String> {
        let url = Url::parse(written).map_err(|error| format!("it is no address: {error}"))?;
        if url.host().is_none() {
            return Err("it is no address: it names no host".to_owned());
        }
        let place = url.fragment().filter(|_| settings.anchors).and_then(place);
        let mut page = url;
        page.set_fragment(None);
        Ok(Self { page, place })
    }

    /// The host, which is asked one thing at a time.
    pub(crate) fn host(&self) -> &str {
        self.page.host_str().unwrap_or_default()
    }

    /// What its answer is remembered under.
    pub(crate) fn key(&self) -> String {
        match &self.place {
            Some(place) => format!("{}#{place}", self.page),
            None => self.page.to_string(),
        }
    }

    /// Whether it leads nowhere on purpose: to a name that stands for any, or (if these do not count) to the reader's own machine.
    pub(crate) fn is_private(&self, loopback: bool) -> bool {
        let is_loopback = match self.page.host() {
            Some(Host::Domain(name)) => {
                let below = |name: &str, top: &str| {
                    name.strip_suffix(top)
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                };
                if RESERVED.iter().any(|reserved| below(name, reserved)) {
                    return true;
                }
                below(name, "localhost")
            }
            Some(Host::Ipv4(ip)) => is_own(ip.into()),
            Some(Host::Ipv6(ip)) => is_own(ip.into()),
            None => false,
        };
        is_loopback && !loopback
    }
}

fn is_own(ip: IpAddr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}

/// The id that a fragment names. A text to be highlighted is none, nor is the state of a program (`#/route`, `#!route`).
fn place(fragment: &str) -> Option<String> {
    let program = ["/", "!", ":~:"];
    if fragment.is_empty() || program.iter().any(|start| fragment.starts_with(start)) {
        return None;
    }
    let fragment = fragment.split(":~:").next().unwrap_or(fragment);
    Some(
        percent_decode_str(fragment)
            .decode_utf8_lossy()
            .into_owned(),
    )
}
