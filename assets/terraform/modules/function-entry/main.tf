locals {
  # Load balancers have at most 32 characters in their names.
  full_name = "${var.name}-${var.node}"
  id        = length(local.full_name) <= 32 ? local.full_name : "${trimsuffix(substr(local.full_name, 0, 23), "-")}-${substr(sha256(local.full_name), 0, 8)}"
}

resource "aws_lb" "this" {
  # checkov:skip=CKV_AWS_91: The function writes down what it is asked.
  # checkov:skip=CKV_AWS_150: It holds nothing, and is made anew with the function.
  # checkov:skip=CKV2_AWS_20: Within the network calls are in the clear, as drawn; the security groups let through the drawn callers alone.
  # checkov:skip=CKV2_AWS_28: It is reached from within the network alone.
  name                       = local.id
  load_balancer_type         = "application"
  internal                   = true
  subnets                    = var.subnet_ids
  security_groups            = [var.security_group_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"

  tags = { Name = local.full_name }
}

resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378: Lambda is called through AWS's own interface; there is no protocol to choose.
  # Target groups can't be renamed in place and have at most 32 characters; the tag names the node.
  name_prefix = "gp-"
  # AWS asks no function for its health unless told to: asking would start it every few seconds.
  target_type = "lambda"

  tags = { Name = local.full_name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lambda_permission" "this" {
  statement_id  = "entry"
  action        = "lambda:InvokeFunction"
  function_name = var.function_name
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.this.arn
}

resource "aws_lb_target_group_attachment" "this" {
  target_group_arn = aws_lb_target_group.this.arn
  target_id        = var.function_arn

  depends_on = [aws_lambda_permission.this]
}

resource "aws_lb_listener" "this" {
  # checkov:skip=CKV_AWS_2: Within the network calls are in the clear, as drawn.
  # checkov:skip=CKV_AWS_103: The same.
  # checkov:skip=CKV2_AWS_20: The same.
  for_each = var.ports

  load_balancer_arn = aws_lb.this.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_service_discovery_service" "this" {
  name        = var.node
  description = "Entry of ${var.node}"

  dns_config {
    namespace_id   = var.namespace_id
    routing_policy = "WEIGHTED"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  force_destroy = true
}

resource "aws_service_discovery_instance" "this" {
  instance_id = "entry"
  service_id  = aws_service_discovery_service.this.id

  attributes = {
    AWS_ALIAS_DNS_NAME = aws_lb.this.dns_name
  }
}
