data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  # Each thing as a row of widgets: title, namespace, dimensions, metrics.
  rows = concat(
    [for service in var.services : {
      title     = service
      namespace = "AWS/ECS"
      dimension = ["ClusterName", var.cluster_name, "ServiceName", service]
      metrics   = ["CPUUtilization", "MemoryUtilization"]
    }],
    [for database in var.databases : {
      title     = database
      namespace = "AWS/RDS"
      dimension = ["DBInstanceIdentifier", database]
      metrics   = ["CPUUtilization", "DatabaseConnections", "FreeStorageSpace"]
    }],
    [for cache in var.caches : {
      title     = cache
      namespace = "AWS/ElastiCache"
      dimension = ["CacheClusterId", cache]
      metrics   = ["EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "CurrConnections"]
    }],
    [for queue in var.queues : {
      title     = queue
      namespace = "AWS/AmazonMQ"
      dimension = ["Broker", queue]
      metrics   = ["MessageReadyCount", "ConsumerCount", "RabbitMQDiskFree"]
    }],
    [for stream in var.streams : {
      title     = stream
      namespace = "AWS/Kafka"
      dimension = ["Cluster Name", stream]
      metrics   = ["GlobalPartitionCount", "OfflinePartitionsCount", "ActiveControllerCount"]
    }],
    [for search in var.searches : {
      title     = search
      namespace = "AWS/ES"
      dimension = ["DomainName", search, "ClientId", data.aws_caller_identity.current.account_id]
      metrics   = ["CPUUtilization", "FreeStorageSpace", "JVMMemoryPressure"]
    }],
    [for message in var.messages : {
      title     = message
      namespace = "AWS/SQS"
      dimension = ["QueueName", message]
      metrics   = ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage", "NumberOfMessagesSent"]
    }],
    [for function in var.functions : {
      title     = function
      namespace = "AWS/Lambda"
      dimension = ["FunctionName", function]
      metrics   = ["Invocations", "Errors", "Duration"]
    }],
  )

  widgets = flatten([
    for y, row in local.rows : [
      for x, metric in row.metrics : {
        type   = "metric"
        x      = x * 8
        y      = y * 6
        width  = 8
        height = 6
        properties = {
          title   = "${row.title} ${metric}"
          region  = data.aws_region.current.name
          view    = "timeSeries"
          stat    = "Average"
          period  = 300
          metrics = [concat([row.namespace, metric], row.dimension)]
        }
      }
    ]
  ])
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = local.widgets })
}
