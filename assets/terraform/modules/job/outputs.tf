output "run_task" {
  description = "What `aws ecs run-task --cli-input-json` takes to run the job once."
  value = jsonencode({
    cluster        = var.cluster_arn
    taskDefinition = local.family_arn
    launchType     = "FARGATE"
    networkConfiguration = {
      awsvpcConfiguration = {
        subnets        = var.subnet_ids
        securityGroups = [var.security_group_id]
        assignPublicIp = "DISABLED"
      }
    }
  })
}
