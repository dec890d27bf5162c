//! Values at the border: what goes into the author's function and what comes out.

/// A value as code has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number, or a truth as 0 or 1.
    Int(i128),
    /// A float; an f32 is held as the f64 it is.
    Float(f64),
    /// A slice, a vector, an array or a tuple.
    List(Vec<Value>),
    /// `None` of an `Option`.
    Nothing,
}

/// One point to compare at: a value for every parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// In the order of the signature.
    pub values: Vec<Value>,
}

/// What became of calling the author's function on one input.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// It returned; `views` are what the view functions gave before.
    Returned {
        /// What it returned.
        value: Value,
        /// The values of the annotation's views, in their order.
        views: Vec<Value>,
    },
    /// It panicked, with its message.
    Panicked(String),
    /// It did not come back within its limits, with what the runner says of it.
    Stopped(String),
}

impl Output {
    /// A value returned by a function without views.
    pub fn returned(value: Value) -> Self {
        Self::Returned {
            value,
            views: Vec::new(),
        }
    }
}

impl Value {
    /// The elements of a list; nothing for a number.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }

    /// How many numbers it holds.
    pub fn count(&self) -> usize {
        match self {
            Self::List(elements) => elements.iter().map(Self::count).sum(),
            _ => 1,
        }
    }

    /// Whether each float in it is finite and nothing is missing.
    pub fn is_finite(&self) -> bool {
        match self {
            Self::Int(_) => true,
            Self::Float(x) => x.is_finite(),
            Self::List(elements) => elements.iter().all(Self::is_finite),
            Self::Nothing => false,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::List(elements) => {
                f.write_str("[")?;
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{element}")?;
                }
                f.write_str("]")
            }
            Self::Nothing => f.write_str("None"),
        }
    }
}
