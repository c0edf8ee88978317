use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Block, Body, Entry, Expression, HclError, Part, Value};

fn rendered(body: &Body) -> String {
    body.render().expect("names are valid").text
}

#[test]
fn neighbours_are_aligned_and_values_of_several_lines_part_them() {
    let mut body = Body::new();
    body.block(
        Block::labelled("module", ["orders"])
            .set("source", "../../modules/service")
            .set("vpc_id", Expression::path(["local", "vpc_id"]))
            .set("tags", Value::object([("Name", "orders"), ("cost-center", "42")]))
            .set("replicas", 2)
            .set("on", true)
            .nest(Block::new("lifecycle").set("prevent_destroy", true)),
    );
    assert_eq!(
        rendered(&body),
        r#"module "orders" {
  source = "../../modules/service"
  vpc_id = local.vpc_id
  tags = {
    Name        = "orders"
    cost-center = "42"
  }
  replicas = 2
  on       = true

  lifecycle {
    prevent_destroy = true
  }
}
"#
    );
}

#[test]
fn comments_and_blocks_keep_their_distance() {
    let mut body = Body::new();
    body.comment("First\nsecond ").attribute("a", 1).comment("about long").attribute("long", 2).attribute("b", 3);
    body.block(Block::new("x"));
    assert_eq!(rendered(&body), "# First\n# second\na = 1\n\n# about long\nlong = 2\nb    = 3\n\nx {\n}\n");
}

#[test]
fn long_lists_and_calls_take_a_line_for_each_element() {
    let mut body = Body::new();
    body.attribute("short", Value::list(["a", "b"]));
    body.attribute("long", Value::list(vec!["a".repeat(60), "b".repeat(60)]));
    body.attribute(
        "tags",
        Expression::call("merge", [Value::object([("a", 1)]), Value::from(Expression::path(["var", "tags"]))]),
    );
    body.attribute("set", Expression::call("toset", [Value::list(vec!["a".repeat(60), "b".repeat(60)])]));
    assert_eq!(
        rendered(&body),
        format!(
            "short = [\"a\", \"b\"]\nlong = [\n  \"{}\",\n  \"{}\",\n]\ntags = merge(\n  {{\n    a = 1\n  }},\n  var.tags,\n)\nset = toset([\n  \"{}\",\n  \"{}\",\n])\n",
            "a".repeat(60),
            "b".repeat(60),
            "a".repeat(60),
            "b".repeat(60)
        )
    );
}

#[test]
fn references_stand_in_strings_and_bare() {
    let host = || Expression::path(["module", "orders-db"]).get("endpoint").key("a\"b").index(0);
    let mut body = Body::new();
    body.attribute(
        "url",
        Expression::Template(vec![Part::from("http://$"), Part::from(host()), Part::from(":8080/${x}")]),
    );
    body.attribute("bare", Expression::Template(vec![Part::from(""), Part::from(host())]));
    assert_eq!(
        rendered(&body),
        "url  = \"http://\\u0024${module.orders-db.endpoint[\"a\\\"b\"][0]}:8080/$${x}\"\nbare = module.orders-db.endpoint[\"a\\\"b\"][0]\n"
    );
}

#[test]
fn subjects_are_found_on_their_lines() {
    let mut body = Body::new();
    body.attribute("first", 1);
    body.block(
        Block::new("environment")
            .set("values", vec![Entry::new("A", "1"), Entry::new("B", "2").subject("edge")])
            .subject("node"),
    );
    let rendered = body.render().expect("names are valid");
    let lines: Vec<&str> = rendered.text.lines().collect();
    let found: Vec<(&str, &str, &str)> = rendered
        .spans
        .iter()
        .map(|span| {
            (
                span.subject.as_str(),
                lines[span.start_line as usize - 1].trim(),
                lines[span.end_line as usize - 1].trim(),
            )
        })
        .collect();
    assert_eq!(found, [("node", "environment {", "}"), ("edge", "B = \"2\"", "B = \"2\"")]);
}

#[test]
fn names_that_are_none_are_refused() {
    for name in ["", "1a", "a b", "a\"", "${x}", "a.b", "ä"] {
        let refused = Err(HclError::Name { name: name.to_owned() });
        let mut attribute = Body::new();
        attribute.attribute(name, 1);
        assert_eq!(attribute.render().map(|r| r.text), refused);
        let mut reference = Body::new();
        reference.attribute("a", Expression::path(["local", name]));
        assert_eq!(reference.render().map(|r| r.text), refused);
        let mut call = Body::new();
        call.attribute("a", Expression::call(name, ["x"]));
        assert_eq!(call.render().map(|r| r.text), refused);
    }
}

