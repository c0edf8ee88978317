//! `groundplan synth`: the bundle, into a folder or an archive.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use generators::bundle::{self, Bundle};
use generators::transition::{self, Transition};
use serde::Serialize;
use topology::Document;
use topology::document::{Date, Id};
use topology::rules::{self, BASE};

use super::input::Source;
use super::{Failure, Outcome, day, output, transitions};
use crate::folder::{Folder, FolderError};
use crate::{clock, folder, former, synthesis};

/// Make the bundle: compose files, charts, Terraform, documentation
#[derive(Args)]
#[command(group(ArgGroup::new("where").required(true)))]
pub struct Synth {
    /// The topology file; - is standard input
    file: PathBuf,
    /// The folder to write to; what you changed there stays
    #[arg(long, group = "where", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The archive to write
    #[arg(long, group = "where", value_name = "FILE", conflicts_with_all = ["check", "overwrite"])]
    zip: Option<PathBuf>,
    /// Only this environment
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// Only these targets, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "TARGETS")]
    target: Vec<String>,
    /// Write nothing; the exit code is 1 where the folder differs
    #[arg(long)]
    check: bool,
    /// Replace generated files that were changed by hand
    #[arg(long)]
    overwrite: bool,
    /// Make the bundle although unwaived errors stand
    #[arg(long)]
    force: bool,
    /// A node whose stored data may be lost by the change; may be given more than once
    #[arg(long, value_name = "NODE", conflicts_with = "zip")]
    destroy: Vec<String>,
    /// How it is told what changes for what runs already: as words, or as JSON on standard output
    #[arg(long, value_enum, default_value = "text", conflicts_with = "zip")]
    format: Format,
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people
    Text,
    /// The transitions by environment and node
    Json,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Told<'t> {
    /// The version of this shape: 1.
    synth: u32,
    /// What happens to what the bundle before made.
    transitions: &'t [Transition],
    /// The nodes whose stored data would be lost, and that nobody has given up.
    refused: BTreeSet<&'t Id>,
}

impl Synth {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let (document, _) = Source::read(&self.file)?.document()?;
        let environment = self
            .environment
            .as_deref()
            .map(|name| Id::parse(name).map_err(|_| Failure(format!("there is no environment `{name}`"))));
        let options = bundle::Options { environment: environment.transpose()?, targets: self.target.clone() };
        if self.refused(&document, options.environment.as_ref())? {
            return Ok(Outcome::Findings);
        }
        let bundle = bundle::build(&document, &options).map_err(Failure::of)?;
        if let Some(file) = &self.zip {
            output::write_file(file, &bundle.zip().map_err(Failure::of)?)?;
            output::note(&format!("{} files in {}", bundle.files.len(), file.display()));
            return Ok(Outcome::Well);
        }
        match &self.out {
            Some(out) => self.write_folder(&in_place(bundle, &document, out)?, out),
            None => Err(Failure("say where to write to, with --out or --zip".to_owned())),
        }
    }

    /// Whether unwaived errors stand in the way.
    fn refused(&self, document: &Document, environment: Option<&Id>) -> Result<bool, Failure> {
        let today = self.today.clone().or_else(clock::today);
        let options = rules::Options { today, fixes: rules::Fixes::None, ..rules::Options::default() };
        let report = rules::check(document, &options).map_err(Failure::of)?;
        let errors = synthesis::in_the_way(&report, environment);
        for finding in &errors {
            output::note(&format!("error[{}]: {}\n  key: {}", finding.rule, finding.message, finding.key));
        }
        if errors.is_empty() || self.force {
            return Ok(false);
        }
        let (count, plural) = (errors.len(), if errors.len() == 1 { " stands" } else { "s stand" });
        output::note(&format!("{count} unwaived error{plural} in the way: fix or waive them, or use --force"));
        Ok(true)
    }

    fn write_folder(&self, bundle: &Bundle, out: &Path) -> Result<Outcome, Failure> {
        let disk = Folder::open(out, bundle).map_err(Failure::of)?;
        let actions = disk.compare(bundle, self.overwrite);
        for path in &actions.refused {
            output::note(&format!("{path} was changed by hand"));
        }
        let lost = self.transitions(bundle, out)?;
        if self.check {
            let differs = actions.differs(bundle);
            for path in actions.write.iter().filter(|path| disk.is_generated(bundle, path)) {
                output::note(&format!("{path} is not what it should be"));
            }
            for path in &actions.delete {
                output::note(&format!("{path} is no longer part of the bundle"));
            }
            return Ok(if differs { Outcome::Findings } else { Outcome::Well });
        }
        if !actions.refused.is_empty() {
            output::note("nothing was written: move your changes to overrides/, or give them up with --overwrite");
            return Ok(Outcome::Findings);
        }
        if lost {
            output::note(
                "nothing was written: stored data would be lost. Where that is meant, name the nodes: --destroy NODE",
            );
            return Ok(Outcome::Findings);
        }
        disk.carry_out(bundle, &actions).map_err(|error: FolderError| Failure::of(error))?;
        output::note(&format!(
            "{} written, {} deleted, {} unchanged, {} yours, in {}",
            actions.write.len(),
            actions.delete.len(),
            actions.unchanged.len(),
            actions.kept.len(),
            out.display()
        ));
        Ok(Outcome::Well)
    }
}

impl Synth {
    /// Tells what happens to what the bundle before made; whether stored data would be lost that nobody has given up.
    fn transitions(&self, bundle: &Bundle, out: &Path) -> Result<bool, Failure> {
        let former = former::read(out).map_err(Failure::of)?;
        for unread in &former.unread {
            output::note(&format!("{unread}; what changes there is not known"));
        }
        let wanted = |name: &str| name == BASE || self.environment.as_deref().is_none_or(|only| only == name);
        let transitions = transition::compare(&former.plans, &bundle.plans, wanted);
        let lost: BTreeSet<&Id> =
            transition::refused(&transitions, &self.destroy).into_iter().map(|transition| &transition.node).collect();
        let refused = !lost.is_empty();
        match self.format {
            Format::Json => {
                output::print_json(&Told { synth: 1, transitions: &transitions, refused: lost })?;
            }
            Format::Text => transitions::lines(&transitions).iter().for_each(|line| output::note(line)),
        }
        Ok(refused)
    }
}

/// A part over a whole bundle: the whole's files where the part has one of that name. A file that speaks of everything, such as the README, must not shrink to what was asked for.
fn in_place(part: Bundle, document: &Document, out: &Path) -> Result<Bundle, Failure> {
    let whole = folder::manifest(out).map_err(Failure::of)?.is_some_and(|manifest| !manifest.partial);
    if !part.manifest.partial || !whole {
        return Ok(part);
    }
    let mut bundle = bundle::build(document, &bundle::Options::default()).map_err(Failure::of)?;
    bundle.files.retain(|path, _| part.files.contains_key(path));
    bundle.manifest.files.retain(|path, _| part.files.contains_key(path));
    bundle.manifest.partial = true;
    Ok(bundle)
}
