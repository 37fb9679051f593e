// Whether answers are completed as graphql-js completes them: `node complete.mjs PATH_OF_THE_PROGRAM [CASES] [SEED]`.
// It writes random documents over the schema and random answers with failures, and hands both to the program as the
// executor of the server would (JSON lines, see the program). The seed is printed; with it a run can be repeated.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildSchema, parse, print, validate } from "graphql";
import { Answer } from "./answers.mjs";
import { difference, nulledAt } from "./differences.mjs";
import { randomDocument } from "./documents.mjs";
import { Random } from "./random.mjs";

const USUAL_CASES = 400;

const [program, ...numbers] = process.argv.slice(2);
const [cases = USUAL_CASES, seed = Date.now() % 2 ** 32] = numbers.map(Number);
if (!program || !Number.isInteger(cases) || cases < 1 || !Number.isInteger(seed)) {
  console.error("usage: node complete.mjs PATH_OF_THE_PROGRAM [CASES] [SEED]");
  process.exit(2);
}

const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const random = new Random(seed);
let tested = 0;
let dropped = 0;
let tooLarge = 0;
let failures = 0;
// How many cases had what the test is about.
const met = {
  "a parent nulled": 0,
  "data null": 0,
  "a list item nulled": 0,
  "abstract types": 0,
  "merged fields": 0,
  "empty objects": 0,
};

function fail(message) {
  console.error(`${message}\nTo repeat it: node complete.mjs PATH_OF_THE_PROGRAM ${cases} ${seed}`);
  process.exit(1);
}

// Shows the document, and all that was said about it.
function failAt(one, message, told) {
  if (one === undefined) fail(`Completion: ${message}`);
  const { variables, data, errors } = one.input;
  const parts = { Variables: variables, Executor: { data, errors }, "graphql-js": one.expected, Program: told };
  const shown = Object.entries(parts).map(([name, value]) => `\n${name}: ${JSON.stringify(value)}`);
  fail(`Completion: ${message}\n\n${print(one.document)}\n${shown.join("\n")}\n`);
}

// A valid document with its answers, or nothing.
async function randomCase() {
  const { query, variables, mentioned } = randomDocument(schema, random);
  const document = parse(query);
  if (validate(schema, document).length > 0) return undefined;
  const answer = new Answer(schema, { document, variables, mentioned }, random);
  const input = { query, variables, ...answer.ofExecutor() };
  return { answer, document, input, expected: await answer.ofGraphqlJs() };
}

async function randomCases(count) {
  const all = [];
  while (all.length < count) {
    const one = await randomCase();
    if (one) all.push(one);
    else dropped += 1;
    if (dropped > cases) fail(`Completion: ${dropped} of the documents are not valid`);
  }
  return all;
}

// What the program answers to each.
function completed(all) {
  const input = all.map((one) => `${JSON.stringify(one.input)}\n`).join("");
  const options = { input, encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["pipe", "pipe", "inherit"] };
  const { error, status, signal, stdout } = spawnSync(resolve(program), options);
  const lines = (stdout ?? "").split("\n").filter((line) => line !== "");
  if (signal || status) failAt(all[lines.length], `the program ended with ${signal ?? status}`);
  if (error) fail(`Completion: ${error.message}`);
  if (lines.length !== all.length) fail(`Completion: ${lines.length} answers to ${all.length} documents`);
  return lines.map((line) => JSON.parse(line));
}

function hasEmptyObject(value) {
  if (value === null || typeof value !== "object") return false;
  const inside = Object.values(value);
  return (inside.length === 0 && !Array.isArray(value)) || inside.some(hasEmptyObject);
}

function count({ answer, input, expected: { data, errors } }) {
  const nulled = errors.map(({ path }) => ({ path, length: nulledAt(data, path) }));
  const is = {
    // Not only the list of an item.
    "a parent nulled": nulled.some(
      ({ path, length }) => length > 0 && path.slice(length).some((step) => typeof step === "string"),
    ),
    "data null": data === null,
    "a list item nulled": nulled.some(({ path, length }) => typeof path[length - 1] === "number"),
    "abstract types": answer.hasAbstract,
    "merged fields": answer.hasMerged,
    "empty objects": data !== null && Object.values(data).some(hasEmptyObject),
  };
  for (const what of Object.keys(met)) met[what] += is[what] ? 1 : 0;
  failures += input.errors.length;
  tested += 1;
}

// What is wrong with the answer to a document, if anything.
function wrong(one, told) {
  if (told.refused?.some((message) => message.includes("is more than the maximum of"))) {
    tooLarge += 1;
    return undefined;
  }
  const different = told.refused ? "the document is refused" : difference(one.expected, told, one.input.errors);
  if (different === undefined) count(one);
  return different;
}

console.log(`Completion: seed ${seed}`);
while (tested < cases) {
  const all = await randomCases(Math.min(cases - tested, USUAL_CASES));
  const told = completed(all);
  const differing = all.flatMap((one, index) => {
    const what = wrong(one, told[index]);
    return what === undefined ? [] : [{ one, what, told: told[index] }];
  });
  if (differing.length > 0) {
    // The shortest is the easiest to understand.
    differing.sort((a, b) => a.one.input.query.length - b.one.input.query.length);
    const [{ one, what, told: answer }] = differing;
    failAt(one, `${differing.length} of ${all.length} answers are wrong, for example: ${what}`, answer);
  }
  if (tooLarge > cases) fail(`Completion: ${tooLarge} of the documents are too large`);
}
const inMet = Object.entries(met).map(([what, number]) => `${what} ${number}`);
console.log(`Completion: documents with ${inMet.join(", ")}`);
if (dropped > tested) fail(`Completion: ${dropped} of ${tested + dropped} documents are not valid`);
if (cases >= USUAL_CASES && [failures, ...Object.values(met)].includes(0)) {
  fail("Completion: the documents have not met everything they are to meet");
}
const left = `${dropped} invalid ones dropped${tooLarge > 0 ? `, ${tooLarge} too large` : ""}`;
console.log(
  `Completion: ${tested} documents, ${failures} failures at random positions, ${left}: all as graphql-js`,
);
