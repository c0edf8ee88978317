locals {
  # Domains have at most 28 characters in their names.
  full_name = "${var.name}-${var.database}"
  id        = length(local.full_name) <= 28 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 19), "-")}-${substr(sha256(local.full_name), 0, 8)}"
  # A node in each subnet; a lone node sits in one.
  subnet_ids = slice(var.subnet_ids, 0, var.nodes)
  arn        = "arn:${data.aws_partition.current.partition}:es:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:domain/${local.id}"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

# The provider's own resource takes the password as a plain argument and so keeps it in the state.
# CloudFormation reads it from Secrets Manager by itself: here stands a reference alone.
resource "aws_cloudformation_stack" "this" {
  # checkov:skip=CKV_AWS_124: Who hears of it is the caller's choice (alarm_topic_arns).
  name              = local.full_name
  notification_arns = var.alarm_topic_arns

  template_body = jsonencode({
    Resources = {
      Domain = {
        Type                = "AWS::OpenSearchService::Domain"
        DeletionPolicy      = var.deletion_protection ? "Retain" : "Delete"
        UpdateReplacePolicy = var.deletion_protection ? "Retain" : "Delete"
        Properties = {
          DomainName    = local.id
          EngineVersion = var.engine_version
          ClusterConfig = merge(
            { InstanceType = var.instance_type, InstanceCount = var.nodes, ZoneAwarenessEnabled = var.nodes > 1 },
            var.nodes > 1 ? { ZoneAwarenessConfig = { AvailabilityZoneCount = var.nodes } } : {},
          )
          EBSOptions                  = { EBSEnabled = true, VolumeType = "gp3", VolumeSize = var.storage_gib }
          VPCOptions                  = { SubnetIds = local.subnet_ids, SecurityGroupIds = [var.security_group_id] }
          EncryptionAtRestOptions     = merge({ Enabled = true }, var.key_arn == "" ? {} : { KmsKeyId = var.key_arn })
          NodeToNodeEncryptionOptions = { Enabled = true }
          DomainEndpointOptions       = { EnforceHTTPS = true, TLSSecurityPolicy = "Policy-Min-TLS-1-2-PFS-2023-10" }
          SoftwareUpdateOptions       = { AutoSoftwareUpdateEnabled = true }
          OffPeakWindowOptions = {
            Enabled       = true
            OffPeakWindow = { WindowStartTime = { Hours = 3, Minutes = 0 } }
          }
          # Who may do what is said by the domain's own users; the network is told who reaches it.
          AccessPolicies = {
            Version = "2012-10-17"
            Statement = [{
              Effect    = "Allow"
              Principal = { AWS = "*" }
              Action    = "es:ESHttp*"
              Resource  = "${local.arn}/*"
            }]
          }
          AdvancedSecurityOptions = {
            Enabled                     = true
            InternalUserDatabaseEnabled = true
            MasterUserOptions = {
              MasterUserName     = var.administrator
              MasterUserPassword = "{{resolve:secretsmanager:${var.administrator_secret_arn}:SecretString}}"
            }
          }
        }
      }
    }
    Outputs = {
      Host   = { Value = { "Fn::GetAtt" = ["Domain", "DomainEndpoint"] } }
      Domain = { Value = { Ref = "Domain" } }
    }
  })

  timeouts {
    create = "90m"
    update = "180m"
    delete = "90m"
  }
}

module "alarms" {
  source = "../alarms"

  name       = local.id
  namespace  = "AWS/ES"
  dimensions = { DomainName = local.id, ClientId = data.aws_caller_identity.current.account_id }
  topic_arns = var.alarm_topic_arns

  alarms = {
    red = {
      metric      = "ClusterStatus.red"
      statistic   = "Maximum"
      threshold   = 0
      periods     = 1
      description = "Parts of the indices of ${var.database} are on no node."
    }
    storage = {
      metric      = "FreeStorageSpace"
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = var.storage_gib * 1024 / 5
      periods     = 1
      description = "Less than a fifth of the storage of a node of ${var.database} is free."
    }
    memory = {
      metric      = "JVMMemoryPressure"
      statistic   = "Maximum"
      threshold   = 90
      description = "${var.database} has used more than 90 % of its memory for objects for a quarter of an hour."
    }
  }
}
