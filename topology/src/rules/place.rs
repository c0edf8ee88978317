//! One place where a document holds, the base or an environment, and what its rules found there.

use std::sync::Arc;

use super::draft::Wanted;
use super::reach::Reach;
use super::run::{Options, heard};
use super::touched::Touched;
use super::trial::Trials;
use super::{Check, Context, Rule};
use crate::document::{Document, Id};
use crate::finding::{Finding, Subject};
use crate::graph::Graph;
use crate::problem::Problem;

/// The base or an environment, and what is known of it.
#[derive(Clone)]
pub(super) struct Place {
    /// `None`: the base.
    pub environment: Option<Id>,
    /// The document as it holds here, where that is not the declared one itself.
    own: Option<Arc<Document>>,
    /// What each rule found, in the order of the rules.
    pub held: Vec<Held>,
}

/// What a rule found in one place.
#[derive(Clone, Default)]
pub(super) struct Held {
    /// The findings, without environments. Places where they are the same may share them.
    pub findings: Arc<Vec<Finding>>,
    /// Why the rule could not judge.
    pub failed: Option<String>,
    /// Whether fixes were worked out.
    fixes: bool,
}

/// What one judgement is about.
pub(super) struct Task<'a> {
    pub rules: &'a [&'a Rule],
    pub declared: &'a Document,
    pub options: &'a Options,
    pub trials: &'a Trials<'a>,
    /// Whether nothing but keys and severities is asked for.
    pub keys: bool,
}

/// How much of a rule's work has to be done again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    Nothing,
    Near,
    Whole,
}

impl Place {
    /// Judges the base.
    pub fn base(task: &Task<'_>) -> Result<Self, Problem> {
        let own = if task.declared.is_plain() { None } else { Some(Arc::new(task.declared.effective(None)?)) };
        let mut this = Self { environment: None, own, held: vec![Held::default(); task.rules.len()] };
        this.judge(task, None, false, None);
        Ok(this)
    }

    /// Judges an environment, where that differs from the base in a way that rules see.
    pub fn beside(base: &Self, environment: &Id, task: &Task<'_>) -> Result<Self, Problem> {
        let below = base.document(task);
        let own = task.declared.effective_over(below, environment)?;
        let mut touched = Touched::of_environment(task.declared, below, environment);
        let mut this =
            Self { environment: Some(environment.clone()), own: Some(Arc::new(own)), held: base.held.clone() };
        // What lost a neighbour is near to what changed, and that is to be seen in the base alone.
        this.note_ends(task.declared, &mut touched);
        this.judge(task, Some(&touched), true, None);
        Ok(this)
    }

    /// Judges again after changes that led to the declared document. `base`: the base, where this is an environment; it has followed already.
    pub fn follow(&mut self, task: &Task<'_>, mut touched: Touched, base: Option<&Self>) -> Result<(), Problem> {
        self.renew(task.declared, &mut touched)?;
        self.note_ends(task.declared, &mut touched);
        self.judge(task, Some(&touched), false, base);
        Ok(())
    }

    /// Brings the document as it holds here up to date.
    pub fn renew(&mut self, declared: &Document, touched: &mut Touched) -> Result<(), Problem> {
        if let Some(own) = &self.own
            && !touched.labels.is_empty()
        {
            let labels = touched.nodes.iter().map(|id| (id.clone(), own.node_label(id.as_str()).to_owned()));
            touched.labels.extend(labels.collect::<Vec<_>>());
        }
        let environment = self.environment.as_ref();
        if environment.is_none() && declared.is_plain() {
            self.own = None;
        } else if let Some(own) = &mut self.own {
            if !touched.is_nothing() {
                let own = Arc::make_mut(own);
                touched.kinds |= declared.refresh(own, environment, &touched.nodes, &touched.edges)?;
            }
        } else {
            self.own = Some(Arc::new(declared.effective(environment)?));
        }
        Ok(())
    }

    /// The document as it holds here.
    fn document<'a>(&'a self, task: &Task<'a>) -> &'a Document {
        self.own.as_deref().unwrap_or(task.declared)
    }

    /// Where a node comes or goes its edges do, which may be said of the node alone.
    fn note_ends(&self, declared: &Document, touched: &mut Touched) {
        if touched.kinds {
            let (nodes, ends) = (&touched.nodes, &mut touched.ends);
            for edge in declared.edges.values().filter(|edge| nodes.contains(&edge.from) || nodes.contains(&edge.to)) {
                ends.extend([edge.from.clone(), edge.to.clone()]);
            }
        }
    }

    /// Takes over what the base has just found, for those rules that would judge again and see the same here.
    fn take_over(&mut self, base: &Self, task: &Task<'_>, again: &mut [Again]) {
        let Some(environment) = &self.environment else { return };
        let differs = Touched::of_environment(task.declared, base.document(task), environment);
        for ((rule, again), (held, found)) in task
            .rules
            .iter()
            .zip(again)
            .zip(self.held.iter_mut().zip(&base.held))
            .filter(|((_, again), _)| **again == Again::Whole)
        {
            if self::again(task, rule, found, Some(&differs), true) == Again::Nothing {
                held.clone_from(found);
                *again = Again::Nothing;
            }
        }
    }

