// Lighthouse on pages of a site, as a phone and as a desktop: `QED_SITE=folder node lighthouse.mjs MODULES PAGE…`.
//
// MODULES is the folder where `lighthouse` is installed. Prints a line of JSON for each page and form: the four scores (0 to
// 100), the bytes that came over the wire, and how many requests it took.

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { serve } from "./site.mjs";

const [modules, ...pages] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, "lighthouse.js"));
const { default: lighthouse, desktopConfig } = await import(pathToFileURL(require.resolve("lighthouse")).href);
const { launch } = await import(pathToFileURL(require.resolve("chrome-launcher")).href);

const chrome = await launch({
  chromePath: process.env.QED_CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});
const site = await serve(undefined, { compress: true });
try {
  for (const page of pages) {
    for (const [form, config] of [
      ["mobile", undefined],
      ["desktop", desktopConfig],
    ]) {
      const { lhr } = await lighthouse(site.address + page, { port: chrome.port, logLevel: "error" }, config);
      const scores = Object.fromEntries(
        Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]),
      );
      const requests = lhr.audits["network-requests"].details.items;
      const bytes = requests.reduce((sum, { transferSize }) => sum + (transferSize ?? 0), 0);
      const failed = Object.values(lhr.audits)
        .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== "informative")
        .map(({ id }) => id);
      console.log(JSON.stringify({ page, form, ...scores, bytes, requests: requests.length, failed }));
    }
  }
} finally {
  await site.close();
  await chrome.kill();
}
