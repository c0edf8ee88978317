mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-test"
  vpc_id            = "vpc-1"
  public_subnet_ids = ["subnet-a", "subnet-b"]
  secure            = false
}

run "without_a_certificate_plain_http_is_refused_what_nobody_claims" {
  command = plan

  assert {
    condition     = length(aws_lb_listener.https) == 0 && aws_lb_listener.http[0].default_action[0].fixed_response[0].status_code == "404"
    error_message = "What nobody claims reaches somebody."
  }
}

run "with_a_certificate_everybody_is_led_to_https" {
  command = plan

  variables {
    secure          = true
    certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/mock"
  }

  assert {
    condition     = length(aws_lb_listener.http) == 0 && aws_lb_listener.redirect[0].default_action[0].redirect[0].protocol == "HTTPS"
    error_message = "Plain HTTP is answered."
  }

  assert {
    condition     = strcontains(aws_lb_listener.https[0].ssl_policy, "TLS13")
    error_message = "TLS 1.3 is not offered."
  }
}

run "a_secure_load_balancer_needs_a_certificate" {
  command = plan

  variables {
    secure = true
  }

  expect_failures = [var.certificate_arn]
}

run "a_long_name_is_cut" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on"
  }

  assert {
    condition     = length(aws_lb.this.name) <= 32 && !endswith(aws_lb.this.name, "-")
    error_message = "Load balancers take at most 32 characters."
  }
}
