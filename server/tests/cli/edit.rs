use std::fs;

use crate::binary::{CIRCLE, folder, run, run_with, shop};

#[test]
fn the_canonical_form_is_a_fixed_point() {
    let canonical = run_with(&["fmt", "-"], &fs::read_to_string(shop()).unwrap()).code(0).out;
    run_with(&["fmt", "-", "--check"], &canonical).code(0);
    assert_eq!(run_with(&["fmt", "-"], &canonical).code(0).out, canonical);
    let text = "name: x\ngroundplan: 1\nnodes: { b: {kind: worker}, a: {title: A, kind: service} }\n";
    let (_folder, file) = folder(text);
    assert!(run(&["fmt", &file, "--check"]).code(1).err.contains("groundplan fmt"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text, "--check writes nothing");
    run(&["fmt", &file]).code(0);
    run(&["fmt", &file, "--check"]).code(0);
    let formatted = fs::read_to_string(&file).unwrap();
    assert_eq!(run_with(&["fmt", "-"], text).code(0).out, formatted);
}

#[test]
fn edits_are_made_all_or_none() {
    let (_folder, file) = folder(CIRCLE);
    let edits = r#"[{"op":"set","path":"/nodes/a/title","value":"Aé"},{"op":"rename","id":"b","to":"c"}]"#;
    run(&["edit", &file, "--edits", edits]).code(0);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("title: Aé") && text.contains("was: [b]"), "{text}");

    let edits = r#"[{"op":"set","path":"/nodes/a/title","value":"Z"},{"op":"delete","path":"/nodes/nobody"}]"#;
    assert!(run(&["edit", &file, "--edits", edits]).code(2).err.contains("nobody"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    for edits in ["{", "{}", r#"[{"op":"explode"}]"#] {
        assert!(run(&["edit", &file, "--edits", edits]).code(2).err.contains("--edits"), "{edits}");
    }
    let said = run_with(&["edit", "-", "--edits", r#"[{"op":"delete","path":"/nodes/b"}]"#], CIRCLE).code(0);
    assert!(said.out.contains("a: { kind: service }") && !said.out.contains("b:"), "{}", said.out);
}
