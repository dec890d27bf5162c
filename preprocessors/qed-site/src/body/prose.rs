//! The words of a chapter by section, as search reads them.

/// Words from one heading to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// Id of the heading; empty for the words before the first.
    pub(crate) id: String,
    /// Plain words of the heading.
    pub(crate) heading: String,
    /// Prose, blanks as they come.
    pub(crate) text: String,
    /// Code that a reader sees, line by line.
    pub(crate) code: String,
    /// TeX, a formula a line.
    pub(crate) tex: String,
}

/// Sections being gathered.
#[derive(Debug)]
pub(super) struct Prose {
    pub(super) sections: Vec<Section>,
}

impl Default for Prose {
    fn default() -> Self {
        Self {
            sections: vec![Section::default()],
        }
    }
}

impl Prose {
    pub(super) fn begin(&mut self, id: &str, heading: &str) {
        self.sections.push(Section {
            id: id.to_owned(),
            heading: heading.to_owned(),
            ..Section::default()
        });
    }

    /// Forgets the words since the heading: they were the heading's own.
    pub(super) fn forget(&mut self) {
        self.last().text.clear();
    }

    pub(super) fn text(&mut self, words: &str) {
        self.last().text.push_str(words);
    }

    pub(super) fn code(&mut self, lines: &str) {
        let code = &mut self.last().code;
        code.push_str(lines.trim_end());
        code.push('\n');
    }

    /// A formula, without its label.
    pub(super) fn tex(&mut self, formula: &str) {
        let label = formula
            .split_once("\\label{")
            .map(|(before, rest)| (before, rest.split_once('}').map_or("", |(_, after)| after)));
        let formula = label.map_or(formula.to_owned(), |(before, after)| {
            format!("{before}{after}")
        });
        let tex = &mut self.last().tex;
        tex.extend(formula.split_whitespace().flat_map(|part| [part, " "]));
        tex.push('\n');
    }

    fn last(&mut self) -> &mut Section {
        if self.sections.is_empty() {
            self.sections.push(Section::default());
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }
}
