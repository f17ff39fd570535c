//! Image variants from the point of view of readers, editors and programs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage, RgbaImage};

use crate::harness::{Run, Site, Wiki, png, svg};

/// Settings that enable variants.
const IMAGES: &str = "[images]\nwidths = [240, 480, 720]\n";

// --- Images --------------------------------------------------------------------------------------------------------

/// Pixels that are neither uniform nor noise, and differ for each seed.
fn photo(width: u32, height: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(0x9e37) ^ y.wrapping_mul(0x79b9) ^ seed.wrapping_mul(0x85eb)) >> 3 & 0x1f;
        let wave = |n: u32| (f64::from(n + seed * 40) / 37.0).sin() * 90.0 + 128.0;
        Rgb([wave(x) as u8, wave(y) as u8, (wave(x + y) as u8).saturating_add(grain as u8)])
    })
}

fn jpeg(pixels: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92).encode_image(pixels).expect("a JPEG picture");
    bytes
}

fn png_of(pixels: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    pixels.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a PNG picture");
    bytes
}

/// A file so small that no variant of the same size is smaller.
fn coarse(pixels: &RgbImage) -> Vec<u8> {
    webp::Encoder::from_rgb(pixels, pixels.width(), pixels.height()).encode(0.0).to_vec()
}

/// A JPEG file with an Exif orientation.
fn turned(pixels: &RgbImage, orientation: u8) -> Vec<u8> {
    let exif = [
        b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
        &[orientation, 0, 0, 0, 0, 0, 0, 0],
    ];
    let exif = exif.concat();
    let length = u16::try_from(exif.len() + 2).expect("a short segment").to_be_bytes();
    let plain = jpeg(pixels);
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).expect("a picture that can be decoded")
}

/// The variants of an image by width: their paths and decoded content.
fn variants(site: &Site, stem: &str) -> BTreeMap<u32, (String, DynamicImage)> {
    let of_stem = |path: &&str| path.starts_with(&format!("{stem}.")) && path.matches('.').count() == 3;
    let variants = site.paths().into_iter().filter(of_stem).map(|path| {
        let width =
            path.rsplit('.').nth(1).and_then(|width| width.parse().ok()).expect("a width in the name");
        let pixels = decoded(site.bytes(path));
        assert_eq!(pixels.width(), width, "{path}");
        (width, (path.to_owned(), pixels))
    });
    variants.collect()
}

fn widths(site: &Site, stem: &str) -> Vec<u32> {
    variants(site, stem).into_keys().collect()
}

/// The candidates of a `srcset` as path and width.
fn candidates(srcset: &str) -> Vec<(String, u32)> {
    let candidate = |text: &str| {
        let (url, width) = text.trim().split_once(' ').expect("an address and a width");
        (url.trim_start_matches('/').to_owned(), width.trim_end_matches('w').parse().expect("a width"))
    };
    srcset.split(',').map(candidate).collect()
}

// --- Output --------------------------------------------------------------------------------------------------------

