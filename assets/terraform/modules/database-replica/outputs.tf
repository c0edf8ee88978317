output "host" {
  description = "DNS name of the replica."
  value       = aws_db_instance.this.address
}

output "identifier" {
  description = "Identifier of the replica at RDS."
  value       = aws_db_instance.this.identifier
}
