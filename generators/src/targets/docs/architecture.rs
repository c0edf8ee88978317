//! `docs/architecture.md`: the picture, what is connected with what and why, and what the network allows.

use super::markdown::{Inline, Page, code, markup};
use super::{drawn, mermaid};
use crate::file::File;
use crate::plan::{DrawnEdge, FlowKind, Peer, Plan, Plans, Transport};

pub(super) fn page(plans: &Plans) -> File {
    let drawing = &plans.drawing;
    let mut page = Page::new(markup("Architecture of ").text(&plans.base.title));
    if !drawing.description.trim().is_empty() {
        page.told(Inline::from(drawing.description.trim()), "topology /description");
    }
    page.fence("mermaid", mermaid::flowchart(drawing));
    page.paragraph(markup(
        "A solid arrow waits for an answer; a dashed one goes its own way, or opens no connection at all. Arrows begin at the one who opens the connection, so a subscriber points at its queue.",
    ));

    if !drawing.boundaries.is_empty() {
        page.heading(2, markup("Boundaries"), "");
        page.table(
            ["boundary", "kind", "owner", "what it is for"],
            drawing.boundaries.iter().map(|(id, boundary)| {
                let owner = boundary.owner.as_ref().map_or_else(|| markup("–"), Inline::from);
                let cells = [
                    super::named(&boundary.title, id.as_str()),
                    Inline::from(boundary.kind.word()),
                    owner,
                    Inline::from(boundary.description.trim()),
                ];
                (cells, format!("boundary:{id}"))
            }),
        );
    }

    page.heading(2, markup("Connections"), "");
    if drawing.edges.is_empty() {
        page.paragraph(markup("None is drawn."));
    }
    page.table(
        ["from", "to", "kind", "what was said of it", "edge"],
        drawing.edges.iter().map(|(id, edge)| {
            let cells = [
                drawn(drawing, &edge.from),
                drawn(drawing, &edge.to),
                Inline::from(edge.kind.word()),
                said(edge),
                code(id),
            ];
            let places: String = edge.said.keys().map(|place| format!(" /edges/{id}/{place}")).collect();
            (cells, format!("edge:{id} /edges/{id}{places}"))
        }),
    );

    page.heading(2, markup("What the network allows"), "");
    page.paragraph(
        markup("Nothing else. In the base, permissions are ").code(plans.base.settings.flows.word()).markup(
            ": where they are enforced, network policies and security groups are made of these lines; where they are only declared, they stand here alone.",
        ),
    );
    page.table(
        ["from", "to", "port", "because"],
        plans.base.flows.iter().map(|flow| {
            let transport = match flow.transport {
                Transport::Tcp => "TCP",
                Transport::Udp => "UDP",
            };
            let cells = [
                peer(&plans.base, &flow.from),
                peer(&plans.base, &flow.to),
                Inline::from(format!("{} {transport}", flow.port)),
                markup(reason(flow.kind)).text(&flow.reason),
            ];
            (cells, flow.edges.iter().map(|edge| format!("edge:{edge}")).collect::<Vec<_>>().join(" "))
        }),
    );
    let order: Vec<([Inline; 3], String)> = plans
        .base
        .workloads
        .values()
        .flat_map(|workload| workload.starts_after.iter().map(move |(id, reason)| (workload, id, reason)))
        .map(|(workload, id, reason)| {
            ([code(&workload.id), code(id), Inline::from(reason)], format!("node:{}", workload.id))
        })
        .collect();
    if !order.is_empty() {
        page.heading(2, markup("What starts after what"), "");
    }
    page.table(["this", "starts after", "because"], order);
    page.file()
}

fn said(edge: &DrawnEdge) -> Inline {
    let mut line = Inline::default();
    for (at, (place, value)) in edge.said.iter().enumerate() {
        if at > 0 {
            line = line.markup("; ");
        }
        line = line.text(place.replace('/', " ")).markup(" ").code(value);
    }
    line
}

fn reason(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Edge => "drawn: ",
        FlowKind::Dns
        | FlowKind::LoadBalancer
        | FlowKind::Grants
        | FlowKind::Backup
        | FlowKind::Pooler
        | FlowKind::Exporter
        | FlowKind::CloudEndpoint => "implied: ",
    }
}

fn peer(plan: &Plan, peer: &Peer) -> Inline {
    let of =
        |id: &topology::document::Id| super::named(super::title(plan, id.as_str()).unwrap_or(id.as_str()), id.as_str());
    match peer {
        Peer::Workload(id) | Peer::Instance(id) | Peer::External(id) => of(id),
        Peer::Grants(id) => markup("grants job of ").then(&of(id)),
        Peer::Backup(id) => markup("backup of ").then(&of(id)),
        Peer::Internet => markup("anybody"),
        Peer::Resolver => markup("resolver of names"),
    }
}
