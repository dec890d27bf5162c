//! The parts of a single file, and what each takes in it.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

/// What is in a single file, by its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The pages as HTML, with the figures that stand in their text, and the lists of pages that scripts read.
    Pages,
    /// Fonts of text and formulas.
    Fonts,
    /// The index of the search; what its client takes is of the scripts.
    Search,
    /// What links show of the places that they lead to.
    Previews,
    /// Scripts.
    Scripts,
    /// Stylesheets.
    Styles,
    /// Pictures and other files beside the chapters, and the licences.
    Files,
    /// What holds it together: the page around all, and the list of what is where.
    Frame,
}

impl Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Pages => "pages",
            Self::Fonts => "fonts",
            Self::Search => "search index",
            Self::Previews => "previews",
            Self::Scripts => "scripts",
            Self::Styles => "styles",
            Self::Files => "pictures and files",
            Self::Frame => "frame",
        })
    }
}

/// A site as one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SingleFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many of its bytes each part takes, compressed as it stands there. Together they are the file.
    pub parts: BTreeMap<Part, usize>,
}

impl SingleFile {
    /// Puts the file together, piece by piece.
    pub(super) fn of(pieces: &[(Part, String)]) -> Self {
        let mut file = Self::default();
        for (part, text) in pieces {
            file.bytes.extend_from_slice(text.as_bytes());
            *file.parts.entry(*part).or_default() += text.len();
        }
        file
    }
}
