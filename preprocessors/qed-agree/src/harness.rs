//! The Rust source that calls the author's function on each line of a file.

use crate::plan::Plan;

/// Support code of all harnesses of one crate: put it into a module once, by default `qed_agree`.
pub const RUNTIME: &str = include_str!("harness/runtime.rs");

impl Plan {
    /// The source of a function `name(path)` that reads inputs from a file and prints an answer for each, or that it panicked.
    ///
    /// `module` leads from the harness to the module of the snippet, `super::softmax`; `runtime` to the module that holds [`RUNTIME`].
    pub fn harness(&self, name: &str, module: &str, runtime: &str) -> String {
        let mut code =
            format!("pub fn {name}(path: &str) {{\n    {runtime}::each(path, |line| {{\n");
        for (at, param) in self.signature.params.iter().enumerate() {
            code.push_str(&format!(
                "        let p{at}: {} = {runtime}::take(line);\n",
                param.ty.rust()
            ));
        }
        code.push_str("        let mut answer = String::new();\n");
        for view in &self.annotation.views {
            let arguments: Vec<String> = view
                .arguments
                .iter()
                .filter_map(|argument| self.argument(argument))
                .collect();
            let function = &view.function;
            code.push_str(&format!(
                "        {runtime}::give(&{module}::{function}({}), &mut answer);\n",
                arguments.join(", ")
            ));
        }
        let arguments: Vec<String> = self
            .signature
            .params
            .iter()
            .filter_map(|param| self.argument(&param.name))
            .collect();
        let function = &self.signature.name;
        code.push_str(&format!(
            "        {runtime}::give(&{module}::{function}({}), &mut answer);\n        answer\n    }});\n}}\n",
            arguments.join(", ")
        ));
        code
    }

    fn argument(&self, name: &str) -> Option<String> {
        let at = self
            .signature
            .params
            .iter()
            .position(|param| param.name == name)?;
        Some(if self.signature.params[at].by_ref {
            format!("&p{at}")
        } else {
            format!("p{at}.clone()")
        })
    }
}
