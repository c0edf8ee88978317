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
  description = "Name of the queue in the topology. It is part of the queue's name: a change replaces the queue."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.queue))
    error_message = "Lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "keep_days" {
  description = "Days that a message waits before it is lost."
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = var.keep_days >= 1 && var.keep_days <= 14
    error_message = "From 1 to 14 days."
  }
}

variable "visibility_seconds" {
  description = "Seconds that who takes a message has for it before others see it again."
  type        = number
  default     = 180
  nullable    = false

  validation {
    condition     = var.visibility_seconds >= 0 && var.visibility_seconds <= 43200
    error_message = "From 0 to 43200 seconds."
  }
}

variable "tries" {
  description = "How often a message is handed out before it is put aside."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.tries >= 1 && var.tries <= 1000
    error_message = "From 1 to 1000 times."
  }
}

variable "age_limit_seconds" {
  description = "Seconds that a message may wait before an alarm is raised."
  type        = number
  default     = 900
  nullable    = false

  validation {
    condition     = var.age_limit_seconds >= 60
    error_message = "At least a minute."
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
