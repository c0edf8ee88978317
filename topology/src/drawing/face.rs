//! What a card and a line say: the document put into the few words of the picture.

use crate::document::{Document, Edge, EdgeKind, Node, NodeKind, Replicas};

/// What a node's card shows.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeFace {
    /// The kind, which gives icon and colour.
    pub kind: NodeKind,
    /// Title, else id.
    pub title: String,
    /// Technology and scale, else the kind.
    pub about: String,
    /// Left out by `enabled: false`.
    pub disabled: bool,
    /// The symbol of its tile.
    pub icon: &'static str,
    /// Whether it is a collapsed boundary, with several nodes behind it.
    pub folded: bool,
    /// Whether it stays where it is.
    pub locked: bool,
    /// How many edges it has.
    pub links: usize,
}

/// What an edge's line and label show.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeFace {
    /// What it is called where it is read aloud: its kind, and what it connects.
    pub name: String,
    /// Path, topic, access or protocol, whichever says most.
    pub label: Option<String>,
    /// Asynchronous, cached or no connection at all.
    pub dashed: bool,
}

/// The symbol of a kind.
#[must_use]
pub fn kind_icon(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Client => "user",
        NodeKind::External => "globe",
        NodeKind::Gateway => "route",
        NodeKind::Frontend => "panels-top-left",
        NodeKind::Service => "box",
        NodeKind::Worker => "cog",
        NodeKind::Job => "clock",
        NodeKind::Function => "square-function",
        NodeKind::Database => "database",
        NodeKind::Cache => "zap",
        NodeKind::Queue => "list-ordered",
        NodeKind::ObjectStore => "archive",
        NodeKind::Platform => "puzzle",
    }
}

/// The kind as people read it.
#[must_use]
pub fn kind_title(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Client => "Client",
        NodeKind::External => "External",
        NodeKind::Gateway => "Gateway",
        NodeKind::Frontend => "Frontend",
        NodeKind::Service => "Service",
        NodeKind::Worker => "Worker",
        NodeKind::Job => "Job",
        NodeKind::Function => "Function",
        NodeKind::Database => "Database",
        NodeKind::Cache => "Cache",
        NodeKind::Queue => "Queue",
        NodeKind::ObjectStore => "Objects",
        NodeKind::Platform => "Platform",
    }
}

/// What the card of a node shows.
#[must_use]
pub fn node_face(id: &str, node: &Node) -> NodeFace {
    let technology = match (&node.engine, &node.runtime) {
        (Some(engine), _) => Some(match &node.version {
            Some(version) => format!("{} {version}", product(engine.as_str())),
            None => product(engine.as_str()),
        }),
        (None, Some(runtime)) => Some(product(runtime.as_str())),
        (None, None) => None,
    };
    let capabilities = node.provides.iter().map(|word| sentence(word.word())).collect::<Vec<_>>().join(", ");
    let base = technology
        .unwrap_or_else(|| if capabilities.is_empty() { kind_title(node.kind).to_owned() } else { capabilities });
    let about = match node.replicas.as_ref().and_then(scale) {
        Some(scale) => format!("{base} · {scale}"),
        None => base,
    };
    let icon = match node.provides.first().map(|word| word.word()) {
        Some("identity") => "id-card",
        Some("metrics" | "logs" | "traces") => "activity",
        _ => kind_icon(node.kind),
    };
    NodeFace {
        kind: node.kind,
        title: node.title.as_ref().map_or_else(|| id.to_owned(), |title| title.as_str().to_owned()),
        about,
        disabled: node.enabled == Some(false),
        icon,
        folded: false,
        locked: false,
        links: 0,
    }
}

/// What the card of a collapsed boundary shows.
#[must_use]
pub fn folded_face(title: &str, count: usize) -> NodeFace {
    NodeFace {
        kind: NodeKind::Platform,
        title: title.to_owned(),
        about: if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") },
        disabled: false,
        icon: "boxes",
        folded: true,
        locked: false,
        links: 0,
    }
}

fn scale(replicas: &Replicas) -> Option<String> {
    match (replicas.min, replicas.max) {
        (Some(min), Some(max)) if min != max => Some(format!("×{min}–{max}")),
        (Some(count), _) | (None, Some(count)) => Some(format!("×{count}")),
        (None, None) => None,
    }
}

/// A product's name as its makers write it, else the word with a capital letter.
fn product(word: &str) -> String {
    let (name, version) = word.split_once('-').map_or((word, None), |(name, rest)| {
        if rest.starts_with(|c: char| c.is_ascii_digit()) { (name, Some(rest)) } else { (word, None) }
    });
    let known = match name {
        "postgres" => "PostgreSQL",
        "mysql" => "MySQL",
        "mariadb" => "MariaDB",
        "mongodb" => "MongoDB",
        "dynamodb" => "DynamoDB",
        "opensearch" => "OpenSearch",
        "rabbitmq" => "RabbitMQ",
        "nats" => "NATS",
        "sqs" => "SQS",
        "s3" => "S3",
        "nginx" => "nginx",
        "own-image" => "Own image",
        "node" => "Node",
        "dotnet" => ".NET",
        "php" => "PHP",
        _ => "",
    };
    let name = if known.is_empty() { sentence(&name.replace('-', " ")) } else { known.to_owned() };
    version.map_or(name.clone(), |version| format!("{name} {version}"))
}

fn sentence(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}

/// What the line of an edge shows that is drawn between these two.
#[must_use]
pub fn edge_face(document: &Document, edge: &Edge, (from, to): (&str, &str)) -> EdgeFace {
    let kind_of = |id: &str| document.nodes.get(id).map(|node| node.kind);
    let topic = edge.topic.as_ref().map(ToString::to_string);
    let label = match edge.kind {
        EdgeKind::Call => {
            edge.path.as_ref().map(ToString::to_string).or_else(|| edge.protocol.map(|p| p.word().to_owned()))
        }
        EdgeKind::Data => edge.access.map(|access| access.word().to_owned()),
        EdgeKind::Publish | EdgeKind::Subscribe => topic,
        EdgeKind::Config | EdgeKind::Discovery | EdgeKind::Telemetry | EdgeKind::Callback | EdgeKind::Boot => {
            Some(edge.kind.word().to_owned())
        }
    };
    let dashed =
        !matches!(edge.kind, EdgeKind::Call | EdgeKind::Data) || kind_of(edge.to.as_str()) == Some(NodeKind::Cache);
    let (from, to) = (document.node_label(from), document.node_label(to));
    EdgeFace { name: format!("{} from {from} to {to}", edge.kind.word()), label, dashed }
}

/// From where to where the arrow is drawn: with the flow, so a subscription comes out of its queue.
#[must_use]
pub fn drawn_ends(edge: &Edge) -> (&str, &str) {
    let (from, to) = (edge.from.as_str(), edge.to.as_str());
    if edge.kind == EdgeKind::Subscribe { (to, from) } else { (from, to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> Node {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_card_names_technology_and_scale() {
        let face =
            node_face("orders", &node(r#"{"kind":"service","runtime":"node-24","replicas":{"min":3,"max":10}}"#));
        assert_eq!((face.title.as_str(), face.about.as_str()), ("orders", "Node 24 · ×3–10"));
        let face =
            node_face("db", &node(r#"{"kind":"database","engine":"postgres","version":"18","title":"Orders DB"}"#));
        assert_eq!((face.title.as_str(), face.about.as_str()), ("Orders DB", "PostgreSQL 18"));
        assert_eq!(node_face("w", &node(r#"{"kind":"worker"}"#)).about, "Worker");
    }
}
