output "host" {
  description = "The brokers as clients want them for a start: names with ports, by commas, the last one without its port."
  value       = trimsuffix(aws_msk_cluster.this.bootstrap_brokers_sasl_scram, ":9096")
}

output "port" {
  description = "Port of the brokers; connections are TLS, with SCRAM-SHA-512."
  value       = 9096
}

output "arn" {
  description = "ARN of the cluster."
  value       = aws_msk_cluster.this.arn
}

output "name" {
  description = "Name of the cluster, as CloudWatch knows it."
  value       = aws_msk_cluster.this.cluster_name
}

output "key_arn" {
  description = "ARN of the KMS key with which the users' secrets have to be encrypted."
  value       = aws_kms_key.this.arn
}
