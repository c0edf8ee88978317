mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name         = "shop-test"
  cluster_name = "shop-test"
  services     = ["orders", "users"]
  databases    = ["shop-test-orders-db"]
}

run "a_row_for_each" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 2 * 2 + 3
    error_message = "Two figures for a service and three for a database were expected."
  }
}

run "services_need_their_cluster" {
  command = plan

  variables {
    cluster_name = ""
  }

  expect_failures = [var.cluster_name]
}
