mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name        = "shop-test"
  topology    = "shop"
  environment = "test"
  monthly_usd = 250
  topic_arn   = "arn:aws:sns:eu-central-1:123456789012:mock"
}

run "the_environment_is_told_apart_by_its_tags" {
  command = plan

  assert {
    condition     = contains(one(aws_budgets_budget.this.cost_filter).values, "user:topology$shop")
    error_message = "The budget would count what is not ours."
  }

  assert {
    condition     = aws_budgets_budget.this.limit_amount == "250"
    error_message = "Another limit than the one asked for."
  }
}
