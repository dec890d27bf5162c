// Real browsers, with the network cut: how a page is opened, and what it did is written down.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import { npm } from "./site.mjs";

const puppeteer = npm("puppeteer-core");

/** How long anything may take that a reader waits for, in milliseconds: generous, since the tests share their machine. */
const PATIENCE = 30_000;

const program = (...candidates) =>
  candidates.find((candidate) => candidate && existsSync(candidate)) ??
  assert.fail(`none of ${candidates.filter(Boolean).join(", ")} is there: run \`cargo xtask setup\``);

/** Chromium, which can reach this machine only. */
export function chromium() {
  return puppeteer.launch({
    executablePath: program(process.env.QED_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"),
    headless: true,
    protocolTimeout: 4 * PATIENCE,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

/** Firefox, which can reach this machine only. Themes of the system and missing scripts are for Chromium alone. */
export function firefox() {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: program(process.env.QED_FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"),
    headless: true,
    protocolTimeout: 4 * PATIENCE,
    extraPrefsFirefox: {
      // A reader's Firefox holds each file for a site of its own; the driver would have it otherwise.
      "security.fileuri.strict_origin_policy": true,
      // A proxy that nobody answers for whatever is not this machine.
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": 9,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": 9,
      "network.proxy.no_proxies_on": "127.0.0.1",
    },
  });
}

const records = new WeakMap();

/** What `page` said, asked for and was refused since it was opened: lists of lines, all empty for a page in order. */
export const record = (page) => records.get(page);

/**
 * A new page of `browser` (or of one of its contexts), with `path` of the site at `where` in it, loaded with its fonts.
 *
 * @param where the address of the site: `onDisk`, or that of `serve()`
 * @param path of a page from there, with or without a fragment
 */
export async function open(browser, where, path, { width = 1280, height = 900, theme = "light", js = true } = {}) {
  // In a window of its own: of the tabs of one window all but one are hidden, and a hidden page is not drawn.
  const page = await browser.newPage({ type: "window" });
  page.setDefaultTimeout(PATIENCE);
  records.set(page, { where, js, requests: [], said: [], failed: [] });
  page.on("console", (message) => record(page).said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => record(page).said.push(`error: ${error.message}`));
  page.on("request", (request) => record(page).requests.push(request.url()));
  page.on("requestfailed", (request) => record(page).failed.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("response", (response) => response.status() >= 400 && record(page).failed.push(`${response.url()}: ${response.status()}`));
  // What the policy refuses is told to the page alone.
  await page.evaluateOnNewDocument(() => {
    globalThis.refusedByPolicy = [];
    addEventListener("securitypolicyviolation", (event) =>
      globalThis.refusedByPolicy.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  if (isChromium(page)) await page.setJavaScriptEnabled(js);
  await see(page, { width, height, theme });
  await visit(page, path);
  return page;
}

/** Gives the reader another window, or a system with another theme (in Chromium alone). */
export async function see(page, { width, height = 900, theme }) {
  if (width) await page.setViewport({ width, height });
  if (theme && isChromium(page)) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await settled(page);
}

/** Leads an open page to another of its site, and begins its record anew. Much cheaper than a new page. */
export async function visit(page, path) {
  const { where, js } = record(page);
  records.set(page, { where, js, requests: [], said: [], failed: [] });
  await page.goto(new URL(path, where).href, { timeout: PATIENCE });
  await settled(page);
}

export const isChromium = (page) => page.browser().process().spawnfile.includes("chrom");

/** Waits until the fonts are there and the page was drawn with them. Without scripts a page can only be loaded. */
export async function settled(page) {
  if (!record(page).js) return;
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  });
}

/** What is wrong with how a page behaved so far: it is silent, asks only its own site, and obeys its own policy. */
export async function complaints(page) {
  const { where, requests, said, failed } = record(page);
  // Firefox does not tell its driver of files, but the page itself knows what it loaded.
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  const foreign = [...new Set([...requests, ...loaded])].filter((url) => !url.startsWith(where) && !url.startsWith("data:"));
  const refused = await page.evaluate(() => globalThis.refusedByPolicy ?? []);
  return [
    ...said.map((line) => `says ${line}`),
    ...foreign.map((url) => `asks ${url}`),
    ...failed.map((line) => `fails to get ${line}`),
    ...refused.map((line) => `breaks its policy: ${line}`),
  ];
}

/** Run inside a page: what makes it wider than its window. */
export function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const clipped = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  };
  const culprits = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && !clipped(element))
    .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class")} ${element.textContent.slice(0, 40)}`);
  return [`is ${scrollWidth} wide in a window of ${clientWidth}: ${culprits.slice(0, 3).join("; ")}`];
}
/** Adds axe to the page and gives what it finds: for each rule the first place and why, and how many more there are. */
export async function axe(page, options = {}) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(npm("axe-core").source);
  return page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, {
      preload: false,
      selectors: false,
      resultTypes: ["violations"],
      ...options,
    });
    return violations.map(({ id, nodes: [{ any, all, none, html }, ...more] }) => {
      const reasons = [...any, ...all, ...none].map(({ message }) => message);
      return `${id}: ${html.slice(0, 160)}: ${reasons.join("; ")}${more.length ? ` (and ${more.length} more)` : ""}`;
    });
  }, options);
}

/** Presses Tab until the focus is on what `selector` names, as a reader without a mouse does. */
export async function tabTo(page, selector, { most = 400 } = {}) {
  for (let pressed = 1; pressed <= most; pressed++) {
    await page.keyboard.press("Tab");
    if (await focused(page, selector)) return pressed;
  }
  assert.fail(`${selector} is not reached by ${most} times Tab`);
}

/** Whether the focus is on what `selector` names. */
export const focused = (page, selector) => page.evaluate((selector) => !!document.activeElement?.matches(selector), selector);

/** Waits until `selector` is seen (or, with `hidden`, is seen no more). */
export const seen = (page, selector, { hidden = false } = {}) => page.waitForSelector(selector, hidden ? { hidden } : { visible: true });

/** Presses `key` and waits for the page that it leads to. */
export async function follow(page, key = "Enter") {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  await settled(page);
}

/** In a page: whether it has a font of this name that can be loaded. */
export async function canLoadFont(name) {
  const face = [...document.fonts].find(({ family }) => family.includes(name));
  return (await face?.load().catch(() => undefined))?.status === "loaded";
}

/**
 * In a page: whether it has a font of this name, and whether the file at `address` can be loaded as a font here. A page is
 * shown without the font of its text rather than moved when it comes late (`font-display: optional`), and Firefox then calls
 * the face of the page failed, so that another face has to ask.
 */
export async function canLoadOptionalFont(name, address) {
  if (![...document.fonts].some(({ family }) => family.includes(name))) return false;
  return (await new FontFace("asked", `url(${JSON.stringify(address)})`).load().catch(() => undefined))?.status === "loaded";
}
