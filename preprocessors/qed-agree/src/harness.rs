//! The Rust source that calls the author's function on each input of a file.

use crate::plan::Plan;

/// Support code of all harnesses of one crate: put it into a module once, by default `qed_agree`.
pub const RUNTIME: &str = include_str!("harness/runtime.rs");

impl Plan {
    /// The source of a function `name(path)`, and of one that it needs: it reads inputs from a file, and writes an answer for each, or that
    /// it panicked, to a file of that name with `.answers` behind.
    ///
    /// `module` leads from the harness to the module of the snippet, `super::softmax`; `runtime` to the module that holds [`RUNTIME`].
    pub fn harness(&self, name: &str, module: &str, runtime: &str) -> String {
        let call = format!("call_{name}");
        format!(
            "{}\npub fn {name}(path: &str) {{\n    {runtime}::dispatch(path, &[{call}]);\n}}\n",
            self.call(&call, &format!("{module}::"), runtime)
        )
    }

    /// The source of a function that takes the words of an input and gives the answer. Its own names are unlike any author's.
    ///
    /// `scope` stands before the names of functions: nothing, or `super::softmax::`.
    pub fn call(&self, name: &str, scope: &str, runtime: &str) -> String {
        let mut code = format!(
            "fn {name}(__qed_words: &mut {runtime}::Words, __qed_answer: &mut {runtime}::Answer) {{\n"
        );
        for (at, param) in self.signature.params.iter().enumerate() {
            let ty = param.ty.rust();
            code.push_str(&format!(
                "    let __qed_{at}: {ty} = {runtime}::take(__qed_words);\n"
            ));
        }
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
                "    {runtime}::give(&{scope}{function}({}), __qed_answer);\n",
                arguments.join(", ")
            ));
        }
        code.push('}');
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
