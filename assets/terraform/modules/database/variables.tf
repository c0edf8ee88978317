variable "name" {
  description = "First part of the identifier, usually <topology>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}$", var.name))
    error_message = "The name has lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "database" {
  description = "Name of the database node in the topology. It is part of the identifier: a change replaces the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.database)) && !strcontains(var.database, "--")
    error_message = "Lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "engine" {
  description = "Database engine."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["postgres", "mysql", "mariadb"], var.engine)
    error_message = "One of postgres, mysql, mariadb."
  }
}

variable "engine_version" {
  description = "Major version for postgres (18), major and minor for mysql (8.4) and mariadb (11.8); smaller steps come by themselves."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?$", var.engine_version))
    error_message = "A version such as 18 or 8.4."
  }
}

variable "instance_class" {
  description = "RDS instance class."
  type        = string
  default     = "db.t4g.medium"
  nullable    = false

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "An instance class such as db.t4g.medium."
  }
}

variable "database_name" {
  description = "Database made with the instance; empty makes none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-zA-Z][a-zA-Z0-9_]{0,62})?$", var.database_name))
    error_message = "Letters, digits and underscores, starting with a letter."
  }
}

variable "administrator" {
  description = "Name of the administrative user, with which the grants job signs in."
  type        = string
  default     = "groundplan_admin"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9_]{0,15}$", var.administrator))
    error_message = "Up to 16 letters, digits and underscores, starting with a letter."
  }
}

variable "storage_gib" {
  description = "Storage to begin with, in GiB."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.storage_gib >= 20 && var.storage_gib <= 65536 && floor(var.storage_gib) == var.storage_gib
    error_message = "Whole GiB from 20 to 65536."
  }
}

variable "max_storage_gib" {
  description = "Storage up to which it grows by itself, in GiB."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.max_storage_gib >= 20 && var.max_storage_gib <= 65536
    error_message = "From 20 to 65536 GiB."
  }
}

variable "parameters" {
  description = "Settings of the engine beyond forced TLS, by the engine's own names."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the private subnets, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "RDS needs subnets in two zones."
  }
}

variable "security_group_id" {
  description = "Id of the database's own security group."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "The id of a security group is needed."
  }
}

variable "key_arn" {
  description = "ARN of the KMS key that encrypts the storage; empty takes the account's own key for RDS."
  type        = string
  default     = ""
  nullable    = false
}

variable "multi_az" {
  description = "Whether a standby waits in a second zone."
  type        = bool
  default     = false
  nullable    = false
}

variable "backup_days" {
  description = "Days for which automated backups are kept."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "RDS keeps automated backups from 1 to 35 days."
  }
}

variable "backup_window" {
  description = "Daily window of the backup, in UTC."
  type        = string
  default     = "02:00-03:00"
  nullable    = false

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup_window))
    error_message = "A window such as 02:00-03:00."
  }
}

variable "maintenance_window" {
  description = "Weekly window of maintenance, in UTC, apart from the backup's."
  type        = string
  default     = "sun:03:30-sun:04:30"
  nullable    = false

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-9]{2}:[0-9]{2}-(mon|tue|wed|thu|fri|sat|sun):[0-9]{2}:[0-9]{2}$", var.maintenance_window))
    error_message = "A window such as sun:03:30-sun:04:30."
  }
}

variable "deletion_protection" {
  description = "Whether the instance refuses to be deleted."
  type        = bool
  default     = true
  nullable    = false
}

variable "performance_insights" {
  description = "Whether RDS keeps seven days of query statistics; the smallest instance classes can't."
  type        = bool
  default     = true
  nullable    = false
}

variable "monitoring_seconds" {
  description = "Seconds between two readings of the operating system's metrics."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([1, 5, 10, 15, 30, 60], var.monitoring_seconds)
    error_message = "One of 1, 5, 10, 15, 30, 60."
  }
}

variable "alarm_topic_arns" {
  description = "ARNs of the SNS topics that hear of alarms; none: alarms are seen in the console alone."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_topic_arns : startswith(arn, "arn:")])
    error_message = "Topics are given by their ARNs."
  }
}
