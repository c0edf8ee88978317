data "aws_caller_identity" "current" {}

# Pods of this account's clusters alone, by their identities.
data "aws_iam_policy_document" "pod_assume" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

# What the program itself may do at AWS: nothing, unless a policy is given.
resource "aws_iam_role" "pod" {
  count = var.service_account == "" ? 0 : 1

  name_prefix        = "eks-pod-"
  description        = "Runs ${var.node} of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.pod_assume.json

  tags = { Name = "${var.name}-${var.node}-pod" }
}

resource "aws_iam_role_policy" "pod" {
  count = var.service_account != "" && var.with_policy ? 1 : 0

  name   = "use-aws"
  role   = aws_iam_role.pod[0].id
  policy = var.policy
}

resource "aws_eks_pod_identity_association" "this" {
  count = var.service_account == "" ? 0 : 1

  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.pod[0].arn
}

# The role that the External Secrets Operator takes to fetch the secrets of this node, and of no other.
data "aws_iam_policy_document" "secrets_assume" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "AWS"
      identifiers = [var.secrets_operator_role_arn]
    }
  }
}

data "aws_iam_policy_document" "secrets" {
  statement {
    sid       = "Secrets"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = var.secret_arns
  }
}

resource "aws_iam_role" "secrets" {
  count = var.with_secrets ? 1 : 0

  name_prefix = "eks-secrets-"
  # The operator may take roles below this path alone.
  path               = "/${var.name}/secrets/"
  description        = "Secrets of ${var.node} of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.secrets_assume.json

  tags = { Name = "${var.name}-${var.node}-secrets" }
}

resource "aws_iam_role_policy" "secrets" {
  count = var.with_secrets ? 1 : 0

  name   = "fetch-secrets"
  role   = aws_iam_role.secrets[0].id
  policy = data.aws_iam_policy_document.secrets.json
}
