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
  description = "Name of the workload in the topology."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.node))
    error_message = "The node has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "cluster_name" {
  description = "Name of the EKS cluster whose pods are reached."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.cluster_name) > 0
    error_message = "The name of a cluster is needed."
  }
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The id of a VPC is needed."
  }
}

variable "listener_arn" {
  description = "ARN of the load balancer's listener."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.listener_arn, "arn:")
    error_message = "The listener is given by its ARN."
  }
}

variable "load_balancer_suffix" {
  description = "Part of the load balancer's ARN by which CloudWatch names it."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.load_balancer_suffix) > 0
    error_message = "The load balancer's part of its ARN is needed."
  }
}

variable "route" {
  description = "How the load balancer reaches the pods: port, path patterns, host names, priority among the listener's rules, health check."
  type = object({
    port             = number
    paths            = optional(list(string), ["/*"])
    hosts            = optional(list(string), [])
    priority         = number
    protocol_version = optional(string, "HTTP1")
    health_path      = optional(string, "/")
    health_matcher   = optional(string, "200-399")
  })
  nullable = false

  validation {
    condition     = contains(["HTTP1", "HTTP2", "GRPC"], var.route.protocol_version)
    error_message = "The protocol version is one of HTTP1, HTTP2, GRPC."
  }

  validation {
    condition     = length(var.route.paths) + length(var.route.hosts) <= 5
    error_message = "A listener rule takes at most five paths and hosts together."
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
