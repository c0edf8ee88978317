//! The rules: one file each. **Adding a rule is one file and one line in [`RULES`]** (and its `mod` line above it).
//!
//! A rule reads a [`Context`] and notes what it finds in [`Findings`]. What several rules need is worked out once: who waits for whom ([`crate::graph::CallGraph`]), where requests come in (`entries`), who uses which database (`store`). Fixes are written with `mend`.

pub mod address;
mod between;
pub mod catalogue;
mod context;
mod draft;
mod engines;
mod entries;
mod events;
mod everywhere;
mod harmless;
mod host_ports;
mod judge;
mod level;
mod mend;
mod merge;
mod messages;
#[cfg(feature = "rule-text")]
mod page;
mod place;
mod ports;
mod reach;
mod report;
mod rights;
mod run;
pub mod secrets;
mod speech;
mod store;
mod telemetry;
mod touched;
mod trial;
mod ways_in;

mod async_cycle;
mod boot_order_cycle;
mod cache_as_primary_store;
mod central_bus_misuse;
mod chatty_pair;
mod client_to_datastore;
mod competing_consumers;
mod cross_owner_database_access;
mod dangling_edge;
mod deep_sync_chain;
mod distributed_monolith;
mod dual_write;
mod empty_gateway;
mod flat_network;
mod gateway_bypass;
mod gateway_to_datastore;
mod hardcoded_endpoint;
mod high_fan_out;
mod host_port_collision;
mod hub_service;
mod internal_call_through_gateway;
mod invalid_name;
mod layered_by_technology;
mod missing_description;
mod missing_gateway;
mod missing_healthcheck;
mod missing_persistence;
mod missing_resource_limits;
mod multiple_services_per_container;
mod name_collision;
mod nano_service;
mod no_central_logging;
mod no_dead_letter_queue;
mod no_image;
mod no_monitoring;
mod no_tracing;
mod orphan_node;
mod plaintext_secret;
mod port_mismatch;
mod privileged_container;
mod protocol_mismatch;
mod publicly_exposed_datastore;
mod published_internal_port;
mod queue_without_consumer;
mod queue_without_producer;
mod retry_amplification;
mod self_call;
mod shared_cache;
mod shared_credentials;
mod shared_database_read;
mod shared_database_server;
mod shared_database_unknown;
mod shared_database_write;
mod single_point_of_failure;
mod sync_cycle;
mod threshold_out_of_range;
mod too_many_standards;
mod unauthenticated_entry;
mod unencrypted_edge;
mod unknown_rule_setting;
mod unpinned_image;
mod unreachable_service;
mod unused_datastore;
mod unversioned_api;
mod variable_collision;
mod waiver_expired;
mod waiver_unknown;
mod waiver_unused;
mod wobbly_interaction;
mod write_to_replica;

pub use context::Context;
pub use draft::{Draft, Findings, RuleError};
pub use judge::Judge;
#[cfg(feature = "rule-text")]
pub use page::{HEADINGS, Page, Section, markdown, page};
pub use reach::{Part, Reach};
pub use run::{BASE, Fixes, Options, Whole, check, check_by};

use crate::document::Document;
use crate::finding::Severity;

/// One architecture rule.
pub struct Rule {
    /// Its id, as in the catalogue; the file has the same name.
    pub id: &'static str,
    /// What a colleague would say: the title of its findings.
    pub title: &'static str,
    /// The severity of its plainest case; the catalogue's exemptions may lower it.
    pub severity: Severity,
    /// Whether it offers a fix.
    pub fix: bool,
    /// What it is on by default for.
    pub group: Group,
    /// The rules whose findings its fixes may cause; see [`Rule::may_introduce`].
    pub may_introduce: &'static [&'static str],
    /// The rule's file: its page is the doc comment at the top. Empty where the feature `rule-text` is off.
    pub source: &'static str,
    /// What it reads: after an edit it judges again where that changed.
    pub reach: Reach,
    /// Judges.
    pub check: Check,
}

