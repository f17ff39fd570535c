//! Renders calls of components: their arguments as template values, and the HTML of their templates.

use tera::{Context, Map, Value};

use super::body::{BodyWriter, Cursor};
use super::{context, page, pictures, query};
use crate::config::{Component as Declared, Field, FieldKind, Parameter, Reading};
use crate::page::body::Fill;
use crate::page::component::{Argument, ArgumentValue};
use crate::page::default_value;
use crate::page::links::label_of;
use crate::page::value::Value as Written;
use crate::text::escape::Html;
use crate::wiki::{Lookup, NameRef, PageId, Target};

impl<'b> BodyWriter<'b, '_> {
    /// Writes a component whose hole the cursor has just passed, and moves the cursor behind its texts.
    pub(super) fn component(&mut self, id: PageId, index: u32, cursor: &mut Cursor<'b>, out: &mut Html) {
        let wiki = self.renderer.wiki;
        let call = wiki.page(id).body.components[index as usize].open_to(self.folds_here().around());
        let Some(call) = call else { return };
        let declared = wiki.config.components.get(call.component);
        let parameters: Vec<(&Field, Reading)> =
            declared.parameters.iter().map(|Parameter { field, reading }| (field, *reading)).collect();
        let arguments = self.arguments(id, &parameters, &call.arguments, cursor);
        let mut tera = Context::new();
        tera.insert_value("args", arguments);
        tera.insert_value("page", self.host_value());
        tera.insert_value("site", self.renderer.site.clone());
        if self.is_full() {
            return self.report_cut(id, Fill::Component(index));
        }
        let html = self.rendered(id, index, declared, &tera);
        self.count(html.len());
        out.html(&html);
    }

    /// The HTML of a template; a template that does not exist is reported with the settings.
    fn rendered(&mut self, id: PageId, index: u32, declared: &Declared, tera: &Context) -> Html {
        let theme = self.renderer.theme;
        if !theme.has(&declared.template) {
            return Html::new();
        }
        match theme.render(&declared.template, tera, None) {
            // The line ending at the end of a template is no space in a sentence.
            Ok(html) if declared.inline => Html::from_trusted(html.trim().to_owned()),
            Ok(html) => Html::from_trusted(html),
            Err(mut fault) => {
                fault.message = format!("component `{}`: {}", declared.name, fault.message);
                let place = self.renderer.wiki.page(id).hole_place(Fill::Component(index));
                self.faults.push(fault.related(place, "while the component was rendered here"));
                Html::new()
            }
        }
    }

    /// The values of parameters or of the fields of a record. Texts follow the cursor in the order of the arguments.
    fn arguments(
        &mut self,
        id: PageId,
        fields: &[(&Field, Reading)],
        given: &[Argument],
        cursor: &mut Cursor<'b>,
    ) -> Value {
        let mut values: Vec<Vec<Value>> = fields.iter().map(|_| Vec::new()).collect();
        for argument in given {
            let at = usize::from(argument.parameter);
            let value = self.argument(id, fields[at].0, &argument.value, cursor);
            values[at].push(value);
        }
        let mut map = Map::new();
        for ((field, reading), mut values) in fields.iter().zip(values) {
            if values.is_empty() {
                let default = field.default.as_deref();
                values.extend(default.map(|default| self.default(&field.kind, *reading, default)));
            }
            let value = if field.many { Value::from(values) } else { Value::from(values.into_iter().next()) };
            map.insert(field.name.clone().into(), value);
        }
        Value::from(map)
    }

    fn argument(
        &mut self,
        id: PageId,
        field: &Field,
        value: &ArgumentValue,
        cursor: &mut Cursor<'b>,
    ) -> Value {
        match value {
            ArgumentValue::Text => Value::from(self.text_of_argument(id, cursor)),
            ArgumentValue::Page(link) => Value::from(self.named_page(id, *link)),
            ArgumentValue::Image(link, alt) => Value::from(self.image(id, *link, alt)),
            ArgumentValue::Query(index) => Value::from(self.rows(id, *index as usize)),
            ArgumentValue::Plain(value) => self.plain(value),
            ArgumentValue::Record(inner) => {
                let fields: Vec<(&Field, Reading)> =
                    field.inner().iter().map(|field| (field, Reading::Field)).collect();
                self.arguments(id, &fields, inner, cursor)
            }
        }
    }

    fn plain(&self, value: &Written) -> Value {
        let words = self.renderer.words();
        match value {
            Written::Number(number, _) if number.fract() == 0.0 => Value::from(*number as i64),
            Written::Number(number, _) => Value::from(*number),
            Written::Boolean(yes) => Value::from(*yes),
            Written::Date(date) => Value::from(page::time(words, *date)),
            Written::Moment(moment) => {
                Value::from(context::Time { iso: String::new(), text: words.moment(moment) })
            }
            Written::Text(text) | Written::Url(text) => Value::from(text.as_str()),
            Written::Image(_) | Written::Reference(_) | Written::Record(_) => Value::from(None::<String>),
        }
    }

    /// The default of a parameter.
    fn default(&self, kind: &FieldKind, reading: Reading, default: &str) -> Value {
        match reading {
            Reading::Plain => return Value::from(default),
            _ if *kind == FieldKind::Text => return Value::from(Html::from_text(default)),
            _ if *kind == FieldKind::Image => {
                let asset = self.renderer.wiki.assets.named(default, "");
                return Value::from(asset.map(|index| pictures::of_asset(self.renderer, index)));
            }
            _ => {}
        }
        let FieldKind::Reference { .. } = kind else { return self.plain(&default_value(kind, default)) };
        let wiki = self.renderer.wiki;
        match wiki.names.look_up(NameRef::new(default), None, &wiki.pages) {
            Lookup::Page(id) => Value::from(self.described(id, None, self.renderer.page_anchor(id))),
            _ => Value::from(context::NamedPage {
                title: default.to_owned(),
                html: Html::from_text(default),
                ..context::NamedPage::default()
            }),
        }
    }

    /// A page that an argument names.
    fn named_page(&self, id: PageId, index: u32) -> Option<context::NamedPage> {
        let (link, target) = self.known_link(id, index)?;
        let label = match target {
            Target::Page(page, _) if link.fragment.is_none() => self.renderer.wiki.page(*page).title.clone(),
            _ => label_of(&link.target, link.fragment.as_deref()),
        };
        let mut html = Html::new();
        self.link(id, index, &mut html);
        html.text(&label).tag("</a>");
        let url = self.renderer.target_url(target);
        Some(match target {
            Target::Page(page, _) => {
                context::NamedPage { title: label, url, ..self.described(*page, None, html) }
            }
            _ => context::NamedPage { title: label, url, html, ..context::NamedPage::default() },
        })
    }

    fn described(&self, id: PageId, url: Option<String>, html: Html) -> context::NamedPage {
        let page = self.renderer.wiki.page(id);
        context::NamedPage {
            title: page.title.clone(),
            url: url.or_else(|| Some(self.renderer.page_url(id))),
            html,
            description: self.renderer.summary(id),
            image: pictures::image(self.renderer, page),
            page_type: self.renderer.type_context(page),
        }
    }

    fn image(&self, id: PageId, index: u32, alt: &str) -> Option<context::Image> {
        let (link, target) = self.known_link(id, index)?;
        pictures::of_target(self.renderer, link, target, alt)
    }

    /// The rows of a query that everybody may see who sees the component.
    fn rows(&mut self, id: PageId, index: usize) -> context::Query {
        let resolved = self.renderer.wiki.query_of(id, self.host, index);
        let right_to_left = self.renderer.is_right_to_left(self.host);
        let place = (self.folds_here(), self.room());
        let (rows, is_cut) = query::context(self.renderer, resolved, self.references, place, right_to_left);
        if is_cut {
            self.report_cut(id, Fill::Query(index as u32));
        }
        rows
    }

    /// The page on which components are rendered, as a template value.
    fn host_value(&mut self) -> Value {
        if let Some(known) = &self.host_value {
            return known.clone();
        }
        let page = self.renderer.wiki.page(self.host);
        let value = Value::from(context::ComponentPage {
            title: page.title.clone(),
            url: self.renderer.page_url(self.host),
            page_type: self.renderer.type_context(page),
            language: self.renderer.language_of(page).to_owned(),
            direction: self.renderer.direction_of(page),
        });
        self.host_value = Some(value.clone());
        value
    }
}
