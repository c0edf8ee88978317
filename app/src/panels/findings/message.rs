//! A finding's words, with the names of its nodes set off.

use leptos::prelude::*;
use topology::finding::{Finding, Subject};

use crate::net::wire::is_wordlike;
use crate::session::Session;
use crate::widgets::markdown::{Run, runs};

/// The message with the names of its nodes set off.
pub fn emphasised(session: Session, finding: &Finding) -> Vec<AnyView> {
    let mut names: Vec<String> = session.peek(|document| {
        finding
            .subjects
            .iter()
            .filter_map(|subject| {
                if let Subject::Node(id) = subject { Some(document.node_label(id.as_str()).to_owned()) } else { None }
            })
            .collect()
    });
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut out = Vec::new();
    for run in runs(&finding.message) {
        match run {
            Run::Plain(text) => set_off(&text, &names, &mut out),
            Run::Code(text) => out.push(view! { <code>{text}</code> }.into_any()),
            Run::Strong(text) => out.push(view! { <b>{text}</b> }.into_any()),
        }
    }
    out
}

fn set_off(text: &str, names: &[String], out: &mut Vec<AnyView>) {
    let mut rest = text;
    while let Some((at, name)) = names
        .iter()
        .filter_map(|name| find_word(rest, name).map(|at| (at, name)))
        .min_by_key(|(at, name)| (*at, std::cmp::Reverse(name.len())))
    {
        out.push(rest[..at].to_owned().into_any());
        out.push(view! { <b>{name.clone()}</b> }.into_any());
        rest = &rest[at + name.len()..];
    }
    out.push(rest.to_owned().into_any());
}

/// Where a name stands as a word of its own.
fn find_word(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let joins = |c: char| is_wordlike(c) || c == '-';
        !text[..*at].chars().next_back().is_some_and(joins)
            && !text[at + name.len()..].chars().next().is_some_and(joins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_words_only() {
        assert_eq!(find_word("orders-db and orders wait", "orders"), Some(14));
        assert_eq!(find_word("reorders", "orders"), None);
    }
}
