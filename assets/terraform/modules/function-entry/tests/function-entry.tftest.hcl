mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-production"
  node              = "quote"
  function_arn      = "arn:aws:lambda:eu-central-1:123456789012:function:shop-production-quote"
  function_name     = "shop-production-quote"
  ports             = { http = 8080 }
  subnet_ids        = ["subnet-a", "subnet-b"]
  security_group_id = "sg-1"
  namespace_id      = "ns-1"
}

run "it_is_reached_from_within_by_who_is_let_in" {
  command = plan

  assert {
    condition     = aws_lb.this.internal && aws_lb.this.security_groups == toset(["sg-1"])
    error_message = "Others than the drawn callers could reach it."
  }

  assert {
    condition     = aws_lb_listener.this["http"].port == 8080
    error_message = "Callers knock at the port that is drawn."
  }

  assert {
    condition     = aws_service_discovery_service.this.name == "quote"
    error_message = "Callers look for it by its name."
  }
}

run "a_long_name_is_cut" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on"
  }

  assert {
    condition     = length(aws_lb.this.name) <= 32
    error_message = "Load balancers refuse this name."
  }
}
