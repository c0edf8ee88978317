variable "name" {
  description = "First part of the secret's name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
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

variable "generated" {
  description = "Whether the value is made here, at random, without passing through plan or state. If not, a person or a rotation puts it."
  type        = bool
  default     = false
  nullable    = false
}

variable "generation" {
  description = "Number of the generated value; a higher one replaces it."
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
