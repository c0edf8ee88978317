# Time tables.
data "aws_iam_policy_document" "scheduler_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.this.arn]
  }
}

resource "aws_iam_role" "scheduler" {
  count = length(var.schedules) > 0 ? 1 : 0

  name_prefix        = "function-schedule-"
  description        = "Starts ${var.node} of ${var.name} on schedule"
  assume_role_policy = data.aws_iam_policy_document.scheduler_assume.json

  tags = { Name = "${local.full_name}-schedule" }
}

resource "aws_iam_role_policy" "scheduler" {
  count = length(var.schedules) > 0 ? 1 : 0

  name   = "invoke"
  role   = aws_iam_role.scheduler[0].id
  policy = data.aws_iam_policy_document.scheduler.json
}

resource "aws_scheduler_schedule" "this" {
  # checkov:skip=CKV_AWS_297: What is said there is a time and a function; it holds no data to encrypt.
  for_each = var.schedules

  name_prefix                  = "${substr("${var.node}-${each.key}", 0, 37)}-"
  description                  = "Starts ${var.node} of ${var.name}"
  schedule_expression          = each.value
  schedule_expression_timezone = var.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.this.arn
    role_arn = aws_iam_role.scheduler[0].arn
    input    = jsonencode({ trigger = each.key })

    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }
  }
}

# Messages. Those of a batch that failed come again, and they alone.
resource "aws_lambda_event_source_mapping" "this" {
  for_each = var.queues

  event_source_arn        = each.value
  function_name           = aws_lambda_function.this.arn
  batch_size              = var.batch_size
  function_response_types = ["ReportBatchItemFailures"]

  depends_on = [aws_iam_role_policy.this]
}

# New objects, which EventBridge tells of.
resource "aws_cloudwatch_event_rule" "this" {
  for_each = var.buckets

  name_prefix = "${substr("${var.node}-${each.key}", 0, 37)}-"
  description = "New objects of ${each.key} start ${var.node} of ${var.name}"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail        = { bucket = { name = [each.value] } }
  })
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = var.buckets

  rule = aws_cloudwatch_event_rule.this[each.key].name
  arn  = aws_lambda_function.this.arn

  dead_letter_config {
    arn = aws_sqs_queue.failed.arn
  }
}

resource "aws_lambda_permission" "buckets" {
  for_each = var.buckets

  statement_id  = "objects-of-${each.key}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.this[each.key].arn
}

# EventBridge puts aside what it could not hand over.
data "aws_iam_policy_document" "failed" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failed.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = length(var.buckets) > 0 ? ["events"] : []

    content {
      sid       = "Events"
      actions   = ["sqs:SendMessage"]
      resources = [aws_sqs_queue.failed.arn]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [for rule in aws_cloudwatch_event_rule.this : rule.arn]
      }
    }
  }
}

resource "aws_sqs_queue_policy" "failed" {
  queue_url = aws_sqs_queue.failed.id
  policy    = data.aws_iam_policy_document.failed.json
}
