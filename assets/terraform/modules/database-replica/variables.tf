variable "name" {
  description = "First part of all names, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "replica" {
  description = "Name of the replica in the topology. It is part of the identifier: a change replaces the replica, which loses nothing."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.replica)) && !strcontains(var.replica, "--")
    error_message = "Lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "source_identifier" {
  description = "Identifier of the instance that it follows."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.source_identifier) > 0
    error_message = "The identifier of an instance is needed."
  }
}

variable "instance_class" {
  description = "RDS instance class."
  type        = string
  default     = "db.t4g.medium"
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "An instance class such as db.t4g.medium."
  }
}

variable "max_storage_gib" {
  description = "Storage up to which it grows by itself, in GiB: its source's."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.max_storage_gib >= 20 && var.max_storage_gib <= 65536
    error_message = "From 20 to 65536 GiB."
  }
}

variable "parameter_group_name" {
  description = "Settings of the engine: its source's, which force TLS."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.parameter_group_name) > 0
    error_message = "The name of a parameter group is needed."
  }
}

variable "security_group_id" {
  description = "Id of the database's security group: who may reach the source may reach the replica."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key of the source's storage; empty where it is the account's own key for RDS."
  type        = string
  default     = ""
  nullable    = false
}

variable "performance_insights" {
  description = "Whether RDS keeps seven days of query statistics; the smallest instance classes can't."
  type        = bool
  default     = true
  nullable    = false
}

variable "lag_seconds" {
  description = "Seconds that it may be behind before an alarm is raised."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.lag_seconds >= 1
    error_message = "At least one second."
  }
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
