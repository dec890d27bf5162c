// What KaTeX itself makes of formulas. Reads [{tex, display}, …] and writes [{html} or {error}, …], both JSON.
// `katex` is found through NODE_PATH.
const katex = require("katex");
const links = ["http", "https", "mailto", "_relative"];
const trust = ({ command, protocol }) => ["\\href", "\\url"].includes(command) && links.includes(protocol);

// \message and \show write to the console, which is our answer's.
console.log = console.error = console.warn = () => {};

const typeset = ({ tex, display }) => {
  try {
    return { html: katex.renderToString(tex, { displayMode: display, strict: "ignore", trust, maxSize: 100 }) };
  } catch (error) {
    return { error: error.message };
  }
};

const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(formulas.map(typeset)));