    /// Lets those rules judge whose findings may be others than what is held; without `touched`, all. `shared`: what is held is the base's of this same judgement. `base`: the base, where that has judged already and something may be taken over from it.
    fn judge(&mut self, task: &Task<'_>, touched: Option<&Touched>, shared: bool, base: Option<&Self>) {
        let rules = task.rules.iter().zip(&self.held);
        let mut again: Vec<Again> = rules.map(|(rule, held)| again(task, rule, held, touched, shared)).collect();
        if let Some(base) = base.filter(|_| again.contains(&Again::Whole)) {
            self.take_over(base, task, &mut again);
        }
        if again.iter().all(|again| *again == Again::Nothing) {
            return;
        }
        let own = self.own.clone();
        let document = own.as_deref().unwrap_or(task.declared);
        let mut graph = Graph::new(document);
        let context = Context::new(&graph, task.trials);
        for (at, rule) in task.rules.iter().enumerate().filter(|(at, _)| again[*at] == Again::Whole) {
            self.held[at] = run(task, rule, &context);
        }
        drop(context);
        let Some(touched) = touched.filter(|_| again.contains(&Again::Near)) else { return };
        let marked = mark(&graph, touched);
        graph.focus(marked.iter().enumerate().filter(|(_, marked)| **marked).map(|(place, _)| place).collect());
        let context = Context::new(&graph, task.trials);
        for (at, rule) in task.rules.iter().enumerate().filter(|(at, _)| again[*at] == Again::Near) {
            let news = run(task, rule, &context);
            let held = &mut self.held[at];
            let stays = |finding: &&Finding| is_unmarked(&graph, &marked, finding);
            let kept = held.findings.iter().filter(stays).count();
            if news.failed.is_some() {
                *held = news;
            } else if kept != held.findings.len() || !news.findings.is_empty() {
                let old = held.findings.iter().filter(stays).cloned();
                held.findings = Arc::new(old.chain(Arc::unwrap_or_clone(news.findings)).collect());
            }
        }
    }
}

/// How much of its work a rule has to do again.
fn again(task: &Task<'_>, rule: &Rule, held: &Held, touched: Option<&Touched>, shared: bool) -> Again {
    if !matches!(rule.check, Check::Each(_)) || task.options.left_out.contains_key(rule.id) {
        return Again::Nothing;
    }
    let Some(touched) = touched.filter(|touched| !touched.everything) else { return Again::Whole };
    let wants_fixes = rule.fix && task.options.fixes.concern(rule.id);
    // Fixes follow from the whole document, even from where the cards lie.
    if wants_fixes != held.fixes || (wants_fixes && !shared) {
        return Again::Whole;
    }
    if touched.is_nothing() {
        return Again::Nothing;
    }
    // Where tags make a rule louder, any tag may.
    let tagged = task.declared.rules.get(rule.id).is_some_and(|setting| !setting.tags.is_empty());
    match rule.reach {
        _ if tagged || held.failed.is_some() => Again::Whole,
        Reach::Anything => Again::Whole,
        Reach::Near if wants_fixes => Again::Whole,
        Reach::Near => Again::Near,
        Reach::Parts(parts) if touched.touches(parts) || shows(held, touched) => Again::Whole,
        Reach::Parts(_) => Again::Nothing,
    }
}

/// Whether a message may show a label that changed.
fn shows(held: &Held, touched: &Touched) -> bool {
    let shows = |finding: &Finding, id: &Id, label: &str| {
        finding.message.contains(label)
            || finding.subjects.iter().any(|subject| matches!(subject, Subject::Node(held) if held == id))
    };
    held.findings.iter().any(|finding| touched.labels.iter().any(|(id, label)| shows(finding, id, label)))
}

fn run(task: &Task<'_>, rule: &Rule, context: &Context<'_>) -> Held {
    let Check::Each(check) = rule.check else { return Held::default() };
    let fixes = rule.fix && task.options.fixes.concern(rule.id);
    let document = context.document;
    let wanted = if task.keys { Wanted::Keys } else { task.options.fixes.wanted(rule.id, document) };
    match heard(rule, document, task.options, wanted, |findings| check(context, findings)) {
        Ok(findings) => Held { findings: Arc::new(findings), failed: None, fixes },
        Err(error) => Held { findings: Arc::default(), failed: Some(error.to_string()), fixes },
    }
}

/// The nodes by place about which findings of near reach may be others than before: what changed, and what lies around it.
fn mark(graph: &Graph<'_>, touched: &Touched) -> Vec<bool> {
    let mut marked = vec![false; graph.ids().len()];
    for place in touched.ends.iter().filter_map(|id| graph.place(id.as_str())) {
        marked[place] = true;
    }
    for place in touched.nodes.iter().filter_map(|id| graph.place(id.as_str())) {
        marked[place] = true;
        graph.neighbours(place).for_each(|near| marked[near] = true);
    }
    marked
}

/// Whether a finding of near reach stands as it is: about a node that nothing happened around. What is about neither node nor edge is found anew each time.
fn is_unmarked(graph: &Graph<'_>, marked: &[bool], finding: &Finding) -> bool {
    let node = match finding.subjects.first() {
        Some(Subject::Node(id)) => Some(id),
        Some(Subject::Edge(id)) => graph.document.edges.get(id).map(|edge| &edge.from),
        _ => None,
    };
    node.and_then(|id| graph.place(id.as_str())).is_some_and(|place| !marked[place])
}
