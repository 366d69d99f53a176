//! The `ast` program.

fn main() {}
