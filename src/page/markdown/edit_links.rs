//! Links by headings that open the file at the heading, in the editor of the repository's host.

use super::frames::CountedLines;
use super::writer::Writer;
use crate::text::escape::encode_url_path;

impl Writer<'_> {
    /// Writes the link for a heading at an offset in the file, if the wiki has such links. GitHub and GitLab open the editor at the line;
    /// other hosts ignore it. Assistive technology has the link of the whole page instead of one more link by each heading.
    pub(super) fn edit_link(&mut self, offset: usize) {
        let Some(base) = &self.request.content.edit_url else { return };
        let mut url = format!("{}/", base.trim_end_matches('/'));
        encode_url_path(&mut url, &self.source.path);
        url.push_str(&format!("#L{}", self.line_of(offset)));
        self.out
            .html
            .tag("<a class=\"edit-section\" rel=\"nofollow\" aria-hidden=\"true\" tabindex=\"-1\"")
            .attribute("title", self.request.words.edit_section())
            .attribute("href", &url)
            .tag("></a>");
    }

    fn line_of(&mut self, offset: usize) -> usize {
        if offset < self.lines.offset {
            self.lines = CountedLines::default();
        }
        let between = self.source.text.as_bytes().get(self.lines.offset..offset).unwrap_or_default();
        self.lines.before += between.iter().filter(|&&byte| byte == b'\n').count();
        self.lines.offset = offset;
        self.lines.before + 1
    }
}
