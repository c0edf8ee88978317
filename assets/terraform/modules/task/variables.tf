variable "name" {
  description = "First part of all names, usually <topology>-<environment>; log groups are /<name>/<node>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "node" {
  description = "Name of the workload in the topology; also the name of its container."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$", var.node))
    error_message = "The node is a DNS label in lower case that starts with a letter."
  }
}

variable "image" {
  description = "Image repository, without tag."
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

variable "cpu" {
  description = "CPU units of the task (1024 are one vCPU), in a step that Fargate knows."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "One of 256, 512, 1024, 2048, 4096, 8192, 16384."
  }
}

variable "memory" {
  description = "Memory of the task in MiB; Fargate allows a range for each step of cpu."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.memory >= 2 * var.cpu && var.memory <= 8 * var.cpu
    error_message = "Fargate takes from two to eight MiB for each CPU unit."
  }
}

variable "architecture" {
  description = "Processor that the image was built for."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "One of X86_64, ARM64."
  }
}

variable "entry_point" {
  description = "What the container runs instead of its image's entry point; empty keeps it."
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

variable "user" {
  description = "User, and optionally group, of the process; empty keeps the image's."
  type        = string
  default     = ""
  nullable    = false
}

variable "environment" {
  description = "Variables of the process that hold no secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Variables of the process whose values ECS reads when the task starts: name to ARN of a Secrets Manager secret, with :<key>:: behind it where the secret is JSON."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secret_key_arns" {
  description = "ARNs of the KMS keys that encrypt the secrets, where it is not the account's own key."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "ports" {
  description = "TCP ports on which the process listens, by name."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for port in values(var.ports) : port >= 1 && port <= 65535])
    error_message = "Ports go from 1 to 65535."
  }
}

variable "health_command" {
  description = "Command that ends with 0 while the process is well; empty where the container has none."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "health_timing" {
  description = "Seconds between health checks, seconds that one may take, failures in a row that count, and seconds of grace at the start."
  type = object({
    interval     = optional(number, 30)
    timeout      = optional(number, 5)
    retries      = optional(number, 3)
    start_period = optional(number, 30)
  })
  default  = {}
  nullable = false
}

variable "files" {
  description = "Small text files put into the container before it starts: absolute path to content. A folder with such a file holds nothing else."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for path in keys(var.files) : startswith(path, "/")])
    error_message = "Paths are absolute."
  }
}

variable "scratch" {
  description = "Folders that the process may write to and that are empty at each start."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for path in var.scratch : startswith(path, "/")])
    error_message = "Paths are absolute."
  }
}

variable "prepare_image" {
  description = "Small image with a shell that writes the files and opens the scratch folders; needed where there are any."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.prepare_image != "" || (length(var.files) == 0 && length(var.scratch) == 0)
    error_message = "Files and scratch folders need an image that prepares them."
  }
}

variable "read_only" {
  description = "Whether the container's own file system is read-only."
  type        = bool
  default     = true
  nullable    = false
}

variable "dropped_capabilities" {
  description = "Linux capabilities that the process lacks; ALL or names such as NET_RAW."
  type        = list(string)
  default     = ["ALL"]
  nullable    = false
}

variable "stop_timeout_seconds" {
  description = "Seconds between the request to stop and the end by force."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.stop_timeout_seconds >= 2 && var.stop_timeout_seconds <= 120
    error_message = "From 2 to 120 seconds."
  }
}

variable "with_task_policy" {
  description = "Whether task_policy is given. Said apart, since the policy may only be known while applying."
  type        = bool
  default     = false
  nullable    = false
}

variable "task_policy" {
  description = "IAM policy, as JSON, of what the program may do at AWS."
  type        = string
  default     = ""
  nullable    = false
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

variable "log_key_arn" {
  description = "ARN of the KMS key that encrypts the logs."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.log_key_arn, "arn:")
    error_message = "The key is given by its ARN."
  }
}
