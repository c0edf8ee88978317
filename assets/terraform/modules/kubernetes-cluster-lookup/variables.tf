variable "name" {
  description = "Name of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$", var.name))
    error_message = "Up to 100 letters, digits, hyphens and underscores."
  }
}

variable "secrets_operator_role_arn" {
  description = "ARN of the role of the cluster's External Secrets Operator."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.secrets_operator_role_arn, "arn:")
    error_message = "The role is given by its ARN."
  }
}
