//! The pages and small files around the roots.

use std::collections::BTreeMap;

use crate::engines::aws::{Service, is_function, on_eks, service};
use crate::file::File;
use crate::plan::{Plan, Plans};

use super::eks;

/// What Terraform leaves behind and nobody keeps.
const IGNORED: &str = "\
.terraform/
*.tfstate
*.tfstate.*
*.tfplan
crash.log
backend.hcl
";

/// Where the state lies.
const BACKEND: &str = "\
# Copy to backend.hcl and name a bucket that is versioned, encrypted and private.
bucket = \"\"
region = \"\"
";

/// What makes the users of databases and queues, on ECS.
const GRANTS: &str = "\
## After an apply of data

Run the grants job of each database and queue: it makes databases, users and rights, and may run again and again.

```sh
aws ecs run-task --cli-input-json \"$(terraform output -raw <instance>_grants_run_task)\"
```

";

/// README, ignored files and the example of a backend, by path from the bundle's root.
pub(super) fn files(plans: &Plans, given: &[(String, String)]) -> BTreeMap<String, File> {
    BTreeMap::from([
        ("terraform/README.md".to_owned(), File::generated(readme(plans, given))),
        ("terraform/.gitignore".to_owned(), File::generated(IGNORED)),
        ("terraform/backend.hcl.example".to_owned(), File::generated(BACKEND)),
    ])
}

fn readme(plans: &Plans, given: &[(String, String)]) -> String {
    let mut text = String::from(
        "# Terraform for AWS\n\n\
        Each environment has roots of its own, so that no plan touches everything. Apply them in this order:\n\n\
        1. `foundation`: network, cluster, load balancer, DNS, security groups of the workloads;\n\
        2. `data`: databases, caches, queues, buckets, the passwords of their users;\n\
        3. each unit: its services, jobs and functions (on EKS: what its chart takes from AWS).\n\n\
        They hand values over through the parameter store, below `/groundplan/<topology>/<environment>/`.\n\n\
        ```sh\n\
        cp backend.hcl.example backend.hcl   # once: the bucket of the state\n\
        cd environments/<environment>/foundation\n\
        terraform init -backend-config=../../../backend.hcl\n\
        terraform apply\n\
        ```\n\n\
        Commit the `.terraform.lock.hcl` that `init` writes.\n\n",
    );
    if !plans.environments.values().all(on_eks) {
        text.push_str(GRANTS);
    }
    text.push_str(&services(plans));
    text.push_str(&eks::readme(plans));
    text.push_str(
        "## Secrets\n\n\
        No secret stands in a file, a plan or the state. Passwords are made while applying, and RDS keeps its \
        administrator's itself.",
    );
    if given.is_empty() {
        text.push_str(" No secret has to be put by hand.\n");
    } else {
        text.push_str(
            " These are put by a person, once; a task whose secret has no value yet does not start:\n\n\
            | secret | what it is |\n|---|---|\n",
        );
        for (name, purpose) in given {
            text.push_str(&format!("| `{name}` | {} |\n", cell(purpose)));
        }
        text.push_str(
            "\n```sh\n\
            aws secretsmanager put-secret-value --secret-id <secret> --secret-string file:///dev/stdin\n\
            ```\n",
        );
    }
    text.push_str(
        "\n## Before an apply\n\n\
        `terraform test` holds a root to what it has to keep: in `foundation` and in the modules without an account, in \
        the others by planning against yours, which changes nothing. What a plan would do to the drawing, and whether \
        stored data would be lost, is told by\n\n\
        ```sh\n\
        terraform plan -out=next.tfplan && terraform show -json next.tfplan > next.json\n\
        groundplan verify --tfplan next.json <bundle>\n\
        ```\n\n\
        `tflint --recursive --config \"$PWD/.tflint.hcl\"` and `checkov --directory .` find nothing here; where checkov \
        asks for what an environment does not need, the exception and its reason stand in the code.\n\n\
        ## What is yours\n\n\
        - `images.auto.tfvars.json` in each unit: tags or digests by node id, raised by your pipeline. It only overrides; \
        a node that it does not name runs the generated tag.\n\
        - Files that the manifest does not name, such as `main_override.tf` or `terraform.tfvars` beside the generated ones, \
        are never touched.\n\
        - Variables with defaults: `region` everywhere, and in `foundation`:\n\n\
        | variable | does |\n|---|---|\n\
        | `network_cidr`, `hosted_zone` | the range of the network, the zone that holds the domain |\n\
        | `existing_network`, `existing_cluster` | what is there already is looked up and left as it is |\n\
        | `kubernetes_version`, `cluster_public_cidrs`, `cluster_administrators` | on EKS: the version, from where the control plane is reached, who else may do everything there |\n\
        | `alarm_emails` | who hears of alarms |\n\
        | `content_delivery` | CloudFront in front of the load balancer, where there is a domain: it keeps what programs allow to be kept |\n\
        | `web_firewall` | a web application firewall in front of the load balancer |\n\
        | `monthly_budget_usd` | a budget that tells the alarm topic |\n\
        | `github_repository`, `github_provider_arn`, `github_apply_policy_arns` | roles that a workflow takes without a key |\n\n\
        A renamed node keeps what it has: `moved` blocks follow its former ids.\n\n\
        ## What is let through\n\n\
        On ECS each drawn edge is a pair of rules between two security groups, written in the root of the one who calls. Besides, \
        the load balancer reaches what is public, the grants jobs reach their instances, external systems are reached at \
        their port at any address (a security group knows no names), and every task may open HTTPS to any address, which is \
        how ECS fetches images and secrets and writes logs. Names are resolved by the VPC, which no rule concerns.\n",
    );
    if plans.environments.values().any(on_eks) {
        text.push_str(
            "\nOn EKS pods share the security group of their nodes: the group of a database lets the nodes in at its port, and \
            the NetworkPolicies of the charts narrow that to the drawn pairs.\n",
        );
    }
    let environments: Vec<String> = plans.environments.keys().map(|id| format!("`{id}`")).collect();
    text.push_str(&format!("\nEnvironments: {}.\n", environments.join(", ")));
    text
}

/// What has to be done where a service wants it: streams before they are closed, images before functions run.
fn services(plans: &Plans) -> String {
    let mut text = String::new();
    let streams = |plan: &Plan| plan.instances.values().any(|instance| service(plan, instance) == Service::Stream);
    if plans.environments.values().any(streams) {
        text.push_str(
            "Kafka lets everybody who has a password do everything until its first right is given: run its grants job right \
            after the first apply, before any program starts.\n\n",
        );
    }
    let functions = |plan: &Plan| plan.workloads.values().any(|workload| is_function(plan, workload));
    if plans.environments.values().any(functions) {
        text.push_str(
            "## Functions\n\n\
            Lambda runs images of Amazon ECR alone. `foundation` makes a repository for each function whose image lies \
            elsewhere (its output `<function>_images`); push the image there before the function's unit is applied:\n\n\
            ```sh\n\
            docker pull <image>:<tag>\n\
            docker tag <image>:<tag> \"$(terraform output -raw <function>_images):<tag>\"\n\
            docker push \"$(terraform output -raw <function>_images):<tag>\"\n\
            ```\n\n\
            An image answers Lambda's runtime interface, or carries an adapter that does. Where a task gets a secret as \
            `NAME`, a function gets `NAME_ARN` and reads the secret by itself; its role may.\n\n",
        );
    }
    text
}

/// Text as one cell of a table.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '|' | '\\' | '`' | '<' | '>' | '*' | '_' | '[' | ']' => {
                out.push('\\');
                out.push(character);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
