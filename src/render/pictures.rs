//! Declared images and their smaller variants, with the attributes by which a browser chooses among them.

use std::sync::Arc;

use super::{Renderer, context};
use crate::asset::media;
use crate::inputs::Asset;
use crate::labels::Labelled;
use crate::page::Page;
use crate::page::links::{self, Link, LinkKind};
use crate::page::value::{FieldValue, ImageValue, Value};
use crate::page::video::Video;
use crate::picture::{self, Size};
use crate::text::escape::Html;
use crate::wiki::{Target, Wiki};

/// Width of images in the text, for the attribute `sizes`.
pub(super) const TEXT_WIDTH: &str = "(min-width: 44rem) 42rem, 100vw";

/// A variant of an image.
pub(super) struct Variant {
    /// Its path from the root of the site.
    pub(super) address: String,
    /// Width and height in pixels.
    pub(super) size: Size,
}

/// The variants of a picture, smallest first.
pub(super) fn variants(wiki: &Wiki, index: u32) -> Vec<Variant> {
    let Some(images) = &wiki.config.images else { return Vec::new() };
    let (path, asset) = wiki.assets.get(index);
    let variant = |size: Size| {
        let address = picture::address(path, picture::key(asset.hash, size.0, images), size.0);
        Variant { address, size }
    };
    picture::sizes(asset, images).into_iter().map(variant).collect()
}

/// The image of a page.
pub(super) fn image(renderer: &Renderer<'_>, page: &Page) -> Option<context::Image> {
    declared(renderer, page, declared_image(page)?)
}

/// The first open image of a page: from `image:`, otherwise from the first image field.
pub(super) fn declared_image(page: &Page) -> Option<&ImageValue> {
    let values = || page.matter.fields.iter().flat_map(|values| &values.values);
    let by_field = || {
        let mut images = values().filter_map(Labelled::open).filter_map(image_of);
        images.find(|image| !media::is_recording(&image.path))
    };
    match &page.matter.image {
        Some(declared) => declared.open().map(|(image, _)| image),
        None => by_field(),
    }
}

pub(super) fn image_of(value: &FieldValue) -> Option<&ImageValue> {
    match &value.value {
        Value::Image(image) => Some(image),
        _ => None,
    }
}

/// An image declared by a page. `None` if its file does not exist.
pub(super) fn declared(renderer: &Renderer<'_>, page: &Page, image: &ImageValue) -> Option<context::Image> {
    let (target, url) = file_of(renderer, page, image)?;
    let (size, variants) = match target {
        Target::Asset(index, _) => (renderer.wiki.assets.get(index).1.size, variants(renderer.wiki, index)),
        _ => (None, Vec::new()),
    };
    let facts = |index| renderer.wiki.pictures.of(index).and_then(Labelled::open);
    let focus =
        if let Target::Asset(index, _) = target { facts(index).and_then(|it| it.focus) } else { None };
    Some(context::Image {
        url,
        width: size.map(|size| size.0),
        height: size.map(|size| size.1),
        alt: image.alt.clone().unwrap_or_default(),
        label: image.label.clone(),
        frame: None,
        caption: image.caption.as_ref().map(|text| text.plain.clone()),
        caption_html: image.caption.as_ref().map(|text| Html::from_text(&text.plain)),
        credit: image.credit.as_ref().map(|text| text.plain.clone()),
        credit_html: image.credit.as_ref().map(|text| Html::from_text(&text.plain)),
        licence: image.licence.clone(),
        srcset: renderer.srcset(&variants),
        small: variants.first().map(|variant| renderer.url(&variant.address)),
        focus: focus.map(|(across, down)| format!("{across} {down}")),
    })
}

/// An image of the text with a target.
pub(super) fn of_target(
    renderer: &Renderer<'_>,
    link: &Link,
    target: &Target,
    alt: &str,
) -> Option<context::Image> {
    let alt = alt.to_owned();
    match target {
        Target::Asset(index, _) => Some(context::Image { alt, ..of_asset(renderer, *index) }),
        Target::Elsewhere if link.kind == LinkKind::External => {
            let video = Video::at(&link.target, &renderer.wiki.config.content.video);
            let frame = video.map(|video| video.frame);
            Some(context::Image { url: link.target.clone(), alt, frame, ..context::Image::default() })
        }
        _ => None,
    }
}

/// An image of the wiki, by its index.
pub(super) fn of_asset(renderer: &Renderer<'_>, index: u32) -> context::Image {
    let (path, asset) = renderer.wiki.assets.get(index);
    let variants = variants(renderer.wiki, index);
    context::Image {
        url: renderer.url(path),
        width: asset.size.map(|size| size.0),
        height: asset.size.map(|size| size.1),
        srcset: renderer.srcset(&variants),
        small: variants.first().map(|variant| renderer.url(&variant.address)),
        ..context::Image::default()
    }
}

/// The file of an image, and its address. `None` if it does not exist.
pub(super) fn file_of(renderer: &Renderer<'_>, page: &Page, image: &ImageValue) -> Option<(Target, String)> {
    if links::is_web_address(&image.path) {
        return Some((Target::Elsewhere, image.path.clone()));
    }
    let index = renderer.wiki.assets.declared(page, &image.path)?;
    Some((Target::Asset(index, None), renderer.url(renderer.wiki.assets.get(index).0)))
}

impl Renderer<'_> {
    /// Variants of an image as a `srcset`, if there are any.
    pub(super) fn srcset(&self, variants: &[Variant]) -> Option<String> {
        let candidate = |variant: &Variant| format!("{} {}w", self.url(&variant.address), variant.size.0);
        let candidates: Vec<String> = variants.iter().map(candidate).collect();
        (!candidates.is_empty()).then(|| candidates.join(", "))
    }

    /// The file of a variant; that of the image itself until the variant is made.
    pub(super) fn variant(&self, index: u32, width: u32) -> &Arc<Asset> {
        let asset = self.wiki.assets.asset(index);
        let mut made = asset.variants.iter().flat_map(|variants| variants.iter());
        made.find(|variant| variant.size.0 == width).map_or(asset, |variant| &variant.file)
    }
}
