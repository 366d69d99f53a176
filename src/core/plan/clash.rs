//! Where declarations meet at one variable or one supplied value: facts for the rules, both places kept.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::claim::{Claim, EnvKind, Precedence, SupplyClaim, SupplyClaims, Symbol};
use super::id::Id;
use super::model::Plan;
use super::naming;
use crate::diagnostic::Diagnostic;
use crate::source::Place;

/// Two declarations that meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// How they go together.
    pub kind: ClashKind,
    /// The variable or supplied value.
    pub name: String,
    /// The declaration that came first; none where it is the platform's.
    pub first: Option<Place>,
    /// Whether that is an owner's, so that its key says more than its value.
    pub first_owns: bool,
    /// The declaration to blame.
    pub later: Place,
    /// Whether that brings the variable into a container which no owner gives it to.
    pub brings: bool,
}

/// How two declarations of a variable go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClashKind {
    /// Two owners: only one can win.
    Collision,
    /// Inputs of one level that describe one value, and differ.
    Conflict,
    /// Inputs of one container that say the same.
    Identical,
    /// A narrower input over a top-level one.
    Override,
    /// An input over an owned variable.
    Described,
    /// The same, where one is secret and the other is not.
    Secrecy,
    /// `environment` over what is injected.
    Shadowed,
}

impl Clash {
    /// Shows the first declaration beside the later one.
    pub fn with_first(&self, diagnostic: Diagnostic) -> Diagnostic {
        match &self.first {
            Some(first) => {
                let span = if self.first_owns { first.key } else { first.span };
                diagnostic.related(span, "it comes from here already")
            }
            None => diagnostic,
        }
    }
}

impl Plan {
    /// Everything that meets, each pair of declarations once, however many containers they meet in.
    pub fn clashes(&self) -> Vec<Clash> {
        let mut found = Found { bringing: bringing(self), ..Found::default() };
        for container in &self.containers {
            for (name, claims) in &container.env {
                found.in_container(self, name, claims);
            }
        }
        for (name, claims) in &self.supplies {
            found.in_supply(self, name, claims);
        }
        found.clashes
    }

    fn is_secret_symbol(&self, symbol: &Symbol) -> bool {
        match symbol {
            Symbol::Supply(name) => self.supplies.get(name).is_some_and(|claims| claims.iter().any(owner_is_secret)),
            Symbol::Url { password, .. } => password.is_some(),
            _ => false,
        }
    }
}

fn owner_is_secret(claim: &SupplyClaim) -> bool {
    claim.level == Precedence::Owner && claim.secret
}

#[derive(Default)]
struct Found {
    clashes: Vec<Clash>,
    /// Pairs that were seen in another container.
    seen: BTreeSet<(ClashKind, usize, usize)>,
    /// Where the inputs stand that bring their variable into a container which no owner gives it to.
    bringing: BTreeSet<usize>,
}

fn bringing(plan: &Plan) -> BTreeSet<usize> {
    let variables = plan.containers.iter().flat_map(|container| container.env.values());
    let unowned = variables.filter(|claims| claims.iter().all(|claim| claim.level != Precedence::Owner));
    unowned.flatten().filter_map(|claim| Some(claim.blame.as_ref()?.span.start)).collect()
}

impl Found {
    fn push(&mut self, kind: ClashKind, name: &str, first: Option<&Place>, later: &Place) {
        let first_owns = matches!(kind, ClashKind::Collision | ClashKind::Described | ClashKind::Secrecy);
        self.push_over(kind, name, (first, first_owns), later);
    }

    fn push_over(&mut self, kind: ClashKind, name: &str, (first, first_owns): (Option<&Place>, bool), later: &Place) {
        let key = (kind, first.map_or(usize::MAX, |first| first.key.start), later.key.start.max(later.span.start));
        if self.seen.insert(key) {
            let brings = self.bringing.contains(&later.span.start);
            let (first, later) = (first.cloned(), later.clone());
            self.clashes.push(Clash { kind, name: name.to_owned(), first, first_owns, later, brings });
        }
    }

