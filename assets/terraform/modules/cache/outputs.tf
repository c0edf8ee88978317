output "host" {
  description = "DNS name of the primary node."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "reader_host" {
  description = "DNS name that leads to the replicas."
  value       = aws_elasticache_replication_group.this.reader_endpoint_address
}

output "port" {
  description = "Port of the cache; connections are TLS."
  value       = aws_elasticache_replication_group.this.port
}

output "nodes" {
  description = "Ids of the nodes, as CloudWatch knows them."
  value       = local.nodes
}
