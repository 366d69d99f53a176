//! A Helm chart of the objects that the manifests are made of, for Helm from 3.17 on.
//!
//! The objects are made in [`super::manifest`] of a plan whose names are a release's ([`crate::plan::mark`]). What a
//! deployer decides is laid over them as slots, and the one emitter prints them. Values, their schema and the README come
//! from one list of facts.

mod code;
mod environment;
mod fact;
mod form;
mod note;
mod object;
mod own;
mod pod;
mod print;
mod route;
mod scope;
mod secret;
mod slot;
mod taken;
mod values;
mod waiver;

use serde::Serialize;

use super::kubernetes::summary::{Means, summary};
use super::manifest::{Manifest, Manifests, WAIVERS, Waivers, claimed, components, manifests, sidecar};
use super::{Environment, Footprint, Target};
use crate::options::{Layout, RouteKind, Settings};
use crate::plan::{BoundContainer, BoundPlan, Cluster, For, Placement, naming};
use crate::template::render;
use crate::tree::{File, FileTree, HEADER, to_yaml};
use code::OURS;
use fact::Fact;
use object::{ANNOTATIONS, Document, common, of_component};
use scope::Scope;
use slot::add_entries;
use taken::Taken;

/// The target `helm`.
pub(super) struct Helm;

impl Target for Helm {
    fn id(&self) -> &'static str {
        "helm"
    }

    fn summary(&self) -> &'static str {
        "`deploy/helm/<agent>/`, a chart that Helm installs in a cluster"
    }

    fn bound_to(&self) -> For {
        For::Cluster
    }

    fn opens(&self, settings: &Settings) -> Option<Settings> {
        let mut open = settings.clone();
        let cluster = &mut open.cluster;
        (cluster.host, cluster.route.kind) = (None, Some(RouteKind::None));
        (cluster.egress, cluster.ingress_from, cluster.secret_store.name) = (None, None, None);
        cluster.secret_keys.clear();
        for container in cluster.components.values_mut() {
            (container.egress, container.host, container.digest) = (None, None, None);
        }
        Some(open)
    }

    fn footprint(&self, plan: &BoundPlan) -> Option<Footprint> {
        plan.cluster.as_ref().map(|cluster| summary(plan, cluster, Means::Chart))
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String> {
        let mut chart = Chart::of(plan, layout.settings)?;
        let facts = chart.templates()?;
        chart.texts(&facts)?;
        Ok(chart.tree)
    }

    fn environments(&self, own: &BoundPlan, layout: &Layout<'_>, all: &[Environment<'_>]) -> Result<FileTree, String> {
        let mut chart = Chart::of(own, layout.settings)?;
        let facts = chart.templates()?;
        chart.tree = FileTree::default();
        for one in all {
            let mut there = Chart::of(one.plan, one.settings)?;
            let others = there.templates()?;
            let values = environment::values(&chart, &facts, &there, &others);
            chart.add(&format!("values.{}.yaml", one.name), environment::text(one.name, &values)?)?;
        }
        Ok(chart.tree)
    }
}

/// A chart as it is made.
struct Chart<'a> {
    plan: &'a BoundPlan,
    cluster: &'a Cluster,
    settings: &'a Settings,
    name: String,
    root: String,
    tree: FileTree,
}

/// A container, its values, and what their lists may not repeat.
type Said<'a> = (&'a BoundContainer, Vec<Fact>, Taken);

/// What the helpers are made of.
#[derive(Serialize)]
struct Helpers {
    /// Whether an image keeps its tag before its digest.
    tagged: bool,
    #[serde(flatten)]
    waivers: Waivers,
}

/// `Chart.yaml`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About<'a> {
    api_version: &'static str,
    name: &'a str,
    description: String,
    #[serde(rename = "type")]
    kind: &'static str,
    version: String,
    app_version: &'a str,
    kube_version: &'static str,
}

