data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
  groups  = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group"
}

data "aws_iam_policy_document" "logs_key" {
  # checkov:skip=CKV_AWS_109: The policy of a key speaks of that key alone: its resource is always *.
  # checkov:skip=CKV_AWS_111: The same.
  # checkov:skip=CKV_AWS_356: The same.
  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [local.account]
    }
  }

  statement {
    sid = "Logs"
    actions = [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.current.name}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values = [
        "${local.groups}:/${var.name}/*",
        "${local.groups}:/aws/eks/${var.name}/cluster",
      ]
    }
  }
}

resource "aws_kms_key" "logs" {
  description             = "Logs of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.logs_key.json
}

resource "aws_kms_alias" "logs" {
  name          = "alias/${var.name}-logs"
  target_key_id = aws_kms_key.logs.key_id
}

module "made" {
  count  = var.existing.name == "" ? 1 : 0
  source = "../kubernetes-cluster-new"

  name                = var.name
  kubernetes_version  = var.kubernetes_version
  support_ends        = var.support_ends
  subnet_ids          = var.subnet_ids
  public_access_cidrs = var.public_access_cidrs
  administrators      = var.administrators
  nodes               = var.nodes
  log_key_arn         = aws_kms_key.logs.arn
  log_retention_days  = var.log_retention_days
}

module "existing" {
  count  = var.existing.name == "" ? 0 : 1
  source = "../kubernetes-cluster-lookup"

  name                      = var.existing.name
  secrets_operator_role_arn = var.existing.secrets_operator_role_arn
}

locals {
  cluster = one(concat(
    [for made in module.made : {
      name                      = made.name
      node_security_group_id    = made.node_security_group_id
      secrets_operator_role_arn = made.secrets_operator_role_arn
    }],
    [for existing in module.existing : {
      name                      = existing.name
      node_security_group_id    = existing.node_security_group_id
      secrets_operator_role_arn = existing.secrets_operator_role_arn
    }],
  ))
}
