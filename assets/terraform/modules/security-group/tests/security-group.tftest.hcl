mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name   = "shop-test"
  node   = "orders"
  vpc_id = "vpc-1"
}

run "nothing_is_open" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.open) + length(aws_vpc_security_group_egress_rule.open) == 0
    error_message = "What is allowed are rules of their own."
  }
}

run "declared_flows_open_the_network_to_itself" {
  command = plan

  variables {
    open_to_cidr = "10.0.0.0/16"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.open[0].cidr_ipv4 == "10.0.0.0/16"
    error_message = "The network's own range is let in, and no other."
  }
}
