variable "name" {
  description = "Prefix of the names of everything in the network, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "cidr" {
  description = "Address range of the VPC. It is cut into 16 parts: public subnets take the first eight, private ones the last eight."
  type        = string
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 22, false)
    error_message = "The range is IPv4 in CIDR notation with a prefix from /16 to /22, for example 10.0.0.0/16."
  }
}

variable "zone_count" {
  description = "Number of availability zones to spread over."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([2, 3], var.zone_count)
    error_message = "Two or three zones: a load balancer needs two."
  }
}

variable "nat" {
  description = "NAT gateways: none, a single one, or one per zone, so that the loss of a zone stops no other."
  type        = string
  default     = "single"
  nullable    = false

  validation {
    condition     = contains(["none", "single", "per-zone"], var.nat)
    error_message = "One of: none, single, per-zone."
  }
}

variable "s3_endpoint" {
  description = "Whether traffic to S3 takes a gateway endpoint instead of the NAT gateway."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which flow logs are kept; a value that CloudWatch knows."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of CloudWatch's retention periods, for example 30, 90 or 365."
  }
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

variable "for_kubernetes" {
  description = "Whether the subnets carry the tags by which programs of a cluster find those for load balancers."
  type        = bool
  default     = false
  nullable    = false
}
