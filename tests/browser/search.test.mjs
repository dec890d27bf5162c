// The search client with its index, without a browser: the frozen queries, on the study book and on it among a thousand topics,
// and queries that mean no good.
//
// The large site is `target/search/1000/site`, which `cargo xtask test browser` makes, or the folder that QED_MANY names.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { client, queries, recall } from "./search.mjs";
import { folder } from "./site.mjs";

const many = path.resolve(process.env.QED_MANY ?? fileURLToPath(new URL("../../target/search/1000/site", import.meta.url)));
if (!existsSync(many)) throw new Error(`there is no site in ${many}: make it with \`cargo xtask test browser\`, or name its folder in QED_MANY`);

const gzipped = (site, files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(site, file))).length, 0);

describe("the list of queries", () => {
  test("is long enough, and not made of titles", () => {
    assert.ok(queries.length >= 200);
    assert.ok(queries.filter(({ kind }) => kind === "title").length * 4 <= queries.length);
    assert.equal(new Set(queries.map(({ words }) => words)).size, queries.length, "a query is there twice");
  });
});

test("the client is small", () => {
  const size = gzipped(folder, ["qed/search/client.js"]);
  assert.ok(size < 10_000, `${size} bytes`);
});

/** Which share of each kind must be found. What a reader misspells or cuts short is always found. */
const SHARES = { title: 1, typo: 1, prefix: 1, diacritics: 1, identifier: 1, part: 1, tex: 1, words: 0.96 };

for (const [name, site] of [["the study book", folder], ["a thousand topics", many]]) {
  describe(name, () => {
    test("the pages that are wanted are found", async () => {
      const { search } = await client(site);
      const kinds = await recall(async (words) => (await search(words)).results.map((result) => result.path));
      assert.deepEqual(Object.keys(kinds).sort(), Object.keys(SHARES).sort());
      const wrong = Object.entries(kinds).flatMap(([kind, { asked, found, lost }]) =>
        found / asked < SHARES[kind] ? [`${kind}: ${found} of ${asked}; not ${lost.join("; ")}`] : [],
      );
      assert.deepEqual(wrong, []);
    });

    test("the first result comes with less than 100 KB", async () => {
      const sizes = [];
      for (const { words } of queries.filter((_, at) => at % 10 === 0)) {
        // A new reader each time: what was read for another query is not there.
        const { search, loaded } = await client(site);
        await search(words);
        sizes.push(gzipped(site, loaded));
      }
      sizes.sort((a, b) => a - b);
      assert.ok(sizes[sizes.length >> 1] < 100_000, `${sizes[sizes.length >> 1]} bytes`);
    });
  });
}

describe("queries that mean no good", () => {
  const HOSTILE = {
    "nothing": "",
    "blanks": " \t\n\u00a0\u3000",
    "ten thousand letters": "a".repeat(10_000),
    "ten thousand words": "softmax ".repeat(10_000),
    "ten thousand signs": "\\{_^}".repeat(2_000),
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "one backslash": "\\",
    "half a formula": "\\frac{",
    "emoji": "👩‍🔬🏳️‍🌈 🧮",
    "half an emoji": "\ud83d",
    "HTML": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "no blanks": "深層学習における交差エントロピー",
    "Thai": "การเรียนรู้เชิงลึก",
    "Arabic": "التعلم العميق",
    "marks alone": "\u0301".repeat(300),
    "control signs": "\0\u0001\u001f\u007f\ufeff\u2028",
    "names of objects": "constructor __proto__ toString hasOwnProperty",
    "an expression": "(a+)+$ .* [^]*",
  };
  for (const [what, query] of Object.entries(HOSTILE)) {
    test(`${what}: an answer, soon`, async () => {
      const { search } = await client(folder);
      const started = performance.now();
      const { results, missing } = await search(query);
      const took = performance.now() - started;
      assert.ok(Array.isArray(results) && results.length <= 10);
      assert.equal(missing, false);
      assert.ok(took < 5_000, `${took} ms`);
    });
  }

  test("a query of another kind finds nothing rather than anything", async () => {
    const { search } = await client(folder);
    for (const query of ["👩‍🔬", "!!!", "التعلم", "xqzvwkjy"]) assert.equal((await search(query)).results.length, 0, query);
  });
});
