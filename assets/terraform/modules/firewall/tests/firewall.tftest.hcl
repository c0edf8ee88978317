mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-test"
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mock/1"
}

run "attacks_and_floods_are_refused" {
  command = plan

  assert {
    condition     = length(aws_wafv2_web_acl.this.rule) == 3
    error_message = "The limit per address and two sets of rules were expected."
  }

  assert {
    condition     = startswith(aws_cloudwatch_log_group.this.name, "aws-waf-logs-")
    error_message = "WAF writes to groups with this beginning alone."
  }
}
