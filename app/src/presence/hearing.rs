//! What the server tells about the others, taken into the list of those who are here.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use serde_json::Value;

use super::drawing::place;
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::stage::Stage;
use crate::net::wire;
use crate::session::link::item;
use crate::session::met::Met;
use crate::session::others::{Others, Visitor, Word};
use crate::session::selection::Item;

/// How many colours there are for people; see the tokens.
const COLOURS: usize = 6;
/// How long it is shown what somebody made of one's own change.
const SHOWN: Duration = Duration::from_secs(8);

/// What is said of one window.
#[derive(Debug, PartialEq)]
enum Said {
    /// Where it is now.
    Here { number: u64, person: String, name: String, at: Option<Point>, selected: Vec<Item>, view: Option<Rect> },
    /// It is closed.
    Left { number: u64 },
}

/// Takes what is told from now on.
pub fn start(stage: Stage) {
    let others = stage.session.others;
    others.listen(Callback::new(move |word| match word {
        Word::Begun(own) => {
            others.own.set_value(own.as_str().into());
            forget(others);
        }
        Word::Lost => forget(others),
        Word::Met(met) => overruled(stage, met),
        Word::Said(value) => match read(&value) {
            Some(Said::Left { number }) => left(stage, number),
            Some(Said::Here { number, person, name, at, selected, view }) => {
                let visitor = find(others, number).unwrap_or_else(|| came(stage, number, &person, &name));
                visitor.at.set(at);
                visitor.view.set(view);
                if visitor.selected.with_untracked(|before| *before != selected) {
                    visitor.selected.set(selected);
                }
            }
            None => {}
        },
    }));
}

/// Says what somebody made of this person's change: by the card for a while, else among the messages.
fn overruled(stage: Stage, met: Met) {
    let others = stage.session.others;
    let name = others.here.with_untracked(|here| {
        let known = here.iter().find(|visitor| *visitor.person == *met.actor);
        known.map_or_else(|| met.actor.as_str().into(), |visitor| visitor.name.clone())
    });
    let own = others.own.with_value(|own| **own == *met.actor);
    let name: Arc<str> = if own { "You, in another window,".into() } else { name };
    let card = met.id.as_ref().is_some_and(|id| place(stage, id).is_some());
    if !card || met.what.starts_with("deleted") {
        let about = met.id.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
        stage.session.toasts().done(format!("{about}{name} {}", met.what));
        return;
    }
    stage.session.announce(format!("{name} {}", met.what));
    let number = others.met.with_untracked(|all| all.last().map_or(0, |(number, ..)| number + 1));
    others.met.update(|all| {
        // Of one place only the last is worth reading.
        all.retain(|(_, _, other)| other.id != met.id);
        all.push((number, name, met));
    });
    let forget = move || {
        // The page may be another by then.
        let _ = others.met.try_update(|all| all.retain(|(other, ..)| *other != number));
    };
    set_timeout(forget, SHOWN);
}

fn forget(others: Others) {
    if others.here.with_untracked(|here| !here.is_empty()) {
        others.here.set(Vec::new());
    }
}

fn find(others: Others, number: u64) -> Option<Visitor> {
    others.here.with_untracked(|here| here.iter().find(|visitor| visitor.number == number).cloned())
}

fn came(stage: Stage, number: u64, person: &str, name: &str) -> Visitor {
    let others = stage.session.others;
    let (known, taken) = others.here.with_untracked(|here| {
        let known = here.iter().find(|visitor| &*visitor.person == person).map(|visitor| visitor.colour);
        (known, here.iter().map(|visitor| visitor.colour).collect::<Vec<_>>())
    });
    let visitor = Visitor {
        number,
        person: person.into(),
        name: name.into(),
        colour: known.unwrap_or_else(|| colour(person, &taken)),
        at: ArcRwSignal::new(None),
        selected: ArcRwSignal::new(Vec::new()),
        view: ArcRwSignal::new(None),
    };
    others.here.update(|here| here.push(visitor.clone()));
    if known.is_none() && others.own.with_value(|own| &**own != person) {
        stage.session.announce(format!("{name} is here"));
    }
    visitor
}

