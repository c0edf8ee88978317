# Name and description say nothing of the node: both can't change in place, and a renamed node keeps its group.
resource "aws_security_group" "this" {
  # checkov:skip=CKV2_AWS_5: Tasks and instances of other roots carry it, which a look at one root can't see.
  name_prefix            = "${var.name}-"
  description            = "One node of ${var.name}; what it may reach and who may reach it are rules of their own"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  tags = { Name = "${var.name}-${var.node}" }

  lifecycle {
    create_before_destroy = true
  }
}

# Where a topology only declares its flows, the network lets everything of its own through.
resource "aws_vpc_security_group_ingress_rule" "open" {
  # checkov:skip=CKV_AWS_24: Only where the topology says flows: declared, and only to the network's own range.
  # checkov:skip=CKV_AWS_25: The same.
  # checkov:skip=CKV_AWS_260: The same.
  count = var.open_to_cidr == "" ? 0 : 1

  security_group_id = aws_security_group.this.id
  description       = "Flows are declared, not enforced"
  cidr_ipv4         = var.open_to_cidr
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_egress_rule" "open" {
  count = var.open_to_cidr == "" ? 0 : 1

  security_group_id = aws_security_group.this.id
  description       = "Flows are declared, not enforced"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
