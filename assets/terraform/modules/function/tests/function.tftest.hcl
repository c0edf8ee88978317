mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-production"
  node              = "thumbnails"
  image             = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/thumbnails"
  tag               = "1.0.0"
  subnet_ids        = ["subnet-a", "subnet-b"]
  security_group_id = "sg-1"
  log_key_arn       = "arn:aws:kms:eu-central-1:123456789012:key/mock"
}

run "nothing_starts_it_that_is_not_drawn" {
  command = plan

  assert {
    condition     = !output.public && output.url == "" && length(aws_scheduler_schedule.this) == 0 && length(aws_lambda_event_source_mapping.this) == 0 && length(aws_cloudwatch_event_rule.this) == 0
    error_message = "Somebody could start it."
  }

  assert {
    condition     = length(aws_lambda_function.this.vpc_config[0].subnet_ids) == 2 && length(aws_lambda_function.this.dead_letter_config) == 1
    error_message = "It has to run in the network, and to put aside what fails."
  }
}

run "secrets_are_named_and_not_handed_over" {
  command = plan

  variables {
    environment = { GREETING = "hello" }
    secrets     = { ORDERS_DB_PASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders" }
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables == tomap({ GREETING = "hello", ORDERS_DB_PASSWORD_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders" })
    error_message = "A variable names the secret, and that is all that it says."
  }
}

run "requests_start_it_at_their_paths" {
  command = plan

  variables {
    paths = ["/hooks/payments", "/"]
  }

  assert {
    condition     = toset(keys(aws_apigatewayv2_route.this)) == toset(["$default", "ANY /hooks/payments", "ANY /hooks/payments/{below+}"])
    error_message = "Each path, and what lies below it."
  }

  assert {
    condition     = output.public && length(aws_apigatewayv2_stage.this[0].access_log_settings) == 1
    error_message = "Who asked for what is written down."
  }
}

run "requests_find_it_under_its_name" {
  command = plan

  variables {
    paths  = ["/"]
    domain = { name = "hook.shop.example.com", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/mock", zone_id = "Z1" }
  }

  assert {
    condition     = output.url == "https://hook.shop.example.com" && aws_route53_record.this[0].name == "hook.shop.example.com"
    error_message = "Its name leads elsewhere."
  }
}

run "clocks_queues_and_buckets_start_it" {
  command = plan

  variables {
    schedules = { nightly = "cron(0 3 * * ? *)" }
    queues    = { mails = "arn:aws:sqs:eu-central-1:123456789012:mails" }
    buckets   = { pictures = "shop-production-pictures-1" }
  }

  assert {
    condition     = aws_scheduler_schedule.this["nightly"].schedule_expression == "cron(0 3 * * ? *)"
    error_message = "The clock is wrong."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this["mails"].event_source_arn == "arn:aws:sqs:eu-central-1:123456789012:mails"
    error_message = "The queue is another one."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.this["pictures"].event_pattern).detail.bucket.name == ["shop-production-pictures-1"]
    error_message = "Objects of other buckets would start it."
  }
}

run "a_long_name_is_cut" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on-and-on-production"
  }

  assert {
    condition     = length(output.name) <= 64
    error_message = "Lambda refuses this name."
  }
}
