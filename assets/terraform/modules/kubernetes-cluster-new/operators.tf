# What the two programs that people install beside the charts may do. Their accounts are those of their own charts.

# Puts the addresses of pods into target groups. It makes no load balancer, and opens no port.
data "aws_iam_policy_document" "load_balancer_controller" {
  # checkov:skip=CKV_AWS_356: Describing knows no resource.
  statement {
    sid = "Look"
    actions = [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
      "elasticloadbalancing:DescribeTags",
    ]
    resources = ["*"]
  }

  statement {
    sid = "Register"
    actions = [
      "elasticloadbalancing:DeregisterTargets",
      "elasticloadbalancing:RegisterTargets",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:elasticloadbalancing:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:targetgroup/*/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/kubernetes-cluster"
      values   = [var.name]
    }
  }
}

# Takes the role of the node whose secrets it fetches, and may do nothing by itself.
data "aws_iam_policy_document" "secrets_operator" {
  statement {
    sid       = "OneNodeAtATime"
    actions   = ["sts:AssumeRole", "sts:TagSession"]
    resources = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role/${var.name}/secrets/*"]
  }
}

locals {
  operators = {
    aws-load-balancer-controller = {
      namespace = "kube-system"
      policy    = data.aws_iam_policy_document.load_balancer_controller.json
    }
    external-secrets = {
      namespace = "external-secrets"
      policy    = data.aws_iam_policy_document.secrets_operator.json
    }
  }
}

resource "aws_iam_role" "operator" {
  for_each = local.operators

  name_prefix        = "eks-operator-"
  description        = "${each.key} of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.pod_assume.json

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_iam_role_policy" "operator" {
  for_each = local.operators

  name   = each.key
  role   = aws_iam_role.operator[each.key].id
  policy = each.value.policy
}

resource "aws_eks_pod_identity_association" "operator" {
  for_each = local.operators

  cluster_name    = aws_eks_cluster.this.name
  namespace       = each.value.namespace
  service_account = each.key
  role_arn        = aws_iam_role.operator[each.key].arn
}
