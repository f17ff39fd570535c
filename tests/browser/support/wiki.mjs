// What the Heat 2 Wiki must say: its events, conflicts, statements and sources, and the statements of the two founding reports.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " " };

/** The text of a page as published, without marks of references. */
export function text(site, path) {
  const html = readFileSync(join(site, path, "index.html"), "utf8");
  return html
    .slice(html.indexOf("<main"), html.indexOf("</main"))
    .replace(/<sup class="cite"[\s\S]*?<\/sup>/g, "")
    .replace(/<[^>]+>/g, "")
    .replace(/&[#\w]+;/g, (name) => ENTITIES[name] ?? name)
    .replace(/[’‘]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, " ");
}

/** The names of the folders in a folder of the site: its pages, and redirects to them. */
export function pages(site, folder) {
  const entries = readdirSync(join(site, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

export const EVENTS = `
e-1979-script e-1989-la-takedown e-1995-heat e-2016-imprint e-2017-coleman e-2019-next-year e-2022-announced e-2022-bestseller
e-2022-ew-list e-2022-published e-2022-tribeca e-2022-very-large-movie e-2023-driver-talked e-2023-shoot-2024 e-2023-sizemore
e-2023-wb-driver e-2024-butler e-2024-butler-silent e-2024-collider e-2024-latimes e-2024-second-novel e-2025-august-3
e-2025-bale-talks e-2025-bruckheimer-august e-2025-budget e-2025-dicaprio-confirms e-2025-dicaprio-talks e-2025-first-draft
e-2025-graham e-2025-kilmer e-2025-lumiere e-2025-shopped e-2025-spinotti e-2025-tax-credit e-2025-united-artists
e-2026-bale-confirms e-2026-bale-london e-2026-noonan`.trim().split(/\s+/);

/** The statements of each conflict: pages, each with the ids under which statements stand there, or with the words of one. */
export const CONFLICTS = {
  "when the novel came out": [["works/heat-2-novel", "novel-publication-2023 novel-publication-day novel-publication-reference novel-publication-2022"]],
  "whether Heat was based on a novel": [["works/heat-1995", "heat-source-first-novel heat-source-no-book heat-source-own-script"]],
  "running time of Heat": [["works/heat-1995", "heat-running-time-170 heat-running-time-171 heat-running-time-165"]],
  "length of the novel": [
    ["works/heat-2-novel", "novel-pages-480 novel-pages-480-review novel-pages-470 novel-pages-466 novel-pages-613"],
    ["works/heat-2-novel-german", "novel-pages-725"],
  ],
  "years of the story": [["works/heat-2-novel", "novel-years-1989-2002 novel-years-1989-1995-2002 novel-years-about-2002 novel-years-published"]],
  "start of filming": [["works/heat-2-film", "film-start-2024 film-start-late-2024 film-start-turn-of-2025 film-start-summer-2026 film-start-august-2026 film-start-3-august-2026"]],
  "budget of the film": [["works/heat-2-film", "film-budget-august-2025 film-budget-october-2025 film-budget-170 film-budget-150"]],
  "who plays Shiherlis": [["works/heat-2-film", "film-shiherlis-butler film-shiherlis-dicaprio film-shiherlis-unnamed film-shiherlis-bale film-shiherlis-unnamed-2026"]],
  "who plays the younger McCauley": [["works/heat-2-film", "film-mccauley-driver-2023 film-mccauley-unsettled-2023 film-mccauley-mann-2023 film-mccauley-driver-2025 film-mccauley-graham film-mccauley-driver-2026"]],
  "whether Pacino returns": [["works/heat-2-film", "film-hanna-pacino film-hanna-no-return film-hanna-new-cast"]],
  "total of the tax credits": [["organisations/california-film-commission", "film-tax-round-342 film-tax-round-335"]],
  "spelling of Cheritto": [["characters/michael-cheritto", "cheritto-spelled-cerrito cheritto-spelled-cheritto"]],
  "who played Shiherlis": [["works/heat-1995", "shiherlis-actor-pitt shiherlis-actor-kilmer-cast-list shiherlis-actor-kilmer-2025"]],
  "first name of McCauley": [["characters/neil-mccauley", "mccauley-first-name-nick mccauley-first-name-neil"]],
  "length of the rule": [["works/heat-1995", "rule-thirty-seconds rule-fifteen-seconds"]],
  "what Bruckheimer said of DiCaprio": [
    ["people/jerry-bruckheimer", /elements on which the film depends/],
    ["people/jerry-bruckheimer", /a rumour as well/],
  ],
};

/** Ids of the sources that the list of sources must have. */
export const SOURCES = `
news-2025-03-28-first-draft news-2023-10-10-shoot-2024 wikipedia-heat-2 wikipedia-heat-1995 wikipedia-la-takedown tcm-heat
celebritywc-heat tvtropes-heat-2 goodreads-heat-2 highland-heat-2 everand-heat-2-de bfi-heat-locations movie-locations-heat
seeing-stars-heat filmoblivion-2017-05-21 mubi-heat-music consumable-1996-01-18 turntablelab-heat-vinyl ap-2017-05-03
thr-2017-lumiere screendollars-mann topbestofcinema-actors birthdaypulse-voight calendarz-kilmer cinematoast-2002-12
rheaven-2023-09 thevoid99-2024-08-06 outlawvern-2017-05-10 vulture-2016-03 exclaim-2016 deadline-2017-04-27
latimes-2019-07-08 deadline-2022-01-19 avclub-2022-01 entertainment-ie-2022-01 ciak-2022-01 empiremediakings-2022-06
deadline-2022-06-tribeca avclub-2022-07 cbs-2022-08-04 austin-chronicle-2022-08-05 aarp-2022-08-09 vulture-2022-08
kirkus-heat-2 bookandfilmglobe-heat-2 tapthelinemag-2022-08-27 bevvincent-2022-09-17 gardiner-blog-heat-2
gardiner-blog-2022-12-15 warrior27-2023-03-20 mysteryfile-heat-2 realbookspy-2024 crimereads-gardiner-2024
slashfilm-2023-04-03 cinemablend-2023-04-04 thedailybeast-2023-04-05 boundingintocomics-2023-08-24 bosshunting-2024
movieplayer-2024-05 filmstories-2024 clandestine-2024 bosshunting-2024-06-07 clutchpoints-2024-07-17 gamesradar-2025-08-05
perthnow-2025-08-07 thewrap-2025-10-07 thr-2025-10-07 thefilmstage-2025-10 happymag-2025-10-08 newindianexpress-2025-10-10
menafn-2025-10-18 lascimmiapensa-2025-10-19 theimmigrant-2025-10-21 gfpods-2025-10-21 worldofreel-2025-11-17
gamesradar-2025-11-17 meaww-2025-11-19 cinemablend-2025-11-21 arynews-2025-12-05 skytg24-2025-12-05 cinemablend-2025-12-12
screengeek-2025-12-18 guardian-2025-12 flickscope-2025-12 flickscope-2025-12-bruckheimer filmaesthete-2025-12
comicbookmovie-2026-02-24 newindianexpress-2026-02-26 indianexpress-2026-02-26 arynews-2026-02-bale
cityliveglasgow-2026-03-06 faroutmagazine-2023-03-04 ajc-2025-04-02 thelist-2025-04-02 jang-2026-02-noonan
usnea-2026-02-noonan`.trim().split(/\s+/);

/** What the report of 10 October 2023 says (A) and what that of 28 March 2025 says (B), with what became of it. */
export const STATEMENTS = [
  ["A1 shoots in 2024", "works/heat-2-film", /put the shoot in 2024, the first of six starting dates/],
  ["A2 after the novel", "works/heat-2-film", /after the novel of the same name/],
  ["A3 among the most acclaimed films of the 1990s", "works/heat-1995", /among the most acclaimed films of the 1990s/],
  ["A4 cat and mouse, action, thriller, existentialism", "works/heat-1995", /cat and mouse, part action film and part thriller, with what a report of 2023 called existentialism/],
  ["A5 first time on screen together", "works/heat-1995", /first film in which Pacino and De Niro were on the screen at the same time/],
  ["A6 the diner scene, an instant classic", "articles/the-coffee-scene", /the long scene in the diner, an instant classic/],
  ["A7 book dated to 2023: mistaken", "works/heat-2-novel", /10 October 2023 says that the book came out earlier that year\. That is a mistake/],
  ["A8 written with Meg Gardiner", "works/heat-2-novel", /by Michael Mann and Meg Gardiner/],
  ["A9 prequel and sequel", "works/heat-2-novel", /a prequel and a sequel to Mann's film/],
  ["A10 a film very soon", "works/heat-2-film", /expected a film very soon/],
  ["A11 promoting Ferrari, Deadline event, London", "works/heat-2-film", /in London to promote Ferrari, at an event held by Deadline/],
  ["A12 yes, there will be a film", "works/heat-2-film", /he answered "yes"/],
  ["A13 came out during the Ferrari shoot", "works/heat-2-film", /come out while he was shooting Ferrari/],
  ["A14 it did very well", "works/heat-2-film", /had done very well, he said/],
  ["A15 plans to shoot it next", "works/heat-2-film", /he planned to shoot it next/],
  ["A16 Driver: perhaps", "people/adam-driver", /"Perhaps", he answered; it was not something he talked about yet/],
  ["A17 like a house on fire", "people/adam-driver", /"Adam and I got along like a house on fire"/],
  ["A18 work ethic, intensity, great time", "people/adam-driver", /share a work ethic, that both work with intensity, that they liked each other, and that as artists they had a great time/],
  ["A19 the reporter's maybe", "people/adam-driver", /read all this as a "maybe"\. It has stayed one/],
  ["A20 HarperCollins's description", "works/heat-2-novel", /HarperCollins presents it as a story from before and after the film, with the old characters, with new ones on both sides of the law, and with new heists/],
  ["A21 Taiwanese syndicates, money-laundering", "works/heat-2-novel", /rival Taiwanese syndicates are at work, and over the Mexican border, where a cartel launders its money/],
  ["A22 men and women of both worlds", "works/heat-2-novel", /a portrait of the men and the women of both worlds/],
  ["B2 awaited since the novel", "works/heat-2-film", /A sequel had been awaited ever since/],
  ["B3 follows a first novel: mistaken", "works/heat-1995", /28 March 2025 says that the film is based on a first novel, which Heat 2 followed\. That is a mistake/],
  ["B4 committed", "works/heat-2-film", /Mann kept saying that he was committed to the project/],
  ["B5 in development at Warner Bros., since given up", "organisations/warner-bros", /developed Heat 2 until August 2025/],
  ["B6 likely the next after Ferrari", "works/ferrari-2023", /likely to be his next film after it/],
  ["B7 a biographical sports film", "works/ferrari-2023", /Ferrari is a biographical sports film/],
  ["B8 first draft done", "events/e-2025-first-draft", /Michael Mann had finished the first draft/],
  ["B9 the quotation", "events/e-2025-first-draft", /"I just finished the screenplay and handed in the first draft\."/],
  ["B10 in this case Warner Brothers", "events/e-2025-first-draft", /the studio was "in this case" Warner Bros\./],
  ["B11 can say no more", "events/e-2025-first-draft", /said that he could say no more/],
  ["B12 an exciting project", "events/e-2025-first-draft", /called it an exciting project/],
  ["B13 at work for some time; ten months", "works/heat-2-film", /at work on the script for some time by then; he later put it at ten months/],
  ["B14 Steve Weintraub of Collider, November 2024", "events/e-2024-collider", /In November 2024 Michael Mann told Steve Weintraub of Collider/],
  ["B15 the night drive", "places/canters", /woken at half past two that night\. At three in the morning he drove through the empty city/],
  ["B16 open all night", "places/canters", /the only place that is open all night/],
  ["B17 in a booth until nine", "places/canters", /sat down in a booth and wrote until about nine/],
  ["B18 act four", "places/canters", /He was finishing act four/],
  ["B19 Starsky & Hutch", "places/canters", /In the same booth, he said, he had written the first episodes of Starsky & Hutch/],
  ["B20 The Jericho Mile and probably Heat", "places/canters", /The Jericho Mile, his television film of 1979, and "probably" some early drafts of Heat/],
  ["B22 depends on Warner Bros.; its outcome", "works/heat-2-film", /All would depend on whether Warner Bros\. liked the script; rewrites might delay the film.*no rewrite was reported, but the studio balked at the cost/],
  ["B23 small changes, his own novel", "works/heat-2-film", /changes ought to be small, since Mann was adapting his own novel/],
  ["B24 another big step within the year; it came true", "works/heat-2-film", /another big step should come before the year was out\. The second came true/],
];
