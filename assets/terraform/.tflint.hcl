plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Labels of modules and names of outputs hold ids of nodes, with their hyphens, and names of variables.
rule "terraform_naming_convention" {
  enabled = true
  format  = "snake_case"

  module {
    custom = "^[a-z][A-Za-z0-9_-]*$"
  }

  output {
    custom = "^[a-z][a-z0-9_-]*$"
  }
}
