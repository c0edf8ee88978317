locals {
  # RDS identifiers have at most 63 characters.
  full_name  = "${var.name}-${var.database}"
  identifier = length(local.full_name) <= 63 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 54), "-")}-${substr(sha256(local.full_name), 0, 8)}"

  # AWS completes these names; RDS refuses two hyphens side by side.
  prefix = "${trimsuffix(substr(local.identifier, 0, 40), "-")}-"

  # What each engine calls the same thing.
  engine = {
    postgres = {
      port   = 5432
      family = "postgres${var.engine_version}"
      tls    = { name = "rds.force_ssl", value = "1" }
      logs   = ["postgresql", "upgrade"]
    }
    mysql = {
      port   = 3306
      family = "mysql${var.engine_version}"
      tls    = { name = "require_secure_transport", value = "ON" }
      logs   = ["audit", "error", "slowquery"]
    }
    mariadb = {
      port   = 3306
      family = "mariadb${var.engine_version}"
      tls    = { name = "require_secure_transport", value = "1" }
      logs   = ["audit", "error", "slowquery"]
    }
  }[var.engine]

  parameters = merge({ (local.engine.tls.name) = local.engine.tls.value }, var.parameters)
}

resource "aws_db_subnet_group" "this" {
  name_prefix = local.prefix
  description = "Private subnets of ${local.identifier}"
  subnet_ids  = var.subnet_ids

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "this" {
  name_prefix = local.prefix
  description = "Settings of ${local.identifier}"
  family      = local.engine.family

  dynamic "parameter" {
    for_each = local.parameters

    content {
      name  = parameter.key
      value = parameter.value
      # Some settings are read at the start alone; all wait for the next one.
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  # checkov:skip=CKV_AWS_129: Each engine's logs are named above (local.engine), where one look at a module can't see them.
  # checkov:skip=CKV_AWS_354: A key of one's own is the option key_arn.
  # checkov:skip=CKV_AWS_157: A standby belongs to production (multi_az).
  # checkov:skip=CKV_AWS_293: Production refuses to be deleted (deletion_protection); other environments come and go.
  # checkov:skip=CKV_AWS_353: RDS keeps no statistics on the smallest classes of MySQL and MariaDB (performance_insights).
  identifier     = local.identifier
  engine         = var.engine
  engine_version = var.engine_version
  instance_class = var.instance_class
  port           = local.engine.port

  db_name  = var.database_name == "" ? null : var.database_name
  username = var.administrator
  # RDS makes the password, keeps it in Secrets Manager and rotates it: it never passes through here.
  manage_master_user_password         = true
  iam_database_authentication_enabled = true

  allocated_storage     = var.storage_gib
  max_allocated_storage = max(var.storage_gib, var.max_storage_gib)
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.key_arn == "" ? null : var.key_arn

  db_subnet_group_name   = aws_db_subnet_group.this.name
  parameter_group_name   = aws_db_parameter_group.this.name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  multi_az               = var.multi_az
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  backup_retention_period  = var.backup_days
  backup_window            = var.backup_window
  maintenance_window       = var.maintenance_window
  copy_tags_to_snapshot    = true
  delete_automated_backups = false

  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = false
  final_snapshot_identifier = "${local.identifier}-final"

  auto_minor_version_upgrade      = true
  allow_major_version_upgrade     = false
  apply_immediately               = false
  performance_insights_enabled    = var.performance_insights
  performance_insights_kms_key_id = var.performance_insights && var.key_arn != "" ? var.key_arn : null
  monitoring_interval             = var.monitoring_seconds
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports = local.engine.logs

  tags = { Name = local.identifier }
}
