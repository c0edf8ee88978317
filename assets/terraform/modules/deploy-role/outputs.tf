output "role_arns" {
  description = "ARNs of the roles: plan and apply."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}
