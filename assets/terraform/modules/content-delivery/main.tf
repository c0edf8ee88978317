locals {
  # Policies of AWS's own, the same in every account: keep what the origin allows, told apart by the query; hand everything on.
  keep_what_the_origin_allows = "4cc15a8a-d715-48a4-82b8-cc0b614638fe"
  all_of_the_request          = "216adef6-5c7f-47e4-b989-5492eafa07d3"

  names = concat([var.domain], [for host in sort(tolist(var.hosts)) : "${host}.${var.domain}"])
}

resource "aws_acm_certificate" "this" {
  domain_name               = var.domain
  subject_alternative_names = [for host in sort(tolist(var.hosts)) : "${host}.${var.domain}"]
  validation_method         = "DNS"

  # The same records prove the same names in every region: they are there when the regional certificate is.
  tags = { proven-with = var.regional_certificate_arn }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn = aws_acm_certificate.this.arn
}

resource "aws_cloudfront_distribution" "this" {
  # checkov:skip=CKV_AWS_68: The firewall stands at the load balancer behind it, which sees all that is not kept (web_firewall).
  # checkov:skip=CKV2_AWS_47: The same.
  # checkov:skip=CKV_AWS_86: The load balancer writes down who asked for what; what is answered from here is counted by CloudWatch.
  # checkov:skip=CKV_AWS_305: The programs behind it answer at / themselves.
  # checkov:skip=CKV_AWS_310: There is one load balancer, in several zones.
  # checkov:skip=CKV_AWS_374: Nobody has drawn where visitors may come from.
  # checkov:skip=CKV2_AWS_32: The gateway behind it says which headers answers carry.
  enabled         = true
  comment         = var.name
  aliases         = local.names
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class

  origin {
    origin_id   = "load-balancer"
    domain_name = var.load_balancer_dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 60
    }
  }

  default_cache_behavior {
    target_origin_id         = "load-balancer"
    allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods           = ["GET", "HEAD"]
    compress                 = true
    viewer_protocol_policy   = "redirect-to-https"
    cache_policy_id          = local.keep_what_the_origin_allows
    origin_request_policy_id = local.all_of_the_request
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.this.certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}
