data "aws_region" "current" {}

locals {
  # A digest pins what a tag only names.
  image = startswith(var.tag, "sha256:") ? "${var.image}@${var.tag}" : "${var.image}:${var.tag}"

  logging = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = data.aws_region.current.name
      awslogs-stream-prefix = var.node
    }
  }

  prepared = length(var.files) > 0 || length(var.scratch) > 0
  # A volume mounts a folder: files of one folder share one.
  folders = sort(distinct(concat([for path in keys(var.files) : dirname(path)], var.scratch)))
  volumes = { for index, folder in local.folders : folder => "prepared-${index}" }
  mounts = [
    for folder in local.folders : {
      sourceVolume  = local.volumes[folder]
      containerPath = folder
      readOnly      = !contains(var.scratch, folder)
    }
  ]

  # Fargate's volumes belong to root; this container (no node can have a name like its) fills them and opens the scratch folders.
  prepare = {
    name      = "prepare_volumes"
    image     = var.prepare_image
    essential = false
    user      = "0"
    command = concat(
      ["sh", "-ec", "i=0; while [ \"$i\" -lt \"$FILES\" ]; do eval \"p=\\$PATH_$i c=\\$CONTENT_$i\"; printf %s \"$c\" | base64 -d > \"$p\"; chmod 0444 \"$p\"; i=$((i+1)); done; [ $# -eq 0 ] || chmod 1777 \"$@\"", "prepare"],
      sort(var.scratch),
    )
    environment = concat(
      [{ name = "FILES", value = tostring(length(var.files)) }],
      flatten([
        for index, path in sort(keys(var.files)) : [
          { name = "PATH_${index}", value = path },
          { name = "CONTENT_${index}", value = base64encode(var.files[path]) },
        ]
      ]),
    )
    mountPoints            = [for mount in local.mounts : merge(mount, { readOnly = false })]
    readonlyRootFilesystem = true
    logConfiguration       = local.logging
  }

  main = merge(
    {
      name                   = var.node
      image                  = local.image
      essential              = true
      environment            = [for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }]
      secrets                = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
      portMappings           = [for name in sort(keys(var.ports)) : { name = name, containerPort = var.ports[name], protocol = "tcp" }]
      mountPoints            = local.mounts
      readonlyRootFilesystem = var.read_only
      stopTimeout            = var.stop_timeout_seconds
      linuxParameters        = { initProcessEnabled = true, capabilities = { drop = var.dropped_capabilities } }
      logConfiguration       = local.logging
    },
    length(var.entry_point) > 0 ? { entryPoint = var.entry_point } : {},
    length(var.command) > 0 ? { command = var.command } : {},
    var.user != "" ? { user = var.user } : {},
    local.prepared ? { dependsOn = [{ containerName = "prepare_volumes", condition = "SUCCESS" }] } : {},
    length(var.health_command) > 0 ? {
      healthCheck = {
        command     = concat(["CMD"], var.health_command)
        interval    = var.health_timing.interval
        timeout     = var.health_timing.timeout
        retries     = var.health_timing.retries
        startPeriod = var.health_timing.start_period
      }
    } : {},
  )
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/${var.node}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
  # Logs outlive a renamed or removed workload, until their retention ends.
  skip_destroy = true
}

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.name}-${var.node}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([for container in [local.main, local.prepare] : container if local.prepared || container.name == var.node])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = volume.value
    }
  }
}
