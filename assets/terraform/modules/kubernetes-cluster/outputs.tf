output "name" {
  description = "Name of the cluster."
  value       = local.cluster.name
}

output "node_security_group_id" {
  description = "Id of the security group of the cluster, which its nodes and so its pods carry."
  value       = local.cluster.node_security_group_id
}

output "secrets_operator_role_arn" {
  description = "ARN of the role of the External Secrets Operator, which takes the role of each node whose secrets it fetches."
  value       = local.cluster.secrets_operator_role_arn
}

output "log_key_arn" {
  description = "ARN of the KMS key that encrypts the log groups of the environment."
  value       = aws_kms_key.logs.arn
}

output "secrets_encrypted" {
  description = "Whether Kubernetes keeps its Secrets encrypted with a key of ours; of a cluster that is there already nothing is said."
  value       = alltrue([for made in module.made : made.protection.encrypted])
}
