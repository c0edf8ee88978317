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
  description = "Name of the node in the topology."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.node))
    error_message = "The node has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "cluster_name" {
  description = "Name of the EKS cluster."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.cluster_name) > 0
    error_message = "The name of a cluster is needed."
  }
}

variable "namespace" {
  description = "Kubernetes namespace that the chart is installed into."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "The namespace is a DNS label."
  }
}

variable "service_account" {
  description = "ServiceAccount of the pods, as the chart calls it; empty where no program runs and secrets alone are fetched."
  type        = string
  default     = ""
  nullable    = false
}

variable "with_policy" {
  description = "Whether the program may do anything at AWS; the policy itself may be known while applying alone."
  type        = bool
  default     = false
  nullable    = false
}

variable "policy" {
  description = "What the program may do at AWS, as a JSON policy."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.policy == "" || can(jsondecode(var.policy))
    error_message = "A policy is JSON."
  }
}

variable "with_secrets" {
  description = "Whether the node has secrets; their ARNs may be known while applying alone."
  type        = bool
  default     = false
  nullable    = false
}

variable "secret_arns" {
  description = "ARNs of the secrets that are fetched for the node."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.secret_arns) > 0 || !var.with_secrets
    error_message = "A node with secrets names them."
  }
}

variable "secrets_operator_role_arn" {
  description = "ARN of the role of the External Secrets Operator; empty where the node has no secrets."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = startswith(var.secrets_operator_role_arn, "arn:") || !var.with_secrets
    error_message = "Who fetches the secrets is named by the ARN of a role."
  }
}
