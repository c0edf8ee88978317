//! Waivers: to live with a finding for a while, and to stop doing so.

use topology::Document;
use topology::document::{Date, EdgeId, Id, Line, Pointer, Waiver};
use topology::edit::{Edit, waive};
use topology::finding::{Finding, Subject};

/// What a waiver covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// This finding alone; if what it is about changes, it is another one.
    Finding,
    /// All that the rule says of a node.
    Node(Id),
    /// All that the rule says of an edge.
    Edge(EdgeId),
}

/// What can be waived of a finding, the narrowest first.
#[must_use]
pub fn scopes(finding: &Finding) -> Vec<Scope> {
    let mut all = vec![Scope::Finding];
    all.extend(finding.subjects.iter().filter_map(|subject| match subject {
        Subject::Node(id) => Some(Scope::Node(id.clone())),
        Subject::Edge(id) => Some(Scope::Edge(id.clone())),
        _ => None,
    }));
    all
}

/// What the person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Why it is all right.
    pub reason: String,
    /// Who says so.
    pub author: String,
    /// The day on which the waiver stops working.
    pub expires: String,
}

/// Which field does not fit, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong with it, as a sentence.
    pub message: String,
}

fn misfit(field: &'static str, message: impl ToString) -> Misfit {
    Misfit { field, message: message.to_string() }
}

/// The edit that waives a finding, the same that the command line makes.
///
/// # Errors
/// The first field that does not fit.
pub fn draft(document: &Document, finding: &Finding, scope: &Scope, wish: &Wish, today: &Date) -> Result<Edit, Misfit> {
    let line = |field, text: &str, empty: &str| match text.trim() {
        "" => Err(misfit(field, empty)),
        text => Line::parse(text).map_err(|error| misfit(field, error)),
    };
    let expires = Date::parse(&wish.expires).map_err(|_| misfit("expires", "Choose a day."))?;
    if expires <= *today {
        return Err(misfit("expires", "Choose a day in the future: on that day the waiver stops working."));
    }
    let (key, node, edge) = match scope {
        Scope::Finding => (Some(Line::parse(&finding.key).map_err(|error| misfit("scope", error))?), None, None),
        Scope::Node(id) => (None, Some(id.clone()), None),
        Scope::Edge(id) => (None, None, Some(id.clone())),
    };
    let waiver = Waiver {
        rule: Id::parse(&finding.rule).map_err(|error| misfit("scope", error))?,
        key,
        node,
        edge,
        reason: line("reason", &wish.reason, "Say why it is all right.")?,
        author: line("author", &wish.author, "Say who decides this.")?,
        expires,
    };
    Ok(waive(document, &waiver).1)
}

/// The edit that ends a waiver.
#[must_use]
pub fn end(waiver: &Id) -> Edit {
    Edit::Delete { path: Pointer::of(["waivers", waiver.as_str()]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::edit::apply;
    use topology::rules::{Options, check};

    fn judged() -> (Document, Finding) {
        let document: Document = serde_json::from_str(
            r#"{"groundplan":1,"name":"shop","nodes":{"a":{"kind":"service"},"b":{"kind":"service"}},
            "edges":{"a--b":{"from":"a","to":"b","kind":"call"},"b--a":{"from":"b","to":"a","kind":"call"}}}"#,
        )
        .unwrap();
        let report = check(&document, &Options::default()).unwrap();
        let finding = report.findings.into_iter().find(|finding| finding.rule == "sync-cycle").unwrap();
        (document, finding)
    }

    fn wish(reason: &str, author: &str, expires: &str) -> Wish {
        Wish { reason: reason.into(), author: author.into(), expires: expires.into() }
    }

    #[test]
    fn every_scope_waives_the_finding() {
        let (document, finding) = judged();
        let today = Date::parse("2026-11-21").unwrap();
        let all = scopes(&finding);
        assert_eq!(all.len(), 5, "{all:?}");
        for scope in all {
            let mut after = document.clone();
            let edit = draft(&after, &finding, &scope, &wish("until spring", "ana", "2027-04-01"), &today).unwrap();
            apply(&mut after, &edit).unwrap();
            let report = check(&after, &Options { today: Some(today.clone()), ..Options::default() }).unwrap();
            let waived = report.findings.iter().find(|other| other.key == finding.key).unwrap();
            assert_eq!(waived.waived.as_ref().map(|waived| waived.reason.as_str()), Some("until spring"), "{scope:?}");
            apply(&mut after, &end(&Id::parse("w1").unwrap())).unwrap();
            assert_eq!(after, document);
        }
    }

    #[test]
    fn a_wish_that_does_not_fit_names_its_field() {
        let (document, finding) = judged();
        let today = Date::parse("2026-11-21").unwrap();
        let field = |wish: &Wish| draft(&document, &finding, &Scope::Finding, wish, &today).unwrap_err().field;
        assert_eq!(field(&wish(" ", "ana", "2027-04-01")), "reason");
        assert_eq!(field(&wish("why", "", "2027-04-01")), "author");
        assert_eq!(field(&wish("why", "ana", "2026-11-21")), "expires");
        assert_eq!(field(&wish("why", "ana", "soon")), "expires");
        assert_eq!(field(&wish(&"x".repeat(1025), "ana", "2027-04-01")), "reason");
    }
}
