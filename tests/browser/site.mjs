// The site under test as files: its pages, what their tags say, and a server for it.
//
// The site is the folder `book/` of the repository, or the one that QED_SITE names.

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createGzip } from "node:zlib";

const repository = fileURLToPath(new URL("../../", import.meta.url));

export const folder = path.resolve(process.env.QED_SITE ?? path.join(repository, "book"));
if (!existsSync(path.join(folder, "index.html"))) {
  throw new Error(`there is no site in ${folder}: build it with \`cargo qed build\`, or name its folder in QED_SITE`);
}

/** The address of the site as a folder that is opened from disk. */
export const onDisk = `${pathToFileURL(folder)}/`;

export const modules = path.resolve(process.env.QED_NODE_MODULES ?? path.join(repository, "target/qed-tests/node_modules"));

/** A module of `tests/package.json`, which `cargo xtask setup` installs. */
export function npm(name) {
  const require = createRequire(path.join(modules, "..", "tests.js"));
  return require(name);
}

/** All files of the site, as paths from its folder, sorted. */
export const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/"))
  .sort();

export const text = (file) => readFileSync(path.join(folder, file), "utf8");

/** Pages that only send the reader on. */
const redirects = (file) => /<meta http-equiv="refresh"/.test(text(file).slice(0, 2000));

/** The pages that a reader reads: not redirects, and not the page for addresses that lead nowhere. */
export const pages = files.filter((file) => file.endsWith(".html") && file !== "404.html" && !redirects(file));

/** The first page that holds all of `patterns`: tests something on a real page without naming one that may be renamed. */
export function pageWith(...patterns) {
  const found = pages.find((file) => patterns.every((pattern) => pattern.test(text(file))));
  if (!found) throw new Error(`no page holds ${patterns.join(" and ")}`);
  return found;
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

const decoded = (value) =>
  value.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return number ? String.fromCodePoint(Number(number)) : (ENTITIES[name] ?? whole);
  });

/** The opening tags of HTML, each with its name and its attributes decoded. */
export function tags(html) {
  const bare = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/(<(script|style|template|textarea)\b[^>]*>)[\s\S]*?<\/\2>/gi, "$1");
  return [...bare.matchAll(/<([a-z][\w-]*)((?:\s+[^\s"'=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi)].map(
    ([, name, rest]) => ({
      name: name.toLowerCase(),
      attributes: Object.fromEntries(
        [...rest.matchAll(/([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)].map(
          ([, key, double, single, plain]) => [key.toLowerCase(), decoded(double ?? single ?? plain ?? "")],
        ),
      ),
    }),
  );
}

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/**
 * Serves the site as a plain host of static files does, and `404.html` for what is not there; with `compress`, text is
 * compressed on its way. Gives the address and a function that ends it.
 */
export async function serve(root = folder, { compress = false } = {}) {
  const server = createServer((request, response) => {
    let file = path.join(root, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, "index.html");
    const found = file.startsWith(root) && existsSync(file);
    if (!found) file = path.join(root, "404.html");
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const zipped = compress && !/^(image\/png|font|application\/octet)/.test(type);
    response.writeHead(found ? 200 : 404, { "content-type": type, ...(zipped && { "content-encoding": "gzip" }) });
    if (zipped) createReadStream(file).pipe(createGzip()).pipe(response);
    else createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
