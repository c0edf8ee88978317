output "flow" {
  description = "Id of the edge, or name of the implied flow, that the rules carry out."
  value       = var.flow
}
