//! Looking for a part of a text.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};

/// Whether a text contains another one, letter by letter: what is a pattern to the database is none here.
pub(crate) fn contains(text: Expr, part: &str) -> Expr {
    text.like(LikeExpr::new(format!("%{}%", escape(part))).escape('\\'))
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
