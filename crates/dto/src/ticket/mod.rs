//! Tickets on the wire.

mod conversation;
mod query;
mod request;
mod view;

pub use conversation::{
    CommentCreated, Conversation, CustomerChange, CustomerCommentCreated, CustomerConversation, CustomerEvent,
    CustomerItem, History, HistoryPart, PublicComment, StaffChange, StaffComment, StaffCommentCreated,
    StaffConversation, StaffEvent, StaffItem,
};
pub use query::{CountMode, ListRequest, TicketListQuery};
pub use request::{
    CloseTicketRequest, NewCommentFields, NewCommentRequest, NewTicketFields, NewTicketRequest, PersonRef,
    ReopenTicketRequest, UpdateTicketRequest,
};
pub use view::{
    CustomerTicketDetail, CustomerTicketRow, CustomerTicketView, ResolutionView, StaffTicketDetail, StaffTicketRow,
    StaffTicketView, StepView, TicketDetail, TicketPage, TicketView,
};
