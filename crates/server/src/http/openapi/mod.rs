//! The description of the API (OpenAPI 3.1), made from the operations that are registered. What a handler says of its
//! operation stands beside it; what follows from the tables that the server goes by is added here.

mod access;
mod either;
mod errors;
mod examples;
mod schemas;
mod tags;

use super::problem::{ApiError, internal};
use super::query::{NoParameters, Query};
use super::routes;
use access::Access;
use actix_web::http::Method;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, get};
use std::sync::OnceLock;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContactBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, ServerBuilder};
use utoipa_actix_web::AppExt;

/// The description with what is looked up in it. Made when somebody first asks for it or for an address that there is not, since it
/// takes much longer than all else that a start does.
#[derive(Default)]
pub struct Document(OnceLock<Written>);

struct Written {
    json: serde_json::Result<Bytes>,
    routes: Vec<(String, Vec<&'static str>)>,
}

impl Document {
    /// The methods of an address, for saying which there are instead.
    pub(super) fn methods_of(&self, path: &str) -> Vec<&'static str> {
        let found = self.written().routes.iter().find(|(template, _)| matches(template, path));
        found.map(|(_, methods)| methods.clone()).unwrap_or_default()
    }

    fn written(&self) -> &Written {
        self.0.get_or_init(|| {
            let document = document();
            let routes = document.paths.paths.iter().map(|(template, item)| {
                let methods = [
                    ("GET", item.get.is_some()),
                    ("HEAD", item.head.is_some()),
                    ("POST", item.post.is_some()),
                    ("PUT", item.put.is_some()),
                    ("PATCH", item.patch.is_some()),
                    ("DELETE", item.delete.is_some()),
                ];
                (template.clone(), methods.into_iter().filter_map(|(name, there)| there.then_some(name)).collect())
            });
            Written { routes: routes.collect(), json: serde_json::to_vec(&document).map(Bytes::from) }
        })
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (mut expected, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(text)) if part.starts_with('{') && !text.is_empty() => {}
            (Some(part), Some(text)) if part == text => {}
            _ => return false,
        }
    }
}

/// The description of every operation.
#[must_use]
pub fn document() -> OpenApi {
    let (_, mut api) = App::new().into_utoipa_app().openapi(frame()).configure(routes::describe).split_for_parts();
    for (template, item) in &mut api.paths.paths {
        for (method, operation) in operations_of(item) {
            let access = Access::of(&method, template, operation);
            errors::complete(operation, access);
            access.describe(operation);
            examples::show(operation);
        }
    }
    let components = api.components.get_or_insert_default();
    access::schemes(components);
    schemas::add_words_of_parameters(components);
    either::describe(components);
    schemas::lift_descriptions(components);
    api
}

fn operations_of(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [(Method::GET, get), (Method::PUT, put), (Method::POST, post), (Method::DELETE, delete), (Method::PATCH, patch)]
        .into_iter()
        .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn frame() -> OpenApi {
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Lotse")
                .version("1")
                .description(Some(include_str!("introduction.md")))
                .contact(Some(ContactBuilder::new().name(Some("Lotse")).build()))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url("/").build()]))
        .tags(Some(tags::all()))
        .build()
}

/// This description.
///
/// OpenAPI 3.1. It is the same for everybody and changes with the version of the server only.
#[utoipa::path(tag = "operations", operation_id = "describe_api", security(()), responses(
    (status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value),
))]
#[get("/openapi.json")]
pub(super) async fn serve(document: Data<Document>, _: Query<NoParameters>) -> Result<HttpResponse, ApiError> {
    let json = document.written().json.as_ref().map_err(|error| internal(error))?;
    Ok(HttpResponse::Ok().content_type("application/json").body(json.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_address_tells_its_methods() {
        let document = Document::default();
        assert_eq!(document.methods_of("/api/v1/tickets"), ["GET", "POST"]);
        assert_eq!(document.methods_of("/api/v1/tickets/10001"), ["GET", "PATCH", "DELETE"]);
        assert!(document.methods_of("/api/v1/tickets/").is_empty());
        assert!(document.methods_of("/api/v1/nothing").is_empty());
    }
}
