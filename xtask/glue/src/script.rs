//! What page and program call each other, shortened: a name that only these two use needs no sixteen digits.

use walrus::Module;

/// The beginnings of the names of classes that nobody uses: a crate below the editor exports them for streams, and with them code.
const UNUSED: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];
/// How they begin in the script, and how the lines end them that hold their classes and what frees them.
const UNUSED_LINES: [(&str, &str); 2] =
    [("export class IntoUnderlying", ".prototype.free;"), ("const IntoUnderlying", ", 1));")];

/// Takes the exports out that the page never calls, and what only they need.
pub fn without_unused(module: &mut Module) {
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| UNUSED.iter().any(|name| export.name.starts_with(name)))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
}

/// Gives the imports of a program short names, in the program and in its script, which comes back without comments and indentation.
pub fn shortened(module: &mut Module, script: &str) -> String {
    let mut script = bare(script);
    for (number, import) in module.imports.iter_mut().enumerate() {
        if has_digits(&import.name) {
            let short = format!("_{number:x}");
            script = script.replace(&import.name, &short);
            import.name = short;
        }
    }
    script
}

/// Whether a name ends in the digits that make it the only one of its kind, so that it is no part of another.
fn has_digits(name: &str) -> bool {
    name.rsplit_once('_').is_some_and(|(_, digits)| digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A generated script without comments, indentation and the classes that nobody uses. Its texts hold no line breaks.
pub fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let mut skipped_to: Option<&str> = None;
    let mut kept = String::with_capacity(script.len());
    for line in lines {
        if let Some(end) = skipped_to {
            skipped_to = (!line.ends_with(end)).then_some(end);
        } else if let Some((_, end)) = UNUSED_LINES.iter().find(|(begin, _)| line.starts_with(begin)) {
            skipped_to = Some(*end);
        } else if !line.is_empty() && !["/*", "*", "//"].iter().any(|sign| line.starts_with(sign)) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_have_short_names_on_both_sides() {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        for name in ["__wbg_get_00000000000000ab", "plain"] {
            module.add_import_func("./app_bg.js", name, kind);
        }
        let script =
            "/**\n * Words.\n */\nconst imports = {\n    __wbg_get_00000000000000ab: 1, // one\n    plain: 2,\n};\n";
        let script = shortened(&mut module, script);
        assert_eq!(script, "const imports = {\n_0: 1, // one\nplain: 2,\n};\n");
        assert_eq!(module.imports.iter().map(|import| import.name.as_str()).collect::<Vec<_>>(), ["_0", "plain"]);
    }

    #[test]
    fn classes_that_nobody_uses_are_left_out() {
        let script = "export class IntoUnderlyingSink {\n  free() {}\n}\nif (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;\n\nfunction a() {}\nconst IntoUnderlyingSinkFinalization = 1\n  ? {}\n  : new FinalizationRegistry(ptr => wasm.__wbg_intounderlyingsink_free(ptr, 1));\nlet b;\n";
        assert_eq!(bare(script), "function a() {}\nlet b;\n");
    }

    #[test]
    fn exports_that_nobody_calls_go_with_what_they_need() {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        for (import, export) in [("a", "intounderlyingsink_write"), ("b", "main")] {
            let (function, _) = module.add_import_func("m", import, kind);
            module.exports.add(export, function);
        }
        without_unused(&mut module);
        assert_eq!(module.exports.iter().map(|export| export.name.as_str()).collect::<Vec<_>>(), ["main"]);
        assert_eq!(module.imports.iter().map(|import| import.name.as_str()).collect::<Vec<_>>(), ["b"]);
    }
}
