variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "The id of a VPC begins with vpc-."
  }
}

variable "private_subnet_ids" {
  description = "Private subnets with a way out (NAT), in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.private_subnet_ids) >= 2
    error_message = "At least two private subnets."
  }
}

variable "public_subnet_ids" {
  description = "Public subnets for the load balancer, in at least two zones."
  type        = list(string)
  default     = []
  nullable    = false
}
