output "name" {
  description = "Name of the cluster."
  value       = data.aws_eks_cluster.this.name
}

output "node_security_group_id" {
  description = "Id of the security group that EKS has made for the cluster."
  value       = data.aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "secrets_operator_role_arn" {
  description = "ARN of the role of the cluster's External Secrets Operator."
  value       = var.secrets_operator_role_arn
}