#[test]
fn pictures_get_smaller_variants_that_pages_name() {
    let page = "---\ntitle: Street\ncategories: Places\nimage: {src: street.jpg, alt: A street, caption: At night, credit: A, licence: CC0}\n---\n\
                ![[street.jpg]]\n\n![A street](street.jpg \"From above\")\n\n![[street.jpg|Small|300]]\n";
    let lists = "---\ntitle: Lists\n---\n```query\ncategory: Places\nview: \
                 cards\n```\n\n```query\ncategory: Places\nview: gallery\n```\n";
    let original = jpeg(&photo(800, 600, 1));
    let run = Wiki::new()
        .settings(IMAGES)
        .file("content/places/street.md", page)
        .file("content/places/street.jpg", &original)
        .file("content/lists.md", lists)
        .build();
    run.is_clean();
    run.site.is_sound();
    let made = variants(&run.site, "places/street");
    let sizes: Vec<(u32, u32)> = made.values().map(|(_, pixels)| (pixels.width(), pixels.height())).collect();
    assert_eq!(sizes, [(240, 180), (480, 360), (720, 540)]);
    let mut last = 0;
    for (path, _) in made.values() {
        let length = run.site.bytes(path).len();
        assert!(last < length && length < original.len(), "{path} has {length} bytes of {}", original.len());
        last = length;
    }
    assert_eq!(run.site.bytes("places/street.jpg"), original, "the original stays what it was");
    let named: Vec<(String, u32)> = made.iter().map(|(width, (path, _))| (path.clone(), *width)).collect();
    for (path, count) in [("places/street/index.html", 4), ("lists/index.html", 2)] {
        let page = run.html(path);
        page.count("picture source", count).count("picture img", count);
        for picture in page.all("picture") {
            let (source, img) = (picture.find("source"), picture.find("img"));
            assert_eq!((source.get("type"), candidates(source.get("srcset"))), ("image/webp", named.clone()));
            assert!(source.get("sizes").ends_with("vw") || source.get("sizes").ends_with("300px"));
            assert_eq!(img.get("src"), "/places/street.jpg");
            assert!(img.attribute("loading").is_some() && img.attribute("alt").is_some());
            let size = (img.get("width"), img.get("height"));
            assert!([("800", "600"), ("300", "225")].contains(&size), "{size:?}");
        }
    }
    let page = run.html("places/street/index.html");
    assert_eq!(run.site.json("api/places/street.json")["image"]["small"], format!("/{}", named[0].0));
    page.count("figure picture", 2);
    let narrow =
        page.all("source").into_iter().filter(|source| source.get("sizes").ends_with("100vw, 300px"));
    assert_eq!(narrow.count(), 1);
}

#[test]
fn the_infobox_and_a_site_in_a_folder_have_them_too() {
    let settings = "title = \"T\"\nbase_url = \"https://wiki.test/wiki/\"\n[images]\nwidths = [64]\n\
                    [types.person]\nfolder = \"people\"\n[types.person.fields.portrait]\ntype = \"image\"\n";
    let page = "---\ntitle: Ann\nportrait: {src: ann.jpg, alt: Ann, licence: CC0}\n---\nText.\n";
    let run = Wiki::empty()
        .file("site.toml", settings)
        .file("content/people/ann.md", page)
        .file("content/people/ann.jpg", jpeg(&photo(200, 300, 2)))
        .build();
    run.is_clean();
    let srcset = run.html("people/ann/index.html").find(".infobox picture source").get("srcset").to_owned();
    assert!(srcset.starts_with("/wiki/people/ann."), "{srcset}");
    assert_eq!(widths(&run.site, "people/ann"), [64]);
}

#[test]
fn nothing_is_made_until_it_is_asked_for() {
    let wiki =
        Wiki::new().file("content/a.jpg", jpeg(&photo(600, 400, 1))).file("content/page.md", "![[a.jpg]]\n");
    let plain = wiki.build();
    plain.is_clean().html("page/index.html").count("picture", 0).count("img", 1);
    assert_eq!(widths(&plain.site, "a"), [0; 0]);
    assert!(!wiki.root().join(".lorekeep/images").exists());
    let wiki = wiki.settings("[images]\nwidths = []\n");
    wiki.build().is_clean().html("page/index.html").count("picture", 0);
    assert_eq!(widths(&wiki.settings("[images]\n").build().site, "a"), [480, 600], "by default");
}

#[test]
fn a_picture_is_never_made_larger() {
    let run = Wiki::new()
        .settings(IMAGES)
        .file("content/small.jpg", jpeg(&photo(200, 100, 1)))
        .file("content/middle.jpg", jpeg(&photo(700, 300, 2)))
        .file("content/page.md", "![[small.jpg]] and ![[middle.jpg]]\n")
        .build();
    run.is_clean();
    assert_eq!(widths(&run.site, "small"), [200], "in its own size, for the sake of the format");
    assert_eq!(widths(&run.site, "middle"), [240, 480, 700]);
    run.html("page/index.html").count("img[width=200]", 1).count("img[width=700]", 1);
}

#[test]
fn variants_larger_than_the_original_are_left_out() {
    let coarse = coarse(&photo(500, 400, 3));
    let run = Wiki::new()
        .settings("[images]\nwidths = [50, 500]\nquality = 90\n")
        .file("content/coarse.webp", &coarse)
        .file("content/page.md", "![[coarse.webp]]\n")
        .build();
    run.is_clean();
    assert_eq!(widths(&run.site, "coarse"), [50]);
    let page = run.html("page/index.html");
    assert_eq!(candidates(page.find("picture source").get("srcset")).len(), 1);
}

