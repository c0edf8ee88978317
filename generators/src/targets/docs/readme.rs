//! `README.md`: from an empty machine to something that answers, then to production.

mod trouble;

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Expose, Id, Provision};

use super::markdown::{Inline, Page, code, markup};
use super::{findings, mermaid, named};
use crate::engines::{self, nginx::TLS_PORT};
use crate::file::File;
use crate::plan::{Instance, Plan, Plans, Source};

pub(super) fn page(plans: &Plans, wanted: &[(&str, &Plan)]) -> File {
    let base = &plans.base;
    let mut page = Page::new(base.title.as_str());
    if !plans.drawing.description.trim().is_empty() {
        page.told(Inline::from(plans.drawing.description.trim()), "topology /description");
    }
    let counts = format!(
        "Programs: {}, data stores: {}, systems of others: {}, connections: {}.",
        base.workloads.len(),
        base.datastores.len(),
        base.externals.len(),
        plans.drawing.edges.len()
    );
    page.paragraph(counts);
    page.fence("mermaid", mermaid::flowchart(&plans.drawing));
    page.paragraph(markup("[Architecture](docs/architecture.md) · [catalogue](docs/catalogue.md) · [decisions](docs/decisions.md) · [findings](docs/findings.md) · [translation report](TRANSLATION.md)"));
    start(&mut page, base);
    kubernetes(&mut page, plans, wanted);
    cloud(&mut page, wanted);
    secrets(&mut page, wanted);
    environments(&mut page, wanted);
    again(&mut page);
    places(&mut page);
    page.heading(2, markup("Waivers"), "");
    page.paragraph(markup("Findings of the architecture rules that people live with for a while. On the day given, a waiver stops working."));
    findings::waivers(&mut page, &plans.judgement);
    trouble::section(&mut page, base);
    page.file()
}

/// Commands, one a line.
fn shell(page: &mut Page, lines: impl IntoIterator<Item = String>) {
    page.fence("sh", lines.into_iter().map(|line| (line, String::new())));
}

/// Quick start with compose, and the addresses that answer.
fn start(page: &mut Page, base: &Plan) {
    page.heading(2, markup("Quick start"), "");
    page.paragraph(markup("With Docker and its compose plugin (2.24 or later):"));
    shell(page, ["cd compose", "./scripts/secrets.sh", "docker compose up --build"].map(str::to_owned));
    page.paragraph(markup(
        "The script makes passwords and a certificate on this machine, and asks for what only you can know; it may run again at any time. Without it a service called `preflight` refuses to start and says what is missing.",
    ));
    let mut rows: Vec<([Inline; 2], String)> = Vec::new();
    for workload in base.workloads.values() {
        let mut lines: Vec<Inline> =
            workload.published.iter().map(|port| Inline::default().local(false, port.host_port.value)).collect();
        if workload.gateway.is_some() && workload.expose.value != Expose::None {
            lines.push(Inline::default().local(true, TLS_PORT).markup(" with a certificate of its own making"));
        }
        rows.extend(
            lines
                .into_iter()
                .map(|line| ([line, named(&workload.title, workload.id.as_str())], format!("node:{}", workload.id))),
        );
    }
    if rows.is_empty() {
        page.paragraph(markup(
            "Nothing is published: no node is exposed. Set `expose: host` on one to reach it from here.",
        ));
    } else {
        page.paragraph(markup("These addresses answer (other ports: `compose/.env`, see `compose/.env.example`):"));
    }
    page.table(["address", "what"], rows);
    let routes: Vec<([Inline; 3], String)> = base
        .workloads
        .values()
        .filter_map(|workload| workload.gateway.as_ref().map(|gateway| (workload, gateway)))
        .flat_map(|(workload, gateway)| gateway.routes.iter().map(move |route| (workload, route)))
        .map(|(workload, route)| {
            let title = super::title(base, route.to.as_str()).unwrap_or(route.to.as_str());
            let cells = [code(&workload.id), code(&route.path.value), named(title, route.to.as_str())];
            (cells, format!("edge:{}", route.edge))
        })
        .collect();
    page.table(["gateway", "path", "leads to"], routes);
    let stand_ins: Vec<&Id> =
        base.workloads.values().filter(|workload| workload.stand_in).map(|workload| &workload.id).collect();
    if !stand_ins.is_empty() {
        let line = markup("Nobody has named an image for ").then(&Inline::codes(stand_ins));
        page.paragraph(line.markup(": a small stand-in answers in their place until the topology names one."));
    }
    page.paragraph(markup("As in production, on one machine:"));
    shell(page, ["docker compose -f compose.yaml -f compose.production.yaml up --detach".to_owned()]);
    page.paragraph(markup(
        "On several, with Docker Swarm: `compose/compose.stack.yaml`, whose first lines say how. `compose/justfile` has the usual verbs, for those who have [just](https://just.systems): `just up`, `just down`, `just logs`, `just metrics` and the like.",
    ));
    copies(page, base);
    watching(page, base);
}

