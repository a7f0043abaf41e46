//! Answers as the browser has parsed them.

use domain::comment::Visibility;
use dto::read::{Read, Source};
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The name under which a version stands in an answer that has it in a header.
pub(super) const ETAG: &str = "ETag";

/// A value of an answer.
pub(super) struct Parsed {
    value: JsValue,
    /// Whether it is a customer's, which has no word about visibility, since customers see public things only. It reads as
    /// if it had, so that both roles' conversations are read by the same code.
    public: bool,
}

impl Parsed {
    pub(super) const fn new(value: JsValue) -> Self {
        Self { value, public: false }
    }

    pub(super) fn public(self) -> Self {
        Self { public: true, ..self }
    }

    /// With the tag that the version of an answer stands in.
    pub(super) fn tagged(self, tag: &str) -> Self {
        // Fails for what is no object only, and that has no version.
        let _ = Reflect::set(&self.value, &JsValue::from_str(ETAG), &JsValue::from_str(tag));
        self
    }

    fn inner(&self, value: JsValue) -> Self {
        Self { value, public: self.public }
    }
}

/// Reads what the app itself has written as JSON.
pub(crate) fn parse<T: Read>(text: &str) -> Option<T> {
    T::read(&Parsed::new(JSON::parse(text).ok()?))
}

impl Source for Parsed {
    fn is_null(&self) -> bool {
        self.value.is_null() || self.value.is_undefined()
    }

    fn text(&self) -> Option<String> {
        self.value.as_string()
    }

    fn number(&self) -> Option<i64> {
        let number = self.value.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and no larger than what is exact")]
        (number.trunc() == number && number.abs() <= js_sys::Number::MAX_SAFE_INTEGER).then_some(number as i64)
    }

    fn boolean(&self) -> Option<bool> {
        self.value.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        let items: &Array = self.value.dyn_ref()?;
        Some(items.iter().map(|item| self.inner(item)).collect())
    }

    fn field(&self, name: &str) -> Option<Self> {
        if !self.value.is_object() {
            return None;
        }
        let value = Reflect::get(&self.value, &JsValue::from_str(name)).ok()?;
        let unsaid = self.public && name == "visibility" && value.is_undefined();
        Some(self.inner(if unsaid { Visibility::Public.as_str().into() } else { value }))
    }

    fn case(&self) -> Option<(String, Self)> {
        if let Some(name) = self.text() {
            return Some((name, self.inner(JsValue::NULL)));
        }
        let object: &Object = self.value.dyn_ref()?;
        let name = Object::keys(object).get(0).as_string()?;
        let inner = self.field(&name)?;
        Some((name, inner))
    }

    fn entries(&self) -> Option<Vec<(String, Self)>> {
        let object: &Object = self.value.dyn_ref()?;
        let names = Object::keys(object).into_iter().filter_map(|name| name.as_string());
        names.map(|name| self.field(&name).map(|value| (name, value))).collect()
    }
}
