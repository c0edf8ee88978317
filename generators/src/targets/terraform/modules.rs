//! The hand-written modules, as they stand in the assets.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use crate::error::Error;
use crate::file::File;

static TERRAFORM: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/terraform");

/// What a root says to reach a module.
pub(super) fn source(module: &str) -> String {
    format!("../../../modules/{module}")
}

/// The files of these modules with their tests, and of those that they are built on, by path from the bundle's root.
pub(super) fn copies(wanted: &BTreeSet<String>) -> Result<BTreeMap<String, File>, Error> {
    let mut files = BTreeMap::new();
    let mut waiting: Vec<String> = wanted.iter().cloned().collect();
    let mut done = BTreeSet::new();
    while let Some(module) = waiting.pop() {
        if !done.insert(module.clone()) {
            continue;
        }
        let dir = folder(&module).ok_or_else(|| Error::internal(place(&module), "there is no such module"))?;
        let tests = dir.get_dir(dir.path().join("tests"));
        for file in dir.files().chain(tests.iter().flat_map(|tests| tests.files())) {
            let text = text(file)?;
            waiting.extend(neighbours(text));
            files.insert(format!("terraform/{}", file.path().display()), File::generated(text));
        }
    }
    Ok(files)
}

/// What stands beside the modules whatever the topology: the mocked provider of the tests, and the linter's settings.
pub(super) fn common() -> Result<BTreeMap<String, File>, Error> {
    let tests = TERRAFORM.get_dir("tests");
    let files = TERRAFORM.files().chain(tests.iter().flat_map(|tests| tests.files()));
    files.map(|file| Ok((format!("terraform/{}", file.path().display()), File::generated(text(file)?)))).collect()
}

/// The files of a folder beside the modules, by path from the bundle's root.
pub(super) fn folder_of(name: &str) -> Result<BTreeMap<String, File>, Error> {
    let dir = TERRAFORM.get_dir(name).ok_or_else(|| Error::internal(name, "there is no such folder"))?;
    dir.files().map(|file| Ok((format!("terraform/{}", file.path().display()), File::generated(text(file)?)))).collect()
}

/// Whether a module takes a variable of this name.
pub(super) fn takes(module: &str, variable: &str) -> bool {
    let declaration = format!("variable \"{variable}\" {{");
    TERRAFORM
        .get_file(format!("modules/{module}/variables.tf"))
        .and_then(|file| file.contents_utf8())
        .is_some_and(|text| text.lines().any(|line| line == declaration))
}

fn folder(module: &str) -> Option<&'static Dir<'static>> {
    TERRAFORM.get_dir(format!("modules/{module}"))
}

fn text(file: &'static include_dir::File<'static>) -> Result<&'static str, Error> {
    file.contents_utf8().ok_or_else(|| Error::internal(file.path().display().to_string(), "it is not in UTF-8"))
}

/// Modules that a module's text refers to.
fn neighbours(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter_map(|line| {
        let path = line.trim().strip_prefix("source")?.trim_start().strip_prefix('=')?.trim();
        let module = path.trim_matches('"').strip_prefix("../")?;
        // What is further up is no module.
        (!module.starts_with("..")).then(|| module.to_owned())
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
        let files = copies(&BTreeSet::from(["network".to_owned()])).expect("the module is there");
        assert!(files.contains_key("terraform/modules/network/main.tf"));
        assert!(files.contains_key("terraform/modules/network/tests/network.tftest.hcl"));
        assert!(files.contains_key("terraform/modules/network-new/versions.tf"));
        assert!(!files.contains_key("terraform/modules/cache/main.tf"));
        assert!(copies(&BTreeSet::from(["teapot".to_owned()])).is_err());
    }

    #[test]
    fn every_module_is_whole_and_explained() {
        let modules = TERRAFORM.get_dir("modules").expect("the modules");
        for dir in modules.dirs() {
            for name in ["README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"] {
                assert!(dir.get_file(dir.path().join(name)).is_some(), "{} lacks {name}", dir.path().display());
            }
            let tests = dir.get_dir(dir.path().join("tests")).map_or(0, |tests| tests.files().count());
            assert!(tests > 0, "{} lacks tests", dir.path().display());
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
