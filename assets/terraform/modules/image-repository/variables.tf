variable "name" {
  description = "First part of all names, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "node" {
  description = "Name of the function in the topology."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.node))
    error_message = "Lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "force_delete" {
  description = "Whether it may be deleted while it holds images."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the images; empty takes ECR's own."
  type        = string
  default     = ""
  nullable    = false
}
