//! The roots: whole, wanted, kept to their tests, and with what stands beside the topology switched off.

use super::*;

#[test]
fn every_root_of_every_example_is_hcl_and_whole() {
    for document in examples() {
        let plans = resolve::plans(&document).expect("it resolves");
        let output = Terraform.render(&plans, &Request::default()).expect("it renders");
        for (environment, plan) in &plans.environments {
            let units =
                plan.units.iter().filter(|(_, members)| members.iter().any(|id| plan.workloads.contains_key(id)));
            for root in ["foundation", "data"].into_iter().chain(units.map(|(unit, _)| unit.as_str())) {
                for file in ["main", "variables", "outputs", "versions"] {
                    let path = format!("terraform/environments/{environment}/{root}/{file}.tf");
                    hcl::parse(&output.files[&path].text).unwrap_or_else(|error| panic!("{path}: {error}"));
                }
                for arguments in modules(&output, &format!("{environment}/{root}")).values() {
                    let source = text(&arguments["source"]);
                    let module = source.strip_prefix("../../../modules/").expect("a module of the bundle");
                    assert!(output.files.contains_key(&format!("terraform/modules/{module}/main.tf")));
                    for argument in
                        arguments.keys().filter(|name| !["count", "providers", "source"].contains(&name.as_str()))
                    {
                        assert!(
                            crate::targets::terraform::modules::takes(module, argument),
                            "{module} has no {argument}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn one_environment_may_be_asked_for() {
    let plans = plans(shop());
    let request = Request { environment: Some(topology::document::Id::parse("other").expect("an id")) };
    let output = Terraform.render(&plans, &request).expect("it renders");
    assert!(output.files.keys().all(|path| !path.starts_with("terraform/environments/")));
}

#[test]
fn every_root_has_something_to_keep_to() {
    let output = render(shop());
    for (root, mocked, wanted) in [
        ("foundation", true, "module.public_load_balancer.secure == true"),
        ("data", false, "module.orders-db.protection.public == false"),
        ("shop", false, "module.orders.public == false"),
    ] {
        let file = &output.files[&format!("terraform/environments/prod/{root}/tests/plan.tftest.hcl")].text;
        hcl::parse(file).unwrap_or_else(|error| panic!("{root}: {error}"));
        assert_eq!(file.contains("mock_provider"), mocked, "{root}");
        assert!(file.contains(wanted), "{root}: {file}");
    }
}

#[test]
fn what_stands_beside_the_topology_is_switched_off() {
    let output = render(shop());
    let foundation = modules(&output, "prod/foundation");
    for (label, count) in [
        ("content_delivery", "index([false, true], var.content_delivery)"),
        ("web_firewall", "index([false, true], var.web_firewall)"),
        ("monthly_budget", "signum(var.monthly_budget_usd)"),
        ("github_roles", "length(compact([var.github_repository]))"),
    ] {
        let found: String = text(&foundation[label]["count"]).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(found.replace("[ ", "[").replace(" ]", "]"), count);
    }
    let variables = &output.files["terraform/environments/prod/foundation/variables.tf"].text;
    let body: hcl::Body = hcl::parse(variables).expect("HCL");
    for (name, off) in [
        ("content_delivery", "false"),
        ("web_firewall", "false"),
        ("monthly_budget_usd", "0"),
        ("github_repository", ""),
    ] {
        let block = body.blocks().find(|block| block.labels()[0].as_str() == name).expect("the variable");
        let default = block.body().attributes().find(|attribute| attribute.key() == "default").expect("a default");
        assert_eq!(text(default.expr()), off, "{name}");
    }
}
