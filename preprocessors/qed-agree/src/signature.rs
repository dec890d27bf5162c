//! Rust signatures as declarations of types.

use std::collections::BTreeMap;

/// The type of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elem {
    /// `f64`
    F64,
    /// `f32`
    F32,
    /// An integer, by its sign and its width in bits; `usize` has 64.
    Int {
        /// Whether it can be negative.
        signed: bool,
        /// Its width.
        bits: u32,
        /// Whether it is `usize` or `isize`.
        size: bool,
    },
    /// `bool`
    Bool,
}

/// The type of a parameter or a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number or a truth.
    Num(Elem),
    /// A slice, a vector or, with a length, an array.
    List(Box<Type>, Option<usize>),
    /// A tuple; in a formula it is a vector.
    Tuple(Vec<Type>),
    /// `Option`: nothing where the formula is undefined.
    Option(Box<Type>),
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type, without the reference.
    pub ty: Type,
    /// Whether it is taken by reference.
    pub by_ref: bool,
}

/// A function that a formula can be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its name.
    pub name: String,
    /// Its parameters, in order.
    pub params: Vec<Param>,
    /// What it returns.
    pub returns: Type,
}

/// The aliases `type Matrix = Vec<Vec<f64>>;` of a snippet.
pub(crate) type Aliases = BTreeMap<String, syn::Type>;

impl Elem {
    /// As Rust writes it.
    pub fn rust(self) -> String {
        match self {
            Self::F64 => "f64".to_owned(),
            Self::F32 => "f32".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Int { signed, bits, size } => {
                let letter = if signed { 'i' } else { 'u' };
                if size {
                    format!("{letter}size")
                } else {
                    // What of 128 bits can be held here.
                    format!("{letter}{}", if bits == 127 { 128 } else { bits })
                }
            }
        }
    }

    /// Whether it is a whole number or a truth.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Int { .. } | Self::Bool)
    }

    fn named(name: &str) -> Option<Self> {
        let int = |signed, bits, size| Some(Self::Int { signed, bits, size });
        match name {
            "f64" => Some(Self::F64),
            "f32" => Some(Self::F32),
            "bool" => Some(Self::Bool),
            "usize" => int(false, 64, true),
            "isize" => int(true, 64, true),
            "u8" => int(false, 8, false),
            "u16" => int(false, 16, false),
            "u32" => int(false, 32, false),
            "u64" => int(false, 64, false),
            "u128" => int(false, 127, false),
            "i8" => int(true, 8, false),
            "i16" => int(true, 16, false),
            "i32" => int(true, 32, false),
            "i64" => int(true, 64, false),
            "i128" => int(true, 127, false),
            _ => None,
        }
    }
}

impl Type {
    /// How many indices lead to a number: 0 for a number, 2 for a matrix.
    pub fn rank(&self) -> usize {
        match self {
            Self::Num(_) => 0,
            Self::List(inner, _) => 1 + inner.rank(),
            Self::Tuple(parts) => 1 + parts.iter().map(Self::rank).max().unwrap_or(0),
            Self::Option(inner) => inner.rank(),
        }
    }

    /// The type of the numbers in it; the first one of a tuple.
    pub fn elem(&self) -> Elem {
        match self {
            Self::Num(elem) => *elem,
            Self::List(inner, _) | Self::Option(inner) => inner.elem(),
            Self::Tuple(parts) => parts.first().map_or(Elem::F64, Self::elem),
        }
    }

