locals {
  # Clusters have at most 64 characters in their names.
  full_name = "${var.name}-${var.queue}"
  id        = length(local.full_name) <= 64 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 55), "-")}-${substr(sha256(local.full_name), 0, 8)}"
  brokers   = length(var.subnet_ids)
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

data "aws_iam_policy_document" "key" {
  # checkov:skip=CKV_AWS_109: The policy of a key speaks of that key alone: its resource is always *.
  # checkov:skip=CKV_AWS_111: The same.
  # checkov:skip=CKV_AWS_356: The same.
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

# MSK takes no user whose secret is encrypted with the account's own key.
resource "aws_kms_key" "this" {
  description             = "Messages and users of ${local.full_name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/${var.queue}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

resource "aws_msk_configuration" "this" {
  # A configuration can't be renamed, and one that is in use can't be deleted.
  name              = "${local.id}-${substr(sha256(local.settings), 0, 8)}"
  kafka_versions    = [var.kafka_version]
  server_properties = local.settings

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  settings = join("\n", [
    for name, value in merge({
      "auto.create.topics.enable"  = "false"
      "default.replication.factor" = tostring(min(local.brokers, 3))
      "min.insync.replicas"        = tostring(max(1, min(local.brokers, 3) - 1))
    }, var.settings) : "${name}=${value}"
  ])
}

resource "aws_msk_cluster" "this" {
  cluster_name           = local.id
  kafka_version          = var.kafka_version
  number_of_broker_nodes = local.brokers
  enhanced_monitoring    = "PER_BROKER"

  broker_node_group_info {
    client_subnets  = var.subnet_ids
    instance_type   = var.instance_type
    security_groups = [var.security_group_id]

    storage_info {
      ebs_storage_info {
        volume_size = var.storage_gib
      }
    }

    connectivity_info {
      public_access {
        type = "DISABLED"
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  client_authentication {
    unauthenticated = false

    sasl {
      scram = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.this.arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.this.name
      }
    }
  }
}

resource "aws_msk_scram_secret_association" "this" {
  cluster_arn     = aws_msk_cluster.this.arn
  secret_arn_list = var.login_secret_arns
}

# The storage grows before it is full; MSK can't make it smaller.
resource "aws_appautoscaling_target" "storage" {
  service_namespace  = "kafka"
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  resource_id        = aws_msk_cluster.this.arn
  min_capacity       = 1
  max_capacity       = max(var.storage_gib, var.max_storage_gib)
}

resource "aws_appautoscaling_policy" "storage" {
  name               = "storage"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.storage.service_namespace
  scalable_dimension = aws_appautoscaling_target.storage.scalable_dimension
  resource_id        = aws_appautoscaling_target.storage.resource_id

  target_tracking_scaling_policy_configuration {
    target_value     = 70
    disable_scale_in = true

    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}

module "alarms" {
  source = "../alarms"

  name       = local.id
  namespace  = "AWS/Kafka"
  dimensions = { "Cluster Name" = aws_msk_cluster.this.cluster_name }
  topic_arns = var.alarm_topic_arns

  alarms = merge(
    {
      offline = {
        metric      = "OfflinePartitionsCount"
        statistic   = "Maximum"
        threshold   = 0
        periods     = 1
        description = "Parts of topics of ${var.queue} have no leader: nobody can write to them or read them."
      }
    },
    {
      for broker in range(1, local.brokers + 1) : "storage-${broker}" => {
        metric      = "KafkaDataLogsDiskUsed"
        statistic   = "Maximum"
        threshold   = 85
        periods     = 1
        dimensions  = { "Broker ID" = tostring(broker) }
        description = "Broker ${broker} of ${var.queue} has used more than 85 % of its storage."
      }
    },
  )
}
