output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "node_security_group_id" {
  description = "Id of the security group that EKS makes for the cluster; nodes carry it, and so do their pods."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "secrets_operator_role_arn" {
  description = "ARN of the role of the External Secrets Operator."
  value       = aws_iam_role.operator["external-secrets"].arn
}

output "protection" {
  description = "What guards the cluster: whether the control plane is reached from outside, and whether Kubernetes' Secrets are encrypted."
  value = {
    public    = aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    encrypted = contains(aws_eks_cluster.this.encryption_config[0].resources, "secrets")
  }
}
