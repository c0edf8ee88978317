//! One umbrella: what is released together.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::Id;
use topology::yaml::{Item, Tree, Written, write};

use crate::error::Error;
use crate::file::{File, Span};
use crate::items::{Entries, put};
use crate::plan::{Plan, Plans};
use crate::targets::{Output, Request};

use super::charts::{self, Chart};
use super::explain::{Explained, explain, explained};
use super::overlay::{overlay, speak_for};
use super::policy::Flows;
use super::{datastore, extra, images, umbrella, workload};

/// Everything below `helm/<unit>`.
pub(super) fn render(plans: &Plans, request: &Request, unit: &Id, output: &mut Output) -> Result<(), Error> {
    let unit = Unit::new(plans, unit);
    let root = format!("helm/{}", unit.id);
    let in_use: BTreeSet<Chart> = unit.aliases.values().copied().collect();
    output.files.extend(charts::files(&root, &in_use)?);

    let instances = plans.all().flat_map(|(_, plan)| plan.instances.values().map(move |instance| (plan, instance)));
    let instances = instances.filter(|(_, instance)| unit.aliases.contains_key(&instance.id));
    for (name, script) in datastore::scripts(instances)? {
        output.files.insert(format!("{root}/charts/datastore/{name}"), File::generated(script));
    }

    let mut files = Files::default();
    let base = unit.values(&plans.base, &mut files, output)?;
    let mut spoken = base.nodes.clone();
    output.files.insert(format!("{root}/Chart.yaml"), umbrella::chart(plans, &unit)?);
    output.files.insert(format!("{root}/values.schema.json"), umbrella::schema(&unit, &base)?);
    for (environment, plan) in &plans.environments {
        let wanted = unit.values(plan, &mut files, output)?;
        for (alias, item) in &mut spoken {
            if let (Some(item), Some(Some(wanted))) = (item.as_mut(), wanted.nodes.get(alias)) {
                speak_for(item, wanted);
            }
        }
        if !request.wants(environment) {
            continue;
        }
        let text = unit.overlay_file(environment, &base, &wanted, &files);
        output.files.insert(format!("{root}/values-{environment}.yaml"), text);
        output.files.insert(format!("{root}/images-{environment}.yaml"), images::seed(plan, unit.id));
    }
    let base = Values { nodes: spoken, whole: base.whole };
    output.files.insert(format!("{root}/values.yaml"), unit.base_file(plans, base, &files)?);
    Ok(())
}

/// A unit and the aliases that it has in any environment.
pub(super) struct Unit<'p> {
    /// Its id.
    pub(super) id: &'p Id,
    /// Which chart stands behind each alias.
    pub(super) aliases: BTreeMap<&'p Id, Chart>,
    /// Aliases that one environment has and another has not.
    switched: BTreeSet<&'p Id>,
}

impl<'p> Unit<'p> {
    fn new(plans: &'p Plans, id: &'p Id) -> Self {
        let members: Vec<BTreeMap<&Id, Chart>> = plans.all().map(|(_, plan)| members(plan, id)).collect();
        let aliases: BTreeMap<&Id, Chart> = members.iter().flatten().map(|(id, chart)| (*id, *chart)).collect();
        let everywhere = |alias: &Id| members.iter().all(|there| there.contains_key(alias));
        let switched = aliases.keys().copied().filter(|alias| !everywhere(alias)).collect();
        Self { id, aliases, switched }
    }

    /// The values of a Plan, by alias; `None` for what does not run there.
    fn values(&self, plan: &Plan, files: &mut Files, output: &mut Output) -> Result<Values, Error> {
        let present = members(plan, self.id);
        let flows = Flows::of(plan);
        let mut nodes = BTreeMap::new();
        for (alias, chart) in &self.aliases {
            if !present.contains_key(*alias) {
                nodes.insert((*alias).clone(), None);
                continue;
            }
            let (values, subject) = node(plan, &flows, alias, files)?;
            let mut entries = Entries::new();
            if self.switched.contains(*alias) {
                let place = plan.environment.as_ref().map(|environment| format!("/environments/{environment}"));
                let place = format!("{}/nodes/{alias}/enabled", place.unwrap_or_default());
                put(&mut entries, "enabled", Item::from(true).subject(place));
            }
            if let Tree::Map(values) = values.value {
                entries.extend(values);
            }
            let mut item = Item { value: Tree::Map(entries), ..Item::null() };
            extra::merge_node(plan, alias, *chart, &mut item, &mut output.notes)?;
            nodes.insert((*alias).clone(), Some(item.subject(subject).spaced()));
        }
        let whole = extra::merge_whole(plan, &mut nodes, &self.aliases, &mut output.notes)?;
        Ok(Values { nodes, whole })
    }

