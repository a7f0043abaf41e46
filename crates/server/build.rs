//! The app is embedded, so a new build of it is a new build of the server.

fn main() {
    println!("cargo:rerun-if-changed=../../frontend/dist");
}
