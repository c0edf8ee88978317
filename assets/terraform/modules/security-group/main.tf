# Name and description say nothing of the node: both can't change in place, and a renamed node keeps its group.
resource "aws_security_group" "this" {
  name_prefix            = "${var.name}-"
  description            = "One node of ${var.name}; what it may reach and who may reach it are rules of their own"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  tags = { Name = "${var.name}-${var.node}" }

  lifecycle {
    create_before_destroy = true
  }
}
