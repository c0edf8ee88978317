//! What engines are known for: where they listen, what they speak, and what they do with what they hold.
//!
//! The numbers are the defaults of the makers' documentation. An engine whose listeners people usually move (Kafka's brokers) has none: nothing can be judged by them.

use crate::document::{Name, Node};

/// What is known of an engine.
#[derive(Debug)]
pub(super) struct Engine {
    name: &'static str,
    /// The ports that it listens on; empty where that is not known.
    pub ports: &'static [u16],
    /// Whether clients may speak HTTP or gRPC with it.
    pub web: bool,
    /// Whether it holds its data in memory first, so that a restart may lose them.
    pub memory: bool,
    /// Whether each group of readers gets its own copy of what is written.
    pub copies: bool,
    /// Whether only a cloud runs it, and so keeps its data.
    pub hosted: bool,
}

const fn engine(name: &'static str, ports: &'static [u16]) -> Engine {
    Engine { name, ports, web: false, memory: false, copies: false, hosted: false }
}

impl Engine {
    const fn web(self) -> Self {
        Self { web: true, ..self }
    }

    const fn memory(self) -> Self {
        Self { memory: true, ..self }
    }

    const fn copies(self) -> Self {
        Self { copies: true, ..self }
    }

    const fn hosted(self) -> Self {
        Self { hosted: true, ..self }
    }
}

/// By name, so that a search finds them.
const ENGINES: [Engine; 52] = [
    engine("activemq", &[61616, 61613, 61614, 5672, 1883, 8161]),
    engine("arangodb", &[8529]).web(),
    engine("artemis", &[61616, 61613, 5672, 5445, 1883, 8161]),
    engine("cassandra", &[9042, 7000, 7001]),
    engine("chroma", &[8000]).web(),
    engine("clickhouse", &[9000, 8123, 8443, 9440, 9009]).web(),
    engine("cockroachdb", &[26257, 8080]),
    engine("couchbase", &[8091, 8092, 8093, 8094, 8095, 8096, 11210, 11207, 18091]).web(),
    engine("couchdb", &[5984, 6984]).web(),
    engine("documentdb", &[27017]).hosted(),
    engine("dragonfly", &[6379]).memory(),
    engine("dynamodb", &[]).web().hosted(),
    engine("elasticsearch", &[9200, 9300]).web(),
    engine("etcd", &[2379, 2380]).web(),
    engine("eventhubs", &[]).copies().hosted(),
    engine("firestore", &[]).web().hosted(),
    engine("hazelcast", &[5701]).memory(),
    engine("influxdb", &[8086]).web(),
    engine("kafka", &[]).copies(),
    engine("keydb", &[6379]).memory(),
    engine("kinesis", &[]).web().copies().hosted(),
    engine("mariadb", &[3306]),
    engine("meilisearch", &[7700]).web(),
    engine("memcached", &[11211]).memory(),
    engine("milvus", &[19530, 9091]).web(),
    engine("minio", &[9000, 9001]).web(),
    engine("mongodb", &[27017]),
    engine("mssql", &[1433]),
    engine("mysql", &[3306, 33060]),
    engine("nats", &[4222, 6222, 8222]).copies(),
    engine("neo4j", &[7687, 7474, 7473]).web(),
    engine("opensearch", &[9200, 9300, 9600]).web(),
    engine("oracle", &[1521, 2484]),
    engine("pgvector", &[5432]),
    engine("postgres", &[5432]),
    engine("postgresql", &[5432]),
    engine("pubsub", &[]).web().copies().hosted(),
    engine("pulsar", &[6650, 6651, 8080, 8443]).copies(),
    engine("qdrant", &[6333, 6334]).web(),
    engine("rabbitmq", &[5672, 5671, 15672, 15671, 61613, 1883, 5552, 15692]),
    engine("redis", &[6379, 26379]).memory(),
    engine("redpanda", &[]).copies(),
    engine("s3", &[]).web().hosted(),
    engine("servicebus", &[]).hosted(),
    engine("sns", &[]).web().copies().hosted(),
    engine("solr", &[8983]).web(),
    engine("sqs", &[]).web().hosted(),
    engine("surrealdb", &[8000]).web(),
    engine("timescaledb", &[5432]),
    engine("typesense", &[8108]).web(),
    engine("valkey", &[6379, 26379]).memory(),
    engine("weaviate", &[8080, 50051]).web(),
];

/// What is known of a node's engine.
pub(super) fn engine_of(node: &Node) -> Option<&'static Engine> {
    node.engine.as_ref().and_then(known)
}

fn known(name: &Name) -> Option<&'static Engine> {
    let name = name.as_str().to_ascii_lowercase();
    let find = |name: &str| ENGINES.binary_search_by(|engine| engine.name.cmp(name)).ok().map(|at| &ENGINES[at]);
    // `redis-streams` is a way to use Redis.
    find(&name).or_else(|| find(name.split('-').next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_found_by_name_and_by_the_way_they_are_used() {
        assert!(ENGINES.is_sorted_by(|a, b| a.name < b.name));
        let found = |name: &str| known(&Name::parse(name).unwrap()).map(|engine| engine.name);
        assert_eq!(found("Postgres"), Some("postgres"));
        assert_eq!(found("redis-streams"), Some("redis"));
        assert_eq!(found("homemade"), None);
    }
}
