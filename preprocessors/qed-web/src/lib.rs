//! Asks the web whether addresses hold.
//!
//! [`ask`] takes the addresses of a book and gives an answer for each:
//! 1. `address` takes them apart and leaves out those that nobody should ask;
//! 2. what [`Memory`] knows to have held a short time ago is not asked again;
//! 3. `hosts` asks many hosts at once, each of them one thing at a time, until the time is up;
//! 4. `http` makes the single request, and `places` finds the ids of a page.
//!
//! The library below is ureq: it blocks, so that a thread a host is all the concurrency there is, and it brings neither a runtime
//! nor HTTP/2, which a request or two a host have no use for. lychee's library does the same work and more, on reqwest, tokio and
//! a parser of its own for Markdown, several hundred crates in all; it would find the links anew, without the author's places.

mod address;
mod hosts;
mod http;
mod memory;
mod places;

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use qed_check::{Web, WebAnswer};
use regex::RegexSet;

pub use memory::Memory;

use address::Address;

/// How the web is asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Addresses that are not asked.
    pub ignore: Patterns,
    /// Whether the place that an address names must be on its page.
    pub anchors: bool,
    /// The time for everything.
    pub time: Duration,
    /// The time for one answer.
    pub answer_time: Duration,
    /// How many times an address is asked again that gave no answer.
    pub retries: u32,
    /// Between two requests to one host.
    pub pause: Duration,
    /// Hosts that are asked at the same time.
    pub hosts: usize,
    /// What held is not asked again before this age.
    pub age: Duration,
    /// Whether addresses of this machine are asked.
    pub loopback: bool,
}

/// Regular expressions for addresses.
#[derive(Clone, Debug)]
pub struct Patterns(RegexSet);

impl Patterns {
    /// `Err` says which one cannot be read, and why.
    pub fn new(patterns: &[String]) -> Result<Self, String> {
        RegexSet::new(patterns)
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

/// Asks for each address whether it holds. `step` is called for each page that is settled, from several threads.
pub fn ask(
    addresses: &BTreeSet<String>,
    settings: &Settings,
    memory: &mut Memory,
    now: SystemTime,
    step: &(dyn Fn() + Sync),
) -> Web {
    let mut web = Web::default();
    let mut asked = Vec::new();
    memory.forget(settings.age, now);
    for written in addresses {
        if settings.ignore.0.is_match(written) {
            continue;
        }
        match Address::read(written, settings) {
            Err(why) => {
                web.answers.insert(written.clone(), WebAnswer::Gone(why));
            }
            Ok(address) if address.is_private(settings.loopback) => {}
            Ok(address) if memory.held(&address.key()) => {
                web.answers.insert(written.clone(), WebAnswer::Holds);
            }
            Ok(address) => asked.push((written, address)),
        }
    }
    let pages = asked.iter().map(|(_, address)| address);
    let (outcomes, offline) = hosts::ask(pages, settings, step);
    web.offline = offline;
    for (written, address) in &asked {
        let answer = outcomes
            .get(&address.page)
            .map_or(WebAnswer::Unasked, |outcome| outcome.answer(address));
        if answer == WebAnswer::Holds {
            memory.keep(address.key(), now);
        }
        web.answers.insert((*written).clone(), answer);
    }
    web
}

/// How many pages [`ask`] would settle at most.
pub fn count(addresses: &BTreeSet<String>) -> usize {
    let pages: BTreeSet<_> = addresses
        .iter()
        .map(|address| address.split('#').next())
        .collect();
    pages.len()
}
