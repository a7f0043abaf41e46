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

/// What should have been there, without the names of our types: serde says `invalid type: null, expected struct Foo at line …`.
pub(super) fn expected(message: &str) -> &'static str {
    let what = message.rsplit_once("expected ").map_or("", |(_, what)| what);
    let what = what.split(" at line ").next().unwrap_or_default();
    match what {
        "a string" | "string" | "str" => "has to be a text",
        "a boolean" | "bool" => "has to be true or false",
        "a sequence" => "has to be a list",
        "a map" => "has to be an object",
        "i16" | "i32" | "i64" => "has to be a whole number",
        "u8" | "u16" | "u32" | "u64" | "usize" => "has to be a whole number, not below 0",
        _ if what.starts_with("struct ") => "has to be an object",
        _ => "is of another type than it has to be",
    }
}

#[cfg(test)]
mod tests {
    use super::expected;
    use dto::desk::SettingsRequest;
    use dto::ticket::{BulkRequest, NewTicketRequest};
    use serde::de::DeserializeOwned;

    fn said<T: DeserializeOwned>(body: &str) -> &'static str {
        let error = serde_json::from_str::<T>(body).err().expect("refused");
        expected(&error.to_string())
    }

    #[test]
    fn what_has_to_be_there_is_said_in_our_words() {
        assert_eq!(said::<NewTicketRequest>("null"), "has to be an object");
        assert_eq!(said::<NewTicketRequest>("{\"subject\":1}"), "has to be a text");
        assert_eq!(said::<NewTicketRequest>("{\"tags\":1}"), "has to be a list");
        assert_eq!(said::<SettingsRequest>("{\"sign_up\":1}"), "has to be true or false");
        assert_eq!(said::<SettingsRequest>("{\"auto_close_days\":-1}"), "has to be a whole number, not below 0");
        assert_eq!(said::<SettingsRequest>("{\"auto_close_days\":1.5}"), "has to be a whole number, not below 0");
        assert_eq!(said::<BulkRequest>("7"), "has to be an object");
    }
}
