// What formulas look like: our markup with our stylesheet beside KaTeX's own, in each browser; and one browser beside the other.
//
// All sound formulas of the suites are drawn in boxes of one size each, and photographed. Boxes are compared pixel by pixel, in a
// page of the browser itself.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium, firefox } from "./browser.mjs";
import { modules, npm } from "./site.mjs";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const suites = path.join(repository, "tests/suites/formulas");

/** Formulas on one picture: taller ones are not drawn whole. */
const EACH = 60;
const WIDTH = 1000;
/** Of 255, how much a pixel may differ, and how many pixels of a formula may differ more. */
const SHADE = 48;
const PIXELS = 3;
/** Marks cut the text in pieces, and browsers place each piece for itself, off by a fraction of a pixel. */
const MARKED_PIXELS = 100;

/** Lines of the suites that are listed as different in one way. */
const listed = (kind) =>
  readFileSync(path.join(suites, "differences.list"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.slice(kind.length + 1));

const refused = listed("verdict");
const lines = readdirSync(suites)
  .filter((file) => file.endsWith(".txt"))
  .sort()
  .flatMap((file) => readFileSync(path.join(suites, file), "utf8").split("\n"))
  .filter((line) => /^i?\+/.test(line) && !refused.includes(line));
const formulas = lines.map((line) => ({
  tex: line.replace(/^i?\+ ?/, "").replaceAll("⏎", "\n"),
  display: !line.startsWith("i"),
}));

/** KaTeX's markup, as the test of the markup has it made. */
function theirs() {
  const katex = npm("katex");
  const links = ["http", "https", "mailto", "_relative"];
  const trust = ({ command, protocol }) => ["\\href", "\\url"].includes(command) && links.includes(protocol);
  // It tells the console of characters that it lacks.
  const { warn, error, log } = console;
  Object.assign(console, { warn() {}, error() {}, log() {} });
  const options = { strict: "ignore", trust, maxSize: 100 };
  const markup = formulas.map(({ tex, display }) => katex.renderToString(tex, { displayMode: display, ...options }));
  Object.assign(console, { warn, error, log });
  return markup;
}

function ours() {
  const program = ["run", "--quiet", "-p", "qed-math", "--example", "typeset"];
  const answers = execFileSync("cargo", program, { cwd: repository, input: JSON.stringify(formulas), maxBuffer: 1 << 28 });
  return JSON.parse(answers);
}

const folder = mkdtempSync(path.join(tmpdir(), "qed-pictures-"));
after(() => rmSync(folder, { recursive: true }));

/** Pages with the formulas of one engine; returns their addresses. */
function pages(name, markup, stylesheet) {
  const addresses = [];
  for (let first = 0; first < markup.length; first += EACH) {
    const boxes = markup.slice(first, first + EACH).map((html) => `<div class="box">${html}</div>`);
    const file = path.join(folder, `${name}-${first}.html`);
    const own = `body { margin: 0; background: #fff; color: #000; font-size: 16px; } .box { overflow: hidden; width: ${WIDTH}px; padding: 4px 0; box-sizing: border-box; } .katex-display { margin: 0; }`;
    writeFileSync(
      file,
      `<!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="${pathToFileURL(stylesheet)}"><style>${own}</style>${boxes.join("\n")}`,
    );
    addresses.push(pathToFileURL(file).href);
  }
  return addresses;
}

/** Each page of an engine as a picture, with the size of what is drawn in each box. `heights` are those of the boxes, if they are known. */
async function draw(browser, addresses, heights) {
  const page = await browser.newPage();
  await page.setViewport({ width: WIDTH, height: 800, deviceScaleFactor: 1 });
  const drawn = [];
  for (const [index, address] of addresses.entries()) {
    await page.goto(address);
    const sizes = await page.evaluate(async (given) => {
      const boxes = [...document.querySelectorAll(".box")];
      await Promise.all([...document.fonts].map((font) => font.load()));
      await document.fonts.ready;
      boxes.forEach((box, at) => {
        box.style.height = `${given ? given[at] : Math.min(Math.ceil(box.scrollHeight) + 8, 300)}px`;
      });
      return boxes.map((box) => {
        const bases = [...box.querySelectorAll(".katex-base")].map((base) => base.getBoundingClientRect());
        const width = bases.reduce((sum, base) => sum + base.width, 0);
        return { box: box.getBoundingClientRect().height, width, height: Math.max(0, ...bases.map((base) => base.height)) };
      });
    }, heights?.[index]);
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    drawn.push({ picture: await page.screenshot({ fullPage: true, encoding: "base64" }), sizes });
  }
  await page.close();
  return drawn;
}

/** For each box of a picture: how many pixels are otherwise in another picture, and how dark each of the two is. */
function compare(page, one, other) {
  return page.evaluate(
    async (one, other, heights, shade) => {
      const pixels = async (picture) => {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = await Promise.all([pixels(one), pixels(other)]);
      let top = 0;
      return heights.map((height) => {
        let differing = 0;
        const ink = [0, 0];
        for (let at = 4 * a.width * top; at < 4 * a.width * (top + height); at += 4) {
          const far = [0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > shade);
          if (far) differing++;
          ink[0] += 255 - a.data[at];
          ink[1] += 255 - b.data[at];
        }
        top += height;
        return { differing, ink };
      });
    },
    one.picture,
    other.picture,
    one.sizes.map(({ box }) => box),
    SHADE,
  );
}

/** Fails unless exactly the listed formulas differ. */
function onlyListed(kind, differing) {
  const known = listed(kind);
  const fresh = [...differing].filter(([line]) => !known.includes(line));
  const told = fresh.map(([line, why]) => `${line}: ${why}`).join("\n");
  assert.equal(told, "", "they differ, and no line of differences.list says why");
  const gone = known.filter((line) => !differing.has(line));
  assert.deepEqual(gone, [], "they differ no more: take them out of differences.list");
}

let browsers;
const drawn = {};
before(async () => {
  browsers = { Chromium: await chromium(), Firefox: await firefox() };
  const markup = ours();
  const stylesheet = path.join(repository, "theme/katex/katex.css");
  const own = pages("ours", markup.map(({ html }) => html), stylesheet);
  const katex = pages("theirs", theirs(), path.join(modules, "katex/dist/katex.css"));
  let heights;
  for (const [name, browser] of Object.entries(browsers)) {
    drawn[name] = { theirs: await draw(browser, katex, heights) };
    heights ??= drawn[name].theirs.map(({ sizes }) => sizes.map(({ box }) => box));
    drawn[name].ours = await draw(browser, own, heights);
  }
  const symbols = pages("marked", markup.map(({ marked }) => marked), stylesheet);
  drawn.Chromium.marked = await draw(browsers.Chromium, symbols, heights);
});
after(() => Promise.all(Object.values(browsers ?? {}).map((browser) => browser.close())));

for (const [kind, what, name, one, other, pixels] of [
  ["picture", "every formula looks as KaTeX draws it", "Chromium", "theirs", "ours", PIXELS],
  ["picture", "every formula looks as KaTeX draws it", "Firefox", "theirs", "ours", PIXELS],
  ["marked", "a formula looks the same with its symbols marked", "Chromium", "ours", "marked", MARKED_PIXELS],
]) {
  test(`in ${name} ${what}`, async () => {
    const page = await browsers.Chromium.newPage();
    const differing = new Map();
    for (const [index, picture] of drawn[name][one].entries()) {
      const boxes = await compare(page, picture, drawn[name][other][index]);
      boxes.forEach((box, at) => box.differing > pixels && differing.set(lines[index * EACH + at], `${box.differing} pixels`));
    }
    await page.close();
    onlyListed(kind, differing);
  });
}

test("both browsers draw every formula at the same size, and as dark", async () => {
  const page = await browsers.Chromium.newPage();
  const differing = new Map();
  for (const [index, one] of drawn.Chromium.ours.entries()) {
    const other = drawn.Firefox.ours[index];
    const boxes = await compare(page, one, other);
    boxes.forEach(({ ink }, at) => {
      const [ours, theirs] = [one.sizes[at], other.sizes[at]];
      const off = (measure) => Math.abs(ours[measure] - theirs[measure]) > 1 + 0.01 * ours[measure];
      const dark = Math.abs(ink[0] - ink[1]) > 0.15 * Math.max(...ink) + 2000;
      if (off("width") || off("height") || dark) {
        differing.set(lines[index * EACH + at], JSON.stringify({ Chromium: ours, Firefox: theirs, ink }));
      }
    });
  }
  await page.close();
  onlyListed("browsers", differing);
});
