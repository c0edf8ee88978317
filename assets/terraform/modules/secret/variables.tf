variable "name" {
  description = "First part of the secret's name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "prefix" {
  description = "What a service wants the names of its secrets to begin with, such as AmazonMSK_."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_]{0,32}$", var.prefix))
    error_message = "Up to 32 letters, digits and underscores."
  }
}

variable "secret" {
  description = "Second part of the secret's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,256}$", var.secret))
    error_message = "Up to 256 letters, digits and /_+=.@-."
  }
}

variable "description" {
  description = "What the secret is for."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = length(var.description) <= 2048
    error_message = "At most 2048 characters."
  }
}

variable "origin" {
  description = "Where the value comes from. given: a person or a rotation puts it; generated: made at random while applying; derived: another secret with text around it, such as a URL with a password."
  type        = string
  default     = "given"
  nullable    = false

  validation {
    condition     = contains(["given", "generated", "derived"], var.origin)
    error_message = "One of given, generated, derived."
  }
}

variable "derived_from" {
  description = "ARN of the secret that a derived one contains."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.derived_from != "" || var.origin != "derived"
    error_message = "A derived secret needs the ARN of its source."
  }
}

variable "before" {
  description = "Text before the source's value, in a derived secret, or before the random one."
  type        = string
  default     = ""
  nullable    = false
}

variable "after" {
  description = "Text behind the source's value, in a derived secret, or behind the random one."
  type        = string
  default     = ""
  nullable    = false
}

variable "generation" {
  description = "Number of the generated or derived value; a higher one replaces it. A source that got a new value wants a higher one here as well."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.generation >= 1
    error_message = "Generations count from 1."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the secret; empty takes the account's own key for Secrets Manager."
  type        = string
  default     = ""
  nullable    = false
}

variable "recovery_days" {
  description = "Days for which a deleted secret can be brought back; 0 deletes at once."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_days == 0 || (var.recovery_days >= 7 && var.recovery_days <= 30)
    error_message = "0, or from 7 to 30 days."
  }
}
