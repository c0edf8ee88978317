locals {
  # Functions have at most 64 characters in their names.
  full_name = "${var.name}-${var.node}"
  id        = length(local.full_name) <= 64 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 55), "-")}-${substr(sha256(local.full_name), 0, 8)}"
  # A digest pins what a tag only names.
  image = startswith(var.tag, "sha256:") ? "${var.image}@${var.tag}" : "${var.image}:${var.tag}"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/${var.node}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
  # Logs outlive a renamed or removed function, until their retention ends.
  skip_destroy = true
}

# What failed where nobody waits for an answer.
resource "aws_sqs_queue" "failed" {
  name                      = "${local.id}-failed"
  message_retention_seconds = 14 * 86400
  sqs_managed_sse_enabled   = true
}

resource "aws_lambda_function" "this" {
  # checkov:skip=CKV_AWS_115: How many may run at once is the account's limit, unless concurrency says so.
  # checkov:skip=CKV_AWS_173: Variables hold no secret; a key of one's own is the option key_arn.
  # checkov:skip=CKV_AWS_272: Code is signed as an image, which this check does not know.
  function_name = local.id
  description   = "${var.node} of ${var.name}"
  role          = aws_iam_role.this.arn
  package_type  = "Image"
  image_uri     = local.image
  architectures = [var.architecture]
  memory_size   = var.memory
  timeout       = var.timeout_seconds
  kms_key_arn   = var.key_arn == "" ? null : var.key_arn

  reserved_concurrent_executions = var.concurrency

  dynamic "image_config" {
    for_each = length(var.entry_point) + length(var.command) > 0 ? ["own"] : []

    content {
      entry_point = length(var.entry_point) > 0 ? var.entry_point : null
      command     = length(var.command) > 0 ? var.command : null
    }
  }

  dynamic "environment" {
    for_each = length(var.environment) + length(var.secrets) > 0 ? ["variables"] : []

    content {
      variables = merge(var.environment, { for name, arn in var.secrets : "${name}_ARN" => arn })
    }
  }

  vpc_config {
    subnet_ids         = var.subnet_ids
    security_group_ids = [var.security_group_id]
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  depends_on = [aws_iam_role_policy.this]
}

module "alarms" {
  source = "../alarms"

  name       = local.id
  namespace  = "AWS/Lambda"
  dimensions = { FunctionName = aws_lambda_function.this.function_name }
  topic_arns = var.alarm_topic_arns

  alarms = {
    errors = {
      metric      = "Errors"
      statistic   = "Sum"
      threshold   = var.error_limit
      periods     = 1
      missing     = "notBreaching"
      description = "${var.node} failed more than ${var.error_limit} times in five minutes."
    }
    throttled = {
      metric      = "Throttles"
      statistic   = "Sum"
      threshold   = 0
      periods     = 1
      missing     = "notBreaching"
      description = "${var.node} was wanted more often than it may run at once."
    }
    failed = {
      metric      = "DeadLetterErrors"
      statistic   = "Sum"
      threshold   = 0
      periods     = 1
      missing     = "notBreaching"
      description = "What ${var.node} failed at could not even be put aside."
    }
  }
}
