//! Places, comments, limits and refusals.

use super::*;
use serde_json::json;

fn refused(text: &str) -> ReadError {
    match read(text) {
        Err(error) => error,
        Ok(source) => panic!("read as {}", source.value),
    }
}

fn comment<'a>(source: &'a Source, path: &str) -> (&'a [String], Option<&'a str>, &'a [String]) {
    match source.comments.get(path) {
        Some(comment) => (&comment.before, comment.after.as_deref(), &comment.end),
        None => (&[], None, &[]),
    }
}

#[test]
fn keys_and_values_have_their_places() {
    let source = read("a: 1\nlist:\n  - é: { x: [1, 'two'] }\n").unwrap_or_default();
    assert_eq!(source.value, json!({"a": 1, "list": [{"é": {"x": [1, "two"]}}]}));
    let place = |path: &str| source.positions.get(path).map(|at| (at.key, at.value));
    assert_eq!(place(""), Some((None, (1, 1))));
    assert_eq!(place("/a"), Some((Some((1, 1)), (1, 4))));
    assert_eq!(place("/list/0"), Some((None, (3, 5))));
    assert_eq!(place("/list/0/é/x"), Some((Some((3, 10)), (3, 13))));
    assert_eq!(place("/list/0/é/x/1"), Some((None, (3, 17))));
    assert_eq!(source.position("/list/0/é/x/1/y/z").value, (3, 17));
}

#[test]
fn comments_go_where_they_point() {
    let source = read(
        "# licence\n\n# about a\na: 1 # one\nlist: # many\n  # first\n  - x # ex\n  - # pair\n    y: 1\n  -\n    # inner\n    z: 2\n    # end of pair\n  # end of list\nflow: { a: 1, # in\n  # last\n} # close\ntext: | # block\n  # not\n# before end\nend:\n# foot\n",
    )
    .unwrap_or_default();
    let none: &[String] = &[];
    let lines = |text: &str| vec![text.to_owned()];
    assert_eq!(comment(&source, ""), (&lines("licence")[..], None, &lines("foot")[..]));
    assert_eq!(comment(&source, "/a"), (&lines("about a")[..], Some("one"), none));
    assert_eq!(comment(&source, "/list"), (none, Some("many"), &lines("end of list")[..]));
    assert_eq!(comment(&source, "/list/0"), (&lines("first")[..], Some("ex"), none));
    assert_eq!(comment(&source, "/list/1"), (none, Some("pair"), none));
    assert_eq!(comment(&source, "/list/2"), (none, None, &lines("end of pair")[..]));
    assert_eq!(comment(&source, "/list/2/z"), (&lines("inner")[..], None, none));
    assert_eq!(comment(&source, "/flow"), (none, Some("close"), &lines("last")[..]));
    assert_eq!(comment(&source, "/flow/a"), (none, Some("in"), none));
    assert_eq!(comment(&source, "/text"), (none, Some("block"), none));
    assert_eq!(comment(&source, "/end"), (&lines("before end")[..], None, none));
    assert_eq!(source.value["text"], json!("# not\n"));
    assert_eq!(source.comments.len(), 11);
}

#[test]
fn unindented_lists_keep_their_comments_apart() {
    let source = read("a:\n# first\n- 1\n# before b\nb: 2\nc:\n- 1\n# foot\n").unwrap_or_default();
    assert_eq!(comment(&source, "/a/0").0, ["first"]);
    assert_eq!(comment(&source, "/b").0, ["before b"]);
    assert_eq!(comment(&source, "").2, ["foot"]);
}

#[test]
fn a_text_of_comments_alone_keeps_them() {
    let source = read("# one\n\n# two\n").unwrap_or_default();
    assert_eq!(source.value, json!(null));
    assert_eq!(comment(&source, "").0, ["one", "two"]);
    assert_eq!(read("").map(|source| source.value), Ok(json!(null)));
}

#[test]
fn aliases_and_merges_are_resolved() {
    let source = read(
        "base: &b { x: 1, y: 2 }\none:\n  <<: *b\n  y: 3\nmany: { <<: [{ x: 5 }, *b] }\nlist: [*b, &t text, *t]\n",
    )
    .unwrap_or_default();
    assert_eq!(source.value["one"], json!({"x": 1, "y": 3}));
    assert_eq!(source.value["many"], json!({"x": 5, "y": 2}));
    assert_eq!(source.value["list"], json!([{"x": 1, "y": 2}, "text", "text"]));
    assert_eq!(source.position("/list/0/x").value, (5 + 1, 8));
    assert!(refused("a: { <<: 1 }").message.contains("no map"));
    assert!(refused("a: &a [*a]").message.contains("inside the very value"));
    assert!(refused("a: *nothing").message.contains("unknown anchor"));
}

#[test]
fn keys_are_text() {
    assert_eq!(
        read("8080: a\n0x10: b\n'true': c\non: d").map(|source| source.value),
        Ok(json!({"8080": "a", "0x10": "b", "true": "c", "on": "d"}))
    );
    assert!(refused("true: a").message.contains("truth value"));
    assert!(refused(": a").message.contains("missing"));
    assert!(refused("{ {{ x }}: a }").message.contains("as a key"));
    assert!(refused("? [a]\n: b").message.contains("as a key"));
    let double = refused("a:\n  b: 1\n  \"b\": 2\n");
    assert_eq!((double.line, double.column), (3, 3));
    assert!(double.message.contains("line 2, column 3"), "{double}");
    assert!(refused("8: a\n\"8\": b").message.contains("given before"));
}

