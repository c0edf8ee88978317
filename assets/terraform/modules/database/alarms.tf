# Limits that somebody should hear of before users do.
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
      description = "The database ${var.database} has been busy above 80 % for a quarter of an hour."
    }
    memory = {
      metric      = "FreeableMemory"
      comparison  = "LessThanThreshold"
      threshold   = 128 * 1024 * 1024
      description = "The database ${var.database} has less than 128 MiB of free memory."
    }
    storage = {
      metric      = "FreeStorageSpace"
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = var.storage_gib * 1024 * 1024 * 1024 / 10
      periods     = 1
      description = "Less than a tenth of the first storage of ${var.database} is free."
    }
  }
}

moved {
  from = aws_cloudwatch_metric_alarm.this
  to   = module.alarms.aws_cloudwatch_metric_alarm.this
}
