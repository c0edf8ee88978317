//! Files that were classified lately: the next text of a file is read from where it differs, and no further than somebody looks.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use syntect::parsing::{ParseState, ScopeStack};

use super::{Token, classify, grammar, grammars, plain};

/// So many files are remembered.
const MOST: usize = 12;
/// Lines from one place where reading can begin again to the next.
const STRIDE: usize = 64;
/// Files with more bytes than this are shown plain: nobody reads them by colour.
const MOST_BYTES: usize = 512 * 1024;
/// A longer line is shown plain, with all that follows it.
const LONGEST_LINE: usize = 4_000;

/// Where a grammar stands before a line.
#[derive(Clone, PartialEq)]
struct Standing {
    parser: ParseState,
    stack: ScopeStack,
}

/// A line, from 0, before which reading can begin again.
#[derive(Clone)]
struct Stop {
    line: usize,
    standing: Standing,
}

/// A text that was read, as far as it was.
struct Known {
    name: String,
    text: String,
    stops: Vec<Stop>,
}

/// What was read lately, the last at the end.
#[derive(Default)]
pub struct Held(Mutex<Vec<Known>>);

impl Held {
    /// Some lines of a file, from 0, each without its end, in pieces. Joined again they are the file's lines.
    /// `name` is what the file is remembered by: that of another file costs time, never colours.
    pub fn lines(&self, name: &str, path: &str, text: &str, wanted: Range<usize>) -> Vec<Vec<Token>> {
        let lines: Vec<&str> = text.lines().collect();
        let wanted = wanted.start.min(lines.len())..wanted.end.min(lines.len());
        let Some(grammar) = grammar(grammars(), path).filter(|_| text.len() <= MOST_BYTES) else {
            return lines.get(wanted).unwrap_or_default().iter().map(|line| plain(line)).collect();
        };
        let first = Standing { parser: ParseState::new(grammar), stack: ScopeStack::new() };
        let (mut stops, mut later) = self.take(name).map_or_else(Default::default, |known| carried(known, &lines));
        let read = read(&lines, wanted, first, &mut stops, &mut later);
        self.put(Known { name: name.to_owned(), text: text.to_owned(), stops });
        read
    }

    fn take(&self, name: &str) -> Option<Known> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|known| known.name == name)?;
        Some(held.remove(at))
    }

    fn put(&self, known: Known) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.remove(0);
        }
        held.push(known);
    }
}

/// What an older text's stops are worth for the new one: those before the first difference hold, those after the last
/// one hold where the grammar stands there as it did.
fn carried(known: Known, new: &[&str]) -> (Vec<Stop>, VecDeque<Stop>) {
    let old: Vec<&str> = known.text.lines().collect();
    let shorter = old.len().min(new.len());
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let after = old.iter().rev().zip(new.iter().rev()).take(shorter - before);
    let after = old.len() - after.take_while(|(old, new)| old == new).count();
    let (mut stops, mut later) = (Vec::new(), VecDeque::new());
    for stop in known.stops {
        if stop.line <= before {
            stops.push(stop);
        } else if stop.line >= after {
            later.push_back(Stop { line: stop.line + new.len() - old.len(), ..stop });
        }
    }
    (stops, later)
}

/// Classifies the wanted lines, from the nearest stop before them. Adds the stops that it passes.
fn read(
    lines: &[&str],
    wanted: Range<usize>,
    first: Standing,
    stops: &mut Vec<Stop>,
    later: &mut VecDeque<Stop>,
) -> Vec<Vec<Token>> {
    let nearest = |stops: &[Stop]| stops.iter().rev().find(|stop| stop.line <= wanted.start).cloned();
    let Stop { line: mut at, standing } = nearest(stops).unwrap_or(Stop { line: 0, standing: first });
    // None after a line that is too long or that the grammar fails on.
    let mut standing = Some(standing);
    let mut read = Vec::with_capacity(wanted.len());
    while at < wanted.end {
        while later.front().is_some_and(|stop| stop.line < at) {
            later.pop_front();
        }
        if let Some(now) = standing.as_ref().filter(|_| stops.last().is_none_or(|stop| stop.line < at)) {
            if later.front().is_some_and(|stop| stop.line == at && stop.standing == *now) {
                stops.extend(later.drain(..));
                if let Some(stop) = nearest(stops).filter(|stop| stop.line > at) {
                    at = stop.line;
                    standing = Some(stop.standing);
                    continue;
                }
            } else if at % STRIDE == 0 {
                stops.push(Stop { line: at, standing: now.clone() });
            }
        }
        let Some(line) = lines.get(at) else { break };
        if line.len() > LONGEST_LINE {
            standing = None;
        }
        let tokens = standing.as_mut().and_then(|now| classify(line, &mut now.parser, &mut now.stack, grammars()));
        if tokens.is_none() {
            standing = None;
        }
        if at >= wanted.start {
            read.push(tokens.unwrap_or_else(|| plain(line)));
        }
        at += 1;
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::highlight::lines;

    /// A YAML text whose lines depend on lines far above them: a scalar that is opened and closed.
    fn text(services: impl IntoIterator<Item = usize>) -> String {
        let service = |n: usize| {
            let script: String = (0..40).map(|line| format!("      echo: {line} # no comment\n")).collect();
            format!("  s{n}:\n    image: \"x:{n}\"\n    command: |\n{script}    # a comment\n    replicas: {n}\n")
        };
        services.into_iter().fold("services:\n".to_owned(), |text, n| text + &service(n))
    }

    #[test]
    fn part_of_a_text_that_changed_is_what_it_is_in_the_whole() {
        let held = Held::default();
        let without = |gone: &'static [usize]| text((0..40).filter(move |n| !gone.contains(n)));
        for (text, wanted) in [
            (without(&[]), 900..960),
            (without(&[3]), 900..960),
            (without(&[3, 30]), 0..40),
            (without(&[30]), 1_500..1_640),
            (without(&[30]).replace("command: |\n", "command:\n"), 1_000..1_010),
            (without(&[]), 0..100_000),
            ("one: 1\n".to_owned(), 0..5),
            (String::new(), 0..5),
        ] {
            let whole = lines("compose.yaml", &text);
            let expected = &whole[wanted.start.min(whole.len())..wanted.end.min(whole.len())];
            assert_eq!(held.lines("shop", "compose.yaml", &text, wanted), expected);
        }
    }

    #[test]
    fn what_did_not_change_is_not_read_again() {
        let (old, new) = (text(0..40), text((0..40).filter(|n| *n != 20)));
        let known = Held::default();
        known.lines("shop", "compose.yaml", &old, 0..100_000);
        let before = known.take("shop").unwrap();
        let count = before.stops.len();
        let lines: Vec<&str> = new.lines().collect();
        let (stops, later) = carried(before, &lines);
        // One service has 45 lines: at most two stops stood in what differs.
        assert!(stops.len() > 10 && later.len() > 10 && stops.len() + later.len() >= count - 2);
        let at = later[0].line;
        let first = stops[0].standing.clone();
        let (mut held, mut rest) = (stops, later);
        read(&lines, at..at + 1, first, &mut held, &mut rest);
        assert!(rest.is_empty() && held.len() + 2 >= count, "what follows the difference stands as it stood");
    }

    #[test]
    fn only_so_many_files_are_remembered() {
        let held = Held::default();
        for n in 0..MOST + 5 {
            held.lines(&n.to_string(), "x.yaml", "a: 1\n", 0..1);
        }
        assert_eq!(held.0.lock().unwrap().len(), MOST);
        assert!(held.take("0").is_none() && held.take(&(MOST + 4).to_string()).is_some());
    }
}
