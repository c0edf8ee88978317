//! What stands in a pooler's settings: how many connections, for whom.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use topology::document::Id;

use super::Wanted;
use crate::catalogue::Engine;
use crate::engines::{connections, pooler_settings};
use crate::error::Error;
use crate::plan::{Composed, Instance, Part};

/// The server's connections that no caller gets: three for superusers, the rest for grants, copies, metrics and a person.
const RESERVED: u32 = 10;
/// What stands around a part that only a target knows, while the settings are rendered.
const MARK: char = '\u{1}';

/// A database as the template sees it.
#[derive(Serialize)]
struct PooledDatabase {
    name: String,
    host: String,
    port: String,
}

/// What the template knows.
#[derive(Serialize)]
struct Known {
    databases: Vec<PooledDatabase>,
    /// The port that callers use.
    port: u16,
    /// What the server carries, what no caller gets of it, and what those get who call it themselves.
    connections: u32,
    reserved: u32,
    direct: u32,
    /// What is left for one pooler, of so many.
    share: u32,
    replicas: u32,
    /// Pairs of user and database, each of which has a pool.
    pairs: usize,
    /// Connections of one pool, and of one database.
    pool: u32,
    most: u32,
    /// What callers may open, and what they may at most.
    wanted: u32,
    clients: u32,
}

/// The settings, with what only a target knows left open.
pub(super) fn settings(
    entry: &Engine,
    instance: &Instance,
    users: &BTreeSet<(&str, &str, Id)>,
    wanted: &Wanted,
    replicas: u32,
) -> Result<Composed, Error> {
    let Some(pooler) = &entry.pooler else { return Ok(Composed::default()) };
    let mut parts = Vec::new();
    let mut marked = |part: Part| {
        parts.push(part);
        format!("{MARK}{}{MARK}", parts.len() - 1)
    };
    let named: BTreeMap<&str, &Id> = users.iter().map(|(_, database, node)| (*database, node)).collect();
    let databases: Vec<PooledDatabase> = named
        .iter()
        .map(|(name, node)| PooledDatabase {
            name: (*name).to_owned(),
            host: marked(Part::Host((*node).clone())),
            port: marked(Part::Port { of: (*node).clone(), number: instance.port }),
        })
        .collect();
    let pairs = users.iter().map(|(user, database, _)| (user, database)).collect::<BTreeSet<_>>().len();
    let held = connections(instance);
    let share = (held.saturating_sub(RESERVED.saturating_add(wanted.direct)) / replicas).max(1);
    let of = |count: usize| (share / u32::try_from(count).unwrap_or(u32::MAX).max(1)).max(1);
    let known = Known {
        port: pooler.port,
        connections: held,
        reserved: RESERVED,
        direct: wanted.direct,
        share,
        replicas,
        pairs,
        pool: of(pairs),
        most: of(databases.len()),
        wanted: wanted.pooled,
        clients: wanted.pooled.saturating_mul(2).max(100),
        databases,
    };
    let text = pooler_settings(&entry.engine, &pooler.settings, &known)?;
    let mut composed = Vec::new();
    for (position, piece) in text.trim_end().split(MARK).enumerate() {
        if position % 2 == 0 {
            composed.push(Part::Text(piece.to_owned()));
        } else if let Some(part) = piece.parse::<usize>().ok().and_then(|index| parts.get(index)) {
            composed.push(part.clone());
        }
    }
    Ok(Composed(composed))
}
