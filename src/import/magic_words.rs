//! Names that wikis in other languages than English use for functions, variables and switches, and for the namespace of
//! files. Those of the wiki's own language count, beside the English ones.

/// Names of the most common functions, variables and switches by language, in the order of [`ENGLISH`]. Forms are
/// separated by spaces; `-` stands for none.
const WORDS: [(&str, [&str; 16]); 10] = [
    (
        "de",
        [
            "SORTIERUNG",
            "SEITENTITEL",
            "SEITENNAME",
            "VOLLER_SEITENNAME",
            "UNTERSEITE",
            "OBERSEITE",
            "NAMENSRAUM",
            "PROJEKTNAME",
            "ARTIKELANZAHL",
            "JETZIGES_JAHR",
            "JETZIGER_MONATSNAME",
            "JETZIGER_TAG",
            "KEIN_INHALTSVERZEICHNIS KEININHALTSVERZEICHNIS",
            "INHALTSVERZEICHNIS",
            "ABSCHNITTE_NICHT_BEARBEITEN",
            "Bild",
        ],
    ),
    (
        "es",
        [
            "ORDENAR CLAVEDEORDENPREDETERMINADO",
            "MOSTRARTÍTULO MOSTRARTITULO",
            "NOMBREDEPAGINA NOMBREDEPÁGINA",
            "NOMBRECOMPLETODEPAGINA NOMBRECOMPLETODEPÁGINA",
            "NOMBREDESUBPAGINA",
            "NOMBREDEPAGINABASE",
            "ESPACIODENOMBRE",
            "NOMBREDELSITIO",
            "NÚMERODEARTÍCULOS NUMERODEARTICULOS",
            "AÑOACTUAL AÑO_ACTUAL",
            "NOMBREMESACTUAL MESACTUALCOMPLETO",
            "DÍAACTUAL DIAACTUAL",
            "NOTDC SIN_TDC",
            "TDC",
            "NOEDITARSECCION",
            "Imagen",
        ],
    ),
    (
        "fr",
        [
            "CLEDETRI CLEFDETRI",
            "AFFICHERTITRE",
            "NOMPAGE",
            "NOMPAGECOMPLET",
            "NOMSOUSPAGE",
            "NOMBASEDEPAGE",
            "ESPACENOMMAGE",
            "NOMSITE",
            "NOMBREARTICLES",
            "ANNEEACTUELLE",
            "NOMMOISACTUEL",
            "JOURACTUEL",
            "AUCUNSOMMAIRE AUCUNETDM",
            "SOMMAIRE TDM",
            "SECTIONNONEDITABLE",
            "Image",
        ],
    ),
    (
        "it",
        [
            "-",
            "MOSTRATITOLO",
            "TITOLOPAGINA",
            "-",
            "NOMESOTTOPAGINA",
            "-",
            "-",
            "NOMESITO",
            "NUMEROARTICOLI",
            "ANNOCORRENTE",
            "NOMEMESECORRENTE",
            "GIORNOCORRENTE",
            "-",
            "-",
            "-",
            "Immagine",
        ],
    ),
    (
        "ja",
        [
            "デフォルトソート デフォルトソートキー",
            "表示タイトル",
            "ページ名",
            "完全なページ名",
            "サブページ名",
            "親ページ名",
            "名前空間",
            "サイト名",
            "記事数",
            "現在の年",
            "現在の月名",
            "現在の日",
            "目次非表示",
            "目次",
            "節編集非表示 セクション編集非表示",
            "画像",
        ],
    ),
    (
        "nl",
        [
            "STANDAARDSORTERING",
            "WEERGEGEVENTITEL TOONTITEL",
            "PAGINANAAM",
            "VOLLEDIGEPAGINANAAM",
            "DEELPAGINANAAM",
            "BASISPAGINANAAM",
            "NAAMRUIMTE",
            "SITENAAM",
            "AANTALARTIKELEN",
            "HUIDIGJAAR",
            "HUIDIGEMAANDNAAM",
            "HUIDIGEDAG",
            "GEENINHOUD",
            "INHOUD",
            "NIETBEWERKBARESECTIE",
            "Afbeelding",
        ],
    ),
    (
        "pl",
        [
            "SORTUJ DOMYŚLNIESORTUJ",
            "WYŚWIETLANYTYTUŁ",
            "NAZWASTRONY",
            "PELNANAZWASTRONY",
            "NAZWAPODSTRONY",
            "BAZOWANAZWASTRONY",
            "NAZWAPRZESTRZENI",
            "PROJEKT",
            "ARTYKUŁÓW",
            "AKTUALNYROK",
            "-",
            "AKTUALNYDZIEŃ",
            "BEZSPISU",
            "SPIS",
            "BEZEDYCJISEKCJI",
            "Grafika",
        ],
    ),
    (
        "pt",
        [
            "ORDENACAOPADRAO ORDENAÇÃOPADRÃO ORDEMPADRAO ORDEMPADRÃO",
            "EXIBETITULO EXIBETÍTULO",
            "NOMEDAPAGINA NOMEDAPÁGINA",
            "NOMECOMPLETODAPAGINA NOMECOMPLETODAPÁGINA",
            "NOMEDASUBPAGINA NOMEDASUBPÁGINA",
            "NOMEDAPAGINABASE NOMEDAPÁGINABASE",
            "DOMINIO DOMÍNIO",
            "NOMEDOSITE",
            "NUMERODEARTIGOS NÚMERODEARTIGOS",
            "ANOATUAL",
            "NOMEDOMESATUAL",
            "DIAATUAL",
            "SEMTDC SEMSUMÁRIO",
            "TDC SUMARIO SUMÁRIO",
            "NAOEDITARSECAO NÃOEDITARSEÇÃO",
            "Imagem",
        ],
    ),
    (
        "ru",
        [
            "СОРТИРОВКА_ПО_УМОЛЧАНИЮ КЛЮЧ_СОРТИРОВКИ",
            "ПОКАЗАТЬ_ЗАГОЛОВОК",
            "НАЗВАНИЕ_СТРАНИЦЫ",
            "ПОЛНОЕ_НАЗВАНИЕ_СТРАНИЦЫ",
            "НАЗВАНИЕ_ПОДСТРАНИЦЫ",
            "ОСНОВА_НАЗВАНИЯ_СТРАНИЦЫ",
            "ПРОСТРАНСТВО_ИМЁН",
            "НАЗВАНИЕ_САЙТА",
            "КОЛИЧЕСТВО_СТАТЕЙ",
            "ТЕКУЩИЙ_ГОД",
            "НАЗВАНИЕ_ТЕКУЩЕГО_МЕСЯЦА",
            "ТЕКУЩИЙ_ДЕНЬ",
            "БЕЗ_ОГЛАВЛЕНИЯ БЕЗ_ОГЛ",
            "ОГЛАВЛЕНИЕ ОГЛ",
            "БЕЗ_РЕДАКТИРОВАНИЯ_РАЗДЕЛА",
            "Изображение",
        ],
    ),
    (
        "zh",
        [
            "默认排序",
            "显示标题 顯示標題",
            "页面名 頁面名稱 页名",
            "页面全称 完整页面名称",
            "子页面名称",
            "基础页面名称",
            "名字空间 命名空間",
            "站点名称 網站名稱",
            "条目数 文章數",
            "今年",
            "本月名 本月名称",
            "今天",
            "无目录 無目錄",
            "目录 目錄",
            "无段落编辑 無段落編輯",
            "图像 圖像",
        ],
    ),
];
const ENGLISH: [&str; 16] = [
    "DEFAULTSORT",
    "DISPLAYTITLE",
    "PAGENAME",
    "FULLPAGENAME",
    "SUBPAGENAME",
    "BASEPAGENAME",
    "NAMESPACE",
    "SITENAME",
    "NUMBEROFARTICLES",
    "CURRENTYEAR",
    "CURRENTMONTHNAME",
    "CURRENTDAY",
    "NOTOC",
    "TOC",
    "NOEDITSECTION",
    "File",
];

