//! Expressions: references, calls and strings with references in them.

use super::Value;

/// Something that Terraform computes. Its names are checked when it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `root.name["key"][0]`, `root.name[*].other`.
    Traversal {
        /// The first name.
        root: String,
        /// What follows it.
        steps: Vec<Step>,
    },
    /// `name(argument, …)`.
    Call {
        /// Name of the function.
        name: String,
        /// Its arguments, in order.
        arguments: Vec<Value>,
    },
    /// A string in which references stand between pieces of literal text.
    Template(Vec<Part>),
    /// `left == right`.
    Equal(Box<Value>, Box<Value>),
}

/// One step of a traversal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Name(String),
    /// `["key"]`
    Key(String),
    /// `[0]`
    Index(u32),
    /// `[*]`
    All,
}

/// One piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// A reference or call whose value stands here.
    Value(Expression),
}

impl Expression {
    /// A traversal of names, for example `["module", "network", "vpc_id"]`.
    pub fn path<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut names = names.into_iter().map(Into::into);
        let root = names.next().unwrap_or_default();
        Self::Traversal { root, steps: names.map(Step::Name).collect() }
    }

    /// A call of a function.
    pub fn call<V: Into<Value>>(name: impl Into<String>, arguments: impl IntoIterator<Item = V>) -> Self {
        Self::Call { name: name.into(), arguments: arguments.into_iter().map(Into::into).collect() }
    }

    /// Whether two values are the same.
    pub fn equal(left: impl Into<Value>, right: impl Into<Value>) -> Self {
        Self::Equal(Box::new(left.into()), Box::new(right.into()))
    }

    /// The traversal, one name further. A call or a template stays as it is.
    #[must_use]
    pub fn get(self, name: impl Into<String>) -> Self {
        self.step(Step::Name(name.into()))
    }

    /// The traversal, one key further. A call or a template stays as it is.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// The traversal, one position further. A call or a template stays as it is.
    #[must_use]
    pub fn index(self, position: u32) -> Self {
        self.step(Step::Index(position))
    }

    /// The traversal, over all that there are. A call or a template stays as it is.
    #[must_use]
    pub fn all(self) -> Self {
        self.step(Step::All)
    }

    fn step(mut self, step: Step) -> Self {
        if let Self::Traversal { steps, .. } = &mut self {
            steps.push(step);
        }
        self
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Expression> for Part {
    fn from(expression: Expression) -> Self {
        Self::Value(expression)
    }
}
