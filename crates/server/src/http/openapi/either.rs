//! Answers of one operation that are of one type for staff and of another for customers.

use utoipa::openapi::schema::{AnyOfBuilder, ArrayItems, Components};
use utoipa::openapi::{RefOr, Schema};

/// Describes them by `anyOf`. Staff get what customers get and more, and a page without rows is one of both, so `oneOf`, which
/// utoipa writes for them, would say that such an answer is none.
pub(super) fn describe(components: &mut Components) {
    components.schemas.values_mut().for_each(either);
}

fn either(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::OneOf(one)) if one.items.iter().all(|item| matches!(item, RefOr::Ref(_))) => {
            let any = AnyOfBuilder::new().description(one.description.take());
            let any = one.items.drain(..).fold(any, AnyOfBuilder::item);
            *schema = RefOr::T(Schema::AnyOf(any.build()));
        }
        RefOr::T(Schema::Object(object)) => object.properties.values_mut().for_each(either),
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                either(items);
            }
        }
        RefOr::T(_) | RefOr::Ref(_) => {}
    }
}
