mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                     = "shop-production"
  domain                   = "shop.example.com"
  hosts                    = ["admin"]
  regional_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/mock"
  load_balancer_dns_name   = "mock.eu-central-1.elb.amazonaws.com"
}

run "visitors_come_by_https_under_the_domain" {
  command = plan

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" && one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021"
    error_message = "Visitors could come in the clear."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.aliases == toset(["admin.shop.example.com", "shop.example.com"])
    error_message = "It answers under the domain and its hosts."
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_protocol_policy == "https-only"
    error_message = "On the way to the load balancer it would be in the clear."
  }
}
