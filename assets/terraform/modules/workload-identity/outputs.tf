output "role_arn" {
  description = "ARN of the role of the program itself; empty where none runs."
  value       = one(concat(aws_iam_role.pod[*].arn, var.service_account == "" ? [""] : []))
}

output "secrets_role_arn" {
  description = "ARN of the role by which the node's secrets are fetched; empty where it has none."
  value       = one(concat(aws_iam_role.secrets[*].arn, var.with_secrets ? [] : [""]))
}
