//! One root: its four files, what it reads from other layers and what it hands over.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::file::File;
use crate::hcl::{Block, Body, Entry, Expression, HclError, Part, Value};

use super::modules;
use super::proofs::{self, Proof};
use super::scope::Scope;

/// A root while it is written.
pub(super) struct Root {
    /// `foundation`, `data` or a unit.
    pub layer: String,
    /// Modules that it uses.
    pub modules: BTreeSet<String>,
    /// Files beside the root's four, by path from the root.
    pub files: BTreeMap<String, File>,
    main: Body,
    variables: Body,
    outputs: Body,
    reads: BTreeMap<&'static str, BTreeSet<String>>,
    handover: Vec<Entry>,
    proofs: Vec<Proof>,
    calls: Vec<(String, String)>,
}

impl Root {
    /// A root with nothing in it.
    pub fn new(layer: impl Into<String>) -> Self {
        Self {
            layer: layer.into(),
            modules: BTreeSet::new(),
            files: BTreeMap::new(),
            main: Body::new(),
            variables: Body::new(),
            outputs: Body::new(),
            reads: BTreeMap::new(),
            handover: Vec::new(),
            proofs: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// Adds something that `terraform test` has to find true.
    pub fn prove(&mut self, proof: Proof) {
        self.proofs.push(proof);
    }

    /// The beginning of a call of a module.
    pub fn module(&mut self, label: &str, module: &str) -> Block {
        self.modules.insert(module.to_owned());
        self.calls.push((label.to_owned(), module.to_owned()));
        Block::labelled("module", [label]).set("source", modules::source(module)).blank()
    }

    /// Adds a block to the root's main file.
    pub fn add(&mut self, block: Block) {
        self.main.block(block);
    }

    /// Adds a comment before what comes next.
    pub fn comment(&mut self, text: &str) {
        self.main.comment(text);
    }

    /// A chain of moves, so that what a renamed node made is kept. `was` is oldest first.
    pub fn moved<'i>(&mut self, was: impl IntoIterator<Item = &'i str>, id: &str, suffixes: &[&str]) {
        let mut chain: Vec<&str> = was.into_iter().collect();
        chain.push(id);
        for suffix in suffixes {
            for pair in chain.windows(2) {
                let address = |id: &str| Expression::path(["module".to_owned(), format!("{id}{suffix}")]);
                self.main.block(
                    Block::new("moved")
                        .set("from", address(pair[0]))
                        .set("to", address(pair[1]))
                        .subject(format!("/nodes/{id}/was")),
                );
            }
        }
    }

    /// A value that a layer below hands over.
    pub fn read(&mut self, layer: &'static str, key: impl Into<String>) -> Expression {
        let key = key.into();
        self.reads.entry(layer).or_default().insert(key.clone());
        Expression::path(["data", "aws_ssm_parameter", layer]).key(key).get("insecure_value")
    }

    /// A list of values that a layer below hands over.
    pub fn read_list(&mut self, layer: &'static str, key: &str) -> Expression {
        let value = self.read(layer, key);
        Expression::call("split", [Value::from(","), Value::from(value)])
    }

    /// Hands a value over to the layers above.
    pub fn hand_over(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.handover.push(Entry::new(key, value));
    }

    /// Adds a file below `files/` and says how the root reads it.
    pub fn file(&mut self, path: &str, file: File) -> Expression {
        self.files.insert(format!("files/{path}"), file);
        let place = vec![Part::from(Expression::path(["path", "module"])), Part::from(format!("/files/{path}"))];
        Expression::call("file", [Expression::Template(place)])
    }

    /// Declares a variable.
    pub fn variable(&mut self, name: &str, description: &str, kind: Expression, default: Value, subject: String) {
        self.variables.block(
            Block::labelled("variable", [name])
                .set("description", description)
                .set("type", kind)
                .set_of(subject, "default", default)
                .set("nullable", false),
        );
    }

    /// Declares an output.
    pub fn output(&mut self, name: &str, description: &str, value: impl Into<Value>) {
        self.output_of("", name, description, value);
    }

    /// Declares an output whose description speaks of a subject.
    pub fn output_of(&mut self, subject: impl Into<String>, name: &str, description: &str, value: impl Into<Value>) {
        self.outputs
            .block(Block::labelled("output", [name]).set_of(subject, "description", description).set("value", value));
    }

    /// The root's files, by path from the bundle's root.
    pub fn finish(mut self, scope: &Scope<'_>) -> Result<BTreeMap<String, File>, Error> {
        let folder = format!("{}/{}", scope.folder(), self.layer);
        self.variable(
            "region",
            "AWS region of everything in this root.",
            Expression::path(["string"]),
            Value::from(&scope.plan.settings.region.value),
            scope.plan.settings.region.subject(),
        );
        let mut main = self.preamble(scope);
        main.append(self.main);
        let handover = !self.handover.is_empty();
        if handover {
            main.block(Block::new("locals").set("handover", std::mem::take(&mut self.handover)));
            main.comment("What the layers above read.");
            main.block(
                Block::labelled("resource", ["aws_ssm_parameter", "handover"])
                    .note("checkov:skip=CKV2_AWS_34: Names, ids and ARNs, which a plan should show; no secret passes here.")
                    .set("for_each", Expression::path(["local", "handover"]))
                    .blank()
                    .set("name", each_key(scope, &self.layer))
                    .set("type", "String")
                    .set("insecure_value", Expression::path(["each", "value"])),
            );
        }
        self.files.extend(proofs::file(std::mem::take(&mut self.proofs), &self.calls)?);
        let mut files: BTreeMap<String, File> = std::mem::take(&mut self.files)
            .into_iter()
            .map(|(path, file)| (format!("{folder}/{path}"), file))
            .collect();
        for (name, body) in [
            ("main", main),
            ("variables", self.variables),
            ("outputs", self.outputs),
            ("versions", versions(scope, &self.layer, self.modules.contains("content-delivery"))),
        ] {
            let mut text = Body::new();
            text.comment("Generated by Groundplan; a change here is lost at the next synthesis.");
            text.comment("Your own goes into files of your own beside it, such as main_override.tf.");
            text.blank();
            text.append(body);
            let path = format!("{folder}/{name}.tf");
            let rendered = text.render().map_err(|error: HclError| Error::internal(&path, error))?;
            files.insert(path, rendered.into());
        }
        Ok(files)
    }

    fn preamble(&self, scope: &Scope<'_>) -> Body {
        let mut body = Body::new();
        body.block(Block::new("locals").set("name", &scope.name));
        for (layer, keys) in &self.reads {
            body.block(
                Block::labelled("data", ["aws_ssm_parameter", *layer])
                    .set("for_each", Expression::call("toset", [Value::list(keys.iter().map(String::as_str))]))
                    .blank()
                    .set("name", each_key(scope, layer)),
            );
        }
        body
    }
}

fn each_key(scope: &Scope<'_>, layer: &str) -> Expression {
    Expression::Template(vec![
        Part::from(format!("{}/", scope.parameters(layer))),
        Part::from(Expression::path(["each", "key"])),
    ])
}

/// Terraform's and the provider's versions, where the state lies, and the provider.
fn versions(scope: &Scope<'_>, layer: &str, global: bool) -> Body {
    let plan = scope.plan;
    let mut body = Body::new();
    body.block(
        Block::new("terraform")
            .note("Write-only arguments, which keep secrets out of the state, came with 1.11.")
            .set("required_version", ">= 1.11")
            .nest(
                Block::new("required_providers")
                    .set("aws", Value::object([("source", "hashicorp/aws"), ("version", ">= 5.100, < 7.0")])),
            )
            .nest(
                Block::labelled("backend", ["s3"])
                    .note("Bucket and region come from -backend-config: see terraform/README.md.")
                    .set("key", format!("{}/{}/{layer}.tfstate", plan.topology, plan.name()))
                    .set("encrypt", true)
                    .set("use_lockfile", true),
            ),
    );
    body.block(
        Block::labelled("provider", ["aws"])
            .set("region", Expression::path(["var", "region"]))
            .nest(Block::new("default_tags").set("tags", super::tags::tags(plan))),
    );
    if global {
        body.comment("CloudFront takes certificates of us-east-1 alone.");
        body.block(
            Block::labelled("provider", ["aws"])
                .set("alias", "global")
                .set("region", "us-east-1")
                .nest(Block::new("default_tags").set("tags", super::tags::tags(plan))),
        );
    }
    body
}
