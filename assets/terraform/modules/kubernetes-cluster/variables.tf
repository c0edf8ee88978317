variable "name" {
  description = "Name of the cluster and first part of all names, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, such as 1.35: one of those in support_ends."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "A minor version such as 1.35 is needed."
  }

  validation {
    condition     = contains(keys(var.support_ends), var.kubernetes_version)
    error_message = "EKS does not offer this version any more, or nobody has looked it up yet: one of ${join(", ", sort(keys(var.support_ends)))}."
  }
}

variable "support_ends" {
  description = "The day on which the standard support of each version ends, as 2027-03-27; empty where AWS has not said it yet."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for day in values(var.support_ends) : day == "" || can(regex("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", day))])
    error_message = "Days are written as 2027-03-27."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets in which nodes run and the control plane is reached; at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "EKS needs subnets in two zones."
  }
}

variable "public_access_cidrs" {
  description = "Ranges from which the control plane is reached through the internet; none: from within the network alone."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.public_access_cidrs : can(cidrnetmask(range)) && !endswith(range, "/0")])
    error_message = "Named ranges in CIDR notation; a range of all addresses is no name."
  }
}

variable "administrators" {
  description = "ARNs of roles or users who may do everything in the cluster, beside the one who makes it and must not be named here."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.administrators : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(role|user)/", arn))])
    error_message = "Administrators are named by the ARNs of their roles or users."
  }
}

variable "nodes" {
  description = "The group of nodes: instance type, how many there are at least, at first and at most, GiB of each disk, and whether they are bought ON_DEMAND or SPOT."
  type = object({
    instance_type = string
    min           = number
    desired       = number
    max           = number
    disk_gib      = optional(number, 50)
    capacity      = optional(string, "ON_DEMAND")
  })
  nullable = false

  validation {
    condition     = var.nodes.min >= 1 && var.nodes.desired >= var.nodes.min && var.nodes.max >= var.nodes.desired
    error_message = "At least one node; not fewer at first than at least, and not more than at most."
  }

  validation {
    condition     = var.nodes.disk_gib >= 20 && contains(["ON_DEMAND", "SPOT"], var.nodes.capacity)
    error_message = "A disk has 20 GiB or more, and nodes are bought ON_DEMAND or SPOT."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs of the control plane are kept; a value that CloudWatch knows."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of CloudWatch's retention periods, for example 30, 90 or 365."
  }
}

variable "existing" {
  description = "A cluster that is there already: its name, and the ARN of the role of its External Secrets Operator; without a name one is made."
  type = object({
    name                      = optional(string, "")
    secrets_operator_role_arn = optional(string, "")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.existing.name == "" || startswith(var.existing.secrets_operator_role_arn, "arn:")
    error_message = "A cluster that is there already needs the ARN of the role of its External Secrets Operator."
  }
}
