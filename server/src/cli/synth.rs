//! `groundplan synth`: the bundle, into a folder or an archive.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use generators::bundle::{self, Bundle};
use topology::Document;
use topology::document::{Date, Id};
use topology::rules;

use super::input::Source;
use super::{Failure, Outcome, day, output};
use crate::folder::{Folder, FolderError};
use crate::{clock, folder, synthesis};

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
    /// The day on which waivers are judged; today by default
    #[arg(long, value_parser = day, value_name = "DATE")]
    today: Option<Date>,
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
