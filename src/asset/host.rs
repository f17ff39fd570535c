//! Files that configure a web host.
//!
//! Hosts of static sites read settings, redirects and programs from among the published files. Letter case is
//! ignored, because some file systems ignore it.

use super::kind::extension;

/// Names of files and folders that hosts read in any folder.
const ANYWHERE: &[&str] = &[
    // Netlify, Cloudflare.
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    "_worker.bundle",
    "netlify.toml",
    "wrangler.toml",
    "wrangler.json",
    "wrangler.jsonc",
    // Vercel.
    "vercel.json",
    "now.json",
    // GitHub Pages and similar hosts.
    "cname",
    "_config.yml",
    "_config.yaml",
    "_config.toml",
    // Azure, IIS.
    "staticwebapp.config.json",
    "web.config",
    "app_offline.htm",
    // Firebase.
    "firebase.json",
    // AWS Amplify.
    "amplify.yml",
    "customhttp.yml",
    // Servers and PHP.
    ".htaccess",
    ".htpasswd",
    ".user.ini",
    ".well-known",
    "php.ini",
    "user.ini",
    "nginx.conf",
    "caddyfile",
];

/// Names that matter only at the root of a site: settings of further hosts, and files that speak for the site's
/// owner.
const AT_ROOT: &[&str] = &[
    "app.yaml",
    "app.yml",
    "app.json",
    "render.yaml",
    "fly.toml",
    "railway.json",
    "serve.json",
    "static.json",
    "routes.json",
    "cors",
    "auth",
    "router",
    "dockerfile",
    "procfile",
    "security.txt",
    "ads.txt",
    "app-ads.txt",
    "apple-app-site-association",
    "assetlinks.json",
];

/// Folders at the root of a site in which hosts look for programs.
const PROGRAM_FOLDERS: &[&str] = &["functions", "netlify", "api", "edge-functions"];

/// Extensions of programs that hosts run from such folders, besides those that are never published.
const PROGRAMS: &[&str] = &[
    "js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "cts", "wasm", "py", "go", "rb", "rs", "php", "java",
    "cs", "lua", "sh",
];

/// Returns whether a file configures the host that publishes it.
pub fn steers_host(path: &str) -> bool {
    let path = path.to_lowercase();
    let mut parts = path.split('/').map(|part| part.trim_end_matches(['.', ' ']));
    if parts.clone().any(|part| ANYWHERE.contains(&part)) || AT_ROOT.contains(&path.as_str()) {
        return true;
    }
    let folder = parts.next().unwrap_or_default();
    let is_program = || extension(&path).is_some_and(|extension| PROGRAMS.contains(&extension.as_str()));
    path.contains('/') && PROGRAM_FOLDERS.contains(&folder) && is_program()
}

/// Returns whether a name that begins with a dot is a file or folder that configures hosts. Such names are read in
/// `static/` and reported in `content/`.
pub fn is_hidden_host_file(name: &str) -> bool {
    const PUBLISHED: [&str; 3] = [".htaccess", ".user.ini", ".well-known"];
    PUBLISHED.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_configuration_files_are_known_by_name() {
        for path in [
            "_headers",
            "_REDIRECTS",
            "deep/in/_headers",
            "_worker.js",
            "_worker.js/index.js",
            "CNAME",
            "cname",
            "netlify.toml",
            "Web.Config",
            "web.config.",
            "functions/a/[[path]].js",
            "API/run.py",
            "ads.txt",
            ".well-known/security.txt",
        ] {
            assert!(steers_host(path), "{path}");
        }
        for path in
            ["functions/sine.png", "notes/ads.txt", "headers", "maths/functions/a.py", "api", "cname.png"]
        {
            assert!(!steers_host(path), "{path}");
        }
    }
}
