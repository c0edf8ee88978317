# Limits that somebody should hear of before users do.
locals {
  alarms = {
    cpu = {
      metric      = "SystemCpuUtilization"
      statistic   = "Average"
      comparison  = "GreaterThanThreshold"
      threshold   = 80
      periods     = 3
      description = "The broker ${var.queue} has been busy above 80 % for a quarter of an hour."
    }
    disk = {
      metric      = "RabbitMQDiskFree"
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = 5 * 1024 * 1024 * 1024
      periods     = 1
      description = "The broker ${var.queue} has less than 5 GiB of free storage; below its limit it takes no more messages."
    }
    backlog = {
      metric      = "MessageReadyCount"
      statistic   = "Minimum"
      comparison  = "GreaterThanThreshold"
      threshold   = var.backlog_limit
      periods     = 3
      description = "Messages of ${var.queue} have waited for a quarter of an hour: nobody takes them, or too slowly."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.id}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/AmazonMQ"
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = each.value.periods
  treat_missing_data  = "missing"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns

  dimensions = {
    Broker = local.id
  }
}
