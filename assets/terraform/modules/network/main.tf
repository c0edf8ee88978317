module "made" {
  count  = var.existing.vpc_id == "" ? 1 : 0
  source = "../network-new"

  name               = var.name
  cidr               = var.new.cidr
  zone_count         = var.new.zone_count
  nat                = var.new.nat
  s3_endpoint        = var.new.s3_endpoint
  log_retention_days = var.new.log_retention_days
  log_key_arn        = var.log_key_arn
  for_kubernetes     = var.new.for_kubernetes
}

module "existing" {
  count  = var.existing.vpc_id == "" ? 0 : 1
  source = "../network-lookup"

  vpc_id             = var.existing.vpc_id
  private_subnet_ids = var.existing.private_subnet_ids
  public_subnet_ids  = var.existing.public_subnet_ids
}

locals {
  network = one(concat(
    [for made in module.made : {
      vpc_id             = made.vpc_id
      vpc_cidr           = made.vpc_cidr
      private_subnet_ids = made.private_subnet_ids
      public_subnet_ids  = made.public_subnet_ids
    }],
    [for existing in module.existing : {
      vpc_id             = existing.vpc_id
      vpc_cidr           = existing.vpc_cidr
      private_subnet_ids = existing.private_subnet_ids
      public_subnet_ids  = existing.public_subnet_ids
    }],
  ))
}
