//! Closures in boxes.
//!
//! A `dyn Fn` also holds code that calls the closure once and drops it then. For each closure of the app that is a function
//! that nobody calls, and it would be downloaded. These traits hold the one call.

/// A closure that gives something.
pub trait Make<T> {
    fn make(&self) -> T;
}

impl<T, F: Fn() -> T> Make<T> for F {
    fn make(&self) -> T {
        self()
    }
}

/// A closure that is given something.
pub(crate) trait Take<T> {
    fn take(&self, value: T);
}

impl<T, F: Fn(T)> Take<T> for F {
    fn take(&self, value: T) {
        self(value);
    }
}

/// A closure that does something, and remembers.
pub(crate) trait Act {
    fn act(&mut self);
}

impl<F: FnMut()> Act for F {
    fn act(&mut self) {
        self();
    }
}
