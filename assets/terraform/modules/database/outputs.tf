output "host" {
  description = "DNS name of the instance."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the instance."
  value       = aws_db_instance.this.port
}

output "identifier" {
  description = "Identifier of the instance at RDS."
  value       = aws_db_instance.this.identifier
}

output "parameter_group_name" {
  description = "Settings of the engine, which its replicas share."
  value       = aws_db_parameter_group.this.name
}

output "administrator_secret_arn" {
  description = "ARN of the secret in which RDS keeps the administrator's name and password, as JSON with the keys username and password."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "protection" {
  description = "How the data are guarded: a standby, refusal to be deleted, encryption, days of backups, reach from outside."
  value = {
    standby   = aws_db_instance.this.multi_az
    kept      = aws_db_instance.this.deletion_protection
    encrypted = aws_db_instance.this.storage_encrypted
    days      = aws_db_instance.this.backup_retention_period
    public    = aws_db_instance.this.publicly_accessible
  }
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}
