//! How a person gets from applied roots to running pods.

use crate::engines::aws;
use crate::plan::Plans;

/// The part of the README about environments on EKS; nothing where none is.
pub(in super::super) fn readme(plans: &Plans) -> String {
    let here: Vec<String> =
        plans.environments.iter().filter(|(_, plan)| aws::on_eks(plan)).map(|(id, _)| format!("`{id}`")).collect();
    if here.is_empty() {
        return String::new();
    }
    let names = here.join(", ");
    format!(
        "## Kubernetes on EKS\n\n\
        Programs of {names} run on EKS, by the charts below `helm/`. After an apply of `foundation`, once:\n\n\
        1. Reach the control plane: from within the network (a VPN, a runner in it), or from the ranges that \
        `cluster_public_cidrs` names. Then `aws eks update-kubeconfig --name \"$(terraform output -raw cluster_name)\"`.\n\
        2. Install the External Secrets Operator from its own chart, as `external-secrets` in the namespace \
        `external-secrets` with the account `external-secrets`; it gets its role by that name.\n\
        3. Where something is public, install the AWS Load Balancer Controller from its own chart, in `kube-system` with \
        the account `aws-load-balancer-controller`, with `clusterName`, `region` and `vpcId` set (pods can't ask the \
        metadata service) and `enableShield`, `enableWaf` and `enableWafv2` off: it registers pods in target groups and \
        makes nothing.\n\
        4. `kubectl apply -f kubernetes/storage-class.yaml`.\n\n\
        Then, for each unit, after an apply of its root, from its folder:\n\n\
        ```sh\n\
        terraform output -json helm_values | helm upgrade --install <unit> ../../../../helm/<unit> \\\n  \
        --namespace \"$(terraform output -raw namespace)\" --create-namespace \\\n  \
        -f ../../../../helm/<unit>/values-<environment>.yaml \\\n  \
        -f ../../../../helm/<unit>/images-<environment>.yaml -f -\n\
        ```\n\n\
        `helm_values` holds what AWS alone knows: host names, target groups, and where the secrets are. Databases, users and \
        rights are made by a Job of the chart, with each installation.\n\n\
        A network that is there already has to lie in the range that `settings.network` names: the charts let pods out to \
        that range. A cluster that is there already (`existing_cluster`) needs a network plugin that enforces NetworkPolicies, the add-on \
        `eks-pod-identity-agent`, and both programs; `modules/kubernetes-cluster/README.md` says more.\n\n"
    )
}