#[test]
fn rotated_photos_are_shown_upright() {
    let pixels =
        RgbImage::from_fn(640, 320, |x, _| if x < 320 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    let wiki = Wiki::new().settings("[images]\nwidths = [100]\n");
    for orientation in [1, 3, 6, 8] {
        wiki.write(&format!("content/o{orientation}.jpg"), turned(&pixels, orientation));
    }
    let run = wiki.file("content/page.md", "![[o1.jpg]] ![[o3.jpg]] ![[o6.jpg]] ![[o8.jpg]]\n").build();
    run.is_clean();
    let page = run.html("page/index.html");
    for (orientation, size, red) in [
        (1, (100, 50), (5, 25)),
        (3, (100, 50), (95, 25)),
        (6, (100, 200), (50, 5)),
        (8, (100, 200), (50, 195)),
    ] {
        let (_, shown) = &variants(&run.site, &format!("o{orientation}"))[&100];
        assert_eq!((shown.width(), shown.height()), size, "orientation {orientation}");
        let pixel = *shown.to_rgb8().get_pixel(red.0, red.1);
        assert!(pixel[0] > 150 && pixel[2] < 100, "orientation {orientation}: {pixel:?}");
        let image =
            page.all("img")[[1, 3, 6, 8].iter().position(|&o| o == orientation).expect("one of four")];
        let upright = if orientation > 4 { ("320", "640") } else { ("640", "320") };
        assert_eq!((image.get("width"), image.get("height")), upright);
    }
}

#[test]
fn transparency_drawings_and_colours_stay() {
    let glass = RgbaImage::from_fn(300, 300, |x, y| {
        image::Rgba([x as u8, y as u8, 90, if x < 150 { 0 } else { 255 }])
    });
    let flat = RgbImage::from_fn(300, 300, |x, y| {
        if (x / 30 + y / 30) % 2 == 0 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 0]) }
    });
    let profile = [&[0; 16], b"RGB XYZ ".as_slice(), &[7; 101]].concat();
    let mut wide = Vec::new();
    let mut encoder = PngEncoder::new(&mut wide);
    encoder.set_icc_profile(profile.clone()).expect("PNG takes profiles");
    encoder.write_image(&photo(300, 300, 4), 300, 300, ExtendedColorType::Rgb8).expect("a PNG picture");
    let run = Wiki::new()
        .settings("[images]\nwidths = [300]\n")
        .file("content/glass.png", png_of(&glass.into()))
        .file("content/flat.png", png_of(&flat.clone().into()))
        .file("content/wide.png", wide)
        .build();
    run.is_clean();
    let glass = variants(&run.site, "glass")[&300].1.to_rgba8();
    assert_eq!((glass.get_pixel(20, 20)[3], glass.get_pixel(280, 20)[3]), (0, 255));
    if let Some((_, same)) = variants(&run.site, "flat").get(&300) {
        assert!(same.to_rgb8() == flat, "a drawing loses nothing");
    }
    let (path, shown) = &variants(&run.site, "wide")[&300];
    assert_eq!(shown.height(), 300);
    let bytes = run.site.bytes(path);
    assert!(bytes.windows(profile.len()).any(|part| part == profile), "the colour profile is kept");
}

#[test]
fn drawings_by_code_and_moving_pictures_are_left_alone() {
    let frame = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x4f\u{2}\0\x4f\u{2}\0";
    let run = Wiki::new()
        .settings(IMAGES)
        .file("content/a.svg", svg(900, 600))
        .file("content/b.gif", b"GIF89a\x84\x03\x58\x02\0\0\0;")
        .file("content/c.webp", frame)
        .file("content/page.md", "![[a.svg]] ![[b.gif]] ![[c.webp]]\n")
        .build();
    run.is_clean().html("page/index.html").count("img", 3).count("picture", 0);
}

// --- Diagnostics ---------------------------------------------------------------------------------------------------

