# Requests from outside. What calls from within the network has an entry of its own: the module function-entry.
resource "aws_apigatewayv2_api" "this" {
  count = length(var.paths) > 0 ? 1 : 0

  name          = local.id
  description   = "Requests to ${var.node} of ${var.name}"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "this" {
  count = length(var.paths) > 0 ? 1 : 0

  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.this.invoke_arn
  payload_format_version = "2.0"
}

locals {
  # A path and what lies below it.
  routes = toset(flatten([for path in var.paths : path == "/" ? ["$default"] : ["ANY ${trimsuffix(path, "/")}", "ANY ${trimsuffix(path, "/")}/{below+}"]]))
}

resource "aws_apigatewayv2_route" "this" {
  # checkov:skip=CKV_AWS_309: It is drawn as open to the outside; who calls proves himself to the function.
  for_each = local.routes

  api_id    = aws_apigatewayv2_api.this[0].id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.this[0].id}"
}

resource "aws_cloudwatch_log_group" "requests" {
  count = length(var.paths) > 0 ? 1 : 0

  name              = "/${var.name}/${var.node}-requests"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

resource "aws_apigatewayv2_stage" "this" {
  count = length(var.paths) > 0 ? 1 : 0

  api_id      = aws_apigatewayv2_api.this[0].id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.requests[0].arn
    format = jsonencode({
      requestId = "$context.requestId"
      ip        = "$context.identity.sourceIp"
      time      = "$context.requestTime"
      route     = "$context.routeKey"
      status    = "$context.status"
      latency   = "$context.responseLatency"
    })
  }

  default_route_settings {
    throttling_burst_limit = var.requests_at_once
    throttling_rate_limit  = var.requests_per_second
  }
}

resource "aws_lambda_permission" "requests" {
  count = length(var.paths) > 0 ? 1 : 0

  statement_id  = "requests"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this[0].execution_arn}/*"
}

# A name of its own below the domain.
resource "aws_apigatewayv2_domain_name" "this" {
  count = var.domain.name == "" ? 0 : 1

  domain_name = var.domain.name

  domain_name_configuration {
    certificate_arn = var.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count = var.domain.name == "" ? 0 : 1

  api_id      = aws_apigatewayv2_api.this[0].id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this[0].id
}

resource "aws_route53_record" "this" {
  count = var.domain.name == "" ? 0 : 1

  zone_id = var.domain.zone_id
  name    = var.domain.name
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.this[0].domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.this[0].domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}
