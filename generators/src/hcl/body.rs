//! Bodies and blocks: what a file, and everything in braces, is made of.

use super::Value;

/// Attributes, blocks and comments, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    pub(super) items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Attribute {
        name: String,
        value: Value,
        subject: Option<String>,
    },
    Block(Block),
    Comment(String),
    /// A blank line, which ends a group of aligned attributes.
    Blank,
}

/// A block: its type, its labels and what stands in its braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    pub(super) body: Body,
    pub(super) subject: Option<String>,
}

impl Body {
    /// An empty body.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Adds an attribute.
    pub fn attribute(&mut self, name: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.items.push(Item::Attribute { name: name.into(), value: value.into(), subject: None });
        self
    }

    /// Adds an attribute whose lines are tied to a subject; an empty subject ties them to nothing.
    pub fn attribute_of(
        &mut self,
        subject: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<Value>,
    ) -> &mut Self {
        self.items.push(Item::Attribute { name: name.into(), value: value.into(), subject: some(subject.into()) });
        self
    }

    /// Gives an attribute that stands here already another value, or adds it.
    pub fn replace(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        for item in &mut self.items {
            if let Item::Attribute { name: there, value: old, .. } = item
                && there == name
            {
                *old = value;
                return self;
            }
        }
        self.attribute(name, value)
    }

    /// Adds a block.
    pub fn block(&mut self, block: Block) -> &mut Self {
        self.items.push(Item::Block(block));
        self
    }

    /// Adds a comment, one line for each line of `text`. Control characters become spaces.
    pub fn comment(&mut self, text: &str) -> &mut Self {
        self.items.push(Item::Comment(text.to_owned()));
        self
    }

    /// Adds a blank line between attributes.
    pub fn blank(&mut self) -> &mut Self {
        self.items.push(Item::Blank);
        self
    }

    /// Takes over everything of another body.
    pub fn append(&mut self, other: Body) -> &mut Self {
        self.items.extend(other.items);
        self
    }
}

impl Block {
    /// A block without labels.
    pub fn new(kind: impl Into<String>) -> Self {
        Self { kind: kind.into(), labels: Vec::new(), body: Body::new(), subject: None }
    }

    /// A block with labels, such as a type and a name.
    pub fn labelled<L: Into<String>>(kind: impl Into<String>, labels: impl IntoIterator<Item = L>) -> Self {
        Self { labels: labels.into_iter().map(Into::into).collect(), ..Self::new(kind) }
    }

    /// The block with one attribute more.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.body.attribute(name, value);
        self
    }

    /// The block with one attribute more, its lines tied to a subject; an empty one ties them to nothing.
    #[must_use]
    pub fn set_of(mut self, subject: impl Into<String>, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.body.attribute_of(subject, name, value);
        self
    }

    /// The block with one attribute more, if there is a value.
    #[must_use]
    pub fn set_some(self, name: impl Into<String>, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// The block with one block more inside.
    #[must_use]
    pub fn nest(mut self, block: Block) -> Self {
        self.body.block(block);
        self
    }

    /// The block with a comment more inside.
    #[must_use]
    pub fn note(mut self, text: &str) -> Self {
        self.body.comment(text);
        self
    }

    /// The block with a blank line more inside.
    #[must_use]
    pub fn blank(mut self) -> Self {
        self.body.blank();
        self
    }

    /// The block, its lines tied to `subject`.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// What stands in the braces, to be filled further.
    pub fn body_mut(&mut self) -> &mut Body {
        &mut self.body
    }
}

/// The text, unless it is empty.
pub(super) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
