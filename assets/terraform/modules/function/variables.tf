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
  description = "Name of the function in the topology."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$", var.node))
    error_message = "The node is a DNS label in lower case that starts with a letter."
  }
}

variable "image" {
  description = "Repository of the image at Amazon ECR, without tag."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.image) > 0
    error_message = "An image is needed."
  }
}

variable "tag" {
  description = "Tag of the image, or its digest as sha256:<64 hex digits>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha256:[0-9a-f]{64})$", var.tag))
    error_message = "A tag or a sha256 digest is needed."
  }
}

variable "architecture" {
  description = "Processor that the image was built for."
  type        = string
  default     = "x86_64"
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "One of x86_64, arm64."
  }
}

variable "memory" {
  description = "Memory in MiB; processor time comes with it, a whole core at 1769."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.memory >= 128 && var.memory <= 10240 && floor(var.memory) == var.memory
    error_message = "Whole MiB from 128 to 10240."
  }
}

variable "timeout_seconds" {
  description = "Seconds that one run may take."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "From 1 to 900 seconds."
  }
}

variable "concurrency" {
  description = "How many may run at once; -1 leaves it to the account's limit."
  type        = number
  default     = -1
  nullable    = false

  validation {
    condition     = var.concurrency >= -1
    error_message = "-1, or a number from 0 on."
  }
}

variable "entry_point" {
  description = "What the function runs instead of its image's entry point; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "command" {
  description = "Arguments instead of the image's; empty keeps them."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "environment" {
  description = "Variables that hold no secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Secrets that the function reads by itself: name to ARN. The variable <name>_ARN names each."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.secrets) : startswith(arn, "arn:")])
    error_message = "Secrets are given by their ARNs."
  }
}

variable "paths" {
  description = "Paths from / on at which requests from outside start it, with what lies below them; none: no request does."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for path in var.paths : startswith(path, "/")])
    error_message = "Paths begin with a slash."
  }
}

variable "domain" {
  description = "Public name under which requests from outside find it, with the ARN of a certificate that bears the name and the id of the hosted zone; without a name API Gateway's own address is all."
  type = object({
    name            = optional(string, "")
    certificate_arn = optional(string, "")
    zone_id         = optional(string, "")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.domain.name == "" || (startswith(var.domain.certificate_arn, "arn:") && var.domain.zone_id != "" && length(var.paths) > 0)
    error_message = "A name needs a certificate, a zone, and a path at which requests are heard."
  }
}

variable "requests_per_second" {
  description = "Requests a second that are let in from outside."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.requests_per_second >= 1
    error_message = "At least one."
  }
}

variable "requests_at_once" {
  description = "Requests beyond that which may come at once."
  type        = number
  default     = 200
  nullable    = false

  validation {
    condition     = var.requests_at_once >= 1
    error_message = "At least one."
  }
}

variable "schedules" {
  description = "When it starts by the clock, by the trigger's name, as EventBridge says it: cron(minute hour day month weekday year) or rate(value unit)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for when in values(var.schedules) : can(regex("^(cron|rate|at)\\(.+\\)$", when))])
    error_message = "cron(…), rate(…) or at(…)."
  }
}

variable "timezone" {
  description = "Time zone in which the schedules are read."
  type        = string
  default     = "UTC"
  nullable    = false
}

variable "queues" {
  description = "Queues of SQS whose messages start it: name to ARN."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "batch_size" {
  description = "Messages that one run gets at most."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10
    error_message = "From 1 to 10 messages."
  }
}

variable "buckets" {
  description = "Buckets whose new objects start it: name in the topology to name of the bucket, which tells EventBridge."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the private subnets in which it runs."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "At least one subnet is needed."
  }
}

variable "security_group_id" {
  description = "Id of the function's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "with_policy" {
  description = "Whether policy is given. Said apart, since the policy may only be known while applying."
  type        = bool
  default     = false
  nullable    = false
}

variable "policy" {
  description = "IAM policy, as JSON, of what the program may do at AWS."
  type        = string
  default     = ""
  nullable    = false
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the variables; empty takes the account's own key for Lambda."
  type        = string
  default     = ""
  nullable    = false
}

variable "error_limit" {
  description = "Failures in five minutes before an alarm is raised."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.error_limit >= 0
    error_message = "From 0 on."
  }
}

variable "log_key_arn" {
  description = "ARN of the KMS key that encrypts the logs."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.log_key_arn, "arn:")
    error_message = "The key is given by its ARN."
  }
}

variable "log_retention_days" {
  description = "Days for which logs are kept; a value that CloudWatch knows."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of CloudWatch's retention periods, for example 30, 90 or 365."
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
