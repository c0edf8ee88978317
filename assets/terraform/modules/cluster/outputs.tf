output "name" {
  description = "Name of the cluster."
  value       = local.cluster_name
}

output "arn" {
  description = "ARN of the cluster."
  value       = local.cluster_arn
}

output "log_key_arn" {
  description = "ARN of the KMS key that encrypts log groups whose names start with /<name>/."
  value       = aws_kms_key.logs.arn
}

output "namespace_id" {
  description = "Id of the Cloud Map namespace."
  value       = aws_service_discovery_private_dns_namespace.this.id
}

output "namespace" {
  description = "DNS name under which workloads are found, as <node>.<namespace>."
  value       = aws_service_discovery_private_dns_namespace.this.name
}
