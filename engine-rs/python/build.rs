//! Hands the instrument table to maturin, which packs it into the wheel (`include` in pyproject.toml): the table lies
//! outside the Python package, and in a wheel there is no outside.

use std::error::Error;
use std::path::PathBuf;

const TABLE: &str = "../../data/instruments.toml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={TABLE}");
    let packed = PathBuf::from(std::env::var("OUT_DIR")?).join("instruments.toml");
    std::fs::copy(TABLE, packed).map_err(|fault| format!("{TABLE}: {fault}"))?;
    Ok(())
}
