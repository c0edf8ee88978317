mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                = "shop-test"
  node                = "sweep"
  cluster_arn         = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-test"
  subnet_ids          = ["subnet-a", "subnet-b"]
  security_group_id   = "sg-1"
  task_definition_arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/sweep:7"
  execution_role_arn  = "arn:aws:iam::123456789012:role/execution"
  task_role_arn       = "arn:aws:iam::123456789012:role/task"
}

run "once_by_hand" {
  command = plan

  assert {
    condition     = length(aws_scheduler_schedule.this) == 0
    error_message = "Nothing starts a job without a schedule."
  }

  assert {
    condition     = endswith(jsondecode(output.run_task).taskDefinition, "task-definition/sweep")
    error_message = "The newest revision runs, so none is named."
  }
}

run "by_the_clock" {
  command = plan

  variables {
    scheduled = true
    schedule  = "cron(0 3 * * ? *)"
  }

  assert {
    condition     = aws_scheduler_schedule.this[0].schedule_expression == "cron(0 3 * * ? *)"
    error_message = "Another time than the one asked for."
  }
}
