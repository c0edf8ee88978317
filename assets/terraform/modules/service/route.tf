resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378: TLS ends at the load balancer; behind it the security groups let through its own traffic alone.
  count = var.route.enabled ? 1 : 0

  # Target groups can't be renamed in place and have at most 32 characters; the tag names the node.
  name_prefix          = "gp-"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  port                 = var.route.port
  protocol             = "HTTP"
  protocol_version     = var.route.protocol_version
  deregistration_delay = 30

  health_check {
    path                = var.route.health_path
    matcher             = var.route.health_matcher
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = { Name = "${var.cluster_name}-${var.node}" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  count = var.route.enabled ? 1 : 0

  listener_arn = var.listener_arn
  priority     = var.route.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  condition {
    path_pattern {
      values = var.route.paths
    }
  }

  dynamic "condition" {
    for_each = length(var.route.hosts) > 0 ? ["hosts"] : []

    content {
      host_header {
        values = var.route.hosts
      }
    }
  }

  tags = { Name = "${var.cluster_name}-${var.node}" }
}
