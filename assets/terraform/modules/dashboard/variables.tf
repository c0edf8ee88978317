variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "cluster_name" {
  description = "Name of the ECS cluster of the services; empty where there are none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.cluster_name != "" || length(var.services) == 0
    error_message = "Services are found by their cluster."
  }
}

variable "services" {
  description = "Names of ECS services."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "databases" {
  description = "Identifiers of RDS instances."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "caches" {
  description = "Ids of ElastiCache nodes."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "queues" {
  description = "Names of Amazon MQ brokers."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "streams" {
  description = "Names of MSK clusters."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "searches" {
  description = "Names of OpenSearch domains."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "messages" {
  description = "Names of SQS queues."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "functions" {
  description = "Names of Lambda functions."
  type        = list(string)
  default     = []
  nullable    = false
}
