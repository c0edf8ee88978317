resource "aws_secretsmanager_secret" "this" {
  name                    = "${var.name}/${var.secret}"
  description             = var.description
  kms_key_id              = var.key_arn == "" ? null : var.key_arn
  recovery_window_in_days = var.recovery_days
}

# Made while applying and handed straight on: neither plan nor state hold it.
ephemeral "aws_secretsmanager_random_password" "this" {
  count = var.generated ? 1 : 0

  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "this" {
  count = var.generated ? 1 : 0

  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.this[0].random_password
  secret_string_wo_version = var.generation
}
