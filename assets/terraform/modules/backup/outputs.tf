output "vault" {
  description = "Name of the vault that holds the copies."
  value       = aws_backup_vault.this.name
}
