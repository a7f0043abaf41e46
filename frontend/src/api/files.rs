//! Files: uploaded with progress, and those that are held back.

use super::answer::Done;
use super::parsed::Parsed;
use super::{Answer, Api, ApiError, Call};
use crate::routes::encode;
use domain::draft::DraftKind;
use domain::id::{AttachmentId, TicketNumber};
use dto::attachment::{FileAddress, QuarantinePartView, ScanningView, UploadRulesView, UploadView};
use dto::paths;
use dto::problem::Refusal;
use dto::read::Read;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

impl Api {
    pub(crate) fn upload_rules(self) -> Answer<UploadRulesView> {
        self.call(Call::get(format!("{}/rules", paths::UPLOADS)))
    }

    /// What the person has uploaded and not sent.
    pub(crate) fn uploads(self) -> Answer<Vec<UploadView>> {
        self.call(Call::get(paths::UPLOADS)).part("items")
    }

    /// Uploads a file. The token has to be fresh: another call comes before. What is given back can be broken off; `done`
    /// is called in any case. Not by `fetch`, which tells no progress.
    pub(crate) fn upload(
        self,
        (kind, ticket): (DraftKind, Option<TicketNumber>),
        file: &File,
        progress: Box<dyn Fn(f64)>,
        done: Box<dyn FnOnce(Result<UploadView, ApiError>)>,
    ) -> Option<XmlHttpRequest> {
        let ticket = ticket.map(|ticket| format!("&ticket={}", ticket.get())).unwrap_or_default();
        let (form, request) = (FormData::new().ok()?, XmlHttpRequest::new().ok()?);
        form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
        request.open("POST", &format!("{}?draft={kind}{ticket}", paths::UPLOADS)).ok()?;
        let token = self.session.token().unwrap_or_default();
        request.set_request_header("Authorization", &format!("Bearer {token}")).ok()?;
        request.set_response_type(XmlHttpRequestResponseType::Json);
        let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            progress(event.loaded() / event.total().max(1.0));
        });
        request.upload().ok()?.set_onprogress(Some(told.into_js_value().unchecked_ref()));
        let answer = request.clone();
        let ended = Closure::once_into_js(move || done(outcome(&answer)));
        request.set_onloadend(Some(ended.unchecked_ref()));
        request.send_with_opt_form_data(Some(&form)).ok()?;
        Some(request)
    }

    pub(crate) fn delete_file(self, id: AttachmentId) -> Answer<Done> {
        self.call(Call::delete(file(id, "")))
    }

    /// Where a file and its picture are for the next minute.
    pub(crate) fn file_address(self, id: AttachmentId) -> Answer<FileAddress> {
        self.call(Call::get(file(id, "")))
    }

    pub(crate) fn quarantine(self, cursor: Option<&str>) -> Answer<QuarantinePartView> {
        let cursor = cursor.map(|cursor| format!("?cursor={}", encode(cursor))).unwrap_or_default();
        self.call(Call::get(format!("{}{cursor}", paths::QUARANTINE)))
    }

    pub(crate) fn scanning(self) -> Answer<ScanningView> {
        self.call(Call::get(format!("{}/summary", paths::QUARANTINE)))
    }

    /// Something that is done with one of them.
    pub(crate) fn quarantined(self, id: &str, method: &'static str, act: &str) -> Answer<Done> {
        let address = format!("{}/{id}{act}", paths::QUARANTINE);
        self.call(if method == "DELETE" { Call::delete(address) } else { Call::post(address) })
    }
}

fn file(id: AttachmentId, part: &str) -> String {
    format!("{}/{id}{part}", paths::ATTACHMENTS)
}

fn outcome(request: &XmlHttpRequest) -> Result<UploadView, ApiError> {
    let status = request.status().unwrap_or_default();
    if status == 0 {
        return Err(ApiError::Network);
    }
    let content = Parsed::new(request.response().unwrap_or_default());
    if status == 201 {
        return UploadView::read(&content).ok_or(ApiError::Unreadable);
    }
    Err(ApiError::Refused(Box::new(Refusal::read(&content).unwrap_or_else(|| Refusal::without_words(status)))))
}
