variable "name" {
  description = "Prefix of the names of everything in the network, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "new" {
  description = "The network that is made where none is there already, as the module network-new takes it, which says what may stand here."
  type = object({
    cidr               = optional(string, "10.0.0.0/16")
    zone_count         = optional(number, 2)
    nat                = optional(string, "single")
    s3_endpoint        = optional(bool, true)
    log_retention_days = optional(number, 365)
    for_kubernetes     = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "log_key_arn" {
  description = "ARN of the KMS key that encrypts the flow logs."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.log_key_arn, "arn:")
    error_message = "The key is given by its ARN."
  }
}

variable "existing" {
  description = "A network that is there already: its VPC and subnets; an empty vpc_id makes one."
  type = object({
    vpc_id             = optional(string, "")
    private_subnet_ids = optional(list(string), [])
    public_subnet_ids  = optional(list(string), [])
  })
  default  = {}
  nullable = false
}
