//! Hands the tables of instruments and sessions to maturin, which packs them into the wheel (`include` in
//! pyproject.toml): they lie outside the Python package, and in a wheel there is no outside.

use std::error::Error;
use std::path::PathBuf;

const TABLES: [&str; 2] = ["instruments.toml", "sessions.toml"];

fn main() -> Result<(), Box<dyn Error>> {
    let packed = PathBuf::from(std::env::var("OUT_DIR")?);
    for table in TABLES {
        let file = format!("../../data/{table}");
        println!("cargo::rerun-if-changed={file}");
        std::fs::copy(&file, packed.join(table)).map_err(|fault| format!("{file}: {fault}"))?;
    }
    Ok(())
}
