//! The desk: what everybody uses.

fn main() {
    frontend::desk();
}
