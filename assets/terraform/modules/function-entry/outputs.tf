output "host" {
  description = "DNS name of the entry's load balancer."
  value       = aws_lb.this.dns_name
}