#[test]
fn what_can_not_be_kept_is_refused() {
    for (text, message, line) in [
        ("a: 1\n---\nb: 2\n", "second document", 2),
        ("a: !!python/object x", "tag", 1),
        ("a: !reset null", "tag", 1),
        ("a: !!int x", "not what its tag", 1),
        ("a: 99999999999999999999", "can't be kept", 1),
        ("x: 1\na: .nan", "can't be kept", 2),
        ("a: 1e400", "can't be kept", 1),
        ("a:\n\tb: 1\n", "tab", 2),
        ("a:\n  - b\n \t- c\n", "tab", 3),
        ("a: [1, 2", "", 1),
        ("a: \"x", "", 1),
        ("a: @x", "", 1),
        ("a: b: c", "", 1),
        ("a: 1\n b: 2\n", "", 2),
        ("a\0b: 1", "", 1),
    ] {
        let error = refused(text);
        assert!(error.message.contains(message) && !error.message.is_empty(), "{text:?}: {error}");
        assert!(!error.expected.is_empty() && !error.hint.is_empty(), "{text:?}: {error}");
        assert_eq!(error.line, line, "{text:?}: {error}");
    }
    assert_eq!(
        read("a: !!str 1\nb: !!map {}\nc: ! 2").map(|source| source.value),
        Ok(json!({"a": "1", "b": {}, "c": "2"}))
    );
    assert_eq!(read("---\na: 1\n...\n").map(|source| source.value), Ok(json!({"a": 1})));
}

#[test]
fn a_stream_has_several_documents() {
    let text = "# one\n\na: 1 # x\n---\n# two\n- b\n---\n...\n# foot\n";
    let stream = read_stream(text).unwrap_or_default();
    assert_eq!(
        stream.iter().map(|source| &source.value).collect::<Vec<_>>(),
        [&json!({"a": 1}), &json!(["b"]), &json!(null)]
    );
    assert_eq!(comment(&stream[0], "").0, ["one"]);
    assert_eq!(comment(&stream[0], "/a").1, Some("x"));
    assert_eq!(comment(&stream[1], "/0").0, ["two"]);
    assert_eq!(stream[1].positions.get("/0").map(|at| at.value), Some((6, 3)));
    let comments: usize = stream.iter().map(|source| source.comments.len()).sum();
    assert_eq!(comments, 4);
    assert_eq!(read_stream("").map(|stream| stream.len()), Ok(1));
    assert_eq!(read_stream("a: 1\n---\n- @\n").map_err(|error| error.line), Err(3));
    let many = "--- [1]\n".repeat(limits::NODES / 2 + 1);
    assert!(read_stream(&many).is_err_and(|error| error.expected.contains("node limit")));
}

#[test]
fn limits_are_named() {
    let deep_flow = "[".repeat(10_000);
    let deep_block: String = (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth.min(700)))).collect();
    let deep_dashes = "- ".repeat(10_000);
    for text in [&deep_flow, &deep_dashes] {
        assert!(refused(text).expected.contains("64 levels"), "{}", refused(text));
    }
    assert!(read(&deep_block).is_err());
    let fits = format!("{}1{}", "[".repeat(limits::DEPTH), "]".repeat(limits::DEPTH));
    assert!(read(&fits).is_ok());
    assert!(refused(&format!("[{fits}]")).expected.contains("64 levels"));

    let big = "a".repeat(50_000_000);
    assert!(refused(&big).expected.contains("8388608 bytes"));
    let many = format!("[{}]", "1,".repeat(limits::NODES));
    assert!(refused(&many).expected.contains("500000"));
    assert!(refused(&format!("{}: 1", "k".repeat(1020)).replace('k', "é")).expected.contains("key limit"));
}

#[test]
fn aliases_can_not_blow_up() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert!(refused(&laughs).expected.contains("500000"));

    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), vec!["*a"; 1000].join(", "));
    assert!(refused(&text).expected.contains("repeated text"));

    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert!(refused(&chain).expected.contains("64 levels"));

    let mut nested = String::new();
    for depth in 0..60 {
        nested.push_str(&format!("{}? {}\n{}:\n", " ".repeat(depth), "k".repeat(1000), " ".repeat(depth)));
    }
    nested.push_str(&format!("{}[{}]", " ".repeat(60), "1,".repeat(100_000)));
    assert!(refused(&nested).expected.contains("path limit"), "{}", refused(&nested));
}

#[test]
fn tags_that_were_asked_for_are_marks_and_others_are_refused() {
    let text = "a: !override [1, 2]\nb: !reset null\nc: { d: !override { e: 1 } }\n";
    let source = super::read_marked(text, &["!override", "!reset"]).unwrap().remove(0);
    assert_eq!(source.value, json!({ "a": [1, 2], "b": null, "c": { "d": { "e": 1 } } }));
    let marks: Vec<(&str, &str)> = source.marks.iter().map(|(path, mark)| (path.as_str(), mark.as_str())).collect();
    assert_eq!(marks, [("/a", "!override"), ("/b", "!reset"), ("/c/d", "!override")]);
    assert!(super::read_marked("a: !other 1\n", &["!reset"]).is_err());
    assert!(super::read(text).is_err());
}
