//! Many hosts at once, each of them one thing at a time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use qed_check::WebAnswer;
use ureq::http::StatusCode;
use url::Url;

use crate::Settings;
use crate::address::Address;
use crate::http::{Client, Places, Reply, Trouble, Wish};
use crate::places;

/// No host is waited for longer than this before it is asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What came of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Reply(Reply),
    /// It was not asked, for its host does not want to be.
    Closed(StatusCode),
}

impl Outcome {
    /// What it means for an address of the page.
    pub(crate) fn answer(&self, address: &Address) -> WebAnswer {
        match self {
            Self::Reply(Reply::There(Places::All(ids))) => match &address.place {
                Some(place) if !places::has(ids, place) => WebAnswer::NoPlace(place.clone()),
                _ => WebAnswer::Holds,
            },
            Self::Reply(Reply::There(Places::Unknown)) => WebAnswer::Holds,
            Self::Reply(Reply::Status { code, .. }) => {
                let words = format!("it answers {code}");
                match *code {
                    StatusCode::NOT_FOUND | StatusCode::GONE => WebAnswer::Gone(words),
                    _ => WebAnswer::Silent(words),
                }
            }
            Self::Reply(Reply::Trouble(Trouble::NoHost)) => {
                WebAnswer::Gone(Trouble::NoHost.words())
            }
            Self::Reply(Reply::Trouble(trouble)) => WebAnswer::Silent(trouble.words()),
            Self::Closed(code) => WebAnswer::Silent(format!("its host answers {code} to others")),
        }
    }

    fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Reply(Reply::Trouble(trouble)) => Some(trouble),
            _ => None,
        }
    }
}

/// Asks for pages; those for which no time was left are not among the outcomes. True if it seems to be this machine that has no
/// network: no host answered, and some could not even be found.
pub(crate) fn ask<'a>(
    addresses: impl Iterator<Item = &'a Address>,
    settings: &Settings,
    step: &(dyn Fn() + Sync),
) -> (BTreeMap<Url, Outcome>, bool) {
    let mut hosts: BTreeMap<&str, BTreeMap<&Url, bool>> = BTreeMap::new();
    for address in addresses {
        let pages = hosts.entry(address.host()).or_default();
        *pages.entry(&address.page).or_default() |= address.place.is_some();
    }
    let mut queue: Vec<_> = hosts.into_iter().collect();
    // Those with the most to ask need the most time.
    queue.sort_by_key(|(_, pages)| std::cmp::Reverse(pages.len()));
    let workers = settings.hosts.clamp(1, 64).min(queue.len());
    let queue = Mutex::new(VecDeque::from(queue));
    let outcomes = Mutex::new(BTreeMap::new());
    let asker = Asker {
        client: Client::new(),
        settings,
        end: Instant::now() + settings.time,
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                // A closure, so that the queue is not locked while its host is asked.
                let next = || locked(&queue).pop_front();
                while let Some((_, pages)) = next() {
                    asker.host(&pages, &|page, outcome| {
                        locked(&outcomes).insert(page.clone(), outcome);
                        step();
                    });
                }
            });
        }
    });
    let outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let unreached: BTreeSet<bool> = outcomes
        .values()
        .map(|outcome| outcome.trouble().is_some_and(Trouble::may_be_ours))
        .collect();
    (outcomes, unreached == BTreeSet::from([true]))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Asker<'a> {
    client: Client,
    settings: &'a Settings,
    end: Instant,
}

impl Asker<'_> {
    /// Asks one host for its pages, those with `true` for their places as well.
    fn host(&self, pages: &BTreeMap<&Url, bool>, settle: &dyn Fn(&Url, Outcome)) {
        let mut closed: Option<Outcome> = None;
        for (at, (page, &places)) in pages.iter().enumerate() {
            if let Some(outcome) = &closed {
                settle(page, outcome.clone());
                continue;
            }
            if at > 0 && !self.wait(self.settings.pause) {
                return;
            }
            let Some(outcome) = self.page(page, places) else {
                return;
            };
            closed = match &outcome {
                Outcome::Reply(Reply::Status { code, .. })
                    if *code == StatusCode::TOO_MANY_REQUESTS =>
                {
                    Some(Outcome::Closed(*code))
                }
                // What is so for one page of the host is so for all.
                Outcome::Reply(Reply::Trouble(
                    Trouble::NoHost | Trouble::NoWay | Trouble::Refused,
                )) => Some(outcome.clone()),
                _ => None,
            };
            settle(page, outcome);
        }
    }

    /// Asks for a page until it answers or has been asked often enough; `None` if the time is up before it has answered at all.
    fn page(&self, page: &Url, places: bool) -> Option<Outcome> {
        let mut last = None;
        let mut pause = self.settings.pause * 2;
        for attempt in 0..=self.settings.retries {
            if attempt > 0 {
                let wanted = match &last {
                    Some(Reply::Status {
                        wait: Some(wait), ..
                    }) => *wait,
                    _ => pause,
                };
                pause *= 2;
                if wanted > LONGEST_WAIT || !self.wait(wanted) {
                    break;
                }
            }
            let Some(reply) = self.once(page, places) else {
                break;
            };
            let again = may_pass(&reply);
            last = Some(reply);
            if !again {
                break;
            }
        }
        last.map(Outcome::Reply)
    }

    /// Asks once: for the head alone where that will do, and for the page where the head is refused, as many servers do.
    fn once(&self, page: &Url, places: bool) -> Option<Reply> {
        if !places {
            let head = self.client.ask(page, Wish::Head, self.answer_time()?);
            let settled = match &head {
                Reply::There(_) => true,
                Reply::Status { code, .. } => *code == StatusCode::TOO_MANY_REQUESTS,
                Reply::Trouble(trouble) => !matches!(trouble, Trouble::Broken(_)),
            };
            if settled || !self.wait(self.settings.pause) {
                return Some(head);
            }
        }
        let wish = if places { Wish::Places } else { Wish::Page };
        let reply = self.client.ask(page, wish, self.answer_time()?);
        // Cut off by our own end, it says nothing.
        let cut = reply == Reply::Trouble(Trouble::Slow) && Instant::now() >= self.end;
        (!cut).then_some(reply)
    }

    /// The time for one answer, as far as there is time at all.
    fn answer_time(&self) -> Option<Duration> {
        let left = self.end.saturating_duration_since(Instant::now());
        (!left.is_zero()).then(|| left.min(self.settings.answer_time))
    }

    /// Waits; false if the time would be up before.
    fn wait(&self, time: Duration) -> bool {
        if Instant::now() + time >= self.end {
            return false;
        }
        std::thread::sleep(time);
        true
    }
}

/// Whether another try may bring something else.
fn may_pass(reply: &Reply) -> bool {
    match reply {
        Reply::There(_) => false,
        Reply::Status { code, .. } => {
            code.is_server_error()
                || *code == StatusCode::TOO_MANY_REQUESTS
                || *code == StatusCode::REQUEST_TIMEOUT
        }
        Reply::Trouble(trouble) => matches!(trouble, Trouble::Slow | Trouble::Broken(_)),
    }
}
