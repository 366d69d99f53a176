//! Where declarations meet at one variable or one supplied value: facts for the rules, both places kept.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::id::Id;
use super::model::{Claim, EnvKind, Level, Plan, SupplyClaim, Symbol};
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
        let mut found = Found::default();
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
    claim.level == Level::Owner && claim.secret
}

#[derive(Default)]
struct Found {
    clashes: Vec<Clash>,
    /// Pairs that were seen in another container.
    seen: BTreeSet<(ClashKind, usize, usize)>,
}

impl Found {
    fn push(&mut self, kind: ClashKind, name: &str, first: Option<&Place>, later: &Place) {
        let first_owns = matches!(kind, ClashKind::Collision | ClashKind::Described | ClashKind::Secrecy);
        self.push_over(kind, name, (first, first_owns), later);
    }

    fn push_over(&mut self, kind: ClashKind, name: &str, (first, first_owns): (Option<&Place>, bool), later: &Place) {
        let key = (kind, first.map_or(usize::MAX, |first| first.key.start), later.key.start.max(later.span.start));
        if self.seen.insert(key) {
            let (first, later) = (first.cloned(), later.clone());
            self.clashes.push(Clash { kind, name: name.to_owned(), first, first_owns, later });
        }
    }

    fn in_container(&mut self, plan: &Plan, name: &str, claims: &[Rc<Claim>]) {
        let of = |level: Level| claims.iter().map(AsRef::as_ref).filter(move |claim: &&Claim| claim.level == level);
        let owners: Vec<&Claim> = of(Level::Owner).collect();
        for (at, later) in owners.iter().enumerate().skip(1) {
            let first = owners[..at].iter().find(|first| !same_entry(first, later));
            if let Some(first) = first {
                self.collision(name, first, later);
            }
        }
        let narrow: Vec<&Claim> = of(Level::Narrow).collect();
        if let Some(owner) = owners.first() {
            // A supplied value is looked at once, with everything that is said of it; see `in_supply`.
            if !matches!(owner.value, Symbol::Supply(_) | Symbol::GatewayUrl) {
                for input in narrow.iter().copied().chain(of(Level::Top)) {
                    self.described(plan, name, owner, input);
                }
            }
        } else {
            for (top, input) in of(Level::Top).take(1).flat_map(|top| narrow.iter().map(move |input| (top, input))) {
                if let Some(blame) = &input.blame {
                    self.push(ClashKind::Override, name, top.blame.as_ref(), blame);
                }
            }
        }
        self.identical(name, &narrow);
        for own in of(Level::Environment) {
            let hidden =
                claims.iter().filter(|claim| claim.level != Level::Environment).max_by_key(|claim| claim.level);
            if let (Some(hidden), Some(blame)) = (hidden, &own.blame) {
                let first = (hidden.blame.as_ref(), hidden.level == Level::Owner);
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
        for (at, later) in inputs.iter().enumerate().skip(1) {
            let same = inputs[..at].iter().find(|first| {
                let both = first.input.as_ref().zip(later.input.as_ref());
                // Within one list a repetition is an error of its own.
                first.component != later.component && both.is_some_and(|(a, b)| a.says_the_same(b))
            });
            if let (Some(first), Some(blame)) = (same, &later.blame) {
                self.push(ClashKind::Identical, name, first.blame.as_ref(), blame);
            }
        }
    }

    fn in_supply(&mut self, plan: &Plan, name: &str, claims: &[SupplyClaim]) {
        let owner = claims.iter().find(|claim| claim.level == Level::Owner);
        let inputs = claims.iter().filter(|claim| claim.level != Level::Owner);
        if let Some(owner) = owner {
            let gateway = plan.gateway.declared_by.first().filter(|_| owner.kind == EnvKind::Gateway);
            let first = owner.place.as_ref().or(gateway);
            for (input, blame) in inputs.filter_map(|input| Some((input, input.place.as_ref()?))) {
                let kind = if input.secret == owner.secret { ClashKind::Described } else { ClashKind::Secrecy };
                let own = input.input.as_ref().map_or(name, |declaration| &declaration.name);
                self.push(kind, own, first, blame);
            }
        }
        let narrow: Vec<&SupplyClaim> = claims.iter().filter(|claim| claim.level == Level::Narrow).collect();
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

/// Whether two claims are of one entry, or of two that fold to one name, which has an error of its own.
fn same_entry(a: &Claim, b: &Claim) -> bool {
    match (&a.component, &b.component) {
        (Some(a), Some(b)) => a.kind == b.kind && folded(a) == folded(b),
        _ => false,
    }
}

fn folded(id: &Id) -> String {
    naming::variable(&id.entry)
}
