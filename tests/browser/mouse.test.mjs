// What a reader does with a mouse and not otherwise, and where the folder of the book may lie.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium, complaints, open, seen } from "./browser.mjs";
import { folder, onDisk, pageWith } from "./site.mjs";

let browser;
before(async () => {
  browser = await chromium();
});
after(() => browser?.close());

const TOPIC = pageWith(/class="fold"/, /class="recall"/, /<p>[^\n]*<a href="[^"#]*\.html"/);
const LINK = "main article p a[href$='.html']";

test("a preview comes under the mouse, stays while the mouse is on it, and goes with the mouse", async () => {
  const page = await open(browser, onDisk, TOPIC);
  await page.$eval(LINK, (link) => link.scrollIntoView({ block: "center" }));
  await page.hover(LINK);
  await seen(page, "[role=tooltip]");
  await page.hover("[role=tooltip]");
  // Longer than it takes to close.
  await page.evaluate(() => new Promise((passed) => setTimeout(passed, 500)));
  await seen(page, "[role=tooltip]");
  await page.mouse.move(2, 2);
  await seen(page, "[role=tooltip]", { hidden: true });
  assert.deepEqual(await complaints(page), []);
  await page.close();
});

test("the preview of a work that is named is its entry among the sources", async () => {
  const page = await open(browser, onDisk, pageWith(/sources\.html#[a-z]+-\d{4}"/));
  const link = "main article a[href*='sources.html#']";
  await page.$eval(link, (link) => link.scrollIntoView({ block: "center" }));
  await page.hover(link);
  await seen(page, "[role=tooltip]");
  const shown = await page.$eval("[role=tooltip]", (card) => card.innerText);
  assert.match(shown, /^Sources\s+[^\n]+, \d{4}, [^\n]+ Used by [^\n]+\.$/);
  assert.deepEqual(await complaints(page), []);
  await page.close();
});

test("a click beside the contents closes them", async () => {
  const page = await open(browser, onDisk, TOPIC);
  await page.click(".menu");
  await seen(page, "dialog[open] nav a");
  await page.mouse.click(1270, 450);
  await seen(page, "dialog[open]", { hidden: true });
  await page.close();
});

test("the book works in a folder of any name", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "qed-"));
  const odd = path.join(home, "Über 100% & more #1?");
  symlinkSync(folder, odd, "dir");
  const page = await open(browser, `${pathToFileURL(odd)}/`, TOPIC);
  await page.hover(LINK);
  await seen(page, "[role=tooltip]");
  await page.click(".menu");
  await seen(page, "dialog[open] nav a[aria-current=page]");
  assert.deepEqual(await complaints(page), []);
  await page.close();
  rmSync(home, { recursive: true });
});
