//! Tables: as a Markdown table if possible, otherwise as HTML with Markdown in its cells.

use super::tree::{Element, Node};
use super::write::Writer;

/// Maximum number of columns or rows of a cell, and of columns of a table whose cells are compared.
const MAX_SPAN: usize = 1000;

impl Writer<'_> {
    /// The Markdown of a table.
    pub(super) fn table(&mut self, table: &Element) -> String {
        let rows = rows(table);
        let captions = captions(table).map(|caption| self.line(&caption.children));
        let caption = captions.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("<br>");
        if rows.is_empty() {
            let text = self.cell_blocks(&loose(table));
            return join(&caption, &text);
        }
        let is_column = rows.iter().all(|row| row.len() == 1 && row[0].name == "td");
        if is_column {
            let cells: Vec<String> = rows
                .iter()
                .map(|row| self.cell_blocks(&row[0].children))
                .filter(|text| !text.is_empty())
                .collect();
            let before = self.cell_blocks(&loose(table));
            return join(&before, &join(&caption, &cells.join("\n\n")));
        }
        let before = self.cell_blocks(&loose(table));
        let written = match self.is_plain(&rows) {
            true => join(&caption, &self.pipes(&rows)),
            false => self.html_table(&caption, &rows),
        };
        join(&before, &written)
    }

    fn is_plain(&self, rows: &[Vec<&Element>]) -> bool {
        let columns = rows[0].len();
        let is_head = |row: &Vec<&Element>| row.iter().all(|cell| cell.name == "th");
        columns > 1
            && is_head(&rows[0])
            && rows.iter().all(|row| {
                row.len() == columns
                    && row.iter().all(|cell| {
                        cell.attribute("colspan").is_none_or(|span| span == "1")
                            && cell.attribute("rowspan").is_none_or(|span| span == "1")
                            && !self.has_blocks(&cell.children)
                    })
            })
    }

    fn pipes(&mut self, rows: &[Vec<&Element>]) -> String {
        let mut lines = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| {
                    let text = protected(&self.line(&cell.children));
                    if number > 0 && cell.name == "th" && !text.is_empty() {
                        format!("<b>{text}</b>")
                    } else {
                        text
                    }
                })
                .collect();
            lines.push(format!("| {} |", cells.join(" | ")));
            if number == 0 {
                lines.push(format!("|{}", " --- |".repeat(row.len())));
            }
        }
        lines.join("\n")
    }

    fn html_table(&mut self, caption: &str, rows: &[Vec<&Element>]) -> String {
        let mut out = String::from("<table>\n");
        if !caption.is_empty() {
            out.push_str(&format!("<caption>\n\n{caption}\n\n</caption>\n"));
        }
        for (row, widths) in rows.iter().zip(widths(rows)) {
            out.push_str("<tr>\n");
            for (cell, width) in row.iter().zip(widths) {
                let name = &cell.name;
                let mut tag = format!("<{name}");
                for (attribute, number) in [("colspan", width), ("rowspan", span(cell, "rowspan"))] {
                    if number > 1 {
                        tag.push_str(&format!(" {attribute}=\"{number}\""));
                    }
                }
                let text = self.cell_blocks(&cell.children);
                match text.is_empty() {
                    true => out.push_str(&format!("{tag}></{name}>\n")),
                    false => out.push_str(&format!("{tag}>\n\n{text}\n\n</{name}>\n")),
                }
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>");
        out
    }
}

/// The number of columns or rows of a cell.
fn span(cell: &Element, name: &str) -> usize {
    let number = cell.attribute(name).and_then(|value| value.trim().parse::<usize>().ok());
    number.filter(|number| (1..=MAX_SPAN).contains(number)).unwrap_or(1)
}

/// The number of columns of each cell, without those in which no cell begins.
fn widths(rows: &[Vec<&Element>]) -> Vec<Vec<usize>> {
    let placed = placed(rows);
    let mut begins = vec![false; MAX_SPAN];
    placed.iter().flatten().filter(|(at, _)| *at < MAX_SPAN).for_each(|(at, _)| begins[*at] = true);
    let width = |(at, width): &(usize, usize)| match begins.get(*at..at + width) {
        Some(columns) => columns.iter().filter(|begins| **begins).count().max(1),
        None => 1,
    };
    placed.iter().map(|row| row.iter().map(width).collect()).collect()
}

/// The first column and the number of columns of each cell.
fn placed(rows: &[Vec<&Element>]) -> Vec<Vec<(usize, usize)>> {
    // Number of rows for which each column is still covered by a cell above.
    let mut covered = vec![0usize; MAX_SPAN];
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let mut at = 0;
        let mut below = covered.iter().map(|rows| rows.saturating_sub(1)).collect::<Vec<_>>();
        let mut cells = Vec::with_capacity(row.len());
        for cell in row {
            while covered.get(at).is_some_and(|rows| *rows > 0) {
                at += 1;
            }
            let (width, height) = (span(cell, "colspan"), span(cell, "rowspan"));
            below.iter_mut().skip(at).take(width).for_each(|rows| *rows = height - 1);
            cells.push((at, width));
            at += width;
        }
        covered = below;
        found.push(cells);
    }
    found
}

/// Content of a table or row outside any cell, which is placed before the table as in browsers.
fn loose(table: &Element) -> Vec<Node> {
    let mut found = Vec::new();
    for child in &table.children {
        match child {
            Node::Element(element) if element.name == "caption" => {}
            Node::Element(row) if row.name == "tr" => {
                found.extend(row.children.iter().filter(|node| !is_cell(node)).cloned());
            }
            node => found.push(node.clone()),
        }
    }
    found
}

fn join(caption: &str, text: &str) -> String {
    if caption.is_empty() { text.to_owned() } else { format!("{caption}\n\n{text}") }
}

/// Escapes the `|` of links so that they do not end the cell.
fn protected(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for character in text.chars() {
        if character == '|' && !escaped {
            out.push('\\');
        }
        escaped = character == '\\' && !escaped;
        out.push(character);
    }
    out
}

/// The captions of a table.
fn captions(table: &Element) -> impl Iterator<Item = &Element> {
    table.children.iter().filter_map(|child| match child {
        Node::Element(element) if element.name == "caption" => Some(&**element),
        _ => None,
    })
}

/// The rows of a table that have cells.
fn rows(table: &Element) -> Vec<Vec<&Element>> {
    let rows = table.children.iter().filter_map(|child| match child {
        Node::Element(element) if element.name == "tr" => Some(cells(element)),
        _ => None,
    });
    rows.filter(|cells| !cells.is_empty()).collect()
}

/// Returns whether a node is a cell of a table.
pub(super) fn is_cell(node: &Node) -> bool {
    matches!(node, Node::Element(cell) if matches!(cell.name.as_str(), "td" | "th"))
}

/// The cells of a row.
pub(super) fn cells(row: &Element) -> Vec<&Element> {
    row.children
        .iter()
        .filter_map(|node| match node {
            Node::Element(cell) if is_cell(node) => Some(&**cell),
            _ => None,
        })
        .collect()
}
