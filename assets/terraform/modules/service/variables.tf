variable "node" {
  description = "Name of the workload in the topology: the name of its ECS service and of its entry in DNS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$", var.node))
    error_message = "The node is a DNS label in lower case that starts with a letter."
  }
}

variable "cluster_name" {
  description = "Name of the ECS cluster."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.cluster_name) > 0
    error_message = "The name of a cluster is needed."
  }
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

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.vpc_id) > 0
    error_message = "The id of a VPC is needed."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets in which tasks run."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "At least one subnet is needed."
  }
}

variable "security_group_id" {
  description = "Id of the workload's own security group."
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

variable "container_name" {
  description = "Name of the container that takes the traffic, from the module `task`."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.container_name) > 0
    error_message = "The name of a container is needed."
  }
}

variable "replicas" {
  description = "Least and greatest number of tasks, and the average CPU use in percent that autoscaling aims at where they differ."
  type = object({
    min = optional(number, 1)
    max = optional(number, 1)
    cpu = optional(number, 70)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.replicas.min >= 0 && var.replicas.max >= var.replicas.min && var.replicas.cpu >= 1 && var.replicas.cpu <= 100
    error_message = "The greatest number is not below the least, and CPU use is from 1 to 100 percent."
  }
}

variable "discoverable" {
  description = "Whether others call the workload, so that it needs a name in DNS."
  type        = bool
  default     = true
  nullable    = false
}

variable "namespace_id" {
  description = "Id of the Cloud Map namespace; empty where the workload is not discoverable."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.namespace_id != "" || !var.discoverable
    error_message = "A discoverable workload needs a namespace."
  }
}

variable "route" {
  description = "How the public load balancer reaches the workload: port, path patterns, host names, priority among the listener's rules, health check."
  type = object({
    enabled          = optional(bool, false)
    port             = optional(number, 8080)
    paths            = optional(list(string), ["/*"])
    hosts            = optional(list(string), [])
    priority         = optional(number)
    protocol_version = optional(string, "HTTP1")
    health_path      = optional(string, "/")
    health_matcher   = optional(string, "200-399")
    grace_seconds    = optional(number, 60)
  })
  default  = {}
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

variable "listener_arn" {
  description = "ARN of the load balancer's listener; empty where the workload is not routed."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.listener_arn != "" || !var.route.enabled
    error_message = "A routed workload needs a listener."
  }
}

variable "interactive" {
  description = "Whether people may open a shell in a task (ECS Exec)."
  type        = bool
  default     = false
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

variable "load_balancer_suffix" {
  description = "Part of the load balancer's ARN by which CloudWatch names it; empty where the workload is not routed."
  type        = string
  default     = ""
  nullable    = false
}
