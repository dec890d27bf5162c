//! Which of KaTeX's fonts a typeset formula needs, so that a site carries no other.

use std::collections::BTreeSet;

/// The fonts of KaTeX 0.18.5 by family, bold and italic, with their files in `fonts/`.
static FACES: &[(&str, bool, bool, &str)] = &[
    ("AMS", false, false, "KaTeX_AMS-Regular.woff2"),
    (
        "Caligraphic",
        false,
        false,
        "KaTeX_Caligraphic-Regular.woff2",
    ),
    ("Caligraphic", true, false, "KaTeX_Caligraphic-Bold.woff2"),
    ("Fraktur", false, false, "KaTeX_Fraktur-Regular.woff2"),
    ("Fraktur", true, false, "KaTeX_Fraktur-Bold.woff2"),
    ("Main", false, false, "KaTeX_Main-Regular.woff2"),
    ("Main", true, false, "KaTeX_Main-Bold.woff2"),
    ("Main", false, true, "KaTeX_Main-Italic.woff2"),
    ("Main", true, true, "KaTeX_Main-BoldItalic.woff2"),
    ("Math", false, true, "KaTeX_Math-Italic.woff2"),
    ("Math", true, true, "KaTeX_Math-BoldItalic.woff2"),
    ("SansSerif", false, false, "KaTeX_SansSerif-Regular.woff2"),
    ("SansSerif", true, false, "KaTeX_SansSerif-Bold.woff2"),
    ("SansSerif", false, true, "KaTeX_SansSerif-Italic.woff2"),
    ("Script", false, false, "KaTeX_Script-Regular.woff2"),
    ("Size1", false, false, "KaTeX_Size1-Regular.woff2"),
    ("Size2", false, false, "KaTeX_Size2-Regular.woff2"),
    ("Size3", false, false, "KaTeX_Size3-Regular.woff2"),
    ("Size4", false, false, "KaTeX_Size4-Regular.woff2"),
    ("Typewriter", false, false, "KaTeX_Typewriter-Regular.woff2"),
];

/// The font of a piece of text.
#[derive(Clone, Copy)]
struct Font {
    family: &'static str,
    bold: bool,
    italic: bool,
}

impl Font {
    /// The file; where the family lacks a face, a browser slants or thickens the nearest that it has.
    fn file(self) -> Option<&'static str> {
        let faces = FACES.iter().filter(|(family, ..)| *family == self.family);
        let fit = |face: &&(&str, bool, bool, &str)| (face.2 == self.italic, face.1 == self.bold);
        faces.max_by_key(fit).map(|face| face.3)
    }

    /// What the stylesheet makes of an element with these classes inside an element of this font.
    fn within(self, classes: &str, parent: &str) -> Self {
        let has = |class: &str| classes.split(' ').any(|one| one == class);
        let inside = |class: &str| parent.split(' ').any(|one| one == class);
        let mut font = self;
        for class in classes.split(' ') {
            font.set(class);
        }
        if has("op-symbol") || has("delimsizing") {
            font.family = match () {
                () if has("small-op") || has("size1") && has("delimsizing") => "Size1",
                () if has("large-op") || has("size2") && has("delimsizing") => "Size2",
                () if has("size3") && has("delimsizing") => "Size3",
                () if has("size4") && has("delimsizing") => "Size4",
                () => font.family,
            };
        }
        if inside("delim-size1") {
            font.family = "Size1";
        }
        if inside("delim-size4") {
            font.family = "Size4";
        }
        font
    }

    /// One class's rule in katex.css.
    fn set(&mut self, class: &str) {
        let (family, bold, italic) = match class {
            "katex" => (Some("Main"), Some(false), Some(false)),
            "textbf" => (None, Some(true), None),
            "textit" => (None, None, Some(true)),
            "textrm" => (Some("Main"), None, None),
            "textsf" | "mathsf" => (Some("SansSerif"), None, None),
            "texttt" | "mathtt" => (Some("Typewriter"), None, None),
            "mathnormal" => (Some("Math"), None, Some(true)),
            "mathit" => (Some("Main"), None, Some(true)),
            "mathrm" => (None, None, Some(false)),
            "mathbf" => (Some("Main"), Some(true), None),
            "boldsymbol" => (Some("Math"), Some(true), Some(true)),
            "amsrm" | "mathbb" | "textbb" => (Some("AMS"), None, None),
            "mathcal" => (Some("Caligraphic"), None, None),
            "mathfrak" | "textfrak" => (Some("Fraktur"), None, None),
            "mathboldfrak" | "textboldfrak" => (Some("Fraktur"), Some(true), None),
            "mathscr" | "textscr" => (Some("Script"), None, None),
            "mathboldsf" | "textboldsf" => (Some("SansSerif"), Some(true), None),
            "mathsfit" | "mathitsf" | "textitsf" => (Some("SansSerif"), None, Some(true)),
            "mainrm" => (Some("Main"), None, Some(false)),
            _ => (None, None, None),
        };
        self.family = family.unwrap_or(self.family);
        self.bold = bold.unwrap_or(self.bold);
        self.italic = italic.unwrap_or(self.italic);
    }
}

/// Names of the font files that the markup of [`typeset`](crate::typeset) needs: `KaTeX_Main-Regular.woff2`.
///
/// Follows the font rules of katex.css from element to element; only elements with text of their own count.
pub fn fonts_used(html: &str) -> BTreeSet<&'static str> {
    let mut files = BTreeSet::new();
    let body = Font {
        family: "",
        bold: false,
        italic: false,
    };
    let mut open: Vec<(Font, &str)> = vec![(body, "")];
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (font, parent) = *open.last().unwrap_or(&(body, ""));
        // Zero-width spaces hold lines open and need no glyph.
        if rest[..start]
            .chars()
            .any(|c| !c.is_whitespace() && c != '\u{200b}')
        {
            files.extend(font.file());
        }
        let tag = &rest[start..];
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        if tag.starts_with("</") {
            open.pop();
        } else if !tag.ends_with("/>") {
            let classes = tag
                .split_once("class=\"")
                .and_then(|(_, rest)| rest.split_once('"'))
                .map_or("", |(classes, _)| classes);
            open.push((font.within(classes, parent), classes));
        }
        rest = after;
        // MathML is for screen readers: it is clipped, and needs no font of ours.
        if tag.starts_with("<span") && tag.contains("katex-mathml") {
            rest = rest.split_once("</math>").map_or("", |(_, after)| after);
        }
    }
    files
}
