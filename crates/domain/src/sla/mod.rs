//! How soon a ticket is to be answered and solved, counted in the time in which people work.
//!
//! A [`Policy`] says how many minutes each priority has; a [`Calendar`] says which minutes count; [`clocks`] makes of both,
//! and of what happened to a ticket, its clocks with their ledgers. Everything is a pure function: the app, the worker
//! and reports get the same figures, and each figure can say where it comes from.
//!
//! # What counts
//!
//! - **A second counts when the clock on the wall of the calendar's zone shows a time within the hours of its weekday**, and
//!   its date is no holiday. So an hour that daylight saving time leaves out does not count, one that it repeats counts
//!   twice, and a date that a zone skipped (Pacific/Apia, 2011-12-30) has no seconds at all.
//! - Points in time are cut to whole seconds.
//! - **In time means before the target is used up.** At that very second the clock is breached. So a target of an hour that
//!   begins at 16:00 in hours until 17:00 is due at 17:00, not at the next opening.
//!
//! # The clocks
//!
//! - **First response** starts when the ticket is created and stops with the first public comment of staff other than the
//!   requester, or when the ticket is resolved or closed: the resolution is an answer.
//! - **Next response** starts when the requester or a participant says something in public (a comment, a reason for
//!   reopening) while neither response clock runs, and stops as the first one does. Several comments in a row start it once: the
//!   first of them has waited longest. Each start is a cycle of its own.
//! - **Resolution** starts when the ticket is created and stops when it is closed. In `resolved` it only pauses, so whoever
//!   resolves in haste gets no new time. A ticket that is taken up after it was closed starts another cycle.
//! - All clocks pause in `waiting_on_customer` and `resolved`. While a clock pauses nothing is due.
//! - **Another priority has another target.** What has elapsed stays. Where that is more than the new target already, the
//!   clock is due at once; where a breached clock gets a longer target that is not used up, it runs on to a new due. The
//!   ledger keeps both.
//!
//! # Which terms
//!
//! A ticket goes by the policy and the calendar of its queue as they were when it came into that queue; changing them
//! applies to new tickets ([`Edition`]). A ticket that moves to another queue goes by the terms of that one, as if it had
//! been there from the beginning, and so does one to which an admin applies them anew. A queue without a policy promises
//! nothing.
//!
//! What has no target for a priority has a clock without one: it says how long something took, and is never due.

mod calendar;
mod clock;
mod day;
mod policy;
mod standing;
mod working_time;

pub use calendar::{
    Calendar, Holiday, Holidays, HolidaysError, Interval, IntervalError, MinuteOfDay, NotAMinute, Week, WeekError,
    Weekday, ZoneName, ZoneNameError,
};
pub use clock::{Cause, Clock, ClockPhase, ClockStep, Entry, Event, Happened, Outcome, TargetKind, Terms, clocks};
pub use day::{Day, NotADay};
pub use policy::{Minutes, MinutesError, NoTarget, Policy, Targets, TargetsByPriority, WarnShare, WarnShareError};
pub use standing::{Edition, Reached, ReachedKind, SlaState, Standing, reached, takes_terms_of_its_queue};
pub use working_time::{HORIZON_SECONDS, UnknownZone, WorkingTime};
