//! What serde says of a field. It tells its errors apart in words only; the name of the field stands between backticks.

use dto::field::FieldCode;

/// The kind of error, and the field where it is named.
pub(super) fn read(message: &str) -> (FieldCode, Option<&str>) {
    let code = if message.starts_with("unknown field") {
        FieldCode::UnknownField
    } else if message.starts_with("missing field") {
        FieldCode::Required
    } else if message.starts_with("duplicate field") {
        FieldCode::Contradiction
    } else {
        return (FieldCode::WrongType, None);
    };
    (code, message.split('`').nth(1))
}
