mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  node                = "orders"
  cluster_name        = "shop-test"
  cluster_arn         = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-test"
  vpc_id              = "vpc-1"
  subnet_ids          = ["subnet-a", "subnet-b"]
  security_group_id   = "sg-1"
  task_definition_arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:1"
  container_name      = "orders"
  namespace_id        = "ns-1"
}

run "a_neighbour_is_found_and_not_public" {
  command = plan

  assert {
    condition     = !output.public && length(aws_service_discovery_service.this) == 1
    error_message = "A service is called by name, and by nobody outside."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "A release whose tasks don't start has to go back."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.cpu) == 0
    error_message = "A fixed number of tasks needs no policy."
  }
}

run "a_routed_service_is_reached_and_watched" {
  command = plan

  variables {
    listener_arn         = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/mock/1/2"
    load_balancer_suffix = "app/mock/1"
    replicas             = { min = 2, max = 6 }
    route                = { enabled = true, port = 8080, priority = 10 }
  }

  assert {
    condition     = output.public && length(aws_cloudwatch_metric_alarm.failing) == 1
    error_message = "A routed service has a rule, and an alarm for its failures."
  }

  assert {
    condition     = aws_appautoscaling_target.this.max_capacity == 6 && length(aws_appautoscaling_policy.cpu) == 1
    error_message = "From 2 to 6 tasks were asked for."
  }
}

run "a_route_without_listener_is_refused" {
  command = plan

  variables {
    route = { enabled = true, priority = 10 }
  }

  expect_failures = [var.listener_arn]
}
