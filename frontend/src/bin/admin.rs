//! The admin section: what stands below `/admin`.

fn main() {
    frontend::admin();
}
