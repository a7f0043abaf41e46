//! Tickets on the wire.

mod bulk;
mod comment;
mod conversation;
mod query;
mod request;
mod view;

pub use bulk::{BulkFields, BulkItem, BulkOutcome, BulkRequest, BulkSelection, BulkTicketRequest, BulkView, MAX_BULK};
pub use comment::{
    EditCommentRequest, NewCommentFields, NewCommentRequest, PreviewRequest, PreviewView, PublishRequest, ReadRequest,
    RedactRequest,
};
pub use conversation::{
    CommentCreated, Conversation, CustomerChange, CustomerCommentCreated, CustomerConversation, CustomerEvent,
    CustomerItem, History, HistoryPart, PublicComment, StaffChange, StaffComment, StaffCommentCreated,
    StaffConversation, StaffEvent, StaffItem,
};
pub use query::{CountMode, ListRequest, TicketListQuery};
pub use request::{
    CloseTicketRequest, MAX_PARTICIPANTS, MergeFields, MergeRequest, NewTicketFields, NewTicketRequest,
    ParticipantRequest, PersonRef, ReopenTicketRequest, SplitFields, SplitRequest, UpdateTicketRequest,
};
pub use view::{
    CustomerHit, CustomerTicketDetail, CustomerTicketRow, CustomerTicketView, HeldView, HitPart, ResolutionView,
    StaffHit, StaffTicketDetail, StaffTicketRow, StaffTicketView, StepView, TicketDetail, TicketLink, TicketPage,
    TicketView,
};
