output "arn" {
  description = "ARN of the secret, as ECS takes it."
  value       = aws_secretsmanager_secret.this.arn

  # Whoever gets the ARN may read the value at once.
  depends_on = [
    aws_secretsmanager_secret_version.generated,
    aws_secretsmanager_secret_version.derived,
  ]
}

output "name" {
  description = "Name of the secret, for those who put its value."
  value       = aws_secretsmanager_secret.this.name
}
