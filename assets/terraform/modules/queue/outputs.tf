output "host" {
  description = "DNS name of the broker."
  value       = split(":", trimprefix(aws_cloudformation_stack.this.outputs["Endpoint"], "amqps://"))[0]
}

output "port" {
  description = "AMQP port of the broker; connections are TLS."
  value       = 5671
}

output "management_port" {
  description = "Port of the management interface over HTTPS, which the grants job uses."
  value       = 443
}

output "broker_id" {
  description = "Id of the broker at Amazon MQ."
  value       = aws_cloudformation_stack.this.outputs["Broker"]
}

output "administrator_secret_arn" {
  description = "ARN of the secret with the administrator's password."
  value       = var.administrator_secret_arn
}

output "name" {
  description = "Name of the broker, as CloudWatch knows it."
  value       = local.id
}
