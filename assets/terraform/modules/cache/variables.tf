variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "cache" {
  description = "Name of the cache in the topology. It is part of the identifier: a change replaces the cache."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", var.cache)) && !strcontains(var.cache, "--")
    error_message = "Lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "engine_version" {
  description = "Version of Valkey as ElastiCache names it, for example 8.1."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+$", var.engine_version))
    error_message = "Major and minor version, for example 8.1."
  }
}

variable "family" {
  description = "Family of settings that belongs to the version, for example valkey8."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^valkey[0-9]+$", var.family))
    error_message = "A family such as valkey8."
  }
}

variable "parameters" {
  description = "Settings by the engine's own names, for example maxmemory-policy."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "node_type" {
  description = "ElastiCache node type."
  type        = string
  default     = "cache.t4g.small"
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.node_type))
    error_message = "A node type such as cache.t4g.small."
  }
}

variable "nodes" {
  description = "Number of nodes; from two on, one of them takes over when the primary is lost."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.nodes >= 1 && var.nodes <= 6
    error_message = "From 1 to 6 nodes."
  }
}

variable "users" {
  description = "Who may use the cache: user name to the rights, as Valkey writes them, and the ARN of the secret with the password. Without users, the network alone guards the cache."
  type = map(object({
    access     = string
    secret_arn = string
  }))
  default  = {}
  nullable = false
}

variable "snapshot_days" {
  description = "Days for which daily snapshots are kept; 0 makes none."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.snapshot_days >= 0 && var.snapshot_days <= 35
    error_message = "From 0 to 35 days."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "At least one subnet is needed."
  }
}

variable "security_group_id" {
  description = "Id of the cache's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the cache at rest; empty takes the service's own."
  type        = string
  default     = ""
  nullable    = false
}

variable "alarm_topic_arns" {
  description = "ARNs of the SNS topics that hear of alarms; none: alarms are seen in the console alone."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : startswith(arn, "arn:")])
    error_message = "Topics are given by their ARNs."
  }
}
