// The folder of the site, without a browser: everything that a page points at is there.

import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";

import { files, pages, tags, text } from "./site.mjs";

const all = files.filter((file) => file.endsWith(".html"));
const known = new Set(files);
const tagsOf = new Map(all.map((file) => [file, tags(text(file))]));
const ids = new Map([...tagsOf].map(([file, found]) => [file, found.flatMap(({ attributes }) => attributes.id ?? [])]));

const base = (file) => new URL(`site:/${file}`);

/** What is wrong with an address that is written in `file`; nothing for one of another site. */
function broken(file, address) {
  const url = new URL(address, base(file));
  if (url.protocol !== "site:") return [];
  const target = decodeURIComponent(url.pathname.slice(1));
  if (!known.has(target)) return [`${file}: ${address} leads to no file`];
  const id = decodeURIComponent(url.hash.slice(1));
  return !id || ids.get(target)?.includes(id) ? [] : [`${file}: ${address} leads to no place in ${target}`];
}

const addresses = ({ name, attributes }) => {
  const refresh = attributes["http-equiv"] === "refresh" ? attributes.content.replace(/^[^=]*=/, "") : undefined;
  const written = name === "link" && attributes.rel === "canonical" ? [] : [attributes.href];
  return [...written, attributes.src, refresh].filter((address) => address !== undefined);
};

describe("the folder", () => {
  test("each link leads to a file and to a place in it", () => {
    assert.deepEqual(
      all.flatMap((file) => tagsOf.get(file).flatMap(addresses).flatMap((address) => broken(file, address))),
      [],
    );
  });

  test("each id is there once in its page", () => {
    const twice = [...ids].flatMap(([file, list]) =>
      list.filter((id, at) => list.indexOf(id) !== at).map((id) => `${file}: ${id}`),
    );
    assert.deepEqual(twice, []);
  });

  test("each reference of one part of a page to another has its part", () => {
    const references = ["aria-labelledby", "aria-describedby", "aria-controls", "for"];
    const lost = [...tagsOf].flatMap(([file, found]) =>
      found.flatMap(({ attributes }) =>
        references
          .flatMap((name) => attributes[name]?.split(/\s+/) ?? [])
          .filter((id) => !ids.get(file).includes(id))
          .map((id) => `${file}: ${id}`),
      ),
    );
    assert.deepEqual(lost, []);
  });

  test("each file that a style sheet uses is there", () => {
    const lost = files
      .filter((file) => file.endsWith(".css"))
      .flatMap((file) =>
        [...text(file).matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)]
          .filter(([, address]) => !address.startsWith("data:"))
          .map(([, address]) => path.posix.join(path.posix.dirname(file), address.replace(/[?#].*$/, "")))
          .filter((target) => !known.has(target))
          .map((target) => `${file}: ${target}`),
      );
    assert.deepEqual(lost, []);
  });

  test("from the first page, next leads through every chapter once, and previous leads back", () => {
    const turn = (file, rel) => {
      const link = tagsOf.get(file).find(({ name, attributes }) => name === "a" && attributes.rel === rel);
      return link && decodeURIComponent(new URL(link.attributes.href, base(file)).pathname.slice(1));
    };
    const walk = [];
    for (let at = "index.html"; at && !walk.includes(at); at = turn(at, "next")) walk.push(at);
    walk.forEach((file, at) => assert.equal(turn(file, "prev"), walk[at - 1], `previous of ${file}`));
    const chapters = pages.filter((file) => turn(file, "prev") || turn(file, "next"));
    assert.deepEqual(walk.toSorted(), chapters);
  });

  test("the page of contents leads to every page that has a chapter's navigation", () => {
    const listed = new Set(
      tagsOf.get("contents.html").flatMap(({ attributes }) =>
        attributes.href === undefined ? [] : decodeURIComponent(new URL(attributes.href, base("contents.html")).pathname.slice(1)),
      ),
    );
    const chapters = pages.filter((file) => tagsOf.get(file).some(({ attributes }) => attributes.rel === "next"));
    assert.deepEqual(chapters.filter((file) => !listed.has(file)), []);
  });

  test("every page says what it is to those who share and search it", () => {
    for (const file of pages) {
      const found = tagsOf.get(file);
      const meta = (key) => found.find(({ name, attributes }) => name === "meta" && (attributes.name ?? attributes.property) === key);
      assert.ok(found.some(({ name, attributes }) => name === "html" && attributes.lang), `${file}: no language`);
      assert.ok(meta("viewport"), `${file}: no viewport`);
      assert.ok(meta("og:title")?.attributes.content, `${file}: no og:title`);
      assert.ok(found.some(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy"), `${file}: no policy`);
    }
  });
});

describe("data for scripts", () => {
  /** What a data file hands to the page. */
  const data = (file) => {
    let handed;
    runInNewContext(text(file), { qed: { data: (name, value) => (handed = { name, value }) } });
    return structuredClone(handed);
  };

  test("each preview is that of its page, and its links lead somewhere", () => {
    const previews = files.filter((file) => file.startsWith("qed/preview/"));
    assert.ok(previews.length > 0);
    for (const file of previews) {
      const { name, value } = data(file);
      assert.equal(file, `qed/${name}.js`);
      const page = `${name.replace(/^preview\//, "")}.html`;
      assert.ok(known.has(page), `${file}: no page ${page}`);
      for (const id of Object.keys(value.places)) assert.ok(ids.get(page).includes(id), `${file}: no place ${id}`);
      const wrong = [value.lead, ...Object.values(value.places)].flatMap((html) =>
        tags(html).flatMap(addresses).flatMap((address) => broken(page, address)),
      );
      assert.deepEqual(wrong, []);
    }
  });

  test("the contents on demand are the contents", () => {
    const { value } = data("qed/nav.js");
    const paths = (lines) => lines.flatMap((line) => (line[3] ? [line[2], ...paths(line[3])] : [])).filter((path) => path !== null);
    const listed = paths(value.filter(Array.isArray)).map((path) => `${path}.html`);
    assert.ok(listed.length > 0);
    assert.deepEqual(listed.filter((file) => !known.has(file)), []);
    const written = tagsOf.get("contents.html").flatMap(({ name, attributes }) => (name === "a" ? (attributes.href ?? []) : []));
    assert.deepEqual(listed.filter((file) => !written.includes(encodeURI(file))), []);
  });
});
