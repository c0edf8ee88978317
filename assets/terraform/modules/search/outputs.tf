output "host" {
  description = "DNS name of the domain."
  value       = aws_cloudformation_stack.this.outputs["Host"]
}

output "port" {
  description = "Port of the domain, for HTTPS."
  value       = 443
}

output "name" {
  description = "Name of the domain, as CloudWatch knows it."
  value       = local.id
}

output "administrator_secret_arn" {
  description = "ARN of the secret with the administrator's password."
  value       = var.administrator_secret_arn
}
