//! Answers as the browser has parsed them.

use dto::read::Source;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A value of an answer.
pub(super) struct Parsed(pub(super) JsValue);

impl Source for Parsed {
    fn is_null(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<i64> {
        let number = self.0.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and no larger than what is exact")]
        (number.trunc() == number && number.abs() <= js_sys::Number::MAX_SAFE_INTEGER).then_some(number as i64)
    }

    fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        let items: &Array = self.0.dyn_ref()?;
        Some(items.iter().map(Self).collect())
    }

    fn field(&self, name: &str) -> Option<Self> {
        if !self.0.is_object() {
            return None;
        }
        Reflect::get(&self.0, &JsValue::from_str(name)).ok().map(Self)
    }

    fn case(&self) -> Option<(String, Self)> {
        if let Some(name) = self.text() {
            return Some((name, Self(JsValue::NULL)));
        }
        let object: &Object = self.0.dyn_ref()?;
        let name = Object::keys(object).get(0).as_string()?;
        let inner = self.field(&name)?;
        Some((name, inner))
    }
}