/// How what services tell of themselves is looked at.
fn watching(page: &mut Page, base: &Plan) {
    let collectors: Vec<&Id> =
        base.workloads.values().filter(|w| w.collector.is_some()).map(|workload| &workload.id).collect();
    if collectors.is_empty() {
        return;
    }
    page.heading(3, markup("Metrics, logs and traces"), "");
    let taken = markup("Services send them to ").then(&Inline::codes(collectors));
    page.paragraph(taken.markup(", the OpenTelemetry collector. What keeps and shows them is laid over the compose files; `observability/README.md` tells the rest."));
    shell(
        page,
        ["docker compose -f compose.yaml -f ../observability/compose.yaml --profile metrics up --detach".to_owned()],
    );
}

/// How what is stored is copied and put back.
fn copies(page: &mut Page, base: &Plan) {
    let copied: Vec<&Instance> = base
        .instances
        .values()
        .filter(|instance| instance.provision.value != Provision::Existing)
        .filter(|instance| engines::backup_scripts(instance).is_some())
        .collect();
    let stores: Vec<&Id> = copied.iter().map(|instance| &instance.name.value).collect();
    let Some(first) = stores.first() else { return };
    page.heading(3, markup("Copies of what is stored"), "");
    page.paragraph(markup("A service beside each of these takes copies into a volume of its own, by the time table of the topology, or only by hand where it has none: ").then(&Inline::codes(stores.iter().copied())).markup("."));
    let run = format!("docker compose run --rm {first}-backup");
    shell(
        page,
        [
            format!("{run} take"),
            format!("{run} list"),
            format!("docker compose run --rm --env-from-file secrets/{first}-grants.env {first}-backup restore"),
            format!("docker compose run --rm {first}-grants"),
        ],
    );
    let by_administrator = copied.iter().filter(|instance| engines::copier(instance).0 == instance.admin_user.as_str());
    let by_administrator: Vec<&Id> = by_administrator.map(|instance| &instance.name.value).collect();
    if by_administrator.is_empty() {
        page.paragraph(markup("Copies are taken by a user who may only read."));
    } else {
        page.paragraph(
            markup("Copies are taken by a user who may only read, but for those of ")
                .then(&Inline::codes(by_administrator))
                .markup(", which the administrator alone can take: the translation report says why."),
        );
    }
    page.paragraph(markup(
        "What puts one back gets the administrator's password for that one run. `restore` takes the newest copy, or the one named behind it, and replaces what is stored now; after it the grants job sets today's passwords. A copy on the same machine is lost with the machine: carry the volume elsewhere. Try a restore before you need one.",
    ));
}

/// Helm, one release for each unit and environment.
fn kubernetes(page: &mut Page, plans: &Plans, wanted: &[(&str, &Plan)]) {
    page.heading(2, markup("Kubernetes"), "");
    page.paragraph(markup(
        "One chart for each unit, one overlay for each environment. Pods start once their Secrets exist; what helm prints names each of them, and so does the table below.",
    ));
    for (name, plan) in wanted.iter().filter(|(_, plan)| plan.environment.is_some()) {
        page.told(code(name).markup(":"), &format!("environment:{name}"));
        shell(
            page,
            plan.units.keys().map(|unit| {
                format!(
                    "helm upgrade --install {unit} helm/{unit} --namespace {} --create-namespace -f helm/{unit}/values-{name}.yaml -f helm/{unit}/images-{name}.yaml",
                    plans.topology
                )
            }),
        );
    }
}

