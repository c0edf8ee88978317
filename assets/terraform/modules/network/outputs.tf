output "vpc_id" {
  description = "Id of the VPC."
  value       = local.network.vpc_id
}

output "vpc_cidr" {
  description = "Address range of the VPC."
  value       = local.network.vpc_cidr
}

output "public_subnet_ids" {
  description = "Ids of the public subnets."
  value       = local.network.public_subnet_ids
}

output "private_subnet_ids" {
  description = "Ids of the private subnets."
  value       = local.network.private_subnet_ids
}