    /// As Rust writes an owned value of it.
    pub fn rust(&self) -> String {
        match self {
            Self::Num(elem) => elem.rust(),
            Self::List(inner, None) => format!("Vec<{}>", inner.rust()),
            Self::List(inner, Some(length)) => format!("[{}; {length}]", inner.rust()),
            Self::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| part.rust() + ",").collect();
                format!("({})", parts.join(" "))
            }
            Self::Option(inner) => format!("Option<{}>", inner.rust()),
        }
    }

    /// Whether any number in it is an f32.
    pub(crate) fn is_single(&self) -> bool {
        self.elem() == Elem::F32
    }

    /// Reads a type; a sentence where no formula has one like it.
    pub(crate) fn read(ty: &syn::Type, aliases: &Aliases) -> Result<(Self, bool), String> {
        Self::read_within(ty, aliases, 8)
    }

    fn read_within(
        ty: &syn::Type,
        aliases: &Aliases,
        depth: usize,
    ) -> Result<(Self, bool), String> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err("a type that nests too deep".to_owned());
        };
        let inner =
            |ty: &syn::Type| Self::read_within(ty, aliases, depth).map(|(ty, _)| Box::new(ty));
        match ty {
            syn::Type::Reference(reference) if reference.mutability.is_some() => {
                Err("a `&mut` parameter: a formula changes nothing in place".to_owned())
            }
            syn::Type::Reference(reference) => Ok((*inner(&reference.elem)?, true)),
            syn::Type::Paren(paren) => Self::read_within(&paren.elem, aliases, depth),
            syn::Type::Slice(slice) => Ok((Self::List(inner(&slice.elem)?, None), false)),
            syn::Type::Array(array) => match &array.len {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Int(length),
                    ..
                }) => {
                    let length = length.base10_parse().map_err(|error| error.to_string())?;
                    Ok((Self::List(inner(&array.elem)?, Some(length)), false))
                }
                _ => Err("an array whose length is not a plain number".to_owned()),
            },
            syn::Type::Tuple(tuple) if !tuple.elems.is_empty() => {
                let parts: Result<_, _> = tuple
                    .elems
                    .iter()
                    .map(|ty| inner(ty).map(|ty| *ty))
                    .collect();
                Ok((Self::Tuple(parts?), false))
            }
            syn::Type::Path(path) if path.qself.is_none() => {
                Self::read_path(&path.path, aliases, depth)
            }
            _ => Err("a type that holds no numbers".to_owned()),
        }
    }

    fn read_path(
        path: &syn::Path,
        aliases: &Aliases,
        depth: usize,
    ) -> Result<(Self, bool), String> {
        let Some(last) = path.segments.last() else {
            return Err("a type without a name".to_owned());
        };
        let name = last.ident.to_string();
        if let syn::PathArguments::AngleBracketed(arguments) = &last.arguments {
            let first = arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            return match (name.as_str(), first) {
                ("Vec", Some(ty)) => Ok((
                    Self::List(Box::new(Self::read_within(ty, aliases, depth)?.0), None),
                    false,
                )),
                ("Option", Some(ty)) => Ok((
                    Self::Option(Box::new(Self::read_within(ty, aliases, depth)?.0)),
                    false,
                )),
                _ => Err(format!(
                    "the type `{name}<…>` is not one that a formula has"
                )),
            };
        }
        if let Some(elem) = Elem::named(&name) {
            return Ok((Self::Num(elem), false));
        }
        match aliases.get(&name) {
            Some(ty) => Self::read_within(ty, aliases, depth),
            None => Err(format!("the type `{name}` is not one that a formula has")),
        }
    }
}

impl Signature {
    /// Reads the signature of a function; a sentence where a type has no place in a formula.
    pub(crate) fn read(function: &syn::Signature, aliases: &Aliases) -> Result<Self, String> {
        if matches!(function.safety, syn::Safety::Unsafe(_)) {
            return Err("it is `unsafe`".to_owned());
        }
        if function.asyncness.is_some() {
            return Err("it is `async`, and returns no number but a promise of one".to_owned());
        }
        if function.generics.type_params().next().is_some() {
            return Err("it is generic, and QED would have to choose its types".to_owned());
        }
        let mut params = Vec::new();
        for input in &function.inputs {
            let syn::FnArg::Typed(typed) = input else {
                return Err("a method: write a function without `self`".to_owned());
            };
            let syn::Pat::Ident(name) = &*typed.pat else {
                return Err("a parameter that is a pattern: give it a name".to_owned());
            };
            let name = syn::ext::IdentExt::unraw(&name.ident).to_string();
            let (ty, by_ref) =
                Type::read(&typed.ty, aliases).map_err(|why| format!("`{name}`: {why}"))?;
            params.push(Param { name, ty, by_ref });
        }
        let syn::ReturnType::Type(_, returns) = &function.output else {
            return Err("a function that returns nothing".to_owned());
        };
        let (returns, _) =
            Type::read(returns, aliases).map_err(|why| format!("the result: {why}"))?;
        Ok(Self {
            name: function.ident.to_string(),
            params,
            returns,
        })
    }

    /// Reads a signature from text, `fn mean(x: &[f64]) -> f64`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let function: syn::Signature = syn::parse_str(text).map_err(|error| error.to_string())?;
        Self::read(&function, &Aliases::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_and_written() {
        let signature = Signature::parse(
            "const extern \"C\" fn f(x: &[Vec<f64>], r#n: u128, p: (f64, f64), q: [f32; 3]) -> Option<Vec<bool>>",
        )
        .unwrap();
        let written: Vec<String> = signature
            .params
            .iter()
            .map(|param| param.ty.rust())
            .collect();
        assert_eq!(
            written,
            ["Vec<Vec<f64>>", "u128", "(f64, f64,)", "[f32; 3]"]
        );
        assert_eq!(
            (signature.returns.rust().as_str(), signature.returns.rank()),
            ("Option<Vec<bool>>", 1)
        );
        assert_eq!(signature.params[1].name, "n");
        assert!(signature.params[0].by_ref && !signature.params[1].by_ref);
    }

    #[test]
    fn what_no_formula_has_is_said() {
        for (text, why) in [
            ("fn f(x: &mut [f64]) -> f64", "in place"),
            ("fn f(&self) -> f64", "self"),
            ("fn f(x: &str) -> f64", "`str`"),
            ("fn f(x: f64)", "returns nothing"),
            ("fn f(x: HashMap<u8, u8>) -> f64", "HashMap"),
            ("unsafe fn f(x: f64) -> f64", "`unsafe`"),
            ("async fn f(x: f64) -> f64", "`async`"),
            ("fn f<T: Into<f64>>(x: T) -> f64", "generic"),
            ("fn f<const N: usize>(x: [f64; N]) -> f64", "plain number"),
        ] {
            let fault = Signature::parse(text).unwrap_err();
            assert!(fault.contains(why), "{text}: {fault}");
        }
    }
}
