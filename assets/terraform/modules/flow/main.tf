resource "aws_vpc_security_group_egress_rule" "this" {
  count = var.direction == "inward" ? 0 : 1

  security_group_id            = var.from_security_group_id
  referenced_security_group_id = var.direction == "between" ? var.to_security_group_id : null
  cidr_ipv4                    = var.direction == "outward" ? var.cidr : null
  description                  = var.description
  ip_protocol                  = var.protocol
  from_port                    = var.port
  to_port                      = var.port

  tags = { Name = var.flow }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  count = var.direction == "outward" ? 0 : 1

  security_group_id            = var.to_security_group_id
  referenced_security_group_id = var.direction == "between" ? var.from_security_group_id : null
  cidr_ipv4                    = var.direction == "inward" ? var.cidr : null
  description                  = var.description
  ip_protocol                  = var.protocol
  from_port                    = var.port
  to_port                      = var.port

  tags = { Name = var.flow }
}
