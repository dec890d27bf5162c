//! Ids of headings, written into the text, so that they stay what they are when formulas and wiki links become HTML.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{Event, Tag};

use crate::{Edit, Heading, LinkKind, Options, Topic, events, weave};

/// Edits that give each heading its id as `{#id}`, if the page has a heading with a formula or a wiki link: mdBook would make
/// another id of what is woven into that one, and then number its namesakes otherwise. No edits for other pages, and none for a heading
/// without text, whose id is empty.
pub fn pin_ids(topic: &Topic) -> Vec<Edit> {
    let changes = topic.outline.iter().any(|heading| {
        let holds = |range: &Range<usize>| {
            heading.range.start <= range.start && range.end <= heading.range.end
        };
        let wiki = |link: &crate::Link| link.kind == LinkKind::Wiki && holds(&link.range);
        topic.formulas.iter().any(|formula| holds(&formula.range)) || topic.links.iter().any(wiki)
    });
    if !changes {
        return Vec::new();
    }
    let headings = topic
        .outline
        .iter()
        .filter(|heading| !heading.explicit && !heading.id.is_empty());
    headings
        .filter_map(|heading| pin(&topic.text, heading))
        .collect()
}

fn pin(text: &str, heading: &Heading) -> Option<Edit> {
    let (line, is_atx) = text_line(text, &heading.range)?;
    let written = &text[line.clone()];
    let content = written.trim_end();
    // Attributes that are there already (`{.class}`) take the id as well.
    let braces = content.ends_with('}').then(|| content.rfind('{')).flatten();
    let inside = braces.map(|at| Edit::insert(at + 1, format!("#{} ", heading.id)));
    let after = Edit::insert(content.len(), format!(" {{#{}}}", heading.id));
    let takes_the_id = |edit: &Edit| {
        let woven = weave(written, std::slice::from_ref(edit));
        let alone = if is_atx {
            woven
        } else {
            format!("# {}", woven.trim_start_matches(['>', ' ', '\t']))
        };
        let first = events(&alone, Options::default()).next();
        matches!(first, Some((Event::Start(Tag::Heading { id: Some(id), .. }), _)) if *id == *heading.id)
    };
    let edit = inside.into_iter().chain([after]).find(takes_the_id)?;
    Some(Edit::insert(
        line.start + edit.range.start,
        edit.replacement,
    ))
}

/// The line of a heading that its attributes stand on: its only one, or the last above its underline. True if it is the only one.
fn text_line(text: &str, heading: &Range<usize>) -> Option<(Range<usize>, bool)> {
    let written = text.get(heading.clone())?;
    let sharps = written.len() - written.trim_start_matches('#').len();
    if (1..=6).contains(&sharps)
        && (written.len() == sharps || written[sharps..].starts_with([' ', '\t']))
    {
        return Some((heading.clone(), true));
    }
    let underline = written.rfind('\n')?;
    let start = written[..underline].rfind('\n').map_or(0, |at| at + 1);
    Some((heading.start + start..heading.start + underline, false))
}
