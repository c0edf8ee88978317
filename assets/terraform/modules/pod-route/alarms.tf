# What visitors see.
resource "aws_cloudwatch_metric_alarm" "failing" {
  alarm_name          = "${var.name}-${var.node}-failing"
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
          TargetGroup  = aws_lb_target_group.this.arn_suffix
        }
      }
    }
  }
}

# A group in which nobody answers: the controller is not there, or no pod is ready.
module "alarms" {
  source = "../alarms"

  name       = "${var.name}-${var.node}"
  namespace  = "AWS/ApplicationELB"
  dimensions = { LoadBalancer = var.load_balancer_suffix, TargetGroup = aws_lb_target_group.this.arn_suffix }
  topic_arns = var.alarm_topic_arns

  alarms = {
    healthy = {
      metric      = "HealthyHostCount"
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = 1
      missing     = "breaching"
      description = "No pod of ${var.node} has answered the load balancer for a quarter of an hour."
    }
  }
}
