//! The name of what is opened: a topology, or the head of one of its proposals.
//!
//! A head is opened, edited, judged and synthesized like a topology. Its id is the topology's, a tilde and the proposal's number: `1f0c…~3`.

/// The branch that people merge into.
pub const MAIN: &str = "main";

/// A topology's id and a branch of its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch<'i> {
    /// The topology's id.
    pub topology: &'i str,
    /// The proposal, where it is a head.
    pub proposal: Option<i64>,
}

impl<'i> Branch<'i> {
    /// Reads an id.
    #[must_use]
    pub fn of(id: &'i str) -> Self {
        let head = id.split_once('~').and_then(|(topology, number)| {
            let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
            Some((topology, number.parse().ok().filter(|_| plain)?))
        });
        match head {
            Some((topology, number)) => Self { topology, proposal: Some(number) },
            None => Self { topology: id, proposal: None },
        }
    }

    /// The branch's name in the log.
    #[must_use]
    pub fn name(&self) -> String {
        self.proposal.map_or_else(|| MAIN.to_owned(), branch_of)
    }
}

/// The branch of a proposal.
pub(super) fn branch_of(proposal: i64) -> String {
    format!("proposal-{proposal}")
}

/// The id under which the head of a proposal is opened.
#[must_use]
pub fn head_id(topology: &str, proposal: i64) -> String {
    format!("{topology}~{proposal}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_a_topology_or_a_head() {
        let head = head_id("abc", 3);
        assert_eq!(Branch::of(&head), Branch { topology: "abc", proposal: Some(3) });
        assert_eq!((Branch::of(&head).name(), Branch::of("abc").name()), ("proposal-3".to_owned(), "main".to_owned()));
        for odd in ["abc~", "abc~x", "abc~-1", "abc~+1", "abc~03", "~~"] {
            assert_eq!(Branch::of(odd), Branch { topology: odd, proposal: None }, "{odd}");
        }
    }
}
