//! The edit by which people agree to live with a finding for a while; command line and editor make the same.

use super::Edit;
use crate::document::{Document, Id, Pointer, Waiver};
use crate::json;

/// The edit that puts a waiver into the document, under the first of `w1`, `w2`, … that is free, and that id.
#[must_use]
pub fn waive(document: &Document, waiver: &Waiver) -> (Id, Edit) {
    let mut ids = (1_u32..).filter_map(|number| Id::parse(&format!("w{number}")).ok());
    let id = ids.find(|id| !document.waivers.contains_key(id));
    // There are more ids than a document can hold.
    let id = id.unwrap_or_else(|| waiver.rule.clone());
    let value = json::write(waiver);
    let edit = Edit::Create { path: Pointer::of(["waivers", id.as_str()]), value };
    (id, edit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Date, Line};
    use crate::edit::apply;

    #[test]
    fn waivers_are_numbered_and_gaps_are_filled() {
        let mut document = Document::new(Id::parse("shop").unwrap());
        let waiver = Waiver {
            rule: Id::parse("orphan-node").unwrap(),
            key: Some(Line::parse("orphan-node:a:").unwrap()),
            node: None,
            edge: None,
            reason: Line::parse("from spring on").unwrap(),
            author: Line::parse("ana").unwrap(),
            expires: Date::parse("2027-04-01").unwrap(),
        };
        for expected in ["w1", "w2"] {
            let (id, edit) = waive(&document, &waiver);
            assert_eq!(id.as_str(), expected);
            apply(&mut document, &edit).unwrap();
            assert_eq!(document.waivers[&id], waiver);
        }
        document.waivers.remove("w1");
        assert_eq!(waive(&document, &waiver).0.as_str(), "w1");
    }
}
