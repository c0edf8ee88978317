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
  description = "Name of the function in the topology, by which callers find it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$", var.node))
    error_message = "The node is a DNS label in lower case that starts with a letter."
  }
}

variable "function_arn" {
  description = "ARN of the function."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.function_arn, "arn:")
    error_message = "The function is given by its ARN."
  }
}

variable "function_name" {
  description = "Name of the function."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.function_name) > 0
    error_message = "The name of a function is needed."
  }
}

variable "ports" {
  description = "Ports at which it is called, by name."
  type        = map(number)
  nullable    = false

  validation {
    condition     = length(var.ports) > 0 && alltrue([for port in values(var.ports) : port >= 1 && port <= 65535])
    error_message = "At least one port, from 1 to 65535."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets, in two zones at least."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two subnets are needed."
  }
}

variable "security_group_id" {
  description = "Id of the function's own security group, which says who may call."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "namespace_id" {
  description = "Id of the Cloud Map namespace in which callers look it up."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.namespace_id) > 0
    error_message = "The id of a namespace is needed."
  }
}
