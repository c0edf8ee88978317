//! Asking other servers: an identity provider, or a Groundplan from the command line.

use std::time::Duration;

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// Something that asks, with the certificates that the system trusts. It follows no redirect: that could lead anywhere, and takes what was sent along.
#[must_use]
pub fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}
