variable "name" {
  description = "Name of the cluster and first part of the names of its log groups, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "namespace" {
  description = "Private DNS zone in which workloads find one another, for example production.shop.internal."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.namespace))
    error_message = "The namespace is a DNS name of at least two labels."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that resolves the namespace."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The id of a VPC is needed."
  }
}

variable "container_insights" {
  description = "Whether CloudWatch collects metrics per task."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the log of interactive sessions is kept; a value that CloudWatch knows."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of CloudWatch's retention periods, for example 30, 90 or 365."
  }
}

variable "existing_cluster" {
  description = "Name of an ECS cluster that is there already; empty makes one."
  type        = string
  default     = ""
  nullable    = false
}
