//! `groundplan waive`: to live with a finding for a while.

mod list;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use topology::Document;
use topology::document::{Date, EdgeId, Id, Line, Pointer, Waiver};
use topology::edit::{self, Edit};
use topology::finding::{Report, Waived};
use topology::rules::{self, Fixes, Options};
use topology::structure::nearest;

use super::input::Source;
use super::{Failure, Outcome, day, output};
use crate::api::rules::named;
use crate::clock;

/// Waive a finding, with a reason, until a day
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true)))]
pub struct Waive {
    /// The topology file; - is standard input, and then the result goes to standard output
    file: PathBuf,
    /// The rule whose finding is waived; a key names it already
    #[arg(long, required_unless_present_any = ["key", "list", "remove"])]
    rule: Option<String>,
    /// The finding with this key alone
    #[arg(long, group = "what")]
    key: Option<String>,
    /// Findings about this node
    #[arg(long, group = "what")]
    node: Option<String>,
    /// Findings about this edge
    #[arg(long, group = "what")]
    edge: Option<String>,
    /// Why it is all right
    #[arg(long, required_unless_present_any = ["list", "remove"])]
    reason: Option<String>,
    /// Who says so
    #[arg(long, required_unless_present_any = ["list", "remove"])]
    author: Option<String>,
    /// The day on which the waiver stops working
    #[arg(long, value_parser = day, value_name = "DATE", required_unless_present_any = ["list", "remove"])]
    expires: Option<Date>,
    /// List the waivers and what they hold
    #[arg(long, group = "what", conflicts_with_all = ["rule", "reason", "author", "expires"])]
    list: bool,
    /// How waivers are listed
    #[arg(long, value_enum, default_value = "text", requires = "list")]
    format: list::Format,
    /// Take this waiver away
    #[arg(long, group = "what", value_name = "ID", conflicts_with_all = ["rule", "reason", "author", "expires"])]
    remove: Option<String>,
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

impl Waive {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let source = Source::read(&self.file)?;
        let (mut document, _) = source.document()?;
        if self.list {
            let options = self.options();
            list::print(&document, &judge(&document, &options)?, options.today.as_ref(), self.format)?;
            return Ok(Outcome::Well);
        }
        let told = match &self.remove {
            Some(id) => remove(&mut document, id)?,
            None => self.create(&mut document)?,
        };
        output::write_back(&source, &document)?;
        output::note(&told);
        Ok(Outcome::Well)
    }

    fn options(&self) -> Options {
        Options { today: self.today.clone().or_else(clock::today), fixes: Fixes::None, ..Options::default() }
    }

    /// Adds the waiver, if there is something to waive, and says what it holds.
    fn create(&self, document: &mut Document) -> Result<String, Failure> {
        let (id, create) = edit::waive(document, &self.waiver(document)?);
        let before = judge(document, &self.options())?;
        edit::apply(document, &create).map_err(Failure::of)?;
        let after = judge(document, &self.options())?;
        let held = held(&after).get(&id).map_or(0, Vec::len);
        if held == 0 {
            return Err(Failure(self.nothing(document, &before)));
        }
        let until = self.expires.as_ref().map_or("", Date::as_str);
        Ok(format!("waived as {id} until {until}: {held} finding{}", if held == 1 { "" } else { "s" }))
    }

    /// The waiver as the document holds it.
    fn waiver(&self, document: &Document) -> Result<Waiver, Failure> {
        let rule = self.rule()?;
        known("node", self.node.as_deref(), document.nodes.keys().map(Id::as_str))?;
        known("edge", self.edge.as_deref(), document.edges.keys().map(EdgeId::as_str))?;
        let today = self.options().today;
        let Some(expires) = self.expires.clone() else { return Err(Failure("--expires is missing".to_owned())) };
        if let Some(today) = today.filter(|today| expires <= *today) {
            return Err(Failure(format!(
                "--expires {expires}: a waiver stops working on that day, and today is {today}"
            )));
        }
        Ok(Waiver {
            rule: Id::parse(rule).map_err(refused("rule"))?,
            key: self.key.as_deref().map(Line::parse).transpose().map_err(refused("key"))?,
            node: self.node.as_deref().map(Id::parse).transpose().map_err(refused("node"))?,
            edge: self.edge.as_deref().map(EdgeId::parse).transpose().map_err(refused("edge"))?,
            reason: words("reason", self.reason.as_deref())?,
            author: words("author", self.author.as_deref())?,
            expires,
        })
    }

