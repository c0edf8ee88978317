locals {
  # Replication groups have at most 40 characters in their names.
  full_name = "${var.name}-${var.cache}"
  id        = length(local.full_name) <= 40 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 31), "-")}-${substr(sha256(local.full_name), 0, 8)}"
  # Parts of CloudFormation's template are named by letters and digits alone.
  logical = { for user in keys(var.users) : user => "User${substr(sha256(user), 0, 12)}" }
}

resource "aws_elasticache_subnet_group" "this" {
  name        = local.id
  description = "Private subnets of ${local.full_name}"
  subnet_ids  = var.subnet_ids
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${local.id}-${var.family}"
  description = "Settings of ${local.full_name}"
  family      = var.family

  dynamic "parameter" {
    for_each = var.parameters

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

# Terraform's own resource would keep the passwords in the state. CloudFormation reads them from
# Secrets Manager by itself: here stand references alone.
resource "aws_cloudformation_stack" "users" {
  # checkov:skip=CKV_AWS_124: Who hears of it is the caller's choice (alarm_topic_arns).
  count = length(var.users) > 0 ? 1 : 0

  name              = "${local.full_name}-users"
  notification_arns = var.alarm_topic_arns
  template_body = jsonencode({
    Resources = merge(
      {
        for user, access in var.users : local.logical[user] => {
          Type = "AWS::ElastiCache::User"
          Properties = {
            UserId       = "${substr(local.id, 0, 31)}-${substr(sha256(user), 0, 8)}"
            UserName     = user
            Engine       = "valkey"
            AccessString = access.access
            AuthenticationMode = {
              Type      = "password"
              Passwords = ["{{resolve:secretsmanager:${access.secret_arn}:SecretString}}"]
            }
          }
        }
      },
      {
        Group = {
          Type = "AWS::ElastiCache::UserGroup"
          Properties = {
            UserGroupId = local.id
            Engine      = "valkey"
            UserIds     = [for user in sort(keys(var.users)) : { Ref = local.logical[user] }]
          }
        }
      },
    )
    Outputs = { Group = { Value = { Ref = "Group" } } }
  })
}

resource "aws_elasticache_replication_group" "this" {
  # checkov:skip=CKV2_AWS_50: One node is enough outside of production; from two on there is failover.
  # checkov:skip=CKV_AWS_31: Users with passwords of their own stand in the place of one token for all.
  replication_group_id = local.id
  description          = "Cache ${var.cache} of ${var.name}"
  engine               = "valkey"
  engine_version       = var.engine_version
  node_type            = var.node_type
  port                 = 6379
  parameter_group_name = aws_elasticache_parameter_group.this.name

  num_cache_clusters         = var.nodes
  automatic_failover_enabled = var.nodes > 1
  multi_az_enabled           = var.nodes > 1

  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [var.security_group_id]
  at_rest_encryption_enabled = true
  kms_key_id                 = var.key_arn == "" ? null : var.key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = length(var.users) > 0 ? [aws_cloudformation_stack.users[0].outputs["Group"]] : null

  snapshot_retention_limit   = var.snapshot_days
  final_snapshot_identifier  = var.snapshot_days > 0 ? "${local.id}-final" : null
  auto_minor_version_upgrade = true
  apply_immediately          = false
}