impl Rule {
    /// Whether anything that the rule finds is heard in the document, by its settings and its profile.
    #[must_use]
    pub fn speaks_in(&self, document: &Document) -> bool {
        level::Voice::new(self, document).speaks()
    }

    /// Whether a fix of this rule may cause findings of another one: of those that it names, and of `waiver-unused`, since what covered a mended finding covers nothing any more.
    #[must_use]
    pub fn may_introduce(&self, rule: &str) -> bool {
        rule == "waiver-unused" || self.may_introduce.contains(&rule)
    }
}

/// What a rule judges.
#[derive(Clone, Copy)]
pub enum Check {
    /// The document as it holds in the base and in each environment.
    Each(fn(&Context<'_>, &mut Findings) -> Result<(), RuleError>),
    /// The document as declared, once, after all others.
    Once(fn(&Whole<'_>, &mut Findings) -> Result<(), RuleError>),
}

/// Which part of the catalogue a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// On by default.
    Core,
    /// Off by default: on where a setting gives it a severity, or in the profile `strict`.
    Optional,
    /// About the document rather than the architecture.
    Housekeeping,
}

/// The text of a rule's file, for programs that print rule pages.
macro_rules! source {
    ($file:literal) => {{
        #[cfg(feature = "rule-text")]
        {
            include_str!($file)
        }
        #[cfg(not(feature = "rule-text"))]
        {
            ""
        }
    }};
}
pub(crate) use source;

/// Every rule that there is, in the order of the catalogue; housekeeping last.
pub static RULES: &[&Rule] = &[
    &sync_cycle::RULE,
    &self_call::RULE,
    &async_cycle::RULE,
    &boot_order_cycle::RULE,
    &hub_service::RULE,
    &high_fan_out::RULE,
    &deep_sync_chain::RULE,
    &distributed_monolith::RULE,
    &nano_service::RULE,
    &layered_by_technology::RULE,
    &orphan_node::RULE,
    &unreachable_service::RULE,
    &shared_database_write::RULE,
    &shared_database_read::RULE,
    &shared_database_server::RULE,
    &shared_database_unknown::RULE,
    &shared_cache::RULE,
    &cross_owner_database_access::RULE,
    &write_to_replica::RULE,
    &unused_datastore::RULE,
    &cache_as_primary_store::RULE,
    &missing_persistence::RULE,
    &dual_write::RULE,
    &chatty_pair::RULE,
    &hardcoded_endpoint::RULE,
    &queue_without_consumer::RULE,
    &queue_without_producer::RULE,
    &competing_consumers::RULE,
    &central_bus_misuse::RULE,
    &protocol_mismatch::RULE,
    &port_mismatch::RULE,
    &too_many_standards::RULE,
    &unversioned_api::RULE,
    &missing_gateway::RULE,
    &gateway_bypass::RULE,
    &gateway_to_datastore::RULE,
    &client_to_datastore::RULE,
    &internal_call_through_gateway::RULE,
    &empty_gateway::RULE,
    &wobbly_interaction::RULE,
    &retry_amplification::RULE,
    &single_point_of_failure::RULE,
    &missing_healthcheck::RULE,
    &no_dead_letter_queue::RULE,
    &publicly_exposed_datastore::RULE,
    &published_internal_port::RULE,
    &plaintext_secret::RULE,
    &shared_credentials::RULE,
    &unauthenticated_entry::RULE,
    &unencrypted_edge::RULE,
    &flat_network::RULE,
    &privileged_container::RULE,
    &no_monitoring::RULE,
    &no_central_logging::RULE,
    &no_tracing::RULE,
    &unpinned_image::RULE,
    &multiple_services_per_container::RULE,
    &missing_resource_limits::RULE,
    &host_port_collision::RULE,
    &invalid_name::RULE,
    &dangling_edge::RULE,
    &missing_description::RULE,
    &no_image::RULE,
    &name_collision::RULE,
    &variable_collision::RULE,
    &waiver_unknown::RULE,
    &waiver_expired::RULE,
    &waiver_unused::RULE,
    &unknown_rule_setting::RULE,
    &threshold_out_of_range::RULE,
];

/// The rule of this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}
