//! What the web answered, as findings at the links.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use qed_markdown::{Link, LinkKind, Topic};
use qed_report::{Finding, Level, Rule};

use crate::Library;

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[
    &WEB_GONE,
    &WEB_PLACE,
    &WEB_SILENT,
    &WEB_OFFLINE,
    &WEB_UNASKED,
];

static WEB_GONE: Rule = Rule {
    code: "web-gone",
    level: Level::Deny,
    title: "a link to the web that leads nowhere",
    explanation: "\
`qed check --web` asked for the page, and its host answers that there is none (404 or 410); or there is no such host; or the address
cannot be one. Find where the page has gone, link to a kept copy of it, or take the link away.

Addresses that are not to be asked are named in book.toml:

```toml
[preprocessor.qed.web]
ignore = [\"^https://intranet\\\\.\"]
```
",
};

static WEB_PLACE: Rule = Rule {
    code: "web-place",
    level: Level::Warn,
    title: "a link to a place that a page of the web does not have",
    explanation: "\
The page is there, but nothing on it has the id that stands after `#`. Some pages make their places by a script, which QED does not
run: check the link in a browser. `anchors = false` in `[preprocessor.qed.web]` takes the pages alone.
",
};

static WEB_SILENT: Rule = Rule {
    code: "web-silent",
    level: Level::Warn,
    title: "a link to the web that could not be settled",
    explanation: "\
The host gave no answer, or none that says whether the page is there: it took too long, the connection broke, it failed (500 and
above), it leads on and on, or it refuses programs (401, 403, 429). The page may well be there for readers. Ask again later; an address
that always refuses goes under `ignore` in `[preprocessor.qed.web]`.
",
};

static WEB_OFFLINE: Rule = Rule {
    code: "web-offline",
    level: Level::Warn,
    title: "there is no way to the web",
    explanation: "\
`qed check --web` could reach no host at all, so that nothing is known about the links. Most likely this machine has no network, or
needs a proxy: the variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are heeded.
",
};

static WEB_UNASKED: Rule = Rule {
    code: "web-unasked",
    level: Level::Warn,
    title: "the time was up before all links to the web were asked",
    explanation: "\
`qed check --web` ends after the time that book.toml gives it. What held is remembered, so that the next run asks for the rest; or
give it more:

```toml
[preprocessor.qed.web]
seconds = 900.0
```
",
};

/// What the web answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Web {
    /// By [address](web_addresses); one without an answer was left out on purpose.
    pub answers: BTreeMap<String, WebAnswer>,
    /// No host could be reached: the answers say nothing about the addresses.
    pub offline: bool,
}

/// What came of asking for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebAnswer {
    /// It leads to what it names.
    Holds,
    /// There is no such page, and why.
    Gone(String),
    /// The page is there, but not this place on it.
    NoPlace(String),
    /// Nothing is known, and why.
    Silent(String),
    /// The time was up.
    Unasked,
}

/// The addresses of the web that a topic links to.
pub fn web_addresses(topic: &Topic) -> BTreeSet<String> {
    topic.links.iter().filter_map(address).collect()
}

/// The address of the web that a link leads to.
fn address(link: &Link) -> Option<String> {
    if matches!(link.kind, LinkKind::Wiki | LinkKind::Unresolved) {
        return None;
    }
    let target = link.target.trim();
    let begins = |start: &str| {
        target
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    if begins("https://") || begins("http://") {
        Some(target.to_owned())
    } else {
        begins("//").then(|| format!("https:{target}"))
    }
}

pub(crate) fn check(library: &Library, findings: &mut Vec<Finding>) {
    let Some(web) = &library.web else {
        return;
    };
    let asked = library.topics.iter().flat_map(|topic| {
        let links = topic.links.iter();
        links.filter_map(move |link| Some((topic, link, web.answers.get(&address(link)?)?)))
    });
    let unknown = asked.clone().filter(|(.., answer)| {
        **answer == WebAnswer::Unasked || (web.offline && **answer != WebAnswer::Holds)
    });
    findings.extend(unsettled(unknown, web.offline));
    if !web.offline {
        findings.extend(asked.filter_map(|(topic, link, answer)| finding(topic, link, answer)));
    }
}

/// One finding for all links of which nothing was found out, at the first of them.
fn unsettled<'a>(
    mut links: impl Iterator<Item = (&'a Arc<Topic>, &'a Link, &'a WebAnswer)>,
    offline: bool,
) -> Option<Finding> {
    let (topic, link, _) = links.next()?;
    let others = match links.count() {
        0 => "this link".to_owned(),
        1 => "this link, and one more to the web,".to_owned(),
        count => format!("this link, and {count} more to the web,"),
    };
    let (rule, message, hint) = if offline {
        (
            &WEB_OFFLINE,
            format!("{others} could not be asked: no host can be reached"),
            "check the network of this machine, and run it again",
        )
    } else {
        (
            &WEB_UNASKED,
            format!("the time was up before {others} could be asked"),
            "run it again, or set `seconds` in [preprocessor.qed.web]",
        )
    };
    Some(
        topic
            .finding(rule, link.target_range.clone(), message)
            .hint(hint),
    )
}

fn finding(topic: &Topic, link: &Link, answer: &WebAnswer) -> Option<Finding> {
    let target = &link.target;
    let (rule, message, hint) = match answer {
        WebAnswer::Holds | WebAnswer::Unasked => return None,
        WebAnswer::Gone(why) => (
            &WEB_GONE,
            format!("`{target}` leads nowhere: {why}"),
            "find where it has gone, or take the link away",
        ),
        WebAnswer::NoPlace(place) => (
            &WEB_PLACE,
            format!("the page `{target}` has no place `#{place}`"),
            "look for the heading's new id, or link to the page alone",
        ),
        WebAnswer::Silent(why) => (
            &WEB_SILENT,
            format!("whether `{target}` is there could not be found out: {why}"),
            "try it in a browser; `ignore` in [preprocessor.qed.web] takes addresses out",
        ),
    };
    Some(
        topic
            .finding(rule, link.target_range.clone(), message)
            .hint(hint),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use qed_markdown::{Options, Origin};

    #[test]
    fn addresses_are_those_of_the_web() {
        let text = "[a](https://a.org/x#y) [b](//b.org) <http://c.org> [d](mailto:d@d.org) [e](e.md) ![f](HTTPS://f.org/f.png)\n\n\
            <a href=\"https://g.org\">g</a> [h][h] [[https://i.org]]\n\n[h]: https://h.org 'h'\n";
        let (topic, _) = qed_markdown::parse("a.md", text, Origin::empty(), Options::default());
        let found: Vec<_> = web_addresses(&topic).into_iter().collect();
        assert_eq!(
            found,
            [
                "HTTPS://f.org/f.png",
                "http://c.org",
                "https://a.org/x#y",
                "https://b.org",
                "https://g.org",
                "https://h.org"
            ]
        );
    }
}
