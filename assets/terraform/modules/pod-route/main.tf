# The load balancer is Terraform's; the controller in the cluster puts the addresses of the pods into this group.
resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378: TLS ends at the load balancer; behind it the security groups let through its own traffic alone.

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

  tags = {
    Name = "${var.name}-${var.node}"
    # The controller registers pods in groups of its own cluster alone.
    kubernetes-cluster = var.cluster_name
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = var.listener_arn
  priority     = var.route.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
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

  tags = { Name = "${var.name}-${var.node}" }
}
