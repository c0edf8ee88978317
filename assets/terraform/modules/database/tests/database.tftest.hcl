mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-production"
  database          = "orders-db"
  engine            = "postgres"
  engine_version    = "18"
  subnet_ids        = ["subnet-a", "subnet-b"]
  security_group_id = "sg-1"
}

run "data_are_encrypted_private_and_kept" {
  command = plan

  assert {
    condition     = output.protection.encrypted && output.protection.kept && !output.protection.public
    error_message = "Encryption, refusal to be deleted and no reach from outside are the default."
  }

  assert {
    condition     = !aws_db_instance.this.skip_final_snapshot
    error_message = "Deleting has to leave a snapshot."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "The administrator's password would pass through the state."
  }

  assert {
    condition     = one([for parameter in aws_db_parameter_group.this.parameter : parameter.value if parameter.name == "rds.force_ssl"]) == "1"
    error_message = "Connections in the clear would be accepted."
  }
}

run "a_long_name_is_cut_and_told_apart" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on-production"
  }

  assert {
    condition     = length(output.identifier) <= 63 && can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", output.identifier))
    error_message = "RDS refuses this identifier."
  }
}

run "mysql_forces_tls_too" {
  command = plan

  variables {
    engine         = "mysql"
    engine_version = "8.4"
  }

  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "require_secure_transport=ON")
    error_message = "Connections in the clear would be accepted."
  }
}

run "an_unknown_engine_is_refused" {
  command = plan

  variables {
    engine = "oracle"
  }

  # The second follows from the first: there is no such engine to look up.
  expect_failures = [var.engine]
}
