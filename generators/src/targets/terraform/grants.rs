//! The grants job of an instance: it makes databases, users and rights, again at every change.

use topology::document::Id;

use crate::catalogue::{self, Engine};
use crate::engines;
use crate::engines::aws::{self, ADMINISTRATOR, Service};
use crate::error::Error;
use crate::file::{File, Span};
use crate::hcl::{Entry, Expression, Part, Value};
use crate::plan::{Instance, Peer, Sourced};

use super::flows;
use super::foundation::{local, output};
use super::hosts;
use super::root::Root;
use super::scope::{Scope, node};
use super::secrets;
use super::task::{self, Container};

/// Where the job finds its script and its table.
const FOLDER: &str = "/etc/groundplan";

/// Writes the job of one instance.
pub(super) fn grants(
    scope: &mut Scope<'_>,
    root: &mut Root,
    instance: &Instance,
    service: Service,
) -> Result<(), Error> {
    let id = &instance.id;
    let engine = catalogue::engine(&instance.engine)
        .ok_or_else(|| Error::internal(format!("engine {}", instance.engine.value), "it is not in the catalogue"))?;
    let script = engines::grants_script(instance)
        .ok_or_else(|| Error::internal(format!("engine {}", engine.engine), "its grants script is missing"))?;
    let files = [
        ("grants.sh", root.file(&format!("{id}/grants.sh"), File::generated(script))),
        ("users.tsv", root.file(&format!("{id}/users.tsv"), table(instance))),
    ];
    let subject = instance.nodes.iter().map(node).collect::<Vec<_>>().join(" ");
    let label = format!("{id}_grants");

    root.comment(&format!("Databases, users and rights of {}: run it after each apply.", instance.name.value));
    let vpc = root.read("foundation", "vpc_id");
    let mut group = root
        .module(&format!("{label}_security_group"), "security-group")
        .set("name", local("name"))
        .set("node", format!("{}-grants", instance.name.value))
        .set("vpc_id", vpc)
        .subject(&subject);
    if !scope.enforces() {
        let range = root.read("foundation", "vpc_cidr");
        group = group.set("open_to_cidr", range);
    }
    root.add(group);

    let container = container(scope, root, instance, engine, service, files);
    task::write(root, &format!("{label}_task"), container, &subject)?;
    let job = task::job(
        root,
        &label,
        &format!("{}-grants", instance.name.value),
        output(&format!("{label}_security_group"), "id"),
    );
    root.add(job.subject(&subject));
    flows::flows(scope, root, &Peer::Grants(id.clone()));
    root.moved(
        instance.was.iter().map(Id::as_str),
        id.as_str(),
        &["_grants_security_group", "_grants_task", "_grants"],
    );
    root.output(
        &format!("{label}_run_task"),
        &format!("What runs the grants job of {}.", instance.title),
        output(&label, "run_task"),
    );
    Ok(())
}

fn container(
    scope: &mut Scope<'_>,
    root: &mut Root,
    instance: &Instance,
    engine: &Engine,
    service: Service,
    files: [(&str, Expression); 2],
) -> Container {
    let (image, user) = engine.grants_image(&instance.image);
    let host = Expression::Template(vec![hosts::instance_host(scope, root, &instance.id)]);
    let mut environment = vec![
        Entry::new("ADMIN_USER", ADMINISTRATOR),
        Entry::new("INSTANCE_HOST", host),
        Entry::new("INSTANCE_PORT", service.grants_port(engine.grants_port()).to_string()),
    ];
    environment.extend(aws::grants_variables(service).iter().map(|(name, value)| Entry::new(*name, *value)));
    environment.push(Entry::new("USERS", format!("{FOLDER}/users.tsv")));

    let administrator: Value = match service {
        // RDS keeps name and password as JSON.
        Service::Database => {
            let held = output(instance.id.as_str(), "administrator_secret_arn");
            Expression::Template(vec![Part::from(held), Part::from(":password::")]).into()
        }
        _ => output(&format!("{}_administrator", instance.id), "arn").into(),
    };
    let mut held = vec![Entry::new("ADMIN_PASSWORD", administrator)];
    for (name, user) in instance.users.iter().filter(|_| service != Service::Stream) {
        if let Some(arn) = secrets::arn(scope, root, &user.password) {
            held.push(Entry::new(engines::password_variable(name), arn));
        }
    }
    let files = files.into_iter().map(|(name, content)| Entry::new(format!("{FOLDER}/{name}"), content)).collect();
    Container {
        name: format!("{}-grants", instance.name.value),
        image: Sourced::decided(image, "the image with the engine's client"),
        tag: None,
        entry_point: vec!["sh".to_owned(), format!("{FOLDER}/{}", "grants.sh")],
        user: Some(user),
        environment,
        secrets: held,
        files,
        scratch: vec!["/tmp".to_owned()],
        ..Container::default()
    }
}

/// The table that the script reads, each line tied to the edges and the right that it stands for.
fn table(instance: &Instance) -> File {
    let grants = instance.users.values().flat_map(|user| &user.grants);
    let spans = grants.zip(1..).map(|(grant, line)| {
        let edges = grant.edges.iter().map(|edge| format!("edge:{edge} "));
        Span::new(line, line, &edges.chain([grant.access.subject()]).collect::<String>())
    });
    File::generated(engines::users_table(instance, &[])).spans(spans)
}
