variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "node" {
  description = "Name of the data node in the topology. It is part of the vault's name: a change makes another vault."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.node))
    error_message = "The node has lower-case letters, digits and hyphens, and starts with a letter."
  }

  validation {
    condition     = length(var.name) + length(var.node) <= 49
    error_message = "A vault has at most 50 characters in its name."
  }
}

variable "resource_arn" {
  description = "ARN of what is copied."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.resource_arn, "arn:")
    error_message = "What is copied is given by its ARN."
  }
}

variable "schedule" {
  description = "When a copy is made, as EventBridge writes it, for example cron(0 3 * * ? *)."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.schedule, "cron(")
    error_message = "A time table such as cron(0 3 * * ? *)."
  }
}

variable "keep_days" {
  description = "Days for which a copy is kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.keep_days >= 1 && floor(var.keep_days) == var.keep_days
    error_message = "At least one whole day."
  }
}
