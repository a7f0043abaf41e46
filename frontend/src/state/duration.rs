//! Spans of working time as people write them: "30 min", "4 h", "1 h 30 min".

/// So many minutes, in the way that [`parse`] reads. The signs for hour and minute are those of the SI and the same in both
/// languages.
pub(crate) fn write(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// How many minutes a text means. A number alone means nothing: it could be either.
pub(crate) fn parse(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
        return sum(hours.parse().ok()?, 60, minutes);
    }
    let (mut total, mut rest) = (None, text.as_str());
    while !rest.is_empty() {
        let (number, after) = split(rest, u8::is_ascii_digit);
        let (unit, after) = split(after.trim_start(), u8::is_ascii_alphabetic);
        let factor = match unit {
            "h" | "hour" | "hours" | "std" | "stunde" | "stunden" => 60,
            "m" | "min" | "minute" | "minutes" | "minuten" => 1,
            // As in "1 h 30".
            "" if total.is_some() => 1,
            _ => return None,
        };
        total = Some(sum(number.parse().ok()?, factor, total.unwrap_or_default())?);
        rest = after.trim_start_matches(['.', ' ']);
    }
    total
}

fn sum(number: u32, factor: u32, more: u32) -> Option<u32> {
    number.checked_mul(factor)?.checked_add(more)
}

/// The bytes at the beginning that are of a kind, all ASCII, and the rest.
fn split(text: &str, is: fn(&u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().take_while(is).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for minutes in [1, 30, 59, 60, 61, 90, 480, 525_600] {
            assert_eq!(parse(&write(minutes)), Some(minutes), "{}", write(minutes));
        }
    }

    #[test]
    fn people_write_it_in_many_ways() {
        let cases = [
            ("30 min", 30),
            (" 30M ", 30),
            ("4h", 240),
            ("4 Std.", 240),
            ("1 Stunde 30 Minuten", 90),
            ("1 h 30", 90),
            ("1:30", 90),
            ("0:05", 5),
        ];
        for (text, minutes) in cases {
            assert_eq!(parse(text), Some(minutes), "{text:?}");
        }
        for text in ["", "4", "h", "-1 h", "1.5 h", "1:60", "1:x", "2 days", "99999999 h", "1 h ü"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
