variable "name" {
  description = "First part of the name, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "node" {
  description = "Name of the node in the topology; it stands in the tag Name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.node))
    error_message = "The node has lower-case letters, digits and hyphens, and starts with a letter."
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

variable "open_to_cidr" {
  description = "Range whose traffic is let in whatever it is, with everything let out, where flows are not enforced; empty where they are."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.open_to_cidr == "" || can(cidrnetmask(var.open_to_cidr))
    error_message = "A range in CIDR notation, or nothing."
  }
}
