variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "queue" {
  description = "Name of the queue in the topology. It is part of the broker's name: a change replaces the broker."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.queue))
    error_message = "The queue has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "engine_version" {
  description = "Version of RabbitMQ as Amazon MQ names it, for example 4.2."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+$", var.engine_version))
    error_message = "Major and minor version, for example 4.2."
  }
}

variable "instance_type" {
  description = "Amazon MQ instance type."
  type        = string
  default     = "mq.m7g.medium"
  nullable    = false

  validation {
    condition     = can(regex("^mq\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_type))
    error_message = "An instance type such as mq.m7g.medium."
  }
}

variable "clustered" {
  description = "Whether three nodes in different zones carry the queue instead of one."
  type        = bool
  default     = false
  nullable    = false
}

variable "administrator" {
  description = "Name of the administrative user, with which the grants job signs in."
  type        = string
  default     = "groundplan-admin"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{2,100}$", var.administrator)) && var.administrator != "guest"
    error_message = "From 2 to 100 letters, digits and _.-, and not guest."
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
  description = "Id of the queue's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the broker; empty takes the service's own."
  type        = string
  default     = ""
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the broker stays when the stack that made it is deleted or wants to replace it."
  type        = bool
  default     = true
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

variable "backlog_limit" {
  description = "Messages that may wait for a quarter of an hour before an alarm is raised."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.backlog_limit >= 1
    error_message = "At least one message."
  }
}

variable "administrator_secret_arn" {
  description = "ARN of the secret with the administrator's password; Amazon MQ takes 12 to 250 characters without commas, colons and equals signs."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.administrator_secret_arn, "arn:")
    error_message = "The secret is given by its ARN."
  }
}
