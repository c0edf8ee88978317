output "name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "url" {
  description = "Address at which requests from outside start it; empty where none do."
  value       = length(var.paths) == 0 ? "" : var.domain.name == "" ? aws_apigatewayv2_api.this[0].api_endpoint : "https://${var.domain.name}"
}

output "public" {
  description = "Whether requests from outside start it."
  value       = length(aws_apigatewayv2_route.this) > 0
}