    fn base_file(&self, plans: &Plans, base: Values, files: &Files) -> Result<File, Error> {
        let explained: BTreeMap<Chart, Explained> =
            Chart::ALL.into_iter().map(|chart| Ok((chart, explained(chart)?))).collect::<Result<_, Error>>()?;
        let mut entries = Entries::new();
        for (alias, values) in base.nodes {
            let label = plans.base.label(&alias);
            let words = self.aliases.get(&alias).and_then(|chart| explained.get(chart));
            let item = match values {
                Some(mut values) => {
                    words.into_iter().for_each(|words| explain(&mut values, words));
                    values.comment(label)
                }
                None => Item::map([("enabled", false)])
                    .flow()
                    .subject(format!("node:{alias} /nodes/{alias}/enabled"))
                    .comment(format!("{label}: not here, only in an environment."))
                    .spaced(),
            };
            put(&mut entries, alias.as_str(), item);
        }
        entries.extend(base.whole);
        let unit = self.id;
        let header = [
            format!(
                "Values of {unit}, one block a node. What an environment changes stands in values-<environment>.yaml,"
            ),
            format!(
                "image tags of your pipeline in images-<environment>.yaml, changes of your own in overrides/helm/{unit}.yaml:"
            ),
            String::new(),
            format!("  helm upgrade --install {unit} helm/{unit} --namespace {} --create-namespace \\", plans.topology),
            format!("    -f helm/{unit}/values-<environment>.yaml -f helm/{unit}/images-<environment>.yaml"),
            String::new(),
            "All values that a block may have stand in charts/<chart>/values.yaml.".to_owned(),
        ];
        Ok(files.place(write(&Item::from(entries).comment(header.join("\n")))))
    }

    fn overlay_file(&self, environment: &Id, base: &Values, wanted: &Values, files: &Files) -> File {
        let mut entries = Entries::new();
        let off = |alias: &Id| {
            let subject = format!("node:{alias} /environments/{environment}/nodes/{alias}/enabled");
            Item::map([("enabled", false)]).flow().subject(subject).spaced()
        };
        for (alias, values) in &wanted.nodes {
            let before = base.nodes.get(alias).and_then(Option::as_ref);
            let change = match (before, values) {
                (Some(before), Some(values)) => overlay(before, values),
                (Some(_), None) => Some(off(alias)),
                (None, values) => values.clone(),
            };
            entries.extend(change.map(|item| (alias.to_string(), item)));
        }
        let whole = overlay(&Item::from(base.whole.clone()), &Item::from(wanted.whole.clone()));
        if let Some(Item { value: Tree::Map(whole), .. }) = whole {
            entries.extend(whole);
        }
        let header = format!("What `{environment}` changes in values.yaml.");
        let mut file = files.place(write(&Item::from(entries).comment(header)));
        let lines = u32::try_from(file.text.lines().count()).unwrap_or(u32::MAX);
        file.spans.insert(0, Span::new(1, lines.max(1), &format!("environment:{environment}")));
        file
    }
}

/// Values of one Plan.
pub(super) struct Values {
    /// By alias; `None` where the node does not run.
    nodes: BTreeMap<Id, Option<Item>>,
    /// The person's own, beside the nodes.
    pub(super) whole: Entries,
}

/// What the charts run of a unit, by alias.
fn members<'p>(plan: &'p Plan, unit: &Id) -> BTreeMap<&'p Id, Chart> {
    let ids = plan.units.get(unit).into_iter().flatten();
    ids.filter_map(|id| {
        if plan.workloads.contains_key(id) {
            return Some((id, Chart::Workload));
        }
        plan.instances.get(id).filter(|instance| datastore::runs_here(plan, instance)).map(|_| (id, Chart::Datastore))
    })
    .collect()
}

/// The values of one node, and what their lines speak of.
fn node(plan: &Plan, flows: &Flows<'_>, id: &Id, files: &mut Files) -> Result<(Item, String), Error> {
    if let Some(workload) = plan.workloads.get(id) {
        return Ok((workload::values(plan, flows, workload, files)?, format!("node:{id}")));
    }
    let instance =
        plan.instances.get(id).ok_or_else(|| Error::internal("helm", format!("`{id}` is no part of the Plan")))?;
    let subject: Vec<String> = instance.nodes.iter().map(|node| format!("node:{node}")).collect();
    Ok((datastore::values(plan, flows, instance)?, subject.join(" ")))
}

/// The beginning of a subject that stands for a file.
const MARKER: &str = "file:";

/// Files that stand inside values: their own spans move along.
#[derive(Default)]
pub(super) struct Files(Vec<File>);

impl Files {
    /// A file as a value below its path.
    pub(super) fn item(&mut self, path: &str, file: File) -> (String, Item) {
        let item = Item::text(&file.text).subject(format!("{MARKER}{}", self.0.len()));
        self.0.push(file);
        (path.to_owned(), item)
    }

    /// The written values, each file's spans at the lines where its text came to stand.
    fn place(&self, written: Written) -> File {
        let mut spans = Vec::new();
        for span in written.spans {
            // A text that is no block stands on one line; a block begins below its key.
            let line =
                |line: u32| if span.start_line == span.end_line { span.start_line } else { span.start_line + line };
            let (inner, own): (Vec<&str>, Vec<&str>) =
                span.subject.split_whitespace().partition(|word| word.starts_with(MARKER));
            let inner = inner.iter().filter_map(|word| self.0.get(word.strip_prefix(MARKER)?.parse::<usize>().ok()?));
            spans.extend(inner.flat_map(|file| &file.spans).map(|within| Span {
                start_line: line(within.start_line),
                end_line: line(within.end_line),
                subjects: within.subjects.clone(),
            }));
            if !own.is_empty() {
                spans.push(Span::new(span.start_line, span.end_line, &own.join(" ")));
            }
        }
        spans.sort_by(|a, b| (a.start_line, b.end_line, &a.subjects).cmp(&(b.start_line, a.end_line, &b.subjects)));
        spans.dedup();
        File::generated(written.text).spans(spans)
    }
}
