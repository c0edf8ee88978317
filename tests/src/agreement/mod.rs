//! What several outputs say of the same system, read back from each of them and compared.
//!
//! The readers know the outputs alone; of the Plan they take the names by which an output calls a node. A difference counts unless the translation report names it.

mod charts;
mod compose;
mod report;
mod roots;

use std::collections::{BTreeMap, BTreeSet};

use generators::plan::Plan;

pub use charts::charts;
pub use compose::compose;
pub use report::Report;
pub use roots::{planned, roots};

/// Something that an output says of a program, as a set of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The image, with its tag or digest.
    Image,
    /// The first number of a data store's version.
    Version,
    /// The ports that it listens on.
    Ports,
    /// Names of plain variables.
    Variables,
    /// Names of variables whose values are secrets.
    Secrets,
    /// How many run: the least and the most.
    Replicas,
    /// How its health is asked.
    Probe,
    /// Where it keeps what outlives a restart.
    Storage,
    /// How much fits there, in MiB.
    Size,
    /// When it runs.
    Schedule,
    /// For how many days its copies are kept.
    Copies,
}

impl Aspect {
    /// The fields of a node about which the report may say why outputs differ in this.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Image | Self::Version => &["image", "build", "version", "engine", "provision"],
            Self::Ports => &["ports", "engine", "provision"],
            Self::Variables => &["variables", "engine", "provision"],
            Self::Secrets => &["secrets", "as", "engine", "provision"],
            Self::Replicas => &["replicas", "provision"],
            Self::Probe => &["health", "engine", "provision"],
            Self::Storage => &["volumes", "persistence", "engine", "provision"],
            Self::Size => &["storage", "volumes", "persistence"],
            Self::Schedule => &["schedule", "backup"],
            Self::Copies => &["backup"],
        }
    }
}

/// The fields about which the report may say why a program is in one output and not in another.
const PRESENCE: &[&str] = &["kind", "engine", "provision", "enabled", "backup"];

/// What an output says of one program.
pub type Program = BTreeMap<Aspect, BTreeSet<String>>;

/// Everybody outside, as the one who opens a connection.
pub const ANYBODY: &str = "anybody";
/// Somewhere outside, as the one who is reached.
pub const OUTSIDE: &str = "outside";

/// What an output says of one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The output: `compose`, `helm`, `terraform`.
    pub target: &'static str,
    /// Programs by node or instance id; the jobs of an instance as `<id>.grants` and `<id>.backup`.
    pub programs: BTreeMap<String, Program>,
    /// Who may reach whom, at which port.
    pub pairs: BTreeSet<(String, String, u16)>,
    /// Whether pairs know ports and which side opens the connection.
    pub directed: bool,
    /// Whether the network keeps to the pairs at all.
    pub enforced: bool,
}

impl Picture {
    /// Notes a word about a program.
    pub(crate) fn say(&mut self, program: &str, aspect: Aspect, word: impl Into<String>) {
        self.programs.entry(program.to_owned()).or_default().entry(aspect).or_default().insert(word.into());
    }

    /// Puts a word in the place of what is said, to see whether that is noticed.
    pub fn say_instead(&mut self, program: &str, aspect: Aspect, word: &str) {
        self.programs.entry(program.to_owned()).or_default().insert(aspect, [word.to_owned()].into());
    }
}

/// How outputs call the programs of a Plan.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// From deployed names to ids.
    pub(crate) fn of(plan: &Plan) -> Self {
        let workloads = plan.workloads.values().map(|workload| (workload.name.to_string(), workload.id.to_string()));
        let instances = plan.instances.values().map(|instance| (instance.name.to_string(), instance.id.to_string()));
        Self(workloads.chain(instances).collect())
    }

    /// The id behind a name, with what is a job of it as a suffix: `orders-db` and `-grants` give `orders-db.grants`.
    pub(crate) fn id(&self, name: &str, joint: &str) -> Option<String> {
        let job = |suffix: &str| {
            let id = self.0.get(name.strip_suffix(&format!("{joint}{suffix}"))?)?;
            Some(format!("{id}.{suffix}"))
        };
        self.0.get(name).cloned().or_else(|| job("grants")).or_else(|| job("backup"))
    }
}

/// The node or instance that a program belongs to.
fn owner(program: &str) -> &str {
    program.split('.').next().unwrap_or(program)
}

/// A node, and fields of it.
type Place = (String, &'static [&'static str]);

/// A difference between two outputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs, for people.
    pub text: String,
    /// What the report may say to name it: everything of one of these, each a node with fields of which one is spoken of.
    ways: Vec<Vec<Place>>,
    /// The ends of a connection, where it is about one.
    ends: Option<(String, String)>,
}

