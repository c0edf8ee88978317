mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                 = "shop-test"
  node                 = "edge"
  cluster_name         = "shop-test"
  vpc_id               = "vpc-1"
  listener_arn         = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/mock/1/2"
  load_balancer_suffix = "app/mock/1"
  route                = { port = 8080, priority = 10 }
}

run "pods_are_reached_by_their_own_addresses" {
  command = plan

  assert {
    condition     = aws_lb_target_group.this.target_type == "ip" && output.public
    error_message = "Pods have addresses of the network, so no port of a node is opened for them."
  }

  assert {
    condition     = aws_lb_target_group.this.tags["kubernetes-cluster"] == "shop-test"
    error_message = "The controller may register pods in the groups of its own cluster alone."
  }
}

run "more_conditions_than_a_rule_takes_are_refused" {
  command = plan

  variables {
    route = { port = 8080, priority = 10, paths = ["/a", "/b", "/c"], hosts = ["a.example.com", "b.example.com", "c.example.com"] }
  }

  expect_failures = [var.route]
}
