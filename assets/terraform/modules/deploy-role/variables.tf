variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "repository" {
  description = "Repository whose workflows take the roles, for example acme/shop."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "Owner and name, for example acme/shop."
  }
}

variable "github_environment" {
  description = "GitHub environment whose workflows may apply."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.github_environment))
    error_message = "The name of a GitHub environment."
  }
}

variable "provider_arn" {
  description = "ARN of the account's provider for GitHub, where it is there already; empty makes it."
  type        = string
  default     = ""
  nullable    = false
}

variable "plan_policy_arn" {
  description = "Policy of the role that plans."
  type        = string
  default     = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  nullable    = false

  validation {
    condition     = startswith(var.plan_policy_arn, "arn:")
    error_message = "The policy is given by its ARN."
  }
}

variable "apply_policy_arns" {
  description = "Policies of the role that applies: what your people decide that a pipeline may do."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.apply_policy_arns : startswith(arn, "arn:")])
    error_message = "Policies are given by their ARNs."
  }
}