/// Everything in which two outputs differ.
#[must_use]
pub fn differences(a: &Picture, b: &Picture) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |program: &str, fields, text: String| {
        let text = format!("{program}: {text} ({} against {})", a.target, b.target);
        found.push(Difference { text, ways: vec![vec![(owner(program).to_owned(), fields)]], ends: None });
    };
    let ids: BTreeSet<&String> = a.programs.keys().chain(b.programs.keys()).collect();
    for id in ids {
        let (Some(left), Some(right)) = (a.programs.get(id), b.programs.get(id)) else {
            let there = if a.programs.contains_key(id) { a.target } else { b.target };
            add(id, PRESENCE, format!("only in {there}"));
            continue;
        };
        let aspects: BTreeSet<Aspect> = left.keys().chain(right.keys()).copied().collect();
        for aspect in aspects {
            let (left, right) = (left.get(&aspect), right.get(&aspect));
            if left != right {
                add(id, aspect.fields(), format!("{aspect:?}: {} against {}", words(left), words(right)));
            }
        }
    }
    if a.enforced && b.enforced {
        found.extend(connections(a, b));
    }
    found
}

fn words(words: Option<&BTreeSet<String>>) -> String {
    words.map_or_else(|| "nothing".to_owned(), |words| words.iter().cloned().collect::<Vec<_>>().join(" "))
}

fn connections(a: &Picture, b: &Picture) -> Vec<Difference> {
    // A managed service takes its copies itself, and every task of ECS reaches the endpoints of the cloud.
    let cloud = a.target == "terraform" || b.target == "terraform";
    let kept = |pair: &&(String, String, u16)| !cloud || (!pair.0.ends_with(".backup") && pair.1 != OUTSIDE);
    let directed = a.directed && b.directed;
    let seen = |picture: &Picture| -> BTreeSet<(String, String, u16)> {
        let pairs = picture.pairs.iter().filter(kept);
        pairs.map(|pair| if directed { pair.clone() } else { level(pair) }).collect()
    };
    let (left, right) = (seen(a), seen(b));
    let difference = |pair: &(String, String, u16), there: &str| {
        let (from, to, port) = pair;
        let of = |end: &str, fields| (owner(end).to_owned(), fields);
        let ways = if from == ANYBODY {
            vec![vec![of(to, &["expose", "published"][..])]]
        } else if to == OUTSIDE {
            vec![vec![of(from, &["published"][..])]]
        } else {
            // Another port or way in of a managed service; or both stand in the network of what is published.
            vec![vec![of(to, &["engine"][..])], vec![of(from, &["published"][..]), of(to, &["published"][..])]]
        };
        Difference {
            text: format!("{from} to {to} at {port}: only in {there} ({} against {})", a.target, b.target),
            ways,
            ends: Some((from.clone(), to.clone())),
        }
    };
    let only = |here: &BTreeSet<_>, there: &BTreeSet<_>, target| {
        here.difference(there).map(|pair| difference(pair, target)).collect::<Vec<_>>()
    };
    let mut found = only(&left, &right, a.target);
    found.extend(only(&right, &left, b.target));
    found
}

/// A connection without direction and port: a network of compose knows neither.
fn level((from, to, _): &(String, String, u16)) -> (String, String, u16) {
    let outward = from == ANYBODY || to == OUTSIDE;
    if outward || from < to { (from.clone(), to.clone(), 0) } else { (to.clone(), from.clone(), 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(target: &'static str, replicas: &str, pair: (&str, &str, u16)) -> Picture {
        let mut picture = Picture { target, directed: target != "compose", enforced: true, ..Picture::default() };
        picture.say("orders", Aspect::Replicas, replicas);
        picture.pairs.insert((pair.0.to_owned(), pair.1.to_owned(), pair.2));
        picture
    }

    #[test]
    fn what_differs_is_found_and_named() {
        let helm = picture("helm", "2", ("edge", "orders", 80));
        assert_eq!(differences(&helm, &picture("terraform", "2", ("edge", "orders", 80))), []);
        let found = differences(&helm, &picture("terraform", "3", ("edge", "orders", 81)));
        let texts: Vec<&str> = found.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].contains("Replicas: 2 against 3") && texts[1].contains("only in helm"), "{texts:?}");
        let compose = picture("compose", "2", ("orders", "edge", 0));
        assert_eq!(differences(&helm, &compose), []);
        let mut more = helm.clone();
        more.say("extra", Aspect::Image, "x:1");
        assert!(differences(&helm, &more)[0].text.contains("only in helm"));
    }

    #[test]
    fn jobs_belong_to_their_instance() {
        let names = Names([("orders-db".to_owned(), "od".to_owned())].into());
        assert_eq!(names.id("orders-db-grants", "-").as_deref(), Some("od.grants"));
        assert_eq!(names.id("orders-db.backup", ".").as_deref(), Some("od.backup"));
        assert_eq!(names.id("orders-db", "-").as_deref(), Some("od"));
        assert_eq!(names.id("preflight", "-"), None);
        assert_eq!(owner("od.grants"), "od");
    }
}
