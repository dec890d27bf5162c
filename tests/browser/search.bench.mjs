// Search engines beside each other in Chromium, on the pages of one site: called by `cargo xtask bench search`.
//
// `node search.bench.mjs index FOLDER MODULES` makes MiniSearch's index of the site; `… ask FOLDER MODULES` asks all engines the
// frozen queries, and prints a line of cells for each. MiniSearch is in MODULES, Pagefind's index in FOLDER/pagefind, and the same
// pages by mdBook, where there are any, in FOLDER/../mdbook.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [command, folder, modules] = process.argv.slice(2);
const mdBook = path.join(folder, "../mdbook");
const miniSearch = (file) => path.join(modules, "minisearch/dist", file);

// Identifiers whole and in parts, commands of TeX, letters without marks: what MiniSearch needs to find what QED finds.
const OPTIONS = `({
  fields: ["title", "heading", "text", "lines"],
  storeFields: ["path"],
  tokenize: (text) => (text.match(/\\\\[A-Za-z]+|[\\p{L}\\p{N}\\p{M}_]+/gu) ?? []).flatMap((word) => (word.includes("_") ? [word, ...word.split("_")] : [word])),
  processTerm: (term) => term.normalize("NFKD").replace(/\\p{M}+/gu, "").toLowerCase() || null,
  searchOptions: { boost: { title: 4, heading: 2 }, prefix: true, fuzzy: 0.2 },
})`;

/** The sections of the site, from the files that show what was found. */
function sections() {
  const all = [];
  for (const file of readdirSync(path.join(folder, "qed/search")).filter((file) => file.startsWith("texts-"))) {
    const script = readFileSync(path.join(folder, "qed/search", file), "utf8");
    const [page, title, parts] = JSON.parse(script.slice(script.indexOf(",") + 1, script.lastIndexOf(")")));
    parts.forEach(([id, heading, text, lines]) => all.push({ id: `${page}#${id}`, path: page, title, heading, text, lines }));
  }
  return all;
}

if (command === "index") {
  const MiniSearch = createRequire(import.meta.url)(miniSearch("cjs/index.cjs"));
  const index = new MiniSearch((0, eval)(OPTIONS));
  index.addAll(sections());
  writeFileSync(path.join(folder, "minisearch.json"), JSON.stringify(index));
  writeFileSync(path.join(folder, "minisearch.js"), readFileSync(miniSearch("umd/index.js")));
  process.exit();
}

process.env.QED_SITE = folder;
const { chromium } = await import("./browser.mjs");
const { serve } = await import("./site.mjs");
const { queries, recall } = await import("./search.mjs");

/** The file of mdBook's site whose name begins and ends so; a hash is in between. */
const hashed = (begin, end) => readdirSync(mdBook).find((file) => file.startsWith(`${begin}-`) && file.endsWith(end));

