variable "name" {
  description = "First part of all names, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "domain" {
  description = "Public name of the topology in this environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "The domain is a DNS name in lower case."
  }
}

variable "hosts" {
  description = "Names before the domain that lead here as well."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "regional_certificate_arn" {
  description = "ARN of the certificate of the same names in the load balancer's region, once it is valid."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.regional_certificate_arn, "arn:")
    error_message = "The certificate is given by its ARN."
  }
}

variable "load_balancer_dns_name" {
  description = "DNS name of the load balancer behind it, whose certificate bears the domain."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.load_balancer_dns_name) > 0
    error_message = "The name of a load balancer is needed."
  }
}

variable "price_class" {
  description = "Where answers are kept: PriceClass_100 (Europe and North America), PriceClass_200, PriceClass_All."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "One of PriceClass_100, PriceClass_200, PriceClass_All."
  }
}
