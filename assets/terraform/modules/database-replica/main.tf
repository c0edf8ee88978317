locals {
  # RDS identifiers have at most 63 characters.
  full_name  = "${var.name}-${var.replica}"
  identifier = length(local.full_name) <= 63 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 54), "-")}-${substr(sha256(local.full_name), 0, 8)}"
}

resource "aws_db_instance" "this" {
  # checkov:skip=CKV_AWS_118: The source is watched so closely; what a replica is busy with is told by its alarms.
  # checkov:skip=CKV_AWS_129: The source writes the logs.
  # checkov:skip=CKV_AWS_133: What it holds is its source's, which is backed up.
  # checkov:skip=CKV_AWS_157: The replica is no standby: a lost one is made anew from its source.
  # checkov:skip=CKV_AWS_293: The same: it may be deleted.
  # checkov:skip=CKV_AWS_353: RDS keeps no statistics on the smallest classes of MySQL and MariaDB (performance_insights).
  # checkov:skip=CKV_AWS_354: A key of one's own is the option key_arn.
  # checkov:skip=CKV2_AWS_30: Statements are logged where they are written, at the source.
  # checkov:skip=CKV2_AWS_60: There are no snapshots of it.
  identifier          = local.identifier
  replicate_source_db = var.source_identifier
  instance_class      = var.instance_class

  storage_type      = "gp3"
  storage_encrypted = true
  kms_key_id        = var.key_arn == "" ? null : var.key_arn
  # It has to grow with its source.
  max_allocated_storage = var.max_storage_gib

  parameter_group_name   = var.parameter_group_name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  backup_retention_period = 0
  skip_final_snapshot     = true
  copy_tags_to_snapshot   = true

  iam_database_authentication_enabled = true
  auto_minor_version_upgrade          = true
  apply_immediately                   = false
  performance_insights_enabled        = var.performance_insights
  performance_insights_kms_key_id     = var.performance_insights && var.key_arn != "" ? var.key_arn : null

  tags = { Name = local.identifier }
}

module "alarms" {
  source = "../alarms"

  name       = local.identifier
  namespace  = "AWS/RDS"
  dimensions = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  topic_arns = var.alarm_topic_arns

  alarms = {
    cpu = {
      metric      = "CPUUtilization"
      threshold   = 80
      description = "The replica ${var.replica} has been busy above 80 % for a quarter of an hour."
    }
    lag = {
      metric      = "ReplicaLag"
      statistic   = "Maximum"
      threshold   = var.lag_seconds
      description = "The replica ${var.replica} has been more than ${var.lag_seconds} seconds behind its source for a quarter of an hour."
    }
  }
}
