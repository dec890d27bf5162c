// Reads the inputs of a comparison and prints the answers, bit by bit.

pub type Line<'a> = std::str::SplitAsciiWhitespace<'a>;

pub trait Take {
    fn take(line: &mut Line<'_>) -> Self;
}

pub trait Give {
    fn give(&self, answer: &mut String);
}

pub fn take<T: Take>(line: &mut Line<'_>) -> T {
    T::take(line)
}

pub fn give<T: Give>(value: &T, answer: &mut String) {
    value.give(answer);
}

pub fn each(path: &str, call: impl Fn(&mut Line<'_>) -> String) {
    use std::io::Write;
    let text = std::fs::read_to_string(path).expect("the file of inputs can be read");
    std::panic::set_hook(Box::new(|_| {}));
    for line in text.lines() {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            call(&mut line.split_ascii_whitespace())
        }));
        let answer = match result {
            Ok(answer) => format!("value {answer}"),
            Err(payload) => {
                let message = match payload.downcast_ref::<&str>() {
                    Some(message) => (*message).to_owned(),
                    None => payload.downcast_ref::<String>().cloned().unwrap_or_default(),
                };
                format!("panic {}", message.replace(['\n', '\r'], " "))
            }
        };
        let mut out = std::io::stdout().lock();
        // The function may have printed half a line itself.
        if writeln!(out, "\nqed-agree {answer}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

// Each line begins with the number of the call that it is for.
pub fn dispatch(path: &str, calls: &[&dyn Fn(&mut Line<'_>) -> String]) {
    each(path, |line| calls[usize::take(line)](line));
}

macro_rules! whole {
    ($($ty:ty)*) => {$(
        impl Take for $ty {
            fn take(line: &mut Line<'_>) -> Self {
                line.next().and_then(|token| token.parse().ok()).expect("a whole number")
            }
        }
        impl Give for $ty {
            fn give(&self, answer: &mut String) {
                answer.push_str(&format!("{self} "));
            }
        }
    )*};
}

whole!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl Take for f64 {
    fn take(line: &mut Line<'_>) -> Self {
        let bits = line.next().and_then(|token| u64::from_str_radix(token, 16).ok());
        f64::from_bits(bits.expect("the bits of a float"))
    }
}

impl Give for f64 {
    fn give(&self, answer: &mut String) {
        answer.push_str(&format!("{:016x} ", self.to_bits()));
    }
}

impl Take for f32 {
    fn take(line: &mut Line<'_>) -> Self {
        f64::take(line) as f32
    }
}

impl Give for f32 {
    fn give(&self, answer: &mut String) {
        f64::from(*self).give(answer);
    }
}

impl Take for bool {
    fn take(line: &mut Line<'_>) -> Self {
        line.next() == Some("1")
    }
}

impl Give for bool {
    fn give(&self, answer: &mut String) {
        answer.push_str(if *self { "1 " } else { "0 " });
    }
}

impl<T: Take> Take for Vec<T> {
    fn take(line: &mut Line<'_>) -> Self {
        let length = usize::take(line);
        (0..length).map(|_| T::take(line)).collect()
    }
}

impl<T: Give> Give for Vec<T> {
    fn give(&self, answer: &mut String) {
        self.len().give(answer);
        self.iter().for_each(|element| element.give(answer));
    }
}

impl<T: Give + ?Sized> Give for &T {
    fn give(&self, answer: &mut String) {
        (**self).give(answer);
    }
}

impl<T: Take, const N: usize> Take for [T; N] {
    fn take(line: &mut Line<'_>) -> Self {
        std::array::from_fn(|_| T::take(line))
    }
}

impl<T: Give, const N: usize> Give for [T; N] {
    fn give(&self, answer: &mut String) {
        self.iter().for_each(|element| element.give(answer));
    }
}

impl<T: Take> Take for Option<T> {
    fn take(line: &mut Line<'_>) -> Self {
        (line.next() == Some("1")).then(|| T::take(line))
    }
}

impl<T: Give> Give for Option<T> {
    fn give(&self, answer: &mut String) {
        match self {
            None => answer.push_str("0 "),
            Some(value) => {
                answer.push_str("1 ");
                value.give(answer);
            }
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident $place:tt),+))*) => {$(
        impl<$($name: Take),+> Take for ($($name,)+) {
            fn take(line: &mut Line<'_>) -> Self {
                ($($name::take(line),)+)
            }
        }
        impl<$($name: Give),+> Give for ($($name,)+) {
            fn give(&self, answer: &mut String) {
                $(self.$place.give(answer);)+
            }
        }
    )*};
}

tuples!((A 0)(A 0, B 1)(A 0, B 1, C 2)(A 0, B 1, C 2, D 3));
