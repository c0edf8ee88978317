//! The hand-written modules, as they stand in the assets.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use crate::error::Error;
use crate::file::File;

static MODULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/terraform/modules");

/// What a root says to reach a module.
pub(super) fn source(module: &str) -> String {
    format!("../../../modules/{module}")
}

/// The files of these modules, and of those that they are built on, by path from the bundle's root.
pub(super) fn copies(wanted: &BTreeSet<String>) -> Result<BTreeMap<String, File>, Error> {
    let mut files = BTreeMap::new();
    let mut waiting: Vec<String> = wanted.iter().cloned().collect();
    let mut done = BTreeSet::new();
    while let Some(module) = waiting.pop() {
        if !done.insert(module.clone()) {
            continue;
        }
        let dir = MODULES.get_dir(&module).ok_or_else(|| Error::internal(place(&module), "there is no such module"))?;
        for file in dir.files() {
            let name = file.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let text = file
                .contents_utf8()
                .ok_or_else(|| Error::internal(place(&module), format!("{name} is not in UTF-8")))?;
            waiting.extend(neighbours(text));
            files.insert(format!("terraform/modules/{module}/{name}"), File::generated(text));
        }
    }
    Ok(files)
}

/// Whether a module takes a variable of this name.
pub(super) fn takes(module: &str, variable: &str) -> bool {
    let declaration = format!("variable \"{variable}\" {{");
    MODULES
        .get_file(format!("{module}/variables.tf"))
        .and_then(|file| file.contents_utf8())
        .is_some_and(|text| text.lines().any(|line| line == declaration))
}

/// Modules that a module's text refers to.
fn neighbours(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter_map(|line| {
        let path = line.trim().strip_prefix("source")?.trim_start().strip_prefix('=')?.trim();
        Some(path.trim_matches('"').strip_prefix("../")?.to_owned())
    })
}

fn place(module: &str) -> String {
    format!("Terraform module {module}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_brings_those_that_it_is_built_on() {
        let files = copies(&BTreeSet::from(["queue".to_owned()])).expect("the module is there");
        assert!(files.contains_key("terraform/modules/queue/main.tf"));
        assert!(files.contains_key("terraform/modules/secret/versions.tf"));
        assert!(!files.contains_key("terraform/modules/cache/main.tf"));
        assert!(copies(&BTreeSet::from(["teapot".to_owned()])).is_err());
    }

    #[test]
    fn every_module_is_whole_and_explained() {
        for dir in MODULES.dirs() {
            for name in ["README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"] {
                assert!(dir.get_file(dir.path().join(name)).is_some(), "{} lacks {name}", dir.path().display());
            }
            let module = dir.path().to_str().expect("an ASCII name");
            let text = |name: &str| {
                dir.get_file(dir.path().join(name)).and_then(|file| file.contents_utf8()).expect("text").to_owned()
            };
            for (file, needs) in
                [("variables.tf", &["description", "type", "nullable"][..]), ("outputs.tf", &["description", "value"])]
            {
                let body: hcl::Body = hcl::parse(&text(file)).expect("HCL");
                for block in body.blocks() {
                    for attribute in needs {
                        assert!(
                            block.body().attributes().any(|there| there.key() == *attribute),
                            "{module}/{file}: {} lacks {attribute}",
                            block.labels()[0].as_str()
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn variables_are_known_by_name() {
        assert!(takes("database", "multi_az"));
        assert!(!takes("database", "multi"));
        assert!(!takes("teapot", "multi_az"));
    }
}
