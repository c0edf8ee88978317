output "arn" {
  description = "ARN of the task definition's current revision."
  value       = aws_ecs_task_definition.this.arn
}

output "family" {
  description = "Name of the task definition without revision."
  value       = aws_ecs_task_definition.this.family
}

output "container_name" {
  description = "Name of the container that does the work."
  value       = var.node
}

output "execution_role_arn" {
  description = "ARN of the role with which ECS starts the task."
  value       = aws_iam_role.execution.arn
}

output "task_role_arn" {
  description = "ARN of the role of the program itself."
  value       = aws_iam_role.task.arn
}

output "log_group_name" {
  description = "Name of the log group."
  value       = aws_cloudwatch_log_group.this.name
}
