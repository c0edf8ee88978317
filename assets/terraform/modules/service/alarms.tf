# Limits that somebody should hear of before users do. A service that is scaled to nothing tells nothing.
module "alarms" {
  source = "../alarms"

  name       = "${var.cluster_name}-${var.node}"
  namespace  = "AWS/ECS"
  dimensions = { ClusterName = var.cluster_name, ServiceName = aws_ecs_service.this.name }
  topic_arns = var.alarm_topic_arns

  alarms = {
    cpu = {
      metric      = "CPUUtilization"
      threshold   = 90
      description = "Tasks of ${var.node} have been busy above 90 % for a quarter of an hour, with as many as may run."
    }
    memory = {
      metric      = "MemoryUtilization"
      threshold   = 90
      description = "Tasks of ${var.node} use more than 90 % of their memory; at 100 % they are ended."
    }
  }
}

moved {
  from = aws_cloudwatch_metric_alarm.this
  to   = module.alarms.aws_cloudwatch_metric_alarm.this
}

# What visitors see of a routed workload.
resource "aws_cloudwatch_metric_alarm" "failing" {
  count = var.route.enabled && var.load_balancer_suffix != "" ? 1 : 0

  alarm_name          = "${var.cluster_name}-${var.node}-failing"
  alarm_description   = "More than 5 % of the answers of ${var.node} are failures of the server."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 2
  # No visitor, no failure.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.alarm_topic_arns
  ok_actions         = var.alarm_topic_arns

  metric_query {
    id          = "share"
    expression  = "100 * failures / requests"
    label       = "Failures in percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { failures = "HTTPCode_Target_5XX_Count", requests = "RequestCount" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        stat        = "Sum"
        period      = 300

        dimensions = {
          LoadBalancer = var.load_balancer_suffix
          TargetGroup  = aws_lb_target_group.this[0].arn_suffix
        }
      }
    }
  }
}
