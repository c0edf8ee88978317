//! `cargo xtask tools --list`: name, version, where, state.

use anyhow::Result;

use super::find::{Found, find};
use super::table::Tool;
use super::terraform;
use crate::workspace::Workspace;

/// A table of the tools, one a line.
pub fn table(workspace: &Workspace, tools: &[&Tool]) -> Result<String> {
    let mut rows = vec![["name".to_owned(), "version".to_owned(), "where".to_owned(), "state".to_owned()]];
    for tool in tools {
        rows.push(row(tool, &find(workspace, tool)?));
        if tool.name == "terraform" {
            rows.push(mirror_row());
        }
    }
    Ok(aligned(&rows))
}

fn row(tool: &Tool, found: &Found) -> [String; 4] {
    let (version, place, state) = match found {
        Found::Own { path, version } => (version.to_string(), path.display().to_string(), "your own".to_owned()),
        Found::Cached { path, version } => ((*version).to_owned(), path.display().to_string(), "got".to_owned()),
        Found::TooOld { path, accepts } => {
            (tool.version.to_owned(), "-".to_owned(), format!("not installed ({} is not {accepts})", path.display()))
        }
        Found::Present { path } => ("-".to_owned(), path.display().to_string(), "your own".to_owned()),
        Found::Missing => (tool.version.to_owned(), "-".to_owned(), "not installed".to_owned()),
    };
    [tool.name.to_owned(), version, place, state]
}

fn mirror_row() -> [String; 4] {
    let (place, state) = match terraform::mirror() {
        Some(folder) => (folder.display().to_string(), "found"),
        None => ("-".to_owned(), "none: providers come from the public registry"),
    };
    ["terraform-mirror".to_owned(), "-".to_owned(), place, state.to_owned()]
}

fn aligned(rows: &[[String; 4]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (name, version, place) = (width(0), width(1), width(2));
    let line = |row: &[String; 4]| {
        let [a, b, c, d] = row;
        format!("{a:name$}  {b:version$}  {c:place$}  {d}\n")
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::table::named;

    #[test]
    fn columns_stand_under_their_heads() {
        let helm = named("helm").unwrap();
        let rows = [
            ["name", "version", "where", "state"].map(str::to_owned),
            row(helm, &Found::Cached { path: "/c/helm".into(), version: helm.version }),
            row(helm, &Found::Missing),
        ];
        assert_eq!(
            aligned(&rows),
            "name  version  where    state\n\
             helm  4.3.1    /c/helm  got\n\
             helm  4.3.1    -        not installed\n"
        );
    }
}
