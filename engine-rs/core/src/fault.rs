//! What every error of this crate can say of itself, so that one function at the edge can tell the user.

/// A fault of the input, in the four parts that the user is shown.
pub trait Fault: std::error::Error {
    /// What should have been there.
    fn expected(&self) -> String;
    /// What was there instead.
    fn found(&self) -> String;
    /// Where: `line 12`, `byte 340`; empty when there is no place to name.
    fn place(&self) -> String;
    /// What to do about it; empty when the rest says it.
    fn mend(&self) -> String {
        String::new()
    }
}
