//! A topology file among what is imported: it is drawn already, and comes as it is.

use topology::Document;
use topology::yaml::read_document;

use super::file::File;
use super::note::Fault;
use super::reading::Reading;

/// The topology, where that is what was given.
///
/// # Errors
/// What is wrong in it, and where other files were given with it.
pub(super) fn topology(files: &[File], reading: &Reading) -> Result<Option<Document>, Vec<Fault>> {
    let is_topology = |file: &&File| {
        let documents = reading.documents.get(&file.path);
        file.named && documents.and_then(|all| all.first()).is_some_and(|first| first.get("groundplan").is_some())
    };
    let Some(file) = files.iter().find(is_topology) else { return Ok(None) };
    if files.iter().filter(|file| file.named).count() > 1 {
        let message = "it is a topology already, and other files were given with it".to_owned();
        let hint = "import it alone, or the others without it".to_owned();
        return Err(vec![Fault { file: file.path.clone(), line: 0, column: 0, message, hint }]);
    }
    let (document, _) = read_document(&file.text).map_err(|problems| {
        let fault = |problem: topology::Problem| {
            let (line, column) = problem.position.unwrap_or_default();
            let at = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
            Fault {
                file: file.path.clone(),
                line,
                column,
                message: format!("{at}{}", problem.message),
                hint: problem.hint.unwrap_or_else(|| "`groundplan schema` tells what a topology may hold".to_owned()),
            }
        };
        problems.into_iter().map(fault).collect::<Vec<_>>()
    })?;
    Ok(Some(document))
}

#[cfg(test)]
mod tests {
    use super::super::{File, import};

    const SHOP: &str = "groundplan: 1\nname: shop\n\nnodes:\n  # Sells.\n  web: { kind: service }\n";

    #[test]
    fn a_topology_comes_as_it_is() {
        let imported = import(&[File::named("shop.yaml", SHOP)], "other").unwrap();
        assert_eq!(topology::yaml::write_document(&imported.document), SHOP);
        assert!(imported.notes.is_empty() && imported.missing.is_empty());
    }

    #[test]
    fn faults_of_a_topology_have_their_place() {
        let faults = import(&[File::named("shop.yaml", SHOP.replace("service", "servant"))], "other").unwrap_err();
        assert_eq!((faults.len(), faults[0].line, faults[0].file.as_str()), (1, 6, "shop.yaml"), "{faults:?}");
        assert!(faults[0].message.starts_with("/nodes/web/kind: "), "{faults:?}");
    }

    #[test]
    fn a_topology_is_imported_alone() {
        let compose = File::named("compose.yaml", "services: { web: { image: nginx } }");
        let faults = import(&[compose, File::named("shop.yaml", SHOP)], "other").unwrap_err();
        assert_eq!(faults[0].message, "it is a topology already, and other files were given with it");
        // What merely lies in the same folder is not meant.
        let compose = File::named("compose.yaml", "services: { web: { image: nginx } }");
        assert_eq!(import(&[compose, File::found("shop.yaml", SHOP)], "other").unwrap().document.nodes.len(), 1);
    }
}
