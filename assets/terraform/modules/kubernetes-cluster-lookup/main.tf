data "aws_eks_cluster" "this" {
  name = var.name
}

# Said while planning, not when the first pod does not start.
check "identities" {
  assert {
    condition     = contains(["API", "API_AND_CONFIG_MAP"], data.aws_eks_cluster.this.access_config[0].authentication_mode)
    error_message = "The cluster knows people by its ConfigMap aws-auth alone; access entries and pod identities want the mode API or API_AND_CONFIG_MAP."
  }
}
