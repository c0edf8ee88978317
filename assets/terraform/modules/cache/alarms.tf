# Limits that somebody should hear of before users do.
locals {
  alarms = {
    cpu = {
      metric      = "EngineCPUUtilization"
      statistic   = "Average"
      comparison  = "GreaterThanThreshold"
      threshold   = 80
      periods     = 3
      description = "The cache ${var.cache} has been busy above 80 % for a quarter of an hour."
    }
    memory = {
      metric      = "DatabaseMemoryUsagePercentage"
      statistic   = "Average"
      comparison  = "GreaterThanThreshold"
      threshold   = 85
      periods     = 3
      description = "The cache ${var.cache} is more than 85 % full."
    }
  }

  # CloudWatch knows nodes, not groups; ElastiCache numbers them so.
  nodes = [for index in range(var.nodes) : format("%s-%03d", local.id, index + 1)]
  node_alarms = merge([
    for node in local.nodes : {
      for alarm, settings in local.alarms : "${node} ${alarm}" => merge(settings, { node = node, alarm = alarm })
    }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.node_alarms

  alarm_name          = "${each.value.node}-${each.value.alarm}"
  alarm_description   = each.value.description
  namespace           = "AWS/ElastiCache"
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
    CacheClusterId = each.value.node
  }
}
