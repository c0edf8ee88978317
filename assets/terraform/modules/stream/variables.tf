variable "name" {
  description = "First part of all names, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "queue" {
  description = "Name of the queue in the topology. It is part of the cluster's name: a change replaces the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.queue))
    error_message = "Lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "kafka_version" {
  description = "Version as MSK names it, for example 4.1.x.kraft."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9x]+(\\.kraft)?$", var.kafka_version))
    error_message = "A version such as 4.1.x.kraft."
  }
}

variable "instance_type" {
  description = "Instance type of the brokers."
  type        = string
  default     = "kafka.m7g.large"
  nullable    = false

  validation {
    condition     = can(regex("^kafka\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_type))
    error_message = "An instance type such as kafka.m7g.large."
  }
}

variable "storage_gib" {
  description = "Storage of each broker to begin with, in GiB."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.storage_gib >= 1 && var.storage_gib <= 16384 && floor(var.storage_gib) == var.storage_gib
    error_message = "Whole GiB from 1 to 16384."
  }
}

variable "max_storage_gib" {
  description = "Storage up to which each broker grows by itself, in GiB."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.max_storage_gib >= 1 && var.max_storage_gib <= 16384
    error_message = "From 1 to 16384 GiB."
  }
}

variable "settings" {
  description = "Settings of the brokers, by Kafka's own names, beside those that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the private subnets, two or three, with a broker in each."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two subnets are needed."
  }
}

variable "security_group_id" {
  description = "Id of the queue's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "login_secret_arns" {
  description = "ARNs of the secrets with the users, among them the grants job's."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.login_secret_arns) > 0
    error_message = "Without a user nobody gets in."
  }
}

variable "log_key_arn" {
  description = "ARN of the KMS key that encrypts the logs."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.log_key_arn, "arn:")
    error_message = "The key is given by its ARN."
  }
}

variable "log_retention_days" {
  description = "Days for which logs are kept; a value that CloudWatch knows."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of CloudWatch's retention periods, for example 30, 90 or 365."
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
