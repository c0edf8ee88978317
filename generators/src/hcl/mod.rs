//! HCL, written from a tree and never from text.
//!
//! A [`Body`] holds attributes, blocks and comments; values are [`Value`]s and references are
//! [`Expression`]s built from names. [`Body::render`] checks every name, escapes every string and
//! lays the text out as `terraform fmt` does, so what comes out needs no formatting and can't be
//! read otherwise than it was meant. Items may carry a subject: the rendering then says on which
//! lines the subject stands.
//!
//! ```
//! use generators::hcl::{Block, Body, Expression};
//!
//! let mut body = Body::new();
//! body.block(
//!     Block::labelled("module", ["orders"])
//!         .set("source", "../../modules/service")
//!         .set("vpc_id", Expression::path(["local", "vpc_id"]))
//!         .subject("orders"),
//! );
//! let rendered = body.render()?;
//! assert_eq!(
//!     rendered.text,
//!     "module \"orders\" {\n  source = \"../../modules/service\"\n  vpc_id = local.vpc_id\n}\n"
//! );
//! assert_eq!(rendered.spans[0].end_line, 4);
//! # Ok::<(), generators::hcl::HclError>(())
//! ```

mod body;
mod escape;
mod expression;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub use body::{Block, Body};
pub use expression::{Expression, Part};
pub use value::{Entry, Value};
pub use write::{HclError, Rendered, Span};
