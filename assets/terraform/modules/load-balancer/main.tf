locals {
  # Load balancers have at most 32 characters in their names.
  short_name = length(var.name) <= 32 ? var.name : "${trimsuffix(substr(var.name, 0, 23), "-")}-${substr(sha256(var.name), 0, 8)}"
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-lb-"
  description = "Public load balancer of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-load-balancer" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  for_each = {
    for rule in setproduct(var.allowed_cidrs, var.secure ? [80, 443] : [80]) : "${rule[0]}-${rule[1]}" => {
      cidr = rule[0]
      port = rule[1]
    }
  }

  security_group_id = aws_security_group.this.id
  description       = "Visitors to the load balancer"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_lb" "this" {
  # checkov:skip=CKV_AWS_150: Protected in production; other environments come and go.
  # checkov:skip=CKV2_AWS_20: A listener of its own redirects wherever there is a certificate.
  # checkov:skip=CKV2_AWS_28: The firewall is an option of the root that calls this module (web_firewall).
  name                       = local.short_name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.public_subnet_ids
  security_groups            = [aws_security_group.this.id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = var.deletion_protection
  idle_timeout               = var.idle_timeout_seconds

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }

  tags = { Name = var.name }

  depends_on = [aws_s3_bucket_policy.logs]
}

# With a certificate, plain HTTP leads to HTTPS and nowhere else.
resource "aws_lb_listener" "redirect" {
  count = var.secure ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

# Whatever no workload claims is answered by the listeners below and reaches nobody.
resource "aws_lb_listener" "http" {
  # checkov:skip=CKV_AWS_2: There is no certificate where no domain is declared; with one this listener does not exist.
  # checkov:skip=CKV_AWS_103: The same.
  # checkov:skip=CKV2_AWS_20: The same.
  count = var.secure ? 0 : 1

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "https" {
  count = var.secure ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }
}
