variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "load_balancer_arn" {
  description = "ARN of the load balancer behind the firewall."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.load_balancer_arn, "arn:")
    error_message = "The load balancer is given by its ARN."
  }
}

variable "requests_per_five_minutes" {
  description = "Requests that one address may send in five minutes."
  type        = number
  default     = 2000
  nullable    = false

  validation {
    condition     = var.requests_per_five_minutes >= 10
    error_message = "At least 10 requests."
  }
}