#[test]
fn a_broken_picture_is_reported_and_published_as_it_is() {
    let whole = png_of(&photo(600, 400, 1).into());
    let mut damaged = whole.clone();
    damaged[300..whole.len() - 100].fill(0x55);
    let wiki = Wiki::new()
        .settings(IMAGES)
        .file("content/cut.png", &whole[..whole.len() / 2])
        .file("content/damaged.png", &damaged)
        .file("content/other.jpg", [&jpeg(&photo(600, 400, 1))[..200], b"rubbish"].concat())
        .file("content/good.jpg", jpeg(&photo(600, 400, 1)))
        .file("content/page.md", "![[cut.png]] ![[damaged.png]] ![[other.jpg]] ![[good.jpg]]\n");
    for run in [wiki.build(), wiki.check()] {
        run.succeeds();
        for file in ["cut.png", "damaged.png", "other.jpg"] {
            run.diagnostic("broken-image", &format!("content/{file}"), 1, 1).is("warning");
        }
        assert_eq!(run.diagnostics.len(), 3, "{run}");
    }
    let site = wiki.published();
    assert_eq!(site.bytes("damaged.png"), damaged);
    site.html("page/index.html").count("img", 4).count("picture", 1);
}

#[test]
fn a_picture_that_would_fill_the_memory_is_not_decoded() {
    let run = Wiki::new()
        .settings(IMAGES)
        .file("content/bomb.png", png(60_000, 60_000))
        .file("content/page.md", "![[bomb.png]]\n")
        .build();
    run.succeeds().stays_within(10, 256);
    run.reports(&[("image-too-large", "content/bomb.png", 1, 1)]);
    run.html("page/index.html").count("picture", 0).count("img[width=60000]", 1);
}

#[test]
fn settings_are_checked() {
    let settings = "[images]\nwidths = [480, 5, 5000, \"x\"]\nquality = 101\nformat = \"jpeg\"\nwidht = 3\n";
    Wiki::new().settings(settings).build().is_refused().reports(&[
        ("invalid-config", "site.toml", 4, 16),
        ("invalid-config", "site.toml", 4, 19),
        ("invalid-config", "site.toml", 4, 25),
        ("invalid-config", "site.toml", 5, 11),
        ("invalid-config", "site.toml", 6, 10),
        ("unknown-key", "site.toml", 7, 1),
    ]);
}

// --- Cache ---------------------------------------------------------------------------------------------------------

fn two_pictures() -> Wiki {
    Wiki::new()
        .settings("[images]\nwidths = [200, 400]\n")
        .file("content/a.jpg", jpeg(&photo(600, 400, 1)))
        .file("content/b.jpg", jpeg(&photo(600, 400, 2)))
        .file("content/page.md", "![[a.jpg]] ![[b.jpg]]\n")
}

