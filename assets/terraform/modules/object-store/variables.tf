variable "name" {
  description = "First part of the bucket's name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "store" {
  description = "Name of the object store in the topology."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.store))
    error_message = "The store has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the objects; empty takes the account's own key for S3."
  type        = string
  default     = ""
  nullable    = false
}

variable "keep_old_versions_days" {
  description = "Days for which a replaced or deleted object can be brought back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.keep_old_versions_days >= 1
    error_message = "At least one day."
  }
}

variable "force_destroy" {
  description = "Whether the bucket may be deleted while it holds objects."
  type        = bool
  default     = false
  nullable    = false
}

variable "tells_of_objects" {
  description = "Whether EventBridge hears of new objects."
  type        = bool
  default     = false
  nullable    = false
}
