//! Whether the programs that sign in at a server may want more connections than it has.

use crate::catalogue;
use crate::engines::connections;
use crate::plan::{Note, Plan, Verdict};

use super::Resolver;

/// Connections that one running program keeps: what most libraries for databases keep where nobody says.
pub(super) const POOL: u32 = 10;

impl Resolver<'_> {
    /// Says it where the pools of all replicas together are larger than what the server's memory carries.
    pub(super) fn pools(&self, plan: &mut Plan) {
        let mut notes = Vec::new();
        let all = self.wanted(plan);
        for instance in plan.instances.values() {
            let engine = catalogue::engine(&instance.engine.value);
            let limited = engine.is_some_and(|engine| engine.connections);
            let pooler = engine.is_some_and(|engine| engine.pooler.is_some());
            if !limited || instance.host.is_some() || instance.pooler.is_some() {
                continue;
            }
            let most = all.get(&instance.id).copied().unwrap_or_default().total();
            let held = connections(instance);
            if most > held {
                let way_out = if pooler { "take `pooler: false` away" } else { "no pooler for it is known here" };
                notes.push(Note {
                    path: format!("/nodes/{}/connections", instance.nodes.first().unwrap_or(&instance.id)),
                    verdict: Verdict::Approximated,
                    reason: format!(
                        "its memory carries {held} connections, and with {POOL} for each program its callers may want {most}: give it a larger size or keep pools small; {way_out}."
                    ),
                });
            }
        }
        plan.notes.extend(notes);
    }
}
