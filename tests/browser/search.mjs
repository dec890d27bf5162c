// Search without a browser: the client of a site, with the index of its folder, and the queries that were frozen before it was
// tuned.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Kind, words and the page wanted, of each query. */
export const queries = readFileSync(path.join(repository, "preprocessors/qed-site/tests/search/queries.tsv"), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split("\t"))
  .map(([kind, words, page]) => ({ kind, words, page }));

/**
 * The search client of the site in a folder. Gives `search`, and `loaded`: the files that were read, in their order.
 * A file that is missing is missing, as it would be to a reader.
 */
export async function client(folder) {
  const loaded = [];
  const waiting = new Map();
  const loads = new Map();
  const qed = {
    data: (name, value) => waiting.get(name)?.(value),
    load(name) {
      if (!loads.has(name)) loads.set(name, new Promise((resolve, reject) => {
        const file = path.join(folder, "qed", `${name}.js`);
        if (!existsSync(file)) return reject(new Error(name));
        waiting.set(name, resolve);
        loaded.push(`qed/${name}.js`);
        runInContext(readFileSync(file, "utf8"), context);
      }));
      return loads.get(name);
    },
  };
  const context = createContext({ qed });
  const { search } = await qed.load("search/client");
  return { search, loaded };
}

/** How many places of the list of results count as found. */
const FOUND = 10;

/**
 * Asks all queries of a search: `ask` gives the pages of its results, the best first.
 * For each kind how many were asked and found, and those that were not.
 */
export async function recall(ask) {
  const kinds = {};
  for (const { kind, words, page } of queries) {
    const of = (kinds[kind] ??= { asked: 0, found: 0, lost: [] });
    of.asked += 1;
    const pages = await ask(words);
    if (pages.slice(0, FOUND).includes(page)) of.found += 1;
    else of.lost.push(`${words} → ${page}`);
  }
  return kinds;
}
