variable "flow" {
  description = "Id of the drawn edge, or name of the implied flow; it stands in the tag Name."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.flow) > 0 && length(var.flow) <= 256
    error_message = "A name of at most 256 characters is needed."
  }
}

variable "description" {
  description = "Who reaches whom and why, as people read it in the console."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]{1,255}$", var.description))
    error_message = "Up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, which is what EC2 takes."
  }
}

variable "direction" {
  description = "between: from one security group to another; outward: from a group to a range; inward: from a range to a group."
  type        = string
  default     = "between"
  nullable    = false

  validation {
    condition     = contains(["between", "outward", "inward"], var.direction)
    error_message = "One of between, outward, inward."
  }
}

variable "from_security_group_id" {
  description = "Security group that opens the connection; empty where direction is inward."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.from_security_group_id != "" || var.direction == "inward"
    error_message = "Who opens the connection is needed."
  }
}

variable "to_security_group_id" {
  description = "Security group that is reached; empty where direction is outward."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.to_security_group_id != "" || var.direction == "outward"
    error_message = "Who is reached is needed."
  }
}

variable "cidr" {
  description = "IPv4 range outside of the topology; empty where direction is between."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.direction == "between" ? var.cidr == "" : can(cidrnetmask(var.cidr))
    error_message = "A range in CIDR notation is needed for outward and inward, and none for between."
  }
}

variable "port" {
  description = "Port that is reached."
  type        = number
  nullable    = false

  validation {
    condition     = var.port >= 1 && var.port <= 65535
    error_message = "Ports go from 1 to 65535."
  }
}

variable "protocol" {
  description = "Transport protocol."
  type        = string
  default     = "tcp"
  nullable    = false

  validation {
    condition     = contains(["tcp", "udp"], var.protocol)
    error_message = "One of tcp, udp."
  }
}