// Each engine as a function of the page: `ask(words)` gives the pages of its results, the best first. It starts on a `page` of
// the site that has loaded nothing of it.
const ENGINES = {
  "QED, from a folder": {
    where: "file",
    root: folder,
    page: "contents.html",
    async start() {
      globalThis.ask = async (words) => {
        const client = await globalThis.qed.load("search/client");
        return (await client.search(words)).results.map(({ path }) => path);
      };
    },
    files: /^qed\/search\//,
  },
  "MiniSearch": {
    where: "http",
    root: folder,
    page: "contents.html",
    given: OPTIONS,
    async start(options) {
      globalThis.ask = async (words) => {
        globalThis.index ??= (async () => {
          const script = document.createElement("script");
          script.src = "/minisearch.js";
          await new Promise((loaded) => ((script.onload = loaded), document.head.append(script)));
          const json = await (await fetch("/minisearch.json")).text();
          return globalThis.MiniSearch.loadJSON(json, (0, eval)(options));
        })();
        return [...new Set((await globalThis.index).search(words).map(({ path }) => path))].slice(0, 10);
      };
    },
    files: /^minisearch\.json$/,
  },
  "Pagefind": {
    where: "http",
    root: folder,
    page: "contents.html",
    async start() {
      globalThis.ask = async (words) => {
        const pagefind = await import("/pagefind/pagefind.js");
        const { results } = await pagefind.search(words);
        const found = await Promise.all(results.slice(0, 10).map((result) => result.data()));
        return found.map(({ url }) => url.replace(/^\//, "").replace(/\.html.*$/, "").replace(/\/$/, "/index"));
      };
    },
    files: /^pagefind\//,
  },
};
// As its own script asks it, without that script's page around.
if (existsSync(mdBook)) ENGINES["mdBook, from a folder"] = {
  where: "file",
  root: mdBook,
  page: "toc.html",
  given: [hashed("elasticlunr", ".min.js"), hashed("searchindex", ".js")],
  async start(scripts) {
    globalThis.search = {};
    const load = (src) => new Promise((loaded, failed) => {
      const script = Object.assign(document.createElement("script"), { src, onload: loaded, onerror: failed });
      document.head.append(script);
    });
    globalThis.ask = async (words) => {
      globalThis.index ??= (async () => {
        for (const script of scripts) await load(script);
        return globalThis.elasticlunr.Index.load(globalThis.search.index);
      })();
      const index = await globalThis.index;
      const { search_options: options, results_options: { limit_results: most }, doc_urls: addresses } = globalThis.search;
      const found = index.search(words, options).slice(0, most).map(({ ref }) => addresses[ref].replace(/\.html.*$/, ""));
      return [...new Set(found)].slice(0, 10);
    };
  },
  files: /^searchindex-/,
};

const compressed = (file, bytes) => (/\.(js|json|css|html)$/.test(file) ? gzipSync(bytes).length : bytes.length);

/** Files of a folder that `pattern` names, as they cross a network. */
function size(folder, pattern) {
  const files = readdirSync(folder, { recursive: true }).map((file) => file.split(path.sep).join("/"));
  return files
    .filter((file) => pattern.test(file) && statSync(path.join(folder, file)).isFile())
    .reduce((sum, file) => sum + compressed(file, readFileSync(path.join(folder, file))), 0);
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

const [browser, server] = await Promise.all([chromium(), serve(folder)]);
for (const [engine, { where, root, page: begin, given, start, files }] of Object.entries(ENGINES)) {
  const address = where === "file" ? `${pathToFileURL(root)}/` : server.address;
  const firsts = [];
  const bytes = [];
  // New readers, each with another query.
  for (let reader = 0; reader < 9; reader++) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setBypassCSP(true);
    const requests = new Set();
    await page.goto(new URL(begin, address).href);
    page.on("request", (request) => requests.add(decodeURIComponent(request.url().slice(address.length).replace(/[?#].*/, ""))));
    await page.evaluate(start, given);
    firsts.push(await page.evaluate(async (words) => {
      const started = performance.now();
      await globalThis.ask(words);
      return performance.now() - started;
    }, queries[reader * 27].words));
    bytes.push([...requests].reduce((sum, file) => sum + compressed(file, readFileSync(path.join(root, file))), 0));
    await context.close();
  }
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  await page.goto(new URL(begin, address).href);
  await page.evaluate(start, given);
  const times = [];
  const kinds = await recall(async (words) => {
    const [pages, time] = await page.evaluate(async (words) => {
      const started = performance.now();
      const pages = await globalThis.ask(words);
      return [pages, performance.now() - started];
    }, words);
    times.push(time);
    return pages;
  });
  await page.close();
  const shares = Object.fromEntries(Object.entries(kinds).map(([kind, { asked, found }]) => [kind, Math.round((100 * found) / asked)]));
  const cells = [engine, kb(median(bytes)), ms(median(firsts)), ms(median(times)), kb(size(root, files)), ...Object.entries(shares).map(([kind, share]) => `${kind} ${share}`)];
  console.log(cells.join("\t"));
}
await Promise.all([browser.close(), server.close()]);

function kb(bytes) {
  return `${(bytes / 1000).toFixed(1)}`;
}

function ms(time) {
  return `${time.toFixed(1)}`;
}