/// Terraform, layer by layer.
fn cloud(page: &mut Page, wanted: &[(&str, &Plan)]) {
    page.heading(2, markup("AWS"), "");
    page.paragraph(markup(
        "Terraform in layers, so that no plan touches everything: `foundation` (network, cluster, load balancer), `data` (what must not be lost), then one root for each unit. Once: copy `terraform/backend.hcl.example` to `terraform/backend.hcl` and name the bucket that keeps the state.",
    ));
    for (name, plan) in wanted.iter().filter(|(_, plan)| plan.environment.is_some()) {
        page.told(code(name).markup(":"), &format!("environment:{name}"));
        let units = plan.units.iter().filter(|(_, ids)| ids.iter().any(|id| plan.workloads.contains_key(id)));
        let layers = ["foundation", "data"].into_iter().chain(units.map(|(unit, _)| unit.as_str()));
        shell(
            page,
            layers.flat_map(|layer| {
                let root = format!("terraform -chdir=terraform/environments/{name}/{layer}");
                [format!("{root} init -backend-config=../../../backend.hcl"), format!("{root} apply")]
            }),
        );
    }
    page.paragraph(markup(
        "After an apply of `data`, run the grants job of each database and queue: it makes users and rights. `terraform/README.md` tells how, and what else there is to know.",
    ));
}

/// Names and purposes of secrets; their values are nowhere here.
fn secrets(page: &mut Page, wanted: &[(&str, &Plan)]) {
    let mut rows: BTreeMap<(&str, &str), (&str, &'static str, &Id)> = BTreeMap::new();
    for (_, plan) in wanted {
        for (name, secret) in &plan.secrets {
            for (key, entry) in &secret.entries {
                let made = match entry.source {
                    Source::Random(_) => "made at random",
                    Source::Given => "given by you",
                    Source::Composed(_) => "put together from others",
                };
                rows.entry((name, key)).or_insert((&entry.purpose, made, &secret.reader));
            }
        }
    }
    page.heading(2, markup("Secrets"), "");
    page.paragraph(markup("No file here holds one. These are their names:"));
    if rows.is_empty() {
        page.paragraph(markup("None is needed."));
    }
    page.table(
        ["secret", "variable", "what it is", "how it comes to be"],
        rows.into_iter().map(|((name, key), (purpose, made, reader))| {
            ([code(name), code(key), Inline::from(purpose), Inline::from(made)], format!("node:{reader}"))
        }),
    );
}

fn environments(page: &mut Page, wanted: &[(&str, &Plan)]) {
    page.heading(2, markup("Environments"), "");
    page.table(
        ["environment", "production", "platform", "region", "domain", "network permissions", "managed data"],
        wanted.iter().filter(|(_, plan)| plan.environment.is_some()).map(|(name, plan)| {
            let settings = &plan.settings;
            let managed = plan.instances.values().filter(|instance| instance.provision.value == Provision::Managed);
            let cells = [
                code(name),
                Inline::from(if settings.production.value { "yes" } else { "no" }),
                Inline::from(settings.platform.word()),
                code(&settings.region.value),
                Inline::codes(settings.domain.as_ref().map(|domain| &domain.value)),
                Inline::from(settings.flows.word()),
                Inline::codes(managed.map(|instance| &instance.id)),
            ];
            (cells, format!("environment:{name}"))
        }),
    );
}

/// What the next synthesis does with which file.
fn again(page: &mut Page) {
    page.heading(2, markup("Changing it"), "");
    page.paragraph(markup(
        "Change the topology, then write everything anew; `plan/topology.yaml` is the topology that this was made from:",
    ));
    shell(page, ["groundplan check topology.yaml", "groundplan synth topology.yaml --out ."].map(str::to_owned));
    let items: [&'static str; 4] = [
        "**Generated** files are replaced. One that you changed by hand is refused by name, unless you say `--overwrite`: `MANIFEST.json` knows what was written.",
        "**Seeded** files are written once, then they are yours: `compose/.env`, `helm/<unit>/images-<environment>.yaml` and `terraform/environments/<environment>/<unit>/images.auto.tfvars.json`, where your pipeline raises image tags.",
        "**Everything else is yours** and never touched: your code, `overrides/`, a `topology.yaml` of your own.",
        "`groundplan synth topology.yaml --out . --check` changes nothing and ends with 1 where something is out of date.",
    ];
    page.list(items.map(|item| (markup(item), String::new())));
}

fn places(page: &mut Page) {
    page.heading(2, markup("Where things are"), "");
    let rows: BTreeSet<(&'static str, &'static str)> = BTreeSet::from([
        ("`compose/`", "compose files, configuration of gateways and engines, scripts"),
        ("`docs/`", "architecture, catalogue, decisions, findings"),
        ("`helm/`", "a chart for each unit"),
        ("`plan/`", "the topology, and what was decided from it for each environment"),
        ("`terraform/`", "modules, and a root for each environment and layer"),
        ("`MANIFEST.json`", "hash and class of every file"),
        ("`TRANSLATION.md`", "what became of each declared value in each output"),
    ]);
    page.table(["place", "what"], rows.into_iter().map(|(place, what)| ([markup(place), markup(what)], String::new())));
}
