locals {
  # Nodes become ready with these alone.
  before_nodes = {
    eks-pod-identity-agent = { settings = {}, account = "", role = "" }
    kube-proxy             = { settings = {}, account = "", role = "" }
    # The charts' NetworkPolicies are enforced by it.
    vpc-cni = { settings = { enableNetworkPolicy = "true" }, account = "aws-node", role = "vpc-cni" }
  }
  # These need nodes to run on.
  on_nodes = {
    aws-ebs-csi-driver = { settings = {}, account = "ebs-csi-controller-sa", role = "aws-ebs-csi-driver" }
    coredns            = { settings = {}, account = "", role = "" }
    # Autoscalers of pods ask it how busy they are.
    metrics-server = { settings = {}, account = "", role = "" }
  }
}

# The version that EKS chooses for the cluster's own: it follows when the cluster's is raised.
data "aws_eks_addon_version" "this" {
  for_each = merge(local.before_nodes, local.on_nodes)

  addon_name         = each.key
  kubernetes_version = var.kubernetes_version
}

resource "aws_eks_addon" "before_nodes" {
  for_each = local.before_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.this[each.key].version
  configuration_values        = length(each.value.settings) > 0 ? jsonencode(each.value.settings) : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  dynamic "pod_identity_association" {
    for_each = each.value.role == "" ? [] : [each.value.role]

    content {
      role_arn        = aws_iam_role.addon[pod_identity_association.value].arn
      service_account = each.value.account
    }
  }
}

resource "aws_eks_addon" "on_nodes" {
  for_each = local.on_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.this[each.key].version
  configuration_values        = length(each.value.settings) > 0 ? jsonencode(each.value.settings) : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  dynamic "pod_identity_association" {
    for_each = each.value.role == "" ? [] : [each.value.role]

    content {
      role_arn        = aws_iam_role.addon[pod_identity_association.value].arn
      service_account = each.value.account
    }
  }

  depends_on = [aws_eks_node_group.this]
}
