variable "domain" {
  description = "Public name of the topology in this environment, for example shop.example.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "The domain is a DNS name in lower case."
  }
}

variable "hosts" {
  description = "Names before the domain that lead to the load balancer as well, such as admin for admin.shop.example.com."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for host in var.hosts : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", host))])
    error_message = "Each name is one DNS label in lower case."
  }
}

variable "certified_hosts" {
  description = "Names before the domain that the certificate bears as well, and that lead elsewhere."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for host in var.certified_hosts : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", host))])
    error_message = "Each name is one DNS label in lower case."
  }
}

variable "zone" {
  description = "Name of the Route 53 hosted zone that holds the domain; it has to exist."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}\\.?$", var.zone))
    error_message = "The zone is a DNS name in lower case."
  }
}

variable "load_balancer_dns_name" {
  description = "DNS name of the load balancer, or of what stands in front of it, to which the domain leads."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.load_balancer_dns_name) > 0
    error_message = "The name of a load balancer is needed."
  }
}

variable "load_balancer_zone_id" {
  description = "Hosted zone of that name."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.load_balancer_zone_id) > 0
    error_message = "The hosted zone of a load balancer is needed."
  }
}
