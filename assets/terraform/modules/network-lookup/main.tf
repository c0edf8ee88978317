data "aws_vpc" "this" {
  id = var.vpc_id
}

data "aws_subnet" "private" {
  for_each = toset(var.private_subnet_ids)

  id     = each.value
  vpc_id = var.vpc_id
}

data "aws_subnet" "public" {
  for_each = toset(var.public_subnet_ids)

  id     = each.value
  vpc_id = var.vpc_id
}

# Said while planning, not when the first task does not start.
check "zones" {
  assert {
    condition     = length(distinct([for subnet in data.aws_subnet.private : subnet.availability_zone])) >= 2
    error_message = "The private subnets lie in one zone; databases and load balancers need two."
  }
}