impl<'a> Chart<'a> {
    /// The chart of a plan, without a file yet.
    fn of(plan: &'a BoundPlan, settings: &'a Settings) -> Result<Self, String> {
        let cluster = plan.cluster.as_ref().ok_or("the plan is not bound to a cluster")?;
        let name = plan.name.clone().unwrap_or_else(|| "agent".to_owned());
        let root = format!("{}/{}", settings.helm.dir(), naming::file(&name));
        Ok(Self { plan, cluster, settings, name, root, tree: FileTree::default() })
    }

    fn scope(&self) -> Scope<'a> {
        Scope::of(self.plan, self.settings)
    }

    /// The templates of objects, and every value that they read.
    fn templates(&mut self) -> Result<Vec<Fact>, String> {
        let Manifests { base, claims, .. } = manifests(self.plan, self.cluster)?;
        let mut facts = values::facts(self.cluster, self.settings);
        let mut sections: Vec<(String, Vec<Fact>)> = Vec::new();
        let mut base = base.into_iter();
        let shared = base.next().map(|(_, objects)| objects).unwrap_or_default();
        let mut taken = Vec::new();
        let (plan, of_components, scope) = (self.plan, components(self.plan), self.scope());
        for ((short, manifests), (container, placement)) in base.zip(of_components) {
            let made = self.values_of(container, placement, &manifests)?;
            for (container, facts, its) in made {
                taken.push(its);
                let about = plan.declaration(container);
                match container.id.to_string().split_once('.') {
                    None => sections
                        .push((String::new(), vec![Fact::like("component", &container.id.to_string(), &about, facts)])),
                    Some((section, entry)) => {
                        let fact = Fact::like("component", entry, &about, facts);
                        match sections.iter_mut().find(|(other, _)| other == section) {
                            Some((_, entries)) => entries.push(fact),
                            None => sections.push((section.to_owned(), vec![fact])),
                        }
                    }
                }
            }
            let of = |manifest| of_component(&scope, manifest, container, placement);
            let documents = manifests.into_iter().map(of).collect::<Result<Vec<_>, _>>()?;
            self.documents(&format!("{short}.yaml"), "", documents)?;
        }
        self.shared(shared, &taken)?;
        for (section, entries) in sections {
            if section.is_empty() {
                facts.extend(entries);
            } else {
                facts.push(Fact::group(&section, "", entries));
            }
        }
        let of = |(manifest, (container, placement, _))| of_component(&scope, manifest, container, placement);
        let claims = claims.into_iter().zip(claimed(plan)).map(of).collect::<Result<Vec<_>, _>>()?;
        self.documents("claims.yaml", "", claims)?;
        self.documents("secrets.yaml", "", secret::secrets(self.cluster)?)?;
        self.documents("route.yaml", "", route::routes(&scope, self.cluster)?)?;
        Ok(facts)
    }

    /// What belongs to no component.
    fn shared(&mut self, manifests: Vec<Manifest>, taken: &[Taken]) -> Result<(), String> {
        let mut documents: Vec<Document> = manifests.into_iter().map(Document::new).collect();
        for Document { origin, object, .. } in &mut documents {
            common(object, ANNOTATIONS)?;
            match object["kind"].as_str() {
                Some("ConfigMap") => {
                    object::supplied(object)?;
                    "values that the deployer supplies, by `values`".clone_into(origin);
                }
                Some("ServiceAccount") => {
                    let code = format!("(merge (dict) $.Values.serviceAccount.annotations {ANNOTATIONS})");
                    add_entries(object, "/metadata", "annotations", &code)?;
                }
                _ => {}
            }
        }
        let check = note::check(self.cluster, taken);
        self.documents("common.yaml", &check, documents)
    }

    /// The values of a component, and of what shares its pod.
    fn values_of<'b>(
        &self,
        container: &'b BoundContainer,
        placement: &'b Placement,
        manifests: &[Manifest],
    ) -> Result<Vec<Said<'b>>, String>
    where
        Self: 'b,
    {
        let template = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"];
        let at = |one: &'_ Manifest| template.iter().find(|at| one.object.pointer(at).is_some());
        let runs = manifests.iter().find_map(|one| Some((&one.object, one.object.pointer(at(one)?)?)));
        let (runs, pod) = runs.ok_or_else(|| format!("{} has no pod", container.id))?;
        let mut members = vec![(container, placement)];
        members.extend(sidecar(self.plan, container));
        let facts = |(container, placement): (&'b BoundContainer, &'b Placement)| {
            let all = ["containers", "initContainers"].iter().filter_map(|key| pod[*key].as_array()).flatten();
            let object = all.into_iter().find(|one| one["name"] == placement.short.as_str());
            let object = object.ok_or_else(|| format!("{} is in no pod", container.id))?;
            let said = self.settings.placed(&container.id.to_string());
            let taken = Taken::of(container, placement, object, pod, runs);
            Ok((container, own::facts(&self.name, container, placement, object, said), taken))
        };
        members.into_iter().map(facts).collect()
    }

    /// A template of documents; none where there are none.
    fn documents(&mut self, file: &str, head: &str, documents: Vec<Document>) -> Result<(), String> {
        if documents.is_empty() {
            return Ok(());
        }
        let mut text = format!("# {HEADER}\n{head}");
        for Document { origin, object, condition, apart } in documents {
            if let Some((name, object)) = apart {
                let body = print::template(&self.name, &origin, object)?;
                text.push_str(&format!("{{{{- define \"{}.{name}\" -}}}}\n{body}{{{{- end }}}}\n", self.name));
            }
            let body = print::template(&self.name, &origin, object)?;
            match condition {
                Some(code) => text.push_str(&format!("{{{{- if {code} }}}}\n---\n{body}{{{{- end }}}}\n")),
                None => text.push_str(&format!("---\n{body}")),
            }
        }
        self.add(&format!("templates/{file}"), text.replace(OURS, &format!("include \"{}.", self.name)))
    }

    /// Everything that is no template of objects.
    fn texts(&mut self, facts: &[Fact]) -> Result<(), String> {
        let tagged = self.plan.containers.iter().any(|container| own::is_tagged(self.plan, container, self.settings));
        let helpers = render("helm/_helpers.tpl", Helpers { tagged, waivers: WAIVERS })?;
        let helpers = helpers.replace("\"@.", &format!("\"{}.", self.name));
        self.add("templates/_helpers.tpl", format!("{{{{/* {HEADER} */}}}}\n{}\n", helpers.trim()))?;
        let notes = note::notes(&self.scope(), self.cluster)?.replace(OURS, &format!("include \"{}.", self.name));
        self.add("templates/NOTES.txt", notes)?;
        let tag = self.settings.cluster.tag.as_ref().map_or("dev", |tag| tag.as_str());
        let about = About {
            api_version: "v2",
            name: &self.name,
            description: format!("The agent {}, which astropods.yml declares.", self.name),
            kind: "application",
            version: self.settings.helm.version().into(),
            app_version: tag,
            kube_version: ">=1.29.0-0",
        };
        self.add("Chart.yaml", format!("# {HEADER}\n\n{}\n", to_yaml(&about)?.trim_end()))?;
        self.add("values.yaml", fact::values(&self.name, facts)?)?;
        self.add("values.schema.json", fact::schema(facts)?)?;
        self.add(".helmignore", format!("# {HEADER}\n\n.git/\n.gitignore\n*.tgz\n*.orig\n*.rej\n"))?;
        let readme = render("helm/README.md", note::readme(&self.name, self.cluster, facts))?;
        self.add("README.md", readme)
    }

    fn add(&mut self, path: &str, content: String) -> Result<(), String> {
        self.tree.insert(&format!("{}/{path}", self.root), File { target: "helm", content, starter: false })
    }
}
