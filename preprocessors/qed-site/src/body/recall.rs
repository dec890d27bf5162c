//! Recall cards: the question, with the answer behind it until it is asked for.

use std::ops::Range;

use super::Card;
use super::writer::Writer;

impl Writer<'_> {
    /// Writes a card; gives the event after it.
    pub(super) fn recall(&mut self, card: usize, index: usize) -> usize {
        let recall = &self.topic.recalls[card];
        let question = self.inside(index, &recall.question);
        let answer = self.inside(index, &recall.answer);
        let last = recall.range.end;
        let question = self.apart(question);
        let question = question.trim();
        let question = match question
            .strip_prefix("<p>")
            .and_then(|words| words.strip_suffix("</p>"))
        {
            Some(words) if !words.contains("<p>") => words.to_owned(),
            _ => question.to_owned(),
        };
        let answer = self.apart(answer).trim().to_owned();
        let id = format!("recall-{}", card + 1);
        self.out.push_str(&format!(
            "<details class=\"recall\" id=\"{id}\"><summary>{question}</summary>\n<div class=\"answer\">{answer}</div></details>\n"
        ));
        self.cards.push(Card {
            id,
            question,
            answer,
        });
        self.events
            .iter()
            .skip(index)
            .position(|(_, place)| place.start >= last)
            .map_or(self.events.len(), |n| index + n)
    }

    /// The events that begin in a range of the text, from event `from` on: a list's own place ends after it.
    fn inside(&self, from: usize, range: &Range<usize>) -> Range<usize> {
        let within = |place: &Range<usize>| range.contains(&place.start);
        let first = self
            .events
            .iter()
            .skip(from)
            .position(|(_, place)| within(place));
        let Some(first) = first.map(|n| from + n) else {
            return from..from;
        };
        let count = self.events[first..]
            .iter()
            .take_while(|(_, place)| within(place))
            .count();
        first..first + count
    }
}
