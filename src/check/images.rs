//! `image-alt` and `image-licence`: a declared image needs a text alternative and a licence; `broken-link` for an
//! image whose file is missing.

use super::Checking;
use crate::diag::{Diagnostic, codes};
use crate::page::Page;
use crate::page::links::is_web_address;
use crate::page::node::YamlPath;
use crate::page::value::ImageValue;
use crate::wiki::Wiki;

pub(super) fn check(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    for (_, page) in wiki.iter() {
        for image in page.matter.images() {
            let (image, at) = *image.ignoring_label(Checking);
            image_of(wiki, page, image, at, faults);
        }
    }
}

fn image_of(wiki: &Wiki, page: &Page, image: &ImageValue, at: YamlPath, faults: &mut Vec<Diagnostic>) {
    if image.alt.is_none() {
        let message = format!("the image `{}` has no `alt` text", image.path);
        let fault = Diagnostic::new(&codes::IMAGE_ALT, page.place(at), message);
        faults.push(fault.help("describe the image, or write `alt: \"\"` if it is decorative"));
    }
    if image.licence.is_none() {
        let message = format!("the image `{}` has no `licence`", image.path);
        faults.push(Diagnostic::new(&codes::IMAGE_LICENCE, page.place(at), message));
    }
    if !is_web_address(&image.path) && wiki.assets.declared(page, &image.path).is_none() {
        let message = format!("file `{}` not found", image.path);
        faults.push(Diagnostic::new(&codes::BROKEN_LINK, page.place(at), message));
    }
}
