mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name   = "shop-test"
  emails = ["on-call@example.com"]
}

run "somebody_hears_of_alarms" {
  command = plan

  assert {
    condition     = aws_sns_topic_subscription.email["on-call@example.com"].protocol == "email"
    error_message = "Nobody hears of alarms."
  }
}

run "what_is_no_address_is_refused" {
  command = plan

  variables {
    emails = ["on-call"]
  }

  expect_failures = [var.emails]
}
