//! Folds around blocks that have a spoiler label.

use super::frames::OpenFold;
use super::writer::Writer;
use crate::labels::Scopes;
use crate::text::escape::Html;

impl Writer<'_> {
    /// Opens a closed fold that names its scopes and, behind them, a title.
    pub(super) fn begin_fold(&mut self, scopes: Scopes, title: Option<&str>) -> OpenFold {
        let fold = self.open_fold(scopes);
        let title = title.map(Html::from_text);
        let summary = self.request.scopes.summary(self.request.words, scopes, title.as_ref());
        self.out.html.tag("<details class=\"spoiler\"");
        self.out.html.attribute("data-scope", &self.request.scopes.names(scopes));
        self.out.html.tag("><summary>").html(&summary).tag("</summary>");
        fold
    }

    /// Closes it.
    pub(super) fn end_fold(&mut self, fold: OpenFold) {
        self.out.html.tag("</details>");
        self.close_fold(fold);
        self.text_break();
    }
}
