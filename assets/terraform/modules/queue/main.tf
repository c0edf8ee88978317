locals {
  # Brokers have at most 50 characters in their names.
  full_name = "${var.name}-${var.queue}"
  id        = length(local.full_name) <= 50 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 41), "-")}-${substr(sha256(local.full_name), 0, 8)}"
  # A lone broker sits in one subnet; a cluster of three is spread by Amazon MQ itself.
  subnet_ids = var.clustered ? var.subnet_ids : slice(var.subnet_ids, 0, 1)
}

# The provider's own resource takes the password as a plain argument and so keeps it in the state.
# CloudFormation reads it from Secrets Manager by itself: here stands a reference alone.
resource "aws_cloudformation_stack" "this" {
  # checkov:skip=CKV_AWS_124: Who hears of it is the caller's choice (alarm_topic_arns).
  name              = local.full_name
  notification_arns = var.alarm_topic_arns

  template_body = jsonencode({
    Resources = {
      Broker = {
        Type                = "AWS::AmazonMQ::Broker"
        DeletionPolicy      = var.deletion_protection ? "Retain" : "Delete"
        UpdateReplacePolicy = var.deletion_protection ? "Retain" : "Delete"
        Properties = {
          BrokerName              = local.id
          EngineType              = "RABBITMQ"
          EngineVersion           = var.engine_version
          HostInstanceType        = var.instance_type
          DeploymentMode          = var.clustered ? "CLUSTER_MULTI_AZ" : "SINGLE_INSTANCE"
          AutoMinorVersionUpgrade = true
          PubliclyAccessible      = false
          SubnetIds               = local.subnet_ids
          SecurityGroups          = [var.security_group_id]
          EncryptionOptions       = var.key_arn == "" ? { UseAwsOwnedKey = true } : { UseAwsOwnedKey = false, KmsKeyId = var.key_arn }
          Logs                    = { General = true }
          MaintenanceWindowStartTime = {
            DayOfWeek = "SUNDAY"
            TimeOfDay = "03:30"
            TimeZone  = "UTC"
          }
          Users = [{
            Username = var.administrator
            Password = "{{resolve:secretsmanager:${var.administrator_secret_arn}:SecretString}}"
          }]
        }
      }
    }
    Outputs = {
      Endpoint = { Value = { "Fn::Select" = [0, { "Fn::GetAtt" = ["Broker", "AmqpEndpoints"] }] } }
      Broker   = { Value = { Ref = "Broker" } }
    }
  })

  timeouts {
    create = "60m"
    update = "60m"
    delete = "60m"
  }
}
