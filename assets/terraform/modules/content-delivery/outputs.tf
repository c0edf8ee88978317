output "dns_name" {
  description = "DNS name of the distribution."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "zone_id" {
  description = "Hosted zone of the distribution's name, for alias records."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}
