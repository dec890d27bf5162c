//! The study book on paper, as `cargo xtask test book` has printed it, held against its site.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use qed_tests::{Printed, repository};
use serde_json::Value;

/// Text of an element, without white space.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ] {
        words = words.replace(entity, letter);
    }
    words.split_whitespace().collect()
}

/// Headings of a page below its title: level and words.
fn headings(html: &str) -> Vec<(usize, String)> {
    let (_, article) = html.split_once("<article>").unwrap();
    let (article, _) = article.split_once("</article>").unwrap();
    let heading = |part: &str| {
        let level = part.chars().next()?.to_digit(10)?;
        let (open, rest) = part.split_once('>')?;
        let (text, _) = rest.split_once(&format!("</h{level}>"))?;
        open.contains(" id=").then(|| (level as usize, words(text)))
    };
    let found = article.split("<h").skip(1).filter_map(heading);
    found.filter(|(level, _)| *level > 1).collect()
}

/// Chapters of the site's tree (`[number, name, path, chapters]`) with their headings, as an outline has them.
fn expected(lines: &[Value], depth: usize, outline: &mut Vec<(usize, String)>) {
    for line in lines {
        let number = line[0].as_str().unwrap_or_default();
        let name: String = line[1].as_str().unwrap().split_whitespace().collect();
        outline.push((depth, format!("{number}{name}")));
        let page = format!("book/{}.html", line[2].as_str().unwrap());
        let html = std::fs::read_to_string(repository().join(page)).unwrap();
        for (level, words) in headings(&html) {
            outline.push((depth + level - 1, words));
        }
        expected(line[3].as_array().unwrap(), depth + 1, outline);
    }
}

#[test]
#[ignore = "reads what `cargo xtask test book` writes, which runs it then"]
fn the_study_book_on_paper_is_that_of_the_site() {
    let bytes = std::fs::read(repository().join("target/qed-tests/study.pdf")).unwrap();
    let pdf = Printed::read(&bytes);
    assert!(pdf.is_tagged_in("en"));
    assert_eq!(
        pdf.fonts().1,
        Vec::<String>::new(),
        "fonts that are not inside"
    );

    let tree = std::fs::read_to_string(repository().join("book/qed/nav.js")).unwrap();
    let tree = &tree[tree.find('[').unwrap()..=tree.rfind(']').unwrap()];
    let tree: Vec<Value> = serde_json::from_str(tree).unwrap();
    let mut outline = vec![(0, "Contents".to_owned())];
    expected(&tree, 0, &mut outline);
    outline.push((0, "Licences".to_owned()));
    let printed: Vec<(usize, String)> = pdf
        .outline()
        .into_iter()
        .map(|(depth, title)| (depth, title.split_whitespace().collect()))
        .collect();
    assert_eq!(printed, outline);

    let links = pdf.links();
    assert_eq!(links.lost, Vec::<String>::new());
    assert!(links.inside > 1_000, "{}", links.inside);

    // The contents say where a topic begins, and there it is, with its words and its formulas.
    let (title, words, formula) = (
        "2.2Cross-entropyloss(logloss)",
        "Cross-entropymeasureshowbadlypredictedprobabilitiesfitthetruelabels",
        "L(y,p)=−(ylog(p)+(1−y)log(1−p))",
    );
    let pages: BTreeSet<u32> = pdf.places().into_values().collect();
    let page = pages
        .into_iter()
        .find(|page| pdf.letters(*page).contains(words));
    let page = page.expect("a topic begins on a page that links lead to");
    let contents = pdf.letters(2) + &pdf.letters(3);
    assert!(
        contents.contains(&format!("{title}{page}")),
        "{page} in\n{contents}"
    );
    let letters = pdf.letters(page);
    for wanted in [title, formula] {
        assert!(letters.contains(wanted), "{wanted} in\n{letters}");
    }
}
