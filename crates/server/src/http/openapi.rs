//! The description of the API (OpenAPI 3.1), made from the operations that are registered.

use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::routes;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, get};
use dto::problem::MEDIA_TYPE;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContactBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, ResponseBuilder,
    SecurityRequirement, ServerBuilder,
};
use utoipa_actix_web::AppExt;

/// The description with what is looked up in it.
pub struct Document {
    json: Bytes,
    routes: Vec<(String, Vec<&'static str>)>,
}

impl Document {
    /// Describes this version of the server.
    ///
    /// # Errors
    /// When the description cannot be written as JSON.
    pub fn new() -> serde_json::Result<Self> {
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
        Ok(Self { routes: routes.collect(), json: serde_json::to_vec(&document)?.into() })
    }

    /// The methods of an address, for saying which there are instead.
    pub(super) fn methods_of(&self, path: &str) -> Vec<&'static str> {
        let found = self.routes.iter().find(|(template, _)| matches(template, path));
        found.map(|(_, methods)| methods.clone()).unwrap_or_default()
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
    let (_, mut api) = App::new().into_utoipa_app().openapi(frame()).configure(routes::operations).split_for_parts();
    let components = api.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access token that signing in or refreshing answers with; good for ten minutes."))
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKeyValue::with_description(
        "__Host-lotse_refresh",
        "Set by signing in. Named `lotse_refresh` where Lotse runs on plain http on loopback.",
    );
    components.add_security_scheme("refresh_cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    for item in api.paths.paths.values_mut() {
        let PathItem { get, put, post, delete, patch, .. } = item;
        for operation in [get, put, post, delete, patch].into_iter().flatten() {
            complete(operation);
        }
    }
    api
}

/// Every error has the same form, and some can happen everywhere; an operation only names the codes that are its own.
fn complete(operation: &mut Operation) {
    let anonymous = operation.security.as_ref().is_some_and(|security| !security.is_empty());
    let has_body = operation.request_body.is_some();
    let everywhere = [
        ("400", true, if has_body { "`malformed_json`, `validation_failed`" } else { "`validation_failed`" }),
        ("403", !anonymous, "`insufficient_scope`"),
        ("401", !anonymous, "`unauthenticated`, `token_expired`"),
        ("408", has_body, "`request_timeout`"),
        ("413", has_body, "`payload_too_large`"),
        ("415", has_body, "`unsupported_media_type`"),
        ("429", true, "`rate_limited`"),
        ("503", true, "`unavailable`"),
    ];
    let responses = &mut operation.responses.responses;
    for (status, applies, codes) in everywhere {
        if applies && !responses.contains_key(status) {
            responses.insert(status.to_owned(), RefOr::T(ResponseBuilder::new().description(codes).build()));
        }
    }
    if let (false, Some(RefOr::T(forbidden))) = (anonymous, responses.get_mut("403"))
        && !forbidden.description.contains("insufficient_scope")
        && !forbidden.description.contains("session_required")
    {
        forbidden.description.push_str(", `insufficient_scope`");
    }
    for (status, response) in responses.iter_mut() {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && response.content.is_empty()
        {
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(problem));
        }
    }
}

fn frame() -> OpenApi {
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Lotse")
                .version("1")
                .description(Some(
                    "The support-ticket system. Errors are RFC 9457 problem details with a stable `code`; unknown \
                     fields and parameters are refused; lists are walked by `next` cursors.",
                ))
                .contact(Some(ContactBuilder::new().name(Some("Lotse")).build()))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url("/").build()]))
        .security(Some([SecurityRequirement::new("bearer", Vec::<String>::new())]))
        .build()
}

/// This description.
#[utoipa::path(tag = "operations", operation_id = "describe_api", security(()), responses(
    (status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value),
))]
#[get("/openapi.json")]
pub(super) async fn serve(document: Data<Document>, _: Query<NoParameters>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().content_type("application/json").body(document.json.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_address_tells_its_methods() {
        let document = Document::new().expect("a description");
        assert_eq!(document.methods_of("/api/v1/tickets"), ["GET", "POST"]);
        assert_eq!(document.methods_of("/api/v1/tickets/10001"), ["GET", "PATCH", "DELETE"]);
        assert!(document.methods_of("/api/v1/tickets/").is_empty());
        assert!(document.methods_of("/api/v1/nothing").is_empty());
    }
}
