//! Checks pages that arguments of components name: their types must be among those that the parameter allows.

use super::Linking;
use super::name_resolver::NameResolver;
use super::relations::{fits, wrong_type};
use super::resolve::Target;
use crate::config::{Field, FieldKind};
use crate::diag::Diagnostic;
use crate::page::Page;
use crate::page::component::{Argument, ArgumentValue};

/// Reports pages of a wrong type in the components of a page.
pub(super) fn check(
    resolver: &NameResolver<'_>,
    page: &Page,
    targets: &[Target],
    faults: &mut Vec<Diagnostic>,
) {
    let checker = Checker { resolver, page, targets };
    for call in page.body.components.iter().map(|call| call.ignoring_label(Linking)) {
        let parameters = &resolver.config.components.get(call.component).parameters;
        let fields: Vec<&Field> = parameters.iter().map(|parameter| &parameter.field).collect();
        checker.arguments(&fields, &call.arguments, faults);
    }
}

struct Checker<'c, 'r> {
    resolver: &'c NameResolver<'r>,
    page: &'c Page,
    targets: &'c [Target],
}

impl Checker<'_, '_> {
    fn arguments(&self, fields: &[&Field], arguments: &[Argument], faults: &mut Vec<Diagnostic>) {
        for argument in arguments {
            let field = fields[usize::from(argument.parameter)];
            match (&argument.value, &field.kind) {
                (ArgumentValue::Record(inner), _) => {
                    self.arguments(&field.inner().iter().collect::<Vec<_>>(), inner, faults);
                }
                (ArgumentValue::Page(link), FieldKind::Reference { to, .. }) => {
                    let Target::Page(id, _) = self.targets[*link as usize] else { continue };
                    if !fits(self.resolver, id, to) {
                        let link = self.page.body.links[*link as usize].ignoring_label(Linking);
                        let place = self.page.link_place(link);
                        faults.push(wrong_type(self.resolver, &link.target, place, to, id));
                    }
                }
                _ => {}
            }
        }
    }
}
