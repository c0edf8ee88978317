data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# What ECS itself may do to start the task: fetch the image, write logs, read the named secrets.
data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "RegistryLogin"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "Image"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = [local.repositories]
  }

  statement {
    sid = "Logs"
    actions = [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  dynamic "statement" {
    for_each = length(var.secrets) > 0 ? ["secrets"] : []

    content {
      sid       = "Secrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secret_arns
    }
  }

  dynamic "statement" {
    for_each = length(var.secret_key_arns) > 0 ? ["keys"] : []

    content {
      sid       = "SecretKeys"
      actions   = ["kms:Decrypt"]
      resources = var.secret_key_arns
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  repositories = "arn:${data.aws_partition.current.partition}:ecr:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:repository/*"
  # A reference may go on with `:key::`, which names a part of the secret and is no part of its ARN.
  secret_arns = sort(distinct([for reference in values(var.secrets) : join(":", slice(split(":", reference), 0, 7))]))
}

resource "aws_iam_role" "execution" {
  name_prefix        = "ecs-execution-"
  description        = "Starts ${var.node} of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume.json

  tags = { Name = "${var.name}-${var.node}-execution" }
}

resource "aws_iam_role_policy" "execution" {
  name   = "start-task"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

# What the program itself may do at AWS: nothing, unless a policy is given.
resource "aws_iam_role" "task" {
  name_prefix        = "ecs-task-"
  description        = "Runs ${var.node} of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume.json

  tags = { Name = "${var.name}-${var.node}-task" }
}

resource "aws_iam_role_policy" "task" {
  count = var.with_task_policy ? 1 : 0

  name   = "use-aws"
  role   = aws_iam_role.task.id
  policy = var.task_policy
}
