//! The account: what stands below `/profile`.

fn main() {
    frontend::account();
}
