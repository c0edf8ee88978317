variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "topology" {
  description = "Value of the tag topology."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "Value of the tag environment."
  type        = string
  nullable    = false
}

variable "monthly_usd" {
  description = "US dollars that a month may cost."
  type        = number
  nullable    = false

  validation {
    condition     = var.monthly_usd > 0
    error_message = "More than nothing."
  }
}

variable "topic_arn" {
  description = "ARN of the SNS topic that hears of it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.topic_arn, "arn:")
    error_message = "The topic is given by its ARN."
  }
}
