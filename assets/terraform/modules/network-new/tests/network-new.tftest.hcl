mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name        = "shop-test"
  cidr        = "10.40.0.0/16"
  log_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/mock"
}

run "two_zones_share_one_way_out" {
  command = plan

  assert {
    condition     = length(aws_subnet.private) == 2 && length(aws_subnet.public) == 2
    error_message = "Two zones, each with a public and a private subnet, were asked for."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1
    error_message = "A single NAT gateway was asked for."
  }

  assert {
    condition     = length(setintersection(values(aws_subnet.private)[*].cidr_block, values(aws_subnet.public)[*].cidr_block)) == 0
    error_message = "Public and private subnets overlap."
  }
}

run "each_zone_has_a_way_out_of_its_own" {
  command = plan

  variables {
    zone_count = 3
    nat        = "per-zone"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_route.nat) == 3
    error_message = "The loss of one zone would stop the others."
  }
}

run "a_range_that_is_too_small_is_refused" {
  command = plan

  variables {
    cidr = "10.40.0.0/24"
  }

  expect_failures = [var.cidr]
}

run "a_cluster_finds_the_subnets_for_load_balancers" {
  command = plan

  variables {
    for_kubernetes = true
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"]) && alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "Subnets for load balancers are found by their tags."
  }
}
