# RDS writes what the operating system of the instance is busy with to CloudWatch.
data "aws_iam_policy_document" "monitoring" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

data "aws_partition" "current" {}

resource "aws_iam_role" "monitoring" {
  name_prefix        = "rds-monitoring-"
  description        = "Writes the metrics of ${var.database} of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.monitoring.json

  tags = { Name = "${local.identifier}-monitoring" }
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
