mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

override_resource {
  target          = aws_acm_certificate.this
  override_during = plan
  values = {
    domain_validation_options = [
      { domain_name = "shop.example.com", resource_record_name = "_a", resource_record_type = "CNAME", resource_record_value = "_b" },
      { domain_name = "admin.shop.example.com", resource_record_name = "_c", resource_record_type = "CNAME", resource_record_value = "_d" },
    ]
  }
}

variables {
  domain                 = "shop.example.com"
  zone                   = "example.com"
  hosts                  = ["admin"]
  load_balancer_dns_name = "mock.eu-central-1.elb.amazonaws.com"
  load_balancer_zone_id  = "Z1"
}

run "every_name_leads_to_the_load_balancer" {
  command = plan

  assert {
    condition     = toset(keys(aws_route53_record.alias)) == toset(["shop.example.com", "admin.shop.example.com"])
    error_message = "A name of the topology leads nowhere."
  }

  assert {
    condition     = aws_acm_certificate.this.validation_method == "DNS"
    error_message = "Nobody answers letters of a certificate authority."
  }
}
