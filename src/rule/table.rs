//! Every rule, sorted by its code.

use super::Rule;

/// Every rule, sorted by its code.
pub static RULES: &[&Rule] = &[
    &super::agent_name::RULE,
    &super::conflicting_inputs::RULE,
    &super::described_variable::RULE,
    &super::duplicate_input::RULE,
    &super::foreign_provider::RULE,
    &super::gateway_twice::RULE,
    &super::identical_inputs::RULE,
    &super::image_or_build::RULE,
    &super::input_default::RULE,
    &super::input_name::RULE,
    &super::input_secrecy::RULE,
    &super::models_or_model::RULE,
    &super::name_collision::RULE,
    &super::overriding_input::RULE,
    &super::provider_or_container::RULE,
    &super::provider_scope::RULE,
    &super::secret_default::RULE,
    &super::select_options::RULE,
    &super::shadowed_provider::RULE,
    &super::shadowed_variable::RULE,
    &super::unknown_model::RULE,
    &super::unknown_provider::RULE,
    &super::unused_provider::RULE,
    &super::variable_collision::RULE,
];
