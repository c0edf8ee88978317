mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name       = "shop-production-orders-db"
  namespace  = "AWS/RDS"
  dimensions = { DBInstanceIdentifier = "orders-db" }
  topic_arns = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
  alarms = {
    cpu = {
      metric      = "CPUUtilization"
      threshold   = 80
      description = "Busy."
    }
  }
}

run "who_is_named_hears_of_it" {
  command = plan

  assert {
    condition     = output.names == tolist(["shop-production-orders-db-cpu"])
    error_message = "The alarm has another name."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cpu"].alarm_actions == toset(var.topic_arns) && aws_cloudwatch_metric_alarm.this["cpu"].ok_actions == toset(var.topic_arns)
    error_message = "Nobody would hear of it, or of its end."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cpu"].dimensions["DBInstanceIdentifier"] == "orders-db"
    error_message = "It watches something else."
  }
}
