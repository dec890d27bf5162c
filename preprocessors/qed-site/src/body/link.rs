//! Links and images, by where they were found to lead.

use std::ops::Range;

use super::raw::Open;
use super::writer::Writer;
use crate::html::attribute;
use crate::page::LinkView;
use crate::url;
use qed_markdown::{Event, LinkType};

impl Writer<'_> {
    pub(super) fn link(&mut self, kind: LinkType, target: &str, title: &str, range: &Range<usize>) {
        let view = self
            .links
            .get(&range.start)
            .and_then(|&index| self.page.links.get(index));
        let mail = kind == LinkType::Email && !target.starts_with("mailto:");
        let written = LinkView::Url(if mail {
            format!("mailto:{target}")
        } else {
            target.to_owned()
        });
        let view = match view {
            Some(view) if !mail => view,
            _ => &written,
        };
        let close = self.open_link(Some(view), title);
        self.open.push(Open::Markdown(close));
    }

    /// Opens an `<a>`, or what stands for a link that leads nowhere; gives what closes it.
    pub(super) fn open_link(&mut self, view: Option<&LinkView>, title: &str) -> &'static str {
        let Some(href) = view.and_then(|view| self.href(view)) else {
            self.out
                .push_str("<span class=\"broken\" title=\"This link leads nowhere\">");
            return "</span>";
        };
        self.out.push_str("<a href=\"");
        attribute(&href, &mut self.out);
        self.out.push('"');
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push('>');
        "</a>"
    }

    /// The address that a link has on this page; none if it leads nowhere.
    pub(super) fn href(&self, view: &LinkView) -> Option<String> {
        let here = format!("{}.html", self.page.path);
        match view {
            LinkView::Page { page, fragment, .. } => {
                let target = self.book.pages.get(*page)?;
                let fragment = url::fragment(fragment.as_deref());
                if target.path == self.page.path && !fragment.is_empty() {
                    return Some(fragment);
                }
                Some(url::relative(&here, &format!("{}.html", target.path)) + &fragment)
            }
            LinkView::File(path) => Some(url::relative(&here, path)),
            LinkView::Url(url) => safe(url).then(|| url.clone()),
            LinkView::Text | LinkView::Broken => None,
        }
    }

    pub(super) fn image(
        &mut self,
        index: usize,
        target: &str,
        title: &str,
        range: &Range<usize>,
    ) -> usize {
        let end = self.end_of(index);
        let mut alt = String::new();
        for (event, _) in &self.events[index..end] {
            match event {
                Event::Text(words) | Event::Code(words) => alt.push_str(words),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        let written = LinkView::Url(target.to_owned());
        let view = self
            .links
            .get(&range.start)
            .and_then(|&index| self.page.links.get(index))
            .unwrap_or(&written);
        let src = self.href(view);
        self.out.push_str("<img");
        if let Some(src) = src {
            self.attribute("src", &src);
        }
        self.attribute("alt", &alt);
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push_str(" loading=\"lazy\">");
        end + 1
    }
}

/// Addresses that run code are not links; pictures may be in theirs.
fn safe(url: &str) -> bool {
    if url
        .trim_start()
        .get(..11)
        .is_some_and(|start| start.eq_ignore_ascii_case("data:image/"))
    {
        return true;
    }
    let scheme: String = url
        .chars()
        .filter(|ch| !ch.is_whitespace() && !ch.is_control())
        .take_while(|ch| *ch != ':')
        .flat_map(char::to_lowercase)
        .collect();
    !matches!(scheme.as_str(), "javascript" | "vbscript" | "data")
}
