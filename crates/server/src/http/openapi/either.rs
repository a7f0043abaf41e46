//! Answers of one operation that are of one type for staff and of another for customers.

use utoipa::openapi::schema::{AnyOfBuilder, Components};
use utoipa::openapi::{RefOr, Schema};

/// Describes them by `anyOf`. Staff get what customers get and more, and a page without rows is one of both, so `oneOf`, which
/// utoipa writes for them, would say that such an answer is none.
pub(super) fn describe(components: &mut Components) {
    for schema in components.schemas.values_mut() {
        if let RefOr::T(Schema::OneOf(one)) = schema
            && one.items.iter().all(|item| matches!(item, RefOr::Ref(_)))
        {
            let any = AnyOfBuilder::new().description(one.description.take());
            let any = one.items.drain(..).fold(any, AnyOfBuilder::item);
            *schema = RefOr::T(Schema::AnyOf(any.build()));
        }
    }
}