    fn in_container(&mut self, plan: &Plan, name: &str, claims: &[Rc<Claim>]) {
        let of =
            |level: Precedence| claims.iter().map(AsRef::as_ref).filter(move |claim: &&Claim| claim.level == level);
        let owners: Vec<&Claim> = of(Precedence::Owner).collect();
        for (first, later) in apart(&owners, |claim| claim.component.as_ref().map(|id| (id.kind, folded(id)))) {
            self.collision(name, first, later);
        }
        let narrow: Vec<&Claim> = of(Precedence::Narrow).collect();
        if let Some(owner) = owners.first() {
            // A supplied value is looked at once, with everything that is said of it; see `in_supply`.
            if !matches!(owner.value, Symbol::Supply(_) | Symbol::GatewayUrl) {
                for input in narrow.iter().copied().chain(of(Precedence::Top)) {
                    self.described(plan, name, owner, input);
                }
            }
        } else {
            for (top, input) in of(Precedence::Top).take(1).flat_map(|top| narrow.iter().map(move |input| (top, input)))
            {
                if let Some(blame) = &input.blame {
                    self.push(ClashKind::Override, name, top.blame.as_ref(), blame);
                }
            }
        }
        self.identical(name, &narrow);
        for own in of(Precedence::Environment) {
            let hidden =
                claims.iter().filter(|claim| claim.level != Precedence::Environment).max_by_key(|claim| claim.level);
            if let (Some(hidden), Some(blame)) = (hidden, &own.blame) {
                let first = (hidden.blame.as_ref(), hidden.level == Precedence::Owner);
                self.push_over(ClashKind::Shadowed, name, first, blame);
            }
        }
    }

    fn collision(&mut self, name: &str, a: &Claim, b: &Claim) {
        match (&a.blame, &b.blame) {
            (Some(first), Some(later)) if first.key.start <= later.key.start => {
                self.push(ClashKind::Collision, name, Some(first), later);
            }
            (first, Some(later)) | (Some(later), first) => self.push(ClashKind::Collision, name, first.as_ref(), later),
            (None, None) => {}
        }
    }

    fn described(&mut self, plan: &Plan, name: &str, owner: &Claim, input: &Claim) {
        let Some(blame) = &input.blame else { return };
        let secret = input.input.as_ref().is_some_and(|declaration| declaration.is_secret());
        let agree = secret == plan.is_secret_symbol(&owner.value);
        let kind = if agree { ClashKind::Described } else { ClashKind::Secrecy };
        self.push(kind, name, owner.blame.as_ref(), blame);
    }

    fn identical(&mut self, name: &str, inputs: &[&Claim]) {
        let mut same: BTreeMap<_, Vec<&Claim>> = BTreeMap::new();
        for (input, declaration) in inputs.iter().filter_map(|input| Some((input, input.input.as_ref()?))) {
            same.entry(declaration.said()).or_default().push(input);
        }
        for inputs in same.values() {
            // Within one list a repetition is an error of its own.
            for (first, later) in apart(inputs, |input| Some(&input.component)) {
                if let Some(blame) = &later.blame {
                    self.push(ClashKind::Identical, name, first.blame.as_ref(), blame);
                }
            }
        }
    }

    fn in_supply(&mut self, plan: &Plan, name: &str, claims: &SupplyClaims) {
        let owner = claims.owner();
        let inputs = claims.iter().filter(|claim| claim.level != Precedence::Owner);
        if let Some(owner) = owner {
            let gateway = plan.gateway.declared_by.first().filter(|_| owner.kind == EnvKind::Gateway);
            let first = owner.place.as_ref().or(gateway);
            for (input, blame) in inputs.filter_map(|input| Some((input, input.place.as_ref()?))) {
                let kind = if input.secret == owner.secret { ClashKind::Described } else { ClashKind::Secrecy };
                let own = input.input.as_ref().map_or(name, |declaration| &declaration.name);
                self.push(kind, own, first, blame);
            }
        }
        let narrow: Vec<&SupplyClaim> = claims.iter().filter(|claim| claim.level == Precedence::Narrow).collect();
        let Some((first, rest)) = narrow.split_first() else { return };
        for later in rest {
            let both = first.input.as_ref().zip(later.input.as_ref());
            let differ = both.is_some_and(|(a, b)| !a.says_the_same(b));
            let same_list = first.list.is_some() && first.list == later.list;
            if let (true, false, Some(place)) = (differ, same_list, &later.place) {
                self.push(ClashKind::Conflict, name, first.place.as_ref(), place);
            }
        }
    }
}

/// Each claim with the first one before it that is of another entry. What has no entry is of one of its own.
fn apart<'a, K: PartialEq>(
    claims: &[&'a Claim],
    entry: impl Fn(&'a Claim) -> Option<K>,
) -> Vec<(&'a Claim, &'a Claim)> {
    let entries: Vec<Option<K>> = claims.iter().map(|claim| entry(claim)).collect();
    let is_one = |a: usize, b: usize| entries[a].is_some() && entries[a] == entries[b];
    // For all that are of the first one's entry, the first that is not.
    let other = (1..claims.len()).find(|at| !is_one(0, *at));
    let before = |at: &usize| if is_one(0, *at) { other.filter(|other| other < at) } else { Some(0) };
    (1..claims.len()).filter_map(|at| Some((claims[before(&at)?], claims[at]))).collect()
}

/// What entries share whose names can't be told apart, which has an error of its own.
fn folded(id: &Id) -> String {
    naming::variable(&id.entry)
}
