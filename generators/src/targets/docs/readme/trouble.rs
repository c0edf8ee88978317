//! Troubleshooting by symptom; only symptoms that this system can show.

use super::super::markdown::{Inline, Page, markup};
use crate::plan::{Plan, Source};

pub(super) fn section(page: &mut Page, base: &Plan) {
    page.heading(2, markup("When something does not work"), "");
    page.table(["what you see", "why", "what to do"], symptoms(base));
}

fn symptoms(base: &Plan) -> Vec<([Inline; 3], String)> {
    let mut rows: Vec<([Inline; 3], String)> = Vec::new();
    let mut add = |cells: [Inline; 3]| rows.push((cells, String::new()));
    let given =
        base.secrets.values().flat_map(|secret| &secret.entries).filter(|(_, entry)| entry.source == Source::Given);
    let given: Vec<&String> = given.map(|(key, _)| key).collect();
    if !base.secrets.is_empty() {
        let mut what = markup("Run `compose/scripts/secrets.sh`");
        if !given.is_empty() {
            what = what.markup(" and give it ").then(&Inline::codes(given));
        }
        add([
            markup("`preflight` ends with an error"),
            markup("A secret is missing on this machine"),
            what.markup("."),
        ]);
    }
    if base.workloads.values().any(|workload| !workload.published.is_empty()) {
        add([
            markup("`port is already allocated`"),
            markup("Something else on this machine has the port"),
            markup("Set another one in `compose/.env`; `compose/.env.example` names the variables."),
        ]);
    }
    if base.workloads.values().any(|workload| workload.gateway.is_some()) {
        add([
            markup("The gateway answers 502 or 504"),
            markup(
                "The program behind the path is not up, listens on another port than drawn, or takes longer than the edge's timeout",
            ),
            markup(
                "`docker compose ps` and `docker compose logs SERVICE`; compare the port with [the catalogue](docs/catalogue.md).",
            ),
        ]);
        add([
            markup("The browser warns of the certificate"),
            markup("It was made on this machine and nobody else knows it"),
            markup("Accept it here; in the cloud the load balancer has a real one."),
        ]);
    }
    let built: Vec<_> =
        base.workloads.values().filter(|workload| !workload.stand_in && workload.gateway.is_none()).collect();
    if !built.is_empty() {
        add([
            markup("`pull access denied` or `ImagePullBackOff`"),
            markup("The image is not in its registry under that tag, or you are not logged in"),
            markup("Log in to the registry; set the tag in `compose/.env` or `helm/<unit>/images-<environment>.yaml`."),
        ]);
    }
    if !base.instances.is_empty() {
        add([
            markup("`password authentication failed`"),
            markup("The users have not been made yet, or secrets were made anew while the data stayed"),
            markup(
                "Run the grants job again (`docker compose up` does): it sets users, passwords and rights. An administrator's password lives with the data; keep `compose/secrets/` as long as the volumes.",
            ),
        ]);
    }
    let lost: Vec<&str> = base
        .externals
        .values()
        .filter(|external| external.host.decision().is_some())
        .map(|external| external.id.as_str())
        .collect();
    if !lost.is_empty() {
        add([
            markup("A name under `.invalid` is not found"),
            markup("Nobody has said where these are: ").then(&Inline::codes(lost)),
            markup("Declare `existing: { host: … }` on the node."),
        ]);
    }
    add([
        markup("One program can't reach another, though both are up"),
        markup("No edge is drawn between them: what is not drawn is not allowed"),
        markup("Draw the edge and synthesize again; [what is allowed](docs/architecture.md)."),
    ]);
    if !base.networks.is_empty() {
        add([
            markup("`Pool overlaps with other one on this address space`"),
            markup("The range of the networks is taken on this machine"),
            markup("Set `settings: { network: … }` in the topology to a free range."),
        ]);
    }
    rows
}
