//! What is otherwise where the charts run on EKS: AWS runs the databases, keeps the secrets and brings the visitors in.
//!
//! Names and numbers that are known now stand in the overlay of the environment. What AWS alone knows (host names, ARNs)
//! comes from the unit's Terraform root, as its output `helm_values`, and is laid over it while installing.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::Id;
use topology::yaml::{Item, Tree};

use crate::engines::aws::entry::{self, Entry};
use crate::engines::aws::{self, ADMINISTRATOR, Service};
use crate::items::{Entries, put};
use crate::plan::{Instance, Peer, Plan, SecretRef, Workload};

/// The class of disks on EKS: encrypted, of the newest kind. Its manifest stands beside the Terraform roots.
pub(super) const STORAGE_CLASS: &str = "encrypted-gp3";
/// Where pods ask for the role of their account: the agent on their own node.
const IDENTITY_AGENT: &str = "169.254.170.23/32";
/// The port at which the agent answers.
const IDENTITY_PORT: u16 = 80;

/// What a Plan on EKS needs to know at each node.
pub(super) struct Eks {
    entries: BTreeMap<Id, Entry>,
    needless: BTreeSet<SecretRef>,
}

impl Eks {
    /// Of a Plan; none where its programs run elsewhere.
    pub(super) fn of(plan: &Plan) -> Option<Self> {
        aws::on_eks(plan).then(|| Self { entries: entry::entries(plan), needless: aws::needless(plan) })
    }

    /// How the load balancer reaches a workload.
    pub(super) fn entry(&self, id: &Id) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// Whether nobody needs a secret, because a role stands in its place.
    pub(super) fn is_needless(&self, secret: &SecretRef) -> bool {
        self.needless.contains(secret)
    }
}

/// The class of disks that a claim asks for; none: the cluster's own choice.
pub(super) fn storage_class(plan: &Plan) -> Option<(&'static str, Item)> {
    aws::on_eks(plan).then(|| ("storageClass", Item::text(STORAGE_CLASS)))
}

/// Whether AWS runs an instance of a Plan on EKS.
pub(super) fn is_managed(plan: &Plan, instance: &Instance) -> bool {
    aws::on_eks(plan) && aws::service(plan, instance).module().is_some()
}

/// `externalSecrets` of a node with secrets: each node reads its own, from a store of its own.
pub(super) fn secrets(name: &str) -> Item {
    let store = Item::map([("name", Item::text(name)), ("kind", Item::text("SecretStore"))]);
    Item::map([("enabled", Item::from(true)), ("store", store.flow())])
        .comment("Secrets Manager holds them; which entries, and the role that reads them, Terraform says.")
}

/// Whether a program does something at AWS by the role of its pods.
pub(super) fn has_a_role(plan: &Plan, workload: &Workload) -> bool {
    let flows = plan.opened_by(&Peer::Workload(workload.id.clone()));
    flows.iter().any(|flow| match &flow.to {
        Peer::Instance(id) => {
            plan.instances.get(id).is_some_and(|instance| aws::service(plan, instance) == Service::Store)
        }
        Peer::External(id) => aws::messages(plan, id),
        _ => false,
    })
}

/// Lets a pod ask who it is.
pub(super) fn allow_identity(egress: &mut Item) {
    let to = Item::list([Item::map([("cidr", IDENTITY_AGENT)]).flow()]).flow();
    let port = Item::map([("port", Item::from(IDENTITY_PORT)), ("protocol", Item::text("TCP"))]);
    let rule = Item::map([("to", to), ("ports", Item::list([port]).flow())])
        .comment("The agent on the node gives pods the role of their account");
    if let Tree::Map(entries) = &mut egress.value {
        entries.push(("implied.cloud-endpoint.identity".to_owned(), rule));
    }
}

/// The values of an instance that AWS runs: the Job that makes its users, and no server.
pub(super) fn without_a_server(plan: &Plan, instance: &Instance, grants: &mut Item, own_port: u16) -> Entries {
    let service = aws::service(plan, instance);
    if let Tree::Map(entries) = &mut grants.value
        && let Some((_, Item { value: Tree::Map(variables), .. })) = entries.iter_mut().find(|(key, _)| key == "env")
    {
        let mut told = vec![
            ("ADMIN_USER".to_owned(), ADMINISTRATOR.to_owned()),
            ("INSTANCE_PORT".to_owned(), service.grants_port(own_port).to_string()),
        ];
        let more = aws::grants_variables(service).iter();
        told.extend(more.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        for (name, value) in told {
            variables.retain(|(key, _)| *key != name);
            variables.push((name, Item::text(value)));
        }
    }
    let mut entries = Entries::new();
    let off = Item::map([("enabled", false)]).flow().comment("AWS runs it; here its users are made.");
    put(&mut entries, "server", off);
    entries
}