/// The files in the cache of variants.
fn kept(wiki: &Wiki) -> Vec<PathBuf> {
    let entries = fs::read_dir(wiki.root().join(".lorekeep/images")).expect("a folder of kept pictures");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// A build without the site of an earlier one.
fn build_on(wiki: &Wiki, threads: &str) -> Run {
    let _ = fs::remove_dir_all(wiki.out());
    wiki.run(&["build", "--format", "json", "--today", crate::harness::TODAY, "--threads", threads])
}

#[test]
fn variants_are_the_same_bytes_on_any_thread_kept_or_not() {
    let wiki = two_pictures();
    let first = build_on(&wiki, "1");
    first.is_clean();
    assert_eq!(kept(&wiki).len(), 4);
    assert_eq!(fs::read_to_string(wiki.root().join(".lorekeep/.gitignore")).expect("a file"), "*\n");
    let times = |wiki: &Wiki| {
        kept(wiki).iter().map(|path| path.metadata().and_then(|m| m.modified()).ok()).collect::<Vec<_>>()
    };
    let before = times(&wiki);
    build_on(&wiki, "4").is_clean().site.equals(&first.site);
    assert_eq!(times(&wiki), before, "nothing was made again");
    fs::remove_dir_all(wiki.root().join(".lorekeep")).expect("the folder may be removed");
    build_on(&wiki, "4").is_clean().site.equals(&first.site);
}

#[test]
fn cached_variants_are_used_and_corrupt_ones_are_not() {
    let wiki = two_pictures();
    let first = build_on(&wiki, "2");
    let (of_a, of_b) = (variants(&first.site, "a"), variants(&first.site, "b"));
    let (a, b) = (first.site.bytes(&of_a[&200].0), first.site.bytes(&of_b[&200].0));
    // A valid file of the same size is accepted under its name.
    let path = kept(&wiki)
        .into_iter()
        .find(|path| fs::read(path).is_ok_and(|bytes| bytes == a))
        .expect("it is kept");
    let of =
        |bytes: &[u8]| kept(&wiki).into_iter().find(|path| fs::read(path).is_ok_and(|kept| kept == bytes));
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let (key, _) =
        name(&path).split_once('-').map(|(key, hash)| (key.to_owned(), hash.to_owned())).expect("two parts");
    let (_, hash) = name(&of(b).expect("it is kept"))
        .split_once('-')
        .map(|(k, h)| (k.to_owned(), h.to_owned()))
        .expect("two parts");
    fs::write(path.with_file_name(format!("{key}-{hash}")), b).expect("a file");
    fs::remove_file(&path).expect("a file to remove");
    let planted = build_on(&wiki, "2");
    assert_eq!(planted.site.bytes(&of_a[&200].0), b, "the kept file was used");
    // Everything else is made again.
    for path in kept(&wiki) {
        fs::write(path, "rubbish").expect("a file");
    }
    wiki.write(".lorekeep/images/notes.txt", "rubbish");
    wiki.write(".lorekeep/images/x-.webp", "rubbish");
    fs::create_dir(wiki.root().join(format!(".lorekeep/images/{key}-folder.webp"))).expect("a folder");
    build_on(&wiki, "2").is_clean().site.equals(&first.site);
    build_on(&wiki, "2").is_clean().site.equals(&first.site);
}

#[test]
#[cfg(unix)]
fn nothing_is_kept_outside_the_wiki() {
    let wiki = two_pictures();
    let elsewhere = tempfile::TempDir::new().expect("a folder");
    fs::create_dir(wiki.root().join(".lorekeep")).expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), wiki.root().join(".lorekeep/images")).expect("a link");
    let run = wiki.build();
    assert!(run.is_clean().stderr.contains("cannot be cached"), "{run}");
    assert_eq!(fs::read_dir(elsewhere.path()).expect("the folder").count(), 0);
    run.site.equals(&two_pictures().build().site);
}

// --- Server --------------------------------------------------------------------------------------------------------

#[test]
fn the_server_makes_a_variant_when_a_browser_asks() {
    let files = two_pictures();
    let wiki = crate::serve::harness::Wiki::new();
    wiki.write("site.toml", fs::read(files.root().join("site.toml")).expect("settings"));
    for name in ["a.jpg", "b.jpg", "page.md"] {
        wiki.write(
            &format!("content/{name}"),
            fs::read(files.root().join("content").join(name)).expect("a file"),
        );
    }
    let coarse = coarse(&photo(300, 200, 9));
    wiki.write("content/coarse.webp", &coarse)
        .write("content/cut.png", &png_of(&photo(300, 200, 1).into())[..400]);
    wiki.write("content/others.md", "![[coarse.webp]] ![[cut.png]]\n");
    let built = files.build().site;
    let server = wiki.serve();
    let page = crate::harness::Page::parse("page", &server.get("/page/").text());
    assert!(!wiki.path(".lorekeep").exists(), "nothing is made before it is asked for");
    let srcset = page.find("picture source").get("srcset").to_owned();
    let (path, _) = candidates(&srcset).remove(0);
    let reply = server.get(&format!("/{path}"));
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("image/webp")));
    assert_eq!(reply.body, built.bytes(&path));
    assert_eq!(fs::read_dir(wiki.path(".lorekeep/images")).expect("a folder").count(), 1);
    // The original replaces variants that are not smaller or cannot be made.
    let others = crate::harness::Page::parse("others", &server.get("/others/").text());
    let sources = others.all("picture source");
    let last = |at: usize| candidates(sources[at].get("srcset")).pop().expect("a variant").0;
    let reply = server.get(&format!("/{}", last(0)));
    assert_eq!(
        (reply.header("content-type"), reply.body.as_slice()),
        (Some("image/webp"), coarse.as_slice())
    );
    let reply = server.get(&format!("/{}", last(1)));
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("image/png")));
}
