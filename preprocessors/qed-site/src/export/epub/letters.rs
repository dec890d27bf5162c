//! Letters and spaces of formulas that readers of books do not make themselves.
//!
//! MathML Core, which browsers and most readers follow, knows `mathvariant` no more: a letter of another alphabet is a
//! character of its own. And it sets no space around a function's name.

use ego_tree::NodeId;
use html5ever::{LocalName, Namespace, QualName};
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::super::tree::{self, MATHML};

/// Alphabets by their name in MathML: where capitals, small letters and digits begin in Unicode's block of mathematical letters,
/// and which letters stood elsewhere before.
type Alphabet = (&'static str, u32, u32, Option<u32>, &'static [(char, char)]);

const ALPHABETS: &[Alphabet] = &[
    ("bold", 0x1D400, 0x1D41A, Some(0x1D7CE), &[]),
    ("bold-italic", 0x1D468, 0x1D482, None, &[]),
    (
        "double-struck",
        0x1D538,
        0x1D552,
        Some(0x1D7D8),
        &[
            ('C', 'ℂ'),
            ('H', 'ℍ'),
            ('N', 'ℕ'),
            ('P', 'ℙ'),
            ('Q', 'ℚ'),
            ('R', 'ℝ'),
            ('Z', 'ℤ'),
        ],
    ),
    (
        "fraktur",
        0x1D504,
        0x1D51E,
        None,
        &[('C', 'ℭ'), ('H', 'ℌ'), ('I', 'ℑ'), ('R', 'ℜ'), ('Z', 'ℨ')],
    ),
    ("bold-fraktur", 0x1D56C, 0x1D586, None, &[]),
    ("sans-serif", 0x1D5A0, 0x1D5BA, Some(0x1D7E2), &[]),
    ("bold-sans-serif", 0x1D5D4, 0x1D5EE, Some(0x1D7EC), &[]),
    ("sans-serif-italic", 0x1D608, 0x1D622, None, &[]),
    ("monospace", 0x1D670, 0x1D68A, Some(0x1D7F6), &[]),
    (
        "script",
        0x1D49C,
        0x1D4B6,
        None,
        &[
            ('B', 'ℬ'),
            ('E', 'ℰ'),
            ('F', 'ℱ'),
            ('H', 'ℋ'),
            ('I', 'ℐ'),
            ('L', 'ℒ'),
            ('M', 'ℳ'),
            ('R', 'ℛ'),
            ('e', 'ℯ'),
            ('g', 'ℊ'),
            ('o', 'ℴ'),
        ],
    ),
];

/// A letter of an alphabet; the letter itself where there is none.
fn letter(ch: char, &(_, capital, small, digit, elsewhere): &Alphabet) -> char {
    if let Some((_, known)) = elsewhere.iter().find(|(plain, _)| *plain == ch) {
        return *known;
    }
    let from = |first: char, start: u32| char::from_u32(start + (u32::from(ch) - u32::from(first)));
    match (ch, digit) {
        ('A'..='Z', _) => from('A', capital),
        ('a'..='z', _) => from('a', small),
        ('0'..='9', Some(start)) => from('0', start),
        _ => None,
    }
    .unwrap_or(ch)
}

/// Writes letters of other alphabets as they are in Unicode.
pub(super) fn alphabets(tree: &mut Html) {
    for alphabet in ALPHABETS {
        let selector = format!("math [mathvariant=\"{}\"]", alphabet.0);
        let elements = tree::selected(tree, &selector);
        let texts = elements.iter().flat_map(|element| element.children());
        let texts: Vec<NodeId> = texts.map(|text| text.id()).collect();
        for id in texts {
            if let Some(mut node) = tree.tree.get_mut(id)
                && let Node::Text(text) = node.value()
            {
                let letters: String = text.chars().map(|ch| letter(ch, alphabet)).collect();
                text.text = letters.into();
            }
        }
    }
}

/// Sets thin spaces around functions: before a name that follows a letter, and between a name and what it is applied to, unless
/// that is in parentheses.
pub(super) fn functions(tree: &mut Html) {
    const APPLIED: &str = "\u{2061}";
    let sign = |element: ElementRef<'_>| element.text().collect::<String>();
    let mut places: Vec<(NodeId, bool)> = Vec::new();
    for applied in tree::selected(tree, "math mo") {
        if sign(applied) != APPLIED {
            continue;
        }
        let mut after = applied.next_siblings().filter_map(ElementRef::wrap);
        if after
            .next()
            .is_some_and(|after| !sign(after).starts_with(['(', '[', '{', '|']))
        {
            places.push((applied.id(), false));
        }
        let mut before = applied.prev_siblings().filter_map(ElementRef::wrap);
        if let Some(name) = before.next()
            && before
                .next()
                .is_some_and(|before| !matches!(before.value().name(), "mo" | "mspace"))
        {
            places.push((name.id(), true));
        }
    }
    let name = |local: &str| QualName::new(None, Namespace::from(MATHML), LocalName::from(local));
    for (id, is_before) in places {
        let mut space = Element::new(name("mspace"), Vec::new());
        let width = QualName::new(None, Namespace::default(), LocalName::from("width"));
        space.attrs.insert(width, "0.1667em".into());
        if let Some(mut node) = tree.tree.get_mut(id) {
            if is_before {
                node.insert_before(Node::Element(space));
            } else {
                node.insert_after(Node::Element(space));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(markup: &str, change: fn(&mut Html)) -> String {
        let mut tree = tree::read(markup);
        change(&mut tree);
        tree.root_element().inner_html()
    }

    #[test]
    fn letters_have_their_own_characters() {
        for (variant, plain, letters) in [
            ("double-struck", "RkZ1", "ℝ𝕜ℤ𝟙"),
            ("script", "LAe", "ℒ𝒜ℯ"),
            ("fraktur", "gC", "𝔤ℭ"),
            ("bold", "xα7", "𝐱α𝟕"),
            ("normal", "d", "d"),
        ] {
            let made = written(
                &format!("<math><mi mathvariant=\"{variant}\">{plain}</mi></math>"),
                alphabets,
            );
            assert!(made.contains(&format!(">{letters}<")), "{made}");
        }
    }

    #[test]
    fn functions_stand_apart() {
        let space = "<mspace width=\"0.1667em\"></mspace>";
        let sin = "<mi>sin</mi><mo>\u{2061}</mo>";
        for (formula, made) in [
            (
                format!("<mi>a</mi>{sin}<mi>b</mi>"),
                format!("<mi>a</mi>{space}{sin}{space}<mi>b</mi>"),
            ),
            (
                format!("{sin}<mo>(</mo><mi>b</mi>"),
                format!("{sin}<mo>(</mo><mi>b</mi>"),
            ),
            (
                format!("<mo>+</mo>{sin}<mrow><mo>(</mo></mrow>"),
                format!("<mo>+</mo>{sin}<mrow><mo>(</mo></mrow>"),
            ),
        ] {
            let formula = format!("<math><mrow>{formula}</mrow></math>");
            assert_eq!(
                written(&formula, functions),
                format!("<math><mrow>{made}</mrow></math>")
            );
        }
    }
}
