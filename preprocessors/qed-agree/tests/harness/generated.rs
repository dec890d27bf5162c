#![allow(warnings)]

pub mod qed_agree {
// Reads the inputs of a comparison and writes the answers, bit by bit: words of eight bytes, the least first. Kept plain and short,
// for each crate compiles it anew.

pub struct Words {
    bytes: Vec<u8>,
    at: usize,
}

impl Words {
    fn word(&mut self) -> u64 {
        let mut word = [0; 8];
        word.copy_from_slice(&self.bytes[self.at..self.at + 8]);
        self.at += 8;
        u64::from_le_bytes(word)
    }
}

pub struct Answer(Vec<u8>);

impl Answer {
    fn word(&mut self, word: u64) {
        self.0.extend_from_slice(&word.to_le_bytes());
    }

    // A record: its length, whether the function panicked, and what it returned or said.
    fn begin(&mut self) {
        self.0.clear();
        self.word(0);
        self.word(0);
    }

    fn panicked(&mut self, message: &str) {
        self.begin();
        self.0[8] = 1;
        self.0.extend_from_slice(message.as_bytes());
    }

    fn end(&mut self) {
        let length = (self.0.len() - 8) as u64;
        self.0[..8].copy_from_slice(&length.to_le_bytes());
    }
}

pub trait Take {
    fn take(words: &mut Words) -> Self;
}

pub trait Give {
    fn give(&self, answer: &mut Answer);
}

pub fn take<T: Take>(words: &mut Words) -> T {
    T::take(words)
}

pub fn give<T: Give>(value: &T, answer: &mut Answer) {
    value.give(answer);
}

// Each input begins with its length in words and the number of the call that it is for. Each answer is written before the next call:
// it is there whatever becomes of the program.
pub fn dispatch(path: &str, calls: &[fn(&mut Words, &mut Answer)]) {
    use ::std::io::Write;
    let bytes = ::std::fs::read(path).expect("the file of inputs can be read");
    let mut file = ::std::fs::File::create(format!("{path}.answers")).expect("answers can be written");
    ::std::panic::set_hook(Box::new(|_| {}));
    let mut words = Words { bytes, at: 0 };
    let mut answer = Answer(Vec::new());
    while words.at < words.bytes.len() {
        let next = words.word() as usize * 8 + words.at;
        let call = calls[words.word() as usize];
        answer.begin();
        let result = ::std::panic::catch_unwind(::std::panic::AssertUnwindSafe(|| call(&mut words, &mut answer)));
        if let Err(payload) = result {
            match payload.downcast_ref::<&str>() {
                Some(message) => answer.panicked(message),
                None => answer.panicked(payload.downcast_ref::<String>().map_or("", |message| message)),
            }
        }
        answer.end();
        if file.write_all(&answer.0).is_err() {
            return;
        }
        words.at = next;
    }
}

macro_rules! whole {
    ($($ty:ty)*) => {$(
        impl Take for $ty {
            fn take(words: &mut Words) -> Self {
                words.word() as $ty
            }
        }
        impl Give for $ty {
            fn give(&self, answer: &mut Answer) {
                answer.word(*self as u64);
            }
        }
    )*};
}

whole!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

macro_rules! wide {
    ($($ty:ty)*) => {$(
        impl Take for $ty {
            fn take(words: &mut Words) -> Self {
                let low = words.word();
                low as $ty | (words.word() as $ty) << 64
            }
        }
        impl Give for $ty {
            fn give(&self, answer: &mut Answer) {
                answer.word(*self as u64);
                answer.word((*self >> 64) as u64);
            }
        }
    )*};
}

wide!(u128 i128);

impl Take for f64 {
    fn take(words: &mut Words) -> Self {
        f64::from_bits(words.word())
    }
}

impl Give for f64 {
    fn give(&self, answer: &mut Answer) {
        answer.word(self.to_bits());
    }
}

impl Take for f32 {
    fn take(words: &mut Words) -> Self {
        f64::take(words) as f32
    }
}

impl Give for f32 {
    fn give(&self, answer: &mut Answer) {
        f64::from(*self).give(answer);
    }
}

impl Take for bool {
    fn take(words: &mut Words) -> Self {
        words.word() == 1
    }
}

impl Give for bool {
    fn give(&self, answer: &mut Answer) {
        answer.word(u64::from(*self));
    }
}

impl<T: Take> Take for Vec<T> {
    fn take(words: &mut Words) -> Self {
        let length = usize::take(words);
        let mut list = Vec::with_capacity(length);
        while list.len() < length {
            list.push(T::take(words));
        }
        list
    }
}

impl<T: Give> Give for [T] {
    fn give(&self, answer: &mut Answer) {
        answer.word(self.len() as u64);
        for element in self {
            element.give(answer);
        }
    }
}

impl<T: Give> Give for Vec<T> {
    fn give(&self, answer: &mut Answer) {
        self.as_slice().give(answer);
    }
}

impl<T: Give + ?Sized> Give for &T {
    fn give(&self, answer: &mut Answer) {
        (**self).give(answer);
    }
}

impl<T: Take, const N: usize> Take for [T; N] {
    fn take(words: &mut Words) -> Self {
        ::std::array::from_fn(|_| T::take(words))
    }
}

impl<T: Give, const N: usize> Give for [T; N] {
    fn give(&self, answer: &mut Answer) {
        for element in self {
            element.give(answer);
        }
    }
}

impl<T: Take> Take for Option<T> {
    fn take(words: &mut Words) -> Self {
        if bool::take(words) { Some(T::take(words)) } else { None }
    }
}

impl<T: Give> Give for Option<T> {
    fn give(&self, answer: &mut Answer) {
        self.is_some().give(answer);
        if let Some(value) = self {
            value.give(answer);
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident $place:tt),+))*) => {$(
        impl<$($name: Take),+> Take for ($($name,)+) {
            fn take(words: &mut Words) -> Self {
                ($($name::take(words),)+)
            }
        }
        impl<$($name: Give),+> Give for ($($name,)+) {
            fn give(&self, answer: &mut Answer) {
                $(self.$place.give(answer);)+
            }
        }
    )*};
}

