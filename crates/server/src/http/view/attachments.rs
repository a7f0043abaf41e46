//! Files.

use super::person;
use crate::app::attachments::{
    QuarantinePart, Quarantined, Scanning, ShownAttachments, ShownFiles, ShownUpload, Uploaded,
};
use crate::config::Files;
use crate::state::AppState;
use domain::attachment::{FileState, Kind, MAX_FILES};
use domain::id::{AttachmentId, CommentId};
use domain::policy::Audience;
use dto::attachment as wire;
use persistence::repo::attachments::Attachment;
use persistence::{Error, People};

/// Makes the address of a file's bytes, or of the picture in it.
type Address<'a> = &'a dyn Fn(AttachmentId, &str) -> String;

pub(super) fn file(attachment: &Attachment, unscanned: bool) -> wire::FileView {
    let (state, bytes) = (attachment.state(), attachment.file.as_ref());
    wire::FileView {
        attachment_id: attachment.id,
        file_name: if state == FileState::Erased { String::new() } else { attachment.name.as_str().to_owned() },
        content_type: bytes.map(|file| file.kind.media_type().to_owned()).unwrap_or_default(),
        size: bytes.map(|file| file.size).unwrap_or_default(),
        checksum: bytes.map(|file| file.sha256.clone()).unwrap_or_default(),
        state,
        available: state.served(unscanned).is_ok(),
        previewable: bytes.is_some_and(|file| file.kind.has_preview()),
    }
}

/// The files of a comment, taken out of those of a conversation.
pub(super) fn files_of(files: &mut ShownFiles, comment: CommentId) -> Vec<wire::FileView> {
    let own = files.by_comment.remove(&comment).unwrap_or_default();
    own.iter().map(|attachment| file(attachment, files.unscanned)).collect()
}

pub(super) fn ticket_file(attachment: &Attachment, unscanned: bool) -> Option<wire::TicketFileView> {
    let visibility = attachment.sent?.visibility;
    Some(wire::TicketFileView { attachment: file(attachment, unscanned), visibility })
}

pub(in crate::http) fn attachments(
    shown: ShownAttachments,
    address: Address<'_>,
) -> Result<Vec<wire::AttachmentView>, Error> {
    let ShownAttachments { audience, attachments, people, unscanned } = shown;
    let one = |attachment: Attachment| match audience {
        Audience::Staff => {
            staff(&attachment, &people, unscanned, address).map(|one| wire::AttachmentView::Staff(Box::new(one)))
        }
        Audience::Everybody => {
            customer(&attachment, &people, unscanned, address).map(|one| wire::AttachmentView::Customer(Box::new(one)))
        }
    };
    attachments.into_iter().map(one).collect()
}

/// The one file that is shown.
pub(in crate::http) fn attachment(
    shown: ShownAttachments,
    address: Address<'_>,
) -> Result<Option<wire::AttachmentView>, Error> {
    Ok(attachments(shown, address)?.pop())
}

fn customer(
    attachment: &Attachment,
    people: &People,
    unscanned: bool,
    address: Address<'_>,
) -> Result<wire::CustomerAttachment, Error> {
    let wire::FileView { attachment_id, file_name, content_type, size, checksum, state, available, previewable } =
        file(attachment, unscanned);
    Ok(wire::CustomerAttachment {
        attachment_id,
        url: address(attachment_id, "content"),
        preview_url: previewable.then(|| address(attachment_id, "preview")),
        file_name,
        content_type,
        size,
        checksum,
        state,
        available,
        previewable,
        uploaded_by: person(people, attachment.uploader)?,
        created_at: attachment.created_at,
        comment: attachment.sent.and_then(|sent| sent.comment),
    })
}

fn staff(
    attachment: &Attachment,
    people: &People,
    unscanned: bool,
    address: Address<'_>,
) -> Result<wire::StaffAttachment, Error> {
    let wire::CustomerAttachment {
        attachment_id,
        url,
        preview_url,
        file_name,
        content_type,
        size,
        checksum,
        state,
        available,
        previewable,
        uploaded_by,
        created_at,
        comment,
    } = customer(attachment, people, unscanned, address)?;
    Ok(wire::StaffAttachment {
        attachment_id,
        url,
        preview_url,
        file_name,
        content_type,
        size,
        checksum,
        state,
        available,
        previewable,
        uploaded_by,
        created_at,
        comment,
        visibility: attachment.sent.map_or(domain::comment::Visibility::Internal, |sent| sent.visibility),
        finding: attachment.file.as_ref().and_then(|file| file.finding.clone()),
    })
}

pub(in crate::http) fn upload(done: Uploaded, state: &AppState) -> wire::UploadView {
    let Uploaded { attachment, token } = done;
    one_upload(ShownUpload { attachment, token, ticket: None }, state)
}

pub(in crate::http) fn uploads(found: Vec<ShownUpload>, state: &AppState) -> Vec<wire::UploadView> {
    found.into_iter().map(|upload| one_upload(upload, state)).collect()
}

fn one_upload(shown: ShownUpload, state: &AppState) -> wire::UploadView {
    let ShownUpload { attachment, token, ticket } = shown;
    let view = file(&attachment, state.config.files.serves_unscanned());
    wire::UploadView { token, attachment: view, draft: attachment.draft.map(|place| place.kind), ticket }
}

pub(in crate::http) fn upload_rules(settings: &Files) -> wire::UploadRulesView {
    wire::UploadRulesView {
        enabled: settings.enabled(),
        max_bytes: settings.max_bytes,
        max_files: u32::try_from(MAX_FILES).unwrap_or(u32::MAX),
        types: settings.kinds.iter().map(|kind| kind.media_type().to_owned()).collect(),
        extensions: settings
            .kinds
            .iter()
            .flat_map(|kind| Kind::extensions(*kind))
            .map(|end| (*end).to_owned())
            .collect(),
    }
}

pub(in crate::http) fn quarantine(part: QuarantinePart) -> Result<wire::QuarantinePartView, Error> {
    let QuarantinePart { items, people, next } = part;
    let one = |quarantined: Quarantined| {
        let Quarantined { attachment, ticket } = quarantined;
        let bytes = attachment.file.as_ref();
        Ok(wire::QuarantinedView {
            attachment: file(&attachment, false),
            finding: bytes.and_then(|file| file.finding.clone()),
            scanned_at: bytes.and_then(|file| file.scanned_at),
            uploaded_by: person(&people, attachment.uploader)?,
            created_at: attachment.created_at,
            ticket,
        })
    };
    Ok(wire::QuarantinePartView { items: items.into_iter().map(one).collect::<Result<_, Error>>()?, next })
}

pub(in crate::http) fn scanning(scanning: Scanning) -> wire::ScanningView {
    let Scanning { scanner, signatures, serves_unscanned, scanning, infected, unscannable } = scanning;
    wire::ScanningView { scanner, signatures, serves_unscanned, scanning, infected, unscannable }
}
