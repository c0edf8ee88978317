locals {
  names     = toset(concat([var.domain], [for host in var.hosts : "${host}.${var.domain}"]))
  certified = setunion(local.names, [for host in var.certified_hosts : "${host}.${var.domain}"])
}

data "aws_route53_zone" "this" {
  name = var.zone
}

resource "aws_acm_certificate" "this" {
  domain_name               = var.domain
  subject_alternative_names = sort(setsubtract(local.certified, [var.domain]))
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# What proves each name is only known while applying; the names are known before.
resource "aws_route53_record" "validation" {
  for_each = local.certified

  zone_id         = data.aws_route53_zone.this.zone_id
  name            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_name if option.domain_name == each.key])
  type            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_type if option.domain_name == each.key])
  records         = [for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_value if option.domain_name == each.key]
  ttl             = 60
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_route53_record" "alias" {
  for_each = local.names

  zone_id = data.aws_route53_zone.this.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = var.load_balancer_dns_name
    zone_id                = var.load_balancer_zone_id
    evaluate_target_health = true
  }
}
