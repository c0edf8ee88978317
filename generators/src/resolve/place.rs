//! Where a value stands in the document as declared.

use topology::document::{Document, EdgeId, Id, Pointer};
use topology::edit::get;

/// Looks up which of override, item and default said something.
pub(super) struct Places<'d> {
    /// The document as declared.
    pub declared: &'d Document,
    /// The environment that is planned.
    pub environment: Option<&'d Id>,
}

impl Places<'_> {
    /// The place of a node's field, such as `replicas/min`.
    pub fn node(&self, id: &Id, field: &str) -> String {
        let item = self.pick(&["nodes", id.as_str()], field);
        if get(self.declared, &item).is_some() {
            return item.to_string();
        }
        // What neither override nor node says comes from the defaults of the kind.
        match self.declared.nodes.get(id) {
            Some(node) if self.declared.defaults.get(&node.kind).is_some_and(|d| d.contains_key(first(field))) => {
                pointer(&["defaults", node.kind.word()], field).to_string()
            }
            _ => item.to_string(),
        }
    }

    /// The place of an edge's field.
    pub fn edge(&self, id: &EdgeId, field: &str) -> String {
        self.pick(&["edges", id.as_str()], field).to_string()
    }

    /// The place of an edge's field, if it is declared.
    pub fn declared_edge(&self, id: &EdgeId, field: &str) -> Option<String> {
        let place = self.pick(&["edges", id.as_str()], field);
        get(self.declared, &place).is_some().then(|| place.to_string())
    }

    /// The place of a setting.
    pub fn setting(&self, field: &str) -> String {
        match self.environment {
            Some(environment) => {
                let own = pointer(&["environments", environment.as_str(), "settings"], field);
                // The last of the three environments that nobody declared is production without saying so.
                let said =
                    get(self.declared, &own).is_some() || get(self.declared, &pointer(&["settings"], field)).is_none();
                if said { own.to_string() } else { pointer(&["settings"], field).to_string() }
            }
            None => pointer(&["settings"], field).to_string(),
        }
    }

    fn pick(&self, item: &[&str], field: &str) -> Pointer {
        if let Some(environment) = self.environment {
            let mut over = vec!["environments", environment.as_str()];
            over.extend_from_slice(item);
            let over = pointer(&over, field);
            if get(self.declared, &over).is_some() {
                return over;
            }
        }
        pointer(item, field)
    }
}

fn first(field: &str) -> &str {
    field.split('/').next().unwrap_or(field)
}

fn pointer(segments: &[&str], field: &str) -> Pointer {
    Pointer::of(segments.iter().copied().chain(field.split('/')))
}
