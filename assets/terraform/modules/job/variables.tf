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
  description = "Name of the job in the topology."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$", var.node))
    error_message = "The node is a DNS label in lower case that starts with a letter."
  }
}

variable "scheduled" {
  description = "Whether the job starts by the clock; else it is run by hand or by a pipeline."
  type        = bool
  default     = false
  nullable    = false
}

variable "schedule" {
  description = "When it starts, as EventBridge says it: cron(minute hour day month weekday year) or rate(value unit)."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = !var.scheduled || can(regex("^(cron|rate|at)\\(.+\\)$", var.schedule))
    error_message = "A scheduled job needs cron(…), rate(…) or at(…)."
  }
}

variable "timezone" {
  description = "Time zone in which the schedule is read."
  type        = string
  default     = "UTC"
  nullable    = false
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.cluster_arn, "arn:")
    error_message = "The cluster is given by its ARN."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets in which the task runs."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "At least one subnet is needed."
  }
}

variable "security_group_id" {
  description = "Id of the job's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "task_definition_arn" {
  description = "ARN of the task definition, from the module `task`."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.task_definition_arn, "arn:")
    error_message = "The task definition is given by its ARN."
  }
}

variable "execution_role_arn" {
  description = "ARN of the task's execution role, from the module `task`."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.execution_role_arn, "arn:")
    error_message = "The role is given by its ARN."
  }
}

variable "task_role_arn" {
  description = "ARN of the task's own role, from the module `task`."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.task_role_arn, "arn:")
    error_message = "The role is given by its ARN."
  }
}
