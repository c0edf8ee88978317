# What the provider puts on everything, instances and disks do not get by themselves.
data "aws_default_tags" "current" {}

resource "aws_launch_template" "nodes" {
  name_prefix            = "${var.name}-"
  description            = "Nodes of ${var.name}"
  update_default_version = true

  # A pod has an identity of its own: one hop keeps it away from the node's.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted             = true
      volume_type           = "gp3"
      volume_size           = var.nodes.disk_gib
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge(data.aws_default_tags.current.tags, { Name = "${var.name}-node" })
    }
  }
}

resource "aws_eks_node_group" "this" {
  cluster_name           = aws_eks_cluster.this.name
  node_group_name_prefix = "nodes-"
  node_role_arn          = aws_iam_role.node.arn
  # One subnet a zone: the group spreads its nodes over them.
  subnet_ids     = var.subnet_ids
  version        = aws_eks_cluster.this.version
  ami_type       = "AL2023_x86_64_STANDARD"
  capacity_type  = var.nodes.capacity
  instance_types = [var.nodes.instance_type]

  launch_template {
    id      = aws_launch_template.nodes.id
    version = aws_launch_template.nodes.latest_version
  }

  scaling_config {
    min_size     = var.nodes.min
    desired_size = var.nodes.desired
    max_size     = var.nodes.max
  }

  update_config {
    max_unavailable_percentage = 33
  }

  node_repair_config {
    enabled = true
  }

  lifecycle {
    create_before_destroy = true
    # An autoscaler of nodes may move it between the two others.
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [
    aws_eks_addon.before_nodes,
    aws_iam_role_policy_attachment.node,
  ]
}
