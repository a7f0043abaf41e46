//! Schemas as readers and generators expect them.

use domain::audit::{AuditKind, AuditTarget};
use dto::report::{ExportContent, ExportFormat};
use dto::ticket::CountMode;
use utoipa::ToSchema;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, OneOf};
use utoipa::openapi::{Components, RefOr, Schema};

/// What parameters alone refer to: utoipa collects only what bodies are made of.
pub(super) fn add_words_of_parameters(components: &mut Components) {
    add::<AuditKind>(components);
    add::<AuditTarget>(components);
    add::<CountMode>(components);
    add::<ExportContent>(components);
    add::<ExportFormat>(components);
}

fn add<T: ToSchema>(components: &mut Components) {
    components.schemas.insert(T::name().into_owned(), T::schema());
}

/// What is said of a property that may be null stands, as it is derived, beside the reference inside of it, where few look. It
/// belongs to the property.
pub(super) fn lift_descriptions(components: &mut Components) {
    components.schemas.values_mut().for_each(lift);
}

fn lift(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            object.properties.values_mut().for_each(lift);
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                lift(values);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                lift(items);
            }
        }
        Schema::AllOf(all) => all.items.iter_mut().for_each(lift),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(lift),
        Schema::OneOf(one) => {
            one.items.iter_mut().for_each(lift);
            lift_out_of(one);
        }
        // The enum is open; what it may get has nothing to lift yet.
        _ => {}
    }
}

/// Two choices of which one is a reference: the thing, or null.
fn lift_out_of(choice: &mut OneOf) {
    let references = choice.items.iter_mut().filter_map(|item| match item {
        RefOr::Ref(reference) if !reference.description.is_empty() => Some(reference),
        _ => None,
    });
    let mut references: Vec<_> = references.collect();
    if let ([reference], None) = (references.as_mut_slice(), &choice.description) {
        choice.description = Some(std::mem::take(&mut reference.description));
    }
}
