data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  # What is shown of each kind of thing. A thing's name is the last of its dimensions.
  kinds = [
    {
      names     = var.services
      namespace = "AWS/ECS"
      before    = ["ClusterName", var.cluster_name, "ServiceName"]
      metrics   = ["CPUUtilization", "MemoryUtilization"]
    },
    {
      names     = var.databases
      namespace = "AWS/RDS"
      before    = ["DBInstanceIdentifier"]
      metrics   = ["CPUUtilization", "DatabaseConnections", "FreeStorageSpace"]
    },
    {
      names     = var.caches
      namespace = "AWS/ElastiCache"
      before    = ["CacheClusterId"]
      metrics   = ["EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "CurrConnections"]
    },
    {
      names     = var.queues
      namespace = "AWS/AmazonMQ"
      before    = ["Broker"]
      metrics   = ["MessageReadyCount", "ConsumerCount", "RabbitMQDiskFree"]
    },
    {
      names     = var.streams
      namespace = "AWS/Kafka"
      before    = ["Cluster Name"]
      metrics   = ["GlobalPartitionCount", "OfflinePartitionsCount", "ActiveControllerCount"]
    },
    {
      names     = var.searches
      namespace = "AWS/ES"
      before    = ["ClientId", data.aws_caller_identity.current.account_id, "DomainName"]
      metrics   = ["CPUUtilization", "FreeStorageSpace", "JVMMemoryPressure"]
    },
    {
      names     = var.messages
      namespace = "AWS/SQS"
      before    = ["QueueName"]
      metrics   = ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage", "NumberOfMessagesSent"]
    },
    {
      names     = var.functions
      namespace = "AWS/Lambda"
      before    = ["FunctionName"]
      metrics   = ["Invocations", "Errors", "Duration"]
    },
  ]

  # Each thing is a row of widgets.
  rows = flatten([
    for kind in local.kinds : [
      for name in kind.names : {
        title   = name
        metrics = [for metric in kind.metrics : { name = metric, path = concat([kind.namespace, metric], kind.before, [name]) }]
      }
    ]
  ])

  widgets = flatten([
    for y, row in local.rows : [
      for x, metric in row.metrics : {
        type   = "metric"
        x      = x * 8
        y      = y * 6
        width  = 8
        height = 6
        properties = {
          title   = "${row.title} ${metric.name}"
          region  = data.aws_region.current.name
          view    = "timeSeries"
          stat    = "Average"
          period  = 300
          metrics = [metric.path]
        }
      }
    ]
  ])
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = local.widgets })
}
