output "certificate_arn" {
  description = "ARN of the certificate, once it is valid."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

output "domains" {
  description = "The public names."
  value       = sort([for record in aws_route53_record.alias : record.fqdn])
}

output "zone_id" {
  description = "Id of the hosted zone, for records of those who answer elsewhere."
  value       = data.aws_route53_zone.this.zone_id
}
