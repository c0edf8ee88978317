mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name         = "shop-production"
  node         = "orders-db"
  resource_arn = "arn:aws:rds:eu-central-1:123456789012:db:shop-production-orders-db"
  schedule     = "cron(0 3 * * ? *)"
  keep_days    = 90
}

run "copies_are_kept_as_long_as_asked" {
  command = plan

  assert {
    condition     = one(aws_backup_plan.this.rule).lifecycle[0].delete_after == 90
    error_message = "Copies end sooner than asked."
  }

  assert {
    condition     = length(aws_backup_selection.this.resources) == 1
    error_message = "Exactly one database is copied."
  }
}

run "a_name_that_no_vault_can_have_is_refused" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on"
  }

  expect_failures = [var.node]
}
