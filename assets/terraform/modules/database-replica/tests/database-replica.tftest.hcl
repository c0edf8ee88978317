mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                 = "shop-production"
  replica              = "orders-db-reader"
  source_identifier    = "shop-production-orders-db"
  parameter_group_name = "shop-production-orders-db-1"
  security_group_id    = "sg-1"
}

run "it_follows_and_is_as_guarded_as_its_source" {
  command = plan

  assert {
    condition     = aws_db_instance.this.replicate_source_db == "shop-production-orders-db"
    error_message = "It would be a server of its own."
  }

  assert {
    condition     = aws_db_instance.this.storage_encrypted && !aws_db_instance.this.publicly_accessible
    error_message = "A copy is worth as much as what it copies."
  }

  assert {
    condition     = aws_db_instance.this.parameter_group_name == "shop-production-orders-db-1"
    error_message = "Connections in the clear would be accepted."
  }
}
