output "vpc_id" {
  description = "Id of the VPC."
  value       = data.aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Address range of the VPC."
  value       = data.aws_vpc.this.cidr_block
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone."
  value       = [for subnet in data.aws_subnet.private : subnet.id]
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, by zone."
  value       = [for subnet in data.aws_subnet.public : subnet.id]
}
