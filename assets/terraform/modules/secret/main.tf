resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV2_AWS_57: A new generation makes a new password; a given secret is changed by who issues it.
  # checkov:skip=CKV_AWS_149: A key of one's own is the option key_arn; else AWS's own key for secrets encrypts it.
  name                    = "${var.prefix}${var.name}/${var.secret}"
  description             = var.description
  kms_key_id              = var.key_arn == "" ? null : var.key_arn
  recovery_window_in_days = var.recovery_days
}

# Ephemeral values live while Terraform runs: neither plan nor state hold them.
ephemeral "aws_secretsmanager_random_password" "this" {
  count = var.origin == "generated" ? 1 : 0

  password_length     = 40
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_secret_version" "source" {
  count = var.origin == "derived" ? 1 : 0

  secret_id = var.derived_from
}

resource "aws_secretsmanager_secret_version" "generated" {
  count = var.origin == "generated" ? 1 : 0

  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = "${var.before}${ephemeral.aws_secretsmanager_random_password.this[0].random_password}${var.after}"
  secret_string_wo_version = var.generation
}

resource "aws_secretsmanager_secret_version" "derived" {
  count = var.origin == "derived" ? 1 : 0

  secret_id        = aws_secretsmanager_secret.this.id
  secret_string_wo = "${var.before}${ephemeral.aws_secretsmanager_secret_version.source[0].secret_string}${var.after}"
  # The text is compared by this number alone, so the number follows the text around the secret.
  secret_string_wo_version = parseint(substr(sha256(jsonencode([var.generation, var.before, var.after])), 0, 8), 16)
}
