output "arn" {
  description = "ARN of the firewall's rules."
  value       = aws_wafv2_web_acl.this.arn
}
