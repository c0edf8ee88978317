variable "name" {
  description = "Name of the load balancer; one of more than 32 characters is cut and told apart by a hash."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,80}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
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

variable "public_subnet_ids" {
  description = "Ids of the public subnets, at least two in different zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.public_subnet_ids) >= 2
    error_message = "A load balancer needs subnets in two zones."
  }
}

variable "secure" {
  description = "Whether there is a listener for HTTPS, to which plain HTTP is redirected. It needs a certificate."
  type        = bool
  nullable    = false
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate of the HTTPS listener; empty where secure is false."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.certificate_arn != "" || !var.secure
    error_message = "A secure load balancer needs the ARN of a certificate."
  }
}

variable "allowed_cidrs" {
  description = "IPv4 ranges that may reach the load balancer."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = length(var.allowed_cidrs) > 0 && alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr))])
    error_message = "At least one IPv4 range in CIDR notation."
  }
}

variable "idle_timeout_seconds" {
  description = "Seconds after which a silent connection is closed."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.idle_timeout_seconds >= 1 && var.idle_timeout_seconds <= 4000
    error_message = "From 1 to 4000 seconds."
  }
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  default     = true
  nullable    = false
}

variable "access_log_days" {
  description = "Days for which the access log is kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.access_log_days >= 1 && floor(var.access_log_days) == var.access_log_days
    error_message = "At least one whole day."
  }
}