tuples!((A 0)(A 0, B 1)(A 0, B 1, C 2)(A 0, B 1, C 2, D 3));
}

fn call_run_0(__qed_words: &mut qed_agree::Words, __qed_answer: &mut qed_agree::Answer) {
    let __qed_0: Vec<f64> = qed_agree::take(__qed_words);
    qed_agree::give(&super::snippet::mean(&__qed_0), __qed_answer);
}
pub fn run_0(path: &str) {
    qed_agree::dispatch(path, &[call_run_0]);
}
fn call_run_1(__qed_words: &mut qed_agree::Words, __qed_answer: &mut qed_agree::Answer) {
    let __qed_0: f32 = qed_agree::take(__qed_words);
    let __qed_1: Vec<Vec<f64>> = qed_agree::take(__qed_words);
    qed_agree::give(&super::snippet::scale(__qed_0.clone(), &__qed_1), __qed_answer);
}
pub fn run_1(path: &str) {
    qed_agree::dispatch(path, &[call_run_1]);
}
fn call_run_2(__qed_words: &mut qed_agree::Words, __qed_answer: &mut qed_agree::Answer) {
    let __qed_0: Vec<f64> = qed_agree::take(__qed_words);
    let __qed_1: Vec<f64> = qed_agree::take(__qed_words);
    qed_agree::give(&super::snippet::cells(&__qed_0), __qed_answer);
    qed_agree::give(&super::snippet::cells(&__qed_1), __qed_answer);
    qed_agree::give(&super::snippet::overlap(&__qed_0, &__qed_1), __qed_answer);
}
pub fn run_2(path: &str) {
    qed_agree::dispatch(path, &[call_run_2]);
}
fn call_run_3(__qed_words: &mut qed_agree::Words, __qed_answer: &mut qed_agree::Answer) {
    let __qed_0: f64 = qed_agree::take(__qed_words);
    qed_agree::give(&super::snippet::inverse(__qed_0.clone()), __qed_answer);
}
pub fn run_3(path: &str) {
    qed_agree::dispatch(path, &[call_run_3]);
}
fn call_run_4(__qed_words: &mut qed_agree::Words, __qed_answer: &mut qed_agree::Answer) {
    let __qed_0: (f64, f64,) = qed_agree::take(__qed_words);
    let __qed_1: [f64; 2] = qed_agree::take(__qed_words);
    let __qed_2: u8 = qed_agree::take(__qed_words);
    qed_agree::give(&super::snippet::mixed(__qed_0.clone(), __qed_1.clone(), __qed_2.clone()), __qed_answer);
}
pub fn run_4(path: &str) {
    qed_agree::dispatch(path, &[call_run_4]);
}
fn call_run_5(__qed_words: &mut qed_agree::Words, __qed_answer: &mut qed_agree::Answer) {
    let __qed_0: usize = qed_agree::take(__qed_words);
    qed_agree::give(&super::snippet::half(__qed_0.clone()), __qed_answer);
}
pub fn run_5(path: &str) {
    qed_agree::dispatch(path, &[call_run_5]);
}
