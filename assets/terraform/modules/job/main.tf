# A one-shot job is only a task definition: a pipeline or a person runs it.
# A schedule adds who starts it, and the right to start exactly this task.

data "aws_iam_policy_document" "assume" {
  count = var.scheduled ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "run" {
  count = var.scheduled ? 1 : 0

  statement {
    actions   = ["ecs:RunTask"]
    resources = ["${local.family_arn}:*"]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [var.cluster_arn]
    }
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [var.execution_role_arn, var.task_role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }
}

locals {
  family_arn = replace(var.task_definition_arn, "/:[0-9]+$/", "")
}

resource "aws_iam_role" "this" {
  count = var.scheduled ? 1 : 0

  name_prefix        = "ecs-schedule-"
  description        = "Starts ${var.node} of ${var.name} on schedule"
  assume_role_policy = data.aws_iam_policy_document.assume[0].json

  tags = { Name = "${var.name}-${var.node}-schedule" }
}

resource "aws_iam_role_policy" "this" {
  count = var.scheduled ? 1 : 0

  name   = "run-task"
  role   = aws_iam_role.this[0].id
  policy = data.aws_iam_policy_document.run[0].json
}

resource "aws_scheduler_schedule" "this" {
  count = var.scheduled ? 1 : 0

  name_prefix                  = "${substr(var.node, 0, 37)}-"
  description                  = "Runs ${var.node} of ${var.name}"
  schedule_expression          = var.schedule
  schedule_expression_timezone = var.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.cluster_arn
    role_arn = aws_iam_role.this[0].arn

    ecs_parameters {
      # Without revision: the newest one runs.
      task_definition_arn = local.family_arn
      launch_type         = "FARGATE"
      propagate_tags      = "TASK_DEFINITION"

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [var.security_group_id]
        assign_public_ip = false
      }
    }

    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }
  }
}
