//! What has an id or a name in a plan, found by an index: targets look things up very often, among thousands.

use super::bound::{BoundComponent, BoundContainer, BoundPlan, Edge};
use super::container::Container;
use super::id::Id;
use super::model::{Component, Plan};
use super::value::{EnvRow, Supply};

impl Plan {
    /// The container with this id.
    pub fn container(&self, id: &Id) -> Option<&Container> {
        self.ways.containers.find(&self.containers, |container| &container.id, id)
    }

    /// The component with this id.
    pub fn component(&self, id: &Id) -> Option<&Component> {
        self.ways.components.find(&self.components, |component| &component.id, id)
    }
}

impl BoundPlan {
    /// The container with this id.
    pub fn container(&self, id: &Id) -> Option<&BoundContainer> {
        self.ways.containers.find(&self.containers, |container| &container.id, id)
    }

    /// The component with this id.
    pub fn component(&self, id: &Id) -> Option<&BoundComponent> {
        self.ways.components.find(&self.components, |component| &component.id, id)
    }

    /// What declares a container, in the words of the spec.
    pub fn declaration(&self, container: &BoundContainer) -> String {
        let provider = self.component(&container.id).and_then(|component| component.provider.as_ref());
        match (provider, container.trigger) {
            (Some(provider), _) => format!("{}, provider {provider}", container.id),
            (_, Some(trigger)) => format!("{}, trigger {trigger}", container.id),
            _ => container.id.to_string(),
        }
    }

    /// The edges of a container to others, which stand together.
    pub fn edges_from(&self, id: &Id) -> &[Edge] {
        let start = self.edges.partition_point(|edge| edge.from < *id);
        let length = self.edges[start..].partition_point(|edge| edge.from == *id);
        &self.edges[start..start + length]
    }

    /// The supply with this name.
    pub fn supply(&self, name: &str) -> Option<&Supply> {
        let at = self.supplies.binary_search_by(|supply| supply.name.as_str().cmp(name)).ok()?;
        self.supplies.get(at)
    }
}

impl BoundContainer {
    /// The variable with this name.
    pub fn variable(&self, name: &str) -> Option<&EnvRow> {
        let at = self.env.binary_search_by(|row| row.name.as_str().cmp(name)).ok()?;
        self.env.get(at)
    }
}
