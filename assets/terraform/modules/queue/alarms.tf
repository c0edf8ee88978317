# Limits that somebody should hear of before users do.
module "alarms" {
  source = "../alarms"

  name       = local.id
  namespace  = "AWS/AmazonMQ"
  dimensions = { Broker = local.id }
  topic_arns = var.alarm_topic_arns

  alarms = {
    cpu = {
      metric      = "SystemCpuUtilization"
      threshold   = 80
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
      threshold   = var.backlog_limit
      description = "Messages of ${var.queue} have waited for a quarter of an hour: nobody takes them, or too slowly."
    }
  }
}

moved {
  from = aws_cloudwatch_metric_alarm.this
  to   = module.alarms.aws_cloudwatch_metric_alarm.this
}
