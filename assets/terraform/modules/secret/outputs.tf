output "arn" {
  description = "ARN of the secret, as ECS takes it."
  value       = aws_secretsmanager_secret.this.arn
}

output "name" {
  description = "Name of the secret, for those who put its value."
  value       = aws_secretsmanager_secret.this.name
}
