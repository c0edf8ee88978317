variable "name" {
  description = "First part of the alarms' names; their keys are the second."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) > 0 && length(var.name) <= 200
    error_message = "From 1 to 200 characters."
  }
}

variable "namespace" {
  description = "Where CloudWatch keeps the metrics, such as AWS/RDS."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.namespace) > 0
    error_message = "A namespace such as AWS/RDS is needed."
  }
}

variable "dimensions" {
  description = "What the metrics are told of, by CloudWatch's own words."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "alarms" {
  description = "Alarms by name: the metric, how its values of five minutes are put together and compared with the threshold, in how many such periods on end, what no value means, and what people read."
  type = map(object({
    metric      = string
    statistic   = optional(string, "Average")
    comparison  = optional(string, "GreaterThanThreshold")
    threshold   = number
    periods     = optional(number, 3)
    missing     = optional(string, "missing")
    dimensions  = optional(map(string), {})
    description = string
  }))
  nullable = false

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : contains(["missing", "notBreaching", "breaching", "ignore"], alarm.missing)])
    error_message = "No value means missing, notBreaching, breaching or ignore."
  }
}

variable "topic_arns" {
  description = "ARNs of the SNS topics that hear of them."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.topic_arns : startswith(arn, "arn:")])
    error_message = "Topics are given by their ARNs."
  }
}