    /// The rule that is waived: said, or the first part of the key.
    fn rule(&self) -> Result<&'static str, Failure> {
        let of_key = self.key.as_deref().map(|key| key.split(':').next().unwrap_or(key));
        let said = self.rule.as_deref().or(of_key).unwrap_or_default();
        let rule = named(said)
            .map_err(|error| Failure(format!("--{}: {error}", if self.rule.is_some() { "rule" } else { "key" })))?;
        match of_key {
            Some(other) if other != rule.id => {
                Err(Failure(format!("--rule {}: the key is one of the rule `{other}`; leave --rule out", rule.id)))
            }
            _ => Ok(rule.id),
        }
    }

    /// Why the waiver would hold nothing.
    fn nothing(&self, document: &Document, before: &Report) -> String {
        let rule = self.rule().unwrap_or_default();
        let about = |waived: &&Waived| {
            document.waivers.get(&waived.waiver).is_some_and(|waiver| {
                let same = |a: Option<&str>, b: &Option<String>| a.is_some() && a == b.as_deref();
                same(waiver.node.as_ref().map(Id::as_str), &self.node)
                    || same(waiver.edge.as_ref().map(EdgeId::as_str), &self.edge)
                    || same(waiver.key.as_ref().map(|key| key.as_str()), &self.key)
            })
        };
        let of_rule = before.findings.iter().filter(|finding| finding.rule == rule);
        if let Some(waived) = of_rule.filter_map(|finding| finding.waived.as_ref()).find(about) {
            return format!(
                "that is waived already, as {} until {} by {}; `--remove {}` takes it away",
                waived.waiver, waived.expires, waived.author, waived.waiver
            );
        }
        if let Some(key) = &self.key {
            let keys =
                before.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.key.as_str());
            let near = nearest(key, keys).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            return format!("there is no finding `{key}`{near}; `groundplan check` prints their keys");
        }
        let subject = match (&self.node, &self.edge) {
            (Some(node), _) => format!("node `{node}`"),
            (None, edge) => format!("edge `{}`", edge.as_deref().unwrap_or_default()),
        };
        format!(
            "{rule} finds nothing about the {subject} that is not waived; `groundplan check --only {rule}` shows what it finds"
        )
    }
}

fn judge(document: &Document, options: &Options) -> Result<Report, Failure> {
    rules::check(document, options).map_err(Failure::of)
}

/// The keys of the findings that each waiver holds.
fn held(report: &Report) -> BTreeMap<Id, Vec<String>> {
    let mut held: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for finding in &report.findings {
        if let Some(waived) = &finding.waived {
            held.entry(waived.waiver.clone()).or_default().push(finding.key.clone());
        }
    }
    held
}

/// That the document has what an option names.
fn known<'a>(sort: &str, name: Option<&str>, names: impl Iterator<Item = &'a str> + Clone) -> Result<(), Failure> {
    match name {
        Some(name) if !names.clone().any(|known| known == name) => {
            let hint = nearest(name, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            Err(Failure(format!("--{sort}: there is no {sort} `{name}`{hint}")))
        }
        _ => Ok(()),
    }
}

/// What a person says in their own words.
fn words(argument: &str, said: Option<&str>) -> Result<Line, Failure> {
    match said.unwrap_or_default().trim() {
        "" => Err(Failure(format!("--{argument} is empty: others want to know"))),
        text => Line::parse(text).map_err(refused(argument)),
    }
}

/// Names the argument that does not fit.
fn refused<E: Display>(argument: &str) -> impl Fn(E) -> Failure {
    move |error| Failure(format!("--{argument}: {error}"))
}

fn remove(document: &mut Document, id: &str) -> Result<String, Failure> {
    let Some(waiver) = document.waivers.get(id) else {
        let hint = nearest(id, document.waivers.keys().map(Id::as_str));
        let hint = hint.map_or("`--list` shows them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure(format!("--remove: there is no waiver `{id}`: {hint}")));
    };
    let rule = waiver.rule.clone();
    edit::apply(document, &Edit::Delete { path: Pointer::of(["waivers", id]) }).map_err(Failure::of)?;
    Ok(format!("{id} for {rule} is gone"))
}
