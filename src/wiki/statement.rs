//! A claim in relation to the others: its subject, its state, and the claims connected with it.

use super::name_resolver::NameResolver;
use super::{Linking, PageId};
use crate::date::PartialDate;
use crate::labels::Labelled;
use crate::page::value::{Claim, Connection, Status};
use crate::text::{NameKey, fold_name};

/// A claim with its state relative to the others.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The page that contains it.
    pub page: PageId,
    /// Index among the claims of that page.
    pub index: u32,
    /// The page that it is about.
    pub subject: PageId,
    /// The pages that it refers to.
    pub(super) named: Labelled<Named>,
    /// Its state for readers who may know this claim, computed from the claims that they may then know too.
    pub state: ClaimState,
    /// The date that it expects, if that has passed and no claim says that it came true.
    pub passed: Option<PartialDate>,
    /// Claims that it refers to, with its relation to each.
    pub refers_to: Vec<(Connection, u32)>,
    /// Claims that refer to it, with the relation of each to it.
    pub referred_by: Vec<(Connection, u32)>,
}

/// The pages that a claim refers to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// The page that is its value.
    pub(super) value: Option<PageId>,
    /// The page of its author.
    pub(super) by: Option<PageId>,
}

/// The contents of a claim.
#[derive(Debug, Clone, Copy)]
pub struct ClaimDetails<'w> {
    /// The claim as written on its page.
    pub claim: &'w Claim,
    /// The page that its value refers to, if any.
    pub value_page: Option<PageId>,
    /// The page of its author, if any.
    pub by_page: Option<PageId>,
}

impl ClaimDetails<'_> {
    /// Key by which its value is compared with others.
    pub fn value_key(&self) -> ValueKey {
        ValueKey::of(self.claim, self.value_page)
    }

    /// True if the claim denies its value.
    pub fn is_denial(&self) -> bool {
        self.claim.status == Status::Denied
    }
}

/// Key by which the values of claims are compared: two names of one page are the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKey {
    /// A page.
    Page(PageId),
    /// A text.
    Text(NameKey),
}

impl ValueKey {
    pub(super) fn of(claim: &Claim, page: Option<PageId>) -> Self {
        page.map_or_else(|| Self::Text(NameKey::of_folded(&fold_name(&claim.value.text))), Self::Page)
    }
}

/// State of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimState {
    /// It stands.
    Current,
    /// Disputed by another claim that stands.
    Disputed,
    /// Replaced by a more exact claim.
    Refined,
    /// Superseded: it was true and no longer is.
    Superseded,
    /// Denied, or a denial.
    Denied,
    /// Corrected: it was never true.
    Mistaken,
}

impl ClaimState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Current, Self::Disputed, Self::Refined, Self::Superseded, Self::Denied, Self::Mistaken];

    /// Name in templates and data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Disputed => "disputed",
            Self::Refined => "refined",
            Self::Superseded => "superseded",
            Self::Denied => "denied",
            Self::Mistaken => "mistaken",
        }
    }

    /// The state of a claim or an event to which another one has this relation. `None` if it still stands.
    pub const fn after(connection: Connection) -> Option<Self> {
        match connection {
            Connection::Supersedes => Some(Self::Superseded),
            Connection::Corrects => Some(Self::Mistaken),
            Connection::Refines => Some(Self::Refined),
            Connection::Denies => Some(Self::Denied),
            Connection::Confirms | Connection::Disputes => None,
        }
    }

    /// True if it stands: nothing has replaced it.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Current | Self::Disputed)
    }
}

pub(super) fn claim_of<'s>(resolver: &'s NameResolver<'_>, statement: &Statement) -> &'s Claim {
    claim_at(resolver, statement.page, statement.index)
}

pub(super) fn claim_at<'s>(resolver: &'s NameResolver<'_>, page: PageId, index: u32) -> &'s Claim {
    resolver.pages[page as usize].matter.claims[index as usize].ignoring_label(Linking)
}

/// Key by which the value of a statement is compared.
pub(super) fn value_key(resolver: &NameResolver<'_>, statement: &Statement) -> ValueKey {
    ValueKey::of(claim_of(resolver, statement), statement.named.ignoring_label(Linking).value)
}
