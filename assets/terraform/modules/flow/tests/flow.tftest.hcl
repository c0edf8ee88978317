mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  flow                   = "orders--orders-db"
  description            = "Flow: orders--orders-db"
  from_security_group_id = "sg-1"
  port                   = 5432
}

run "between_two_groups_one_rule_each_way" {
  command = plan

  variables {
    to_security_group_id = "sg-2"
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.this[0].referenced_security_group_id == "sg-2" && aws_vpc_security_group_ingress_rule.this[0].referenced_security_group_id == "sg-1"
    error_message = "The one who calls lets out what the one who is called lets in."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.this[0].from_port == 5432 && aws_vpc_security_group_ingress_rule.this[0].to_port == 5432
    error_message = "Exactly one port is open."
  }
}

run "outward_lets_nobody_in" {
  command = plan

  variables {
    direction = "outward"
    cidr      = "0.0.0.0/0"
    port      = 443
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.this) == 0 && length(aws_vpc_security_group_egress_rule.this) == 1
    error_message = "A way out is no way in."
  }
}

run "a_flow_without_its_end_is_refused" {
  command = plan

  expect_failures = [var.to_security_group_id]
}