/// The English name of a function, a variable or a switch of a language.
pub(super) fn english(language: &str, name: &str) -> Option<&'static str> {
    let at =
        of(language)?.iter().position(|forms| forms.split(' ').any(|form| form == name && form != "-"))?;
    (at + 1 < ENGLISH.len()).then_some(ENGLISH[at])
}

/// Other names of the namespace of files.
pub(super) fn files(language: &str) -> impl Iterator<Item = &'static str> {
    of(language).into_iter().flat_map(|words| words[ENGLISH.len() - 1].split(' '))
}

fn of(language: &str) -> Option<&'static [&'static str; 16]> {
    let language = language.split(['-', '_']).next().unwrap_or_default();
    WORDS.iter().find(|(known, _)| *known == language).map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::{english, files};

    #[test]
    fn names_of_the_language_have_english_ones() {
        assert_eq!(english("de", "SEITENNAME"), Some("PAGENAME"));
        assert_eq!(english("pt-br", "SEMTDC"), Some("NOTOC"));
        assert_eq!(english("ja", "デフォルトソート"), Some("DEFAULTSORT"));
        assert_eq!(english("en", "SEITENNAME"), None);
        assert_eq!(english("it", "-"), None);
        assert_eq!(english("de", "Bild"), None);
        assert_eq!(files("de").collect::<Vec<_>>(), ["Bild"]);
    }
}
