variable "name" {
  description = "First part of all names, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "database" {
  description = "Name of the database in the topology. It is part of the domain's name: a change replaces the domain."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.database))
    error_message = "Lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "engine_version" {
  description = "Version as the service names it, for example OpenSearch_3.5."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^OpenSearch_[0-9]+\\.[0-9]+$", var.engine_version))
    error_message = "A version such as OpenSearch_3.5."
  }
}

variable "instance_type" {
  description = "Instance type of the nodes."
  type        = string
  default     = "t3.medium.search"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+\\.[a-z0-9]+\\.search$", var.instance_type))
    error_message = "An instance type such as m7g.large.search."
  }
}

variable "nodes" {
  description = "How many nodes carry it, each in a zone of its own."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3], var.nodes)
    error_message = "One, two or three nodes."
  }
}

variable "storage_gib" {
  description = "Storage of each node, in GiB."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.storage_gib >= 10 && floor(var.storage_gib) == var.storage_gib
    error_message = "Whole GiB from 10 on."
  }
}

variable "administrator" {
  description = "Name of the administrative user, with which the grants job signs in."
  type        = string
  default     = "groundplan_admin"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{2,64}$", var.administrator))
    error_message = "From 2 to 64 letters, digits and _.-"
  }
}

variable "administrator_secret_arn" {
  description = "ARN of the secret with the administrator's password; the service wants letters of both cases, a digit and a sign in it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.administrator_secret_arn, "arn:")
    error_message = "The secret is given by its ARN."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets, as many as nodes at least."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "At least one subnet is needed."
  }
}

variable "security_group_id" {
  description = "Id of the database's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the storage; empty takes the account's own key for the service."
  type        = string
  default     = ""
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the domain stays when the stack that made it is deleted or wants to replace it."
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
