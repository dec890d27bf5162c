//! The Rust source that calls the author's function on each line of a file.

use crate::plan::Plan;

/// Support code of all harnesses of one crate: put it into a module once, by default `qed_agree`.
pub const RUNTIME: &str = include_str!("harness/runtime.rs");

impl Plan {
    /// The source of a function `name(path)` that reads inputs from a file and prints an answer for each, or that it panicked.
    ///
    /// `module` leads from the harness to the module of the snippet, `super::softmax`; `runtime` to the module that holds [`RUNTIME`].
    pub fn harness(&self, name: &str, module: &str, runtime: &str) -> String {
        let call = self.call(&format!("{module}::"), runtime);
        format!("pub fn {name}(path: &str) {{\n    {runtime}::each(path, {call});\n}}\n")
    }

    /// The source of a closure that takes an input from a line and gives the answer. Its own names are unlike any author's.
    ///
    /// `scope` stands before the names of functions: nothing, or `super::softmax::`.
    pub fn call(&self, scope: &str, runtime: &str) -> String {
        let mut code = format!("|__qed_line: &mut {runtime}::Line<'_>| {{\n");
        for (at, param) in self.signature.params.iter().enumerate() {
            let ty = param.ty.rust();
            code.push_str(&format!(
                "        let __qed_{at}: {ty} = {runtime}::take(__qed_line);\n"
            ));
        }
        code.push_str("        let mut __qed_answer = ::std::string::String::new();\n");
        let params = self.signature.params.iter().map(|param| &param.name);
        let views = self.annotation.views.iter();
        let calls = views
            .map(|view| (&view.function, view.arguments.iter().collect::<Vec<_>>()))
            .chain([(&self.signature.name, params.collect())]);
        for (function, arguments) in calls {
            let arguments: Vec<String> = arguments
                .iter()
                .filter_map(|argument| self.argument(argument))
                .collect();
            code.push_str(&format!(
                "        {runtime}::give(&{scope}{function}({}), &mut __qed_answer);\n",
                arguments.join(", ")
            ));
        }
        code.push_str("        __qed_answer\n    }");
        code
    }

    fn argument(&self, name: &str) -> Option<String> {
        let at = self
            .signature
            .params
            .iter()
            .position(|param| param.name == name)?;
        Some(if self.signature.params[at].by_ref {
            format!("&__qed_{at}")
        } else {
            format!("__qed_{at}.clone()")
        })
    }
}
