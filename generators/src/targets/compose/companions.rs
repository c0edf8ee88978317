//! Files that services mount: gateways' and engines' configuration, scripts and tables of the grants jobs.

use std::collections::BTreeMap;

use super::instance::runs_here;
use crate::catalogue;
use crate::engines;
use crate::error::Error;
use crate::file::{File, Span};
use crate::items::host;
use crate::plan::{Duty, Plan};

/// The resolver that docker gives every container.
const RESOLVER: &str = "127.0.0.11";

/// Here everything that attends to a server may run at any time.
pub(super) const ATTENDED: [Duty; 2] = [Duty::Monitor, Duty::Backup];

/// The mounted files of a Plan, by their path below `compose/`.
pub(super) struct Companions {
    files: BTreeMap<String, File>,
    /// Where a file lies, by folder and name.
    places: BTreeMap<(String, String), String>,
}

impl Companions {
    /// The files of a Plan. An environment has a file of its own only where it says something else than the base.
    pub(super) fn of(plan: &Plan, base: Option<&Self>) -> Result<Self, Error> {
        let mut this = Self { files: BTreeMap::new(), places: BTreeMap::new() };
        for workload in plan.workloads.values() {
            if let Some(gateway) = &workload.gateway {
                let around = engines::nginx::Surroundings { tls: true, resolver: Some(RESOLVER), behind: false };
                let file = engines::nginx::render(workload, gateway, around, |node| host(node, plan))?;
                this.add(plan, base, &format!("gateways/{}", workload.name.value), "nginx.conf", file);
            }
        }
        for instance in plan.instances.values().filter(|instance| runs_here(instance)) {
            let subject = format!("node:{}", instance.nodes.first().unwrap_or(&instance.id));
            for (path, text) in engines::files(instance)? {
                let subject = format!("{subject} {} {}", instance.resources.subject(), instance.persistence.subject());
                this.add(
                    plan,
                    base,
                    &format!("engines/{}", instance.name.value),
                    file_name(&path),
                    whole(text, &subject),
                );
            }
            if let Some((_, take, restore)) = engines::backup_scripts(instance) {
                let engine = &instance.engine.value;
                for (name, text) in [("backup", take), ("restore", restore)] {
                    this.files.insert(format!("backup/{engine}/{name}.sh"), File::generated(text).executable());
                }
                this.files.insert("backup/copies.sh".to_owned(), File::generated(catalogue::copies()?).executable());
            }
            if let Some(script) = engines::grants_script(instance).filter(|_| !instance.users.is_empty()) {
                let script = File::generated(script).executable();
                this.files.insert(format!("grants/{}.sh", instance.engine.value), script);
                let table = whole(engines::users_table(instance, &ATTENDED), &subject);
                this.add(plan, base, "grants", &format!("{}.tsv", instance.name.value), table);
            }
        }
        Ok(this)
    }

    fn add(&mut self, plan: &Plan, base: Option<&Self>, folder: &str, name: &str, file: File) {
        let plain = format!("{folder}/{name}");
        let shared = base.is_none_or(|base| base.files.get(&plain).is_some_and(|held| held.text == file.text));
        let path = if shared { plain } else { format!("{folder}/{}/{name}", plan.name()) };
        self.places.insert((folder.to_owned(), name.to_owned()), path.clone());
        self.files.insert(path, file);
    }

    /// Where a service finds a mounted file, relative to the compose file.
    pub(super) fn mount(&self, folder: &str, name: &str) -> String {
        let key = (folder.to_owned(), name.to_owned());
        self.places.get(&key).cloned().unwrap_or_else(|| format!("{folder}/{name}"))
    }

    /// The text of a mounted file; empty where it is none of these.
    pub(super) fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", |file| file.text.as_str())
    }

    /// Adds the files to a bundle.
    pub(super) fn write(&self, files: &mut BTreeMap<String, File>) {
        for (path, file) in &self.files {
            files.entry(format!("compose/{path}")).or_insert_with(|| file.clone());
        }
    }
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn whole(text: String, subject: &str) -> File {
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).max(1);
    File::generated(text).spans([Span::new(1, lines, subject)])
}