fn left(stage: Stage, number: u64) {
    let others = stage.session.others;
    let Some(gone) = find(others, number) else { return };
    others.here.update(|here| here.retain(|visitor| visitor.number != number));
    let still = others.here.with_untracked(|here| here.iter().any(|visitor| visitor.person == gone.person));
    if !still && others.own.with_value(|own| *own != gone.person) {
        stage.session.announce(format!("{} left", gone.name));
    }
}

/// A person's colour: always the same one, unless somebody here has it already and another is free.
fn colour(person: &str, taken: &[usize]) -> usize {
    let own = person.bytes().fold(7_usize, |sum, byte| (sum * 31 + usize::from(byte)) % 10_007) % COLOURS;
    (0..COLOURS).map(|step| (own + step) % COLOURS).find(|colour| !taken.contains(colour)).unwrap_or(own)
}

fn read(value: &Value) -> Option<Said> {
    let number = value["visitor"].as_u64()?;
    if value["type"] == "left" {
        return Some(Said::Left { number });
    }
    let numbers = |key: &str| value[key].as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    Some(Said::Here {
        number,
        person: value["person"].as_str()?.to_owned(),
        name: wire::text(value, "name"),
        at: numbers("at").and_then(|at| if let [x, y] = at[..] { Some(Point::new(x, y)) } else { None }),
        selected: wire::list(value, "selected", |word| item(word.as_str()?)),
        view: numbers("view").and_then(|view| match view[..] {
            [x, y, width, height] if width > 0.0 && height > 0.0 => Some(Rect::at(Point::new(x, y), width, height)),
            _ => None,
        }),
    })
}

/// Up to two letters that stand for a name.
#[must_use]
pub fn initials(name: &str) -> Arc<str> {
    let mut words = name
        .split(|c: char| c.is_whitespace() || c == '-' || c == '_')
        .filter_map(|word| word.chars().find(|c| wire::is_wordlike(*c)).map(|c| c.to_ascii_uppercase()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_told_of_a_window_is_read() {
        let told = json!({ "type": "presence", "visitor": 3, "person": "ben", "name": "Ben", "at": [-4, 7],
            "selected": ["node:orders", "colour:red"], "view": [0, 0, 800, 600] });
        let wanted = Said::Here {
            number: 3,
            person: "ben".into(),
            name: "Ben".into(),
            at: Some(Point::new(-4.0, 7.0)),
            selected: vec![Item::Node("orders".into())],
            view: Some(Rect::at(Point::default(), 800.0, 600.0)),
        };
        assert_eq!(read(&told), Some(wanted));
        assert_eq!(read(&json!({ "type": "left", "visitor": 3 })), Some(Said::Left { number: 3 }));
        let elsewhere = json!({ "type": "presence", "visitor": 3, "person": "ben", "at": null, "view": [0, 0, 0, 9] });
        assert!(matches!(read(&elsewhere), Some(Said::Here { at: None, view: None, .. })));
        assert_eq!(read(&json!({ "type": "presence", "person": "ben" })), None);
    }

    #[test]
    fn people_have_colours_of_their_own_while_there_are_enough() {
        let mut taken = Vec::new();
        for person in ["ana", "ben", "cem", "dee", "eve", "fay"] {
            let own = colour(person, &taken);
            assert!(own < COLOURS && !taken.contains(&own), "{person}");
            taken.push(own);
        }
        assert_eq!(colour("ana", &[]), colour("ana", &taken), "the seventh shares the colour that it would have");
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, letters) in [
            ("Ana López", "AL"),
            ("ben", "B"),
            ("Jean-Luc de la Tour", "JT"),
            ("山田 太郎", "山太"),
            ("<b> x", "BX"),
            ("", ""),
        ] {
            assert_eq!(&*initials(name), letters, "{name}");
        }
    }
}