/// Text made of what a careless writer stumbles over.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("$".to_owned()),
        Just("%".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("${x}".to_owned()),
        Just("$${".to_owned()),
        Just("%{ if true }".to_owned()),
        Just("{{ x }}".to_owned()),
        Just("#{x}".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("`".to_owned()),
        Just("<<EOT\n".to_owned()),
        Just("# */ //".to_owned()),
        Just("\u{0}\u{7f}\u{85}\u{2028}\u{feff}".to_owned()),
        Just("äé漢🏳️‍🌈".to_owned()),
        any::<char>().prop_map(String::from),
        "[a-z ]{0,4}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn body_of(text: &str, key: &str) -> Body {
    let mut body = Body::new();
    body.comment(text);
    body.block(
        Block::labelled("block", [text])
            .set("plain", text)
            .set("list", Value::list([text, text]))
            .set("object", Value::object([(key, text), ("other", "x")]))
            .set("call", Expression::call("f", [text]))
            .set("template", Expression::Template(vec![text.into(), Expression::path(["a", "b"]).into(), text.into()])),
    );
    body
}

proptest! {
    #[test]
    fn hostile_text_is_read_back_as_it_was(text in hostile(), key in hostile()) {
        let written = rendered(&body_of(&text, &key));
        let read: hcl::Body = hcl::parse(&written)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
        let block = read.blocks().next().expect("one block");
        prop_assert_eq!(read.attributes().count(), 0, "the comment stayed one");
        prop_assert_eq!(block.labels()[0].as_str(), text.as_str());
        let values: BTreeMap<&str, &hcl::Expression> =
            block.body().attributes().map(|attribute| (attribute.key(), attribute.expr())).collect();
        let same = hcl::Expression::String(text.clone());
        prop_assert_eq!(values["plain"], &same);
        prop_assert_eq!(values["list"], &hcl::Expression::Array(vec![same.clone(), same.clone()]));
        let hcl::Expression::Object(object) = values["object"] else {
            return Err(TestCaseError::fail("no object"));
        };
        if key != "other" {
            let found = object.iter().find_map(|(name, value)| (object_key(name) == key).then_some(value));
            prop_assert_eq!(found, Some(&same));
        }
        let hcl::Expression::FuncCall(call) = values["call"] else {
            return Err(TestCaseError::fail("no call"));
        };
        prop_assert_eq!(&call.args, &vec![same]);
        // The higher layer reads a template's text twice; the syntax tree tells what stands there.
        let tree = hcl::edit::parser::parse_body(&written)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
        let template = tree
            .get_blocks("block")
            .next()
            .and_then(|block| block.body.get_attribute("template"))
            .and_then(|attribute| attribute.value.as_string_template());
        let Some(template) = template else {
            prop_assert!(text.is_empty(), "only a lone reference needs no template");
            return Ok(());
        };
        let mut literals = String::new();
        let mut references = 0;
        for element in template {
            match element {
                hcl::edit::template::Element::Literal(text) => literals.push_str(text.as_str()),
                hcl::edit::template::Element::Interpolation(_) => references += 1,
                hcl::edit::template::Element::Directive(_) => {
                    return Err(TestCaseError::fail("a directive came to life"));
                }
            }
        }
        prop_assert_eq!(references, 1);
        prop_assert_eq!(literals, format!("{text}{text}"));
    }

    #[test]
    fn the_layout_is_that_of_the_grammar(names in proptest::collection::vec("[a-z_][a-z0-9_-]{0,12}", 1..8)) {
        let mut body = Body::new();
        for name in &names {
            body.attribute(name, 1);
        }
        let text = rendered(&body);
        let columns: std::collections::BTreeSet<Option<usize>> = text.lines().map(|line| line.find('=')).collect();
        prop_assert_eq!(columns.len(), 1);
    }
}

fn object_key(key: &hcl::ObjectKey) -> String {
    match key {
        hcl::ObjectKey::Identifier(name) => name.as_str().to_owned(),
        hcl::ObjectKey::Expression(hcl::Expression::String(text)) => text.clone(),
        other => format!("{other:?}"),
    }
}
