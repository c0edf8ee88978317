resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_arn == "" ? 1 : 0

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  provider_arn = var.provider_arn == "" ? aws_iam_openid_connect_provider.github[0].arn : var.provider_arn
  roles = {
    plan  = { subject = "repo:${var.repository}:*", policies = [var.plan_policy_arn] }
    apply = { subject = "repo:${var.repository}:environment:${var.github_environment}", policies = var.apply_policy_arns }
  }
  policies = merge([
    for role, settings in local.roles : { for arn in settings.policies : "${role} ${arn}" => { role = role, arn = arn } }
  ]...)
}

data "aws_iam_policy_document" "assume" {
  for_each = local.roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [each.value.subject]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = substr("${var.name}-github-${each.key}", 0, 64)
  description          = "GitHub workflows of ${var.repository}: ${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.assume[each.key].json
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.policies

  role       = aws_iam_role.this[each.value.role].name
  policy_arn = each.value.arn
}
