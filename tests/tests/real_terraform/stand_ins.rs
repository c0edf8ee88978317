//! What stands in for what the mocked AWS lacks, module by module. Everything that is not replaced here is applied as it is.

use std::fs;

use crate::example::Example;

/// What the mocked AWS lacks, by module: ElastiCache's settings, its users, Amazon MQ and OpenSearch through CloudFormation, who may put messages aside; and RDS's newer certificate, which only makes it slower.
const LACKING: [(&str, &str); 6] = [
    (
        "cache",
        "resource \"aws_elasticache_parameter_group\" \"this\" {\n  count = 0\n}\n\n\
         resource \"aws_elasticache_replication_group\" \"this\" {\n  parameter_group_name = null\n  user_group_ids = null\n}\n",
    ),
    (
        "queue",
        "resource \"aws_cloudformation_stack\" \"this\" {\n  template_body = jsonencode({\n\
         Resources = { Broker = { Type = \"AWS::SNS::Topic\" } }\n\
         Outputs = { Endpoint = { Value = \"amqps://broker.invalid:5671\" }, Broker = { Value = \"broker\" } }\n  })\n}\n",
    ),
    (
        "search",
        "resource \"aws_cloudformation_stack\" \"this\" {\n  template_body = jsonencode({\n\
         Resources = { Domain = { Type = \"AWS::SNS::Topic\" } }\n\
         Outputs = { Host = { Value = \"search.invalid\" }, Domain = { Value = \"search\" } }\n  })\n}\n",
    ),
    ("messages", "resource \"aws_sqs_queue_redrive_allow_policy\" \"failed\" {\n  count = 0\n}\n"),
    ("database-replica", "resource \"aws_db_instance\" \"this\" {\n  ca_cert_identifier = null\n}\n"),
    ("database", "resource \"aws_db_instance\" \"this\" {\n  ca_cert_identifier = null\n}\n"),
];

/// MSK as the mocked AWS has it never becomes ready: its module is replaced as a whole, but for the key of its users.
const STREAM: [(&str, &str); 2] = [
    ("main.tf", "resource \"aws_kms_key\" \"this\" {\n  description = \"Stands in for a cluster.\"\n}\n"),
    (
        "outputs.tf",
        "output \"host\" {\n  value = \"b-1.invalid:9096,b-2.invalid\"\n}\n\n\
         output \"name\" {\n  value = \"stream\"\n}\n\n\
         output \"key_arn\" {\n  value = aws_kms_key.this.arn\n}\n",
    ),
];

/// Puts the stand-ins in.
pub fn put(example: &Example) {
    let modules = example.bundle().join("terraform/modules");
    for (module, text) in LACKING {
        let folder = modules.join(module);
        if folder.is_dir() {
            fs::write(folder.join("proof_override.tf"), text).unwrap();
        }
    }
    let stream = modules.join("stream");
    for (file, text) in STREAM.iter().filter(|_| stream.is_dir()) {
        fs::write(stream.join(file), text).unwrap();
    }
}
