locals {
  # Queues have at most 80 characters in their names, of which the second one's suffix takes 7.
  full_name = "${var.name}-${var.queue}"
  id        = length(local.full_name) <= 73 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 64), "-")}-${substr(sha256(local.full_name), 0, 8)}"
}

resource "aws_sqs_queue" "this" {
  name                       = local.id
  message_retention_seconds  = var.keep_days * 86400
  visibility_timeout_seconds = var.visibility_seconds
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = var.tries
  })
}

resource "aws_sqs_queue" "failed" {
  name                      = "${local.id}-failed"
  message_retention_seconds = 14 * 86400
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_redrive_allow_policy" "failed" {
  queue_url = aws_sqs_queue.failed.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this.arn]
  })
}

data "aws_iam_policy_document" "tls_only" {
  for_each = { this = aws_sqs_queue.this.arn, failed = aws_sqs_queue.failed.arn }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]

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
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id
  policy    = data.aws_iam_policy_document.tls_only["this"].json
}

resource "aws_sqs_queue_policy" "failed" {
  queue_url = aws_sqs_queue.failed.id
  policy    = data.aws_iam_policy_document.tls_only["failed"].json
}

module "alarms" {
  source = "../alarms"

  name       = local.id
  namespace  = "AWS/SQS"
  dimensions = { QueueName = aws_sqs_queue.this.name }
  topic_arns = var.alarm_topic_arns

  alarms = {
    age = {
      metric      = "ApproximateAgeOfOldestMessage"
      statistic   = "Maximum"
      threshold   = var.age_limit_seconds
      description = "A message of ${var.queue} has waited for more than ${var.age_limit_seconds} seconds: nobody takes them, or too slowly."
    }
    failed = {
      metric      = "ApproximateNumberOfMessagesVisible"
      statistic   = "Maximum"
      threshold   = 0
      periods     = 1
      dimensions  = { QueueName = aws_sqs_queue.failed.name }
      description = "Messages of ${var.queue} failed ${var.tries} times and were put aside."
    }
  }
}
