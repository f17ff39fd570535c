//! `image-alt` and `image-licence`: a declared image needs a text alternative and a licence; `missing-image` for an
//! image whose file is missing.

use super::Checking;
use crate::asset::media;
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
    let asset = wiki.assets.declared(page, &image.path);
    if asset.is_none() && !is_web_address(&image.path) {
        // Its text alternative and licence can wait until the file is there.
        let message = format!("file `{}` not found", image.path);
        faults.push(Diagnostic::new(&codes::MISSING_IMAGE, page.place(at), message));
        return;
    }
    if image.alt.is_none() && !media::is_recording(&image.path) {
        let message = format!("the image `{}` has no `alt` text", image.path);
        let fault = Diagnostic::new(&codes::IMAGE_ALT, page.place(at), message);
        faults.push(fault.help("describe the image, or write `alt: \"\"` if it is decorative"));
    }
    let facts = asset.and_then(|asset| wiki.pictures.of(asset));
    if image.licence.is_none() && facts.is_none_or(|facts| facts.ignoring_label(Checking).licence.is_none()) {
        let message = format!("the image `{}` has no `licence`", image.path);
        faults.push(Diagnostic::new(&codes::IMAGE_LICENCE, page.place(at), message));
    }
}
