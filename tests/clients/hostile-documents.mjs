// Hostile documents and variables. A kind of input is `{ name, times, cases }`; a case is what it is, what is sent, and
// the check of its answer. A kind `inOrder` ends with its first failure.
import { answered, either, limited, refused } from "./checks.mjs";

const many = (count, text) => Array.from({ length: count }, (_, index) => text(index)).join(" ");
const documents = (name, times, cases) => ({
  name,
  times,
  cases: cases.map(([label, query, check]) => [label, { body: JSON.stringify({ query }) }, check]),
});

const LANGUAGES = "languages { tag }";
const isLanguages = answered(({ languages }) => languages.length > 10);

// Each fragment spreads the next one twice.
function bomb(count, { inside = (next) => `${next} ${next}`, isWhole = true, start = "...F0" } = {}) {
  const fragments = many(count, (index) => `fragment F${index} on Query { ${inside(`...F${index + 1}`)} }`);
  return `{ ${start} } ${fragments} ${isWhole ? `fragment F${count} on Query { ${LANGUAGES} }` : ""}`;
}
const inline = (next) => `... on Query { ... { ${next} ...{ ${next} } } }`;

const bombs = documents("fragment bombs", 20, [
  ["60 fragments", bomb(60), limited("fields", { maximum: 500 })],
  ["100 fragments", bomb(100), limited("fields", { maximum: 500 })],
  ["nested inline", bomb(60, { inside: inline }), limited("fields")],
  ["in fields", bomb(30, { inside: (next) => `a: __typename ${next} b: __typename ${next}` }), limited("fields")],
  ["the last is missing", bomb(60, { isWhole: false }), limited("fields")],
  ["nested inline, the last is missing", bomb(60, { inside: inline, isWhole: false }), limited("fields")],
  ["nobody spreads it", bomb(60, { start: LANGUAGES }), limited("fields")],
  ["a small one", bomb(7, { start: LANGUAGES, isWhole: false }), refused("GRAPHQL_VALIDATION_FAILED")],
]);

const circles = documents("circles of fragments", 20, [
  ["itself", "{ ...A } fragment A on Query { ...A }", refused("GRAPHQL_VALIDATION_FAILED")],
  [
    "in three",
    `{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }`,
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
  [
    "through fields",
    "{ offers { nodes { ...A } } } fragment A on Offer { organisation { offers { nodes { ...A } } } }",
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
  ["nobody spreads it", `{ ${LANGUAGES} } fragment A on Query { ... { ...A } }`, refused("GRAPHQL_VALIDATION_FAILED")],
  [
    "of 200",
    `{ ...A0 } ${many(200, (index) => `fragment A${index} on Query { ...A${(index + 1) % 200} }`)}`,
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
]);

const floods = documents("floods of aliases, directives, fields", 20, [
  [
    "aliases at the root",
    `{ ${many(400, (index) => `a${index}: __typename`)} }`,
    limited("rootFields", { value: 400, maximum: 30 }),
  ],
  [
    "more aliases",
    `{ ${many(501, (index) => `a${index}: __typename`)} }`,
    limited("fields", { value: 501, maximum: 500 }),
  ],
  [
    "aliases inside",
    `{ languages { ${many(100, (index) => `a${index}: tag`)} } }`,
    limited("aliases", { value: 100, maximum: 30 }),
  ],
  [
    "aliases through fragments",
    `{ ${many(31, (index) => `...F${index}`)} } ${many(31, (index) => `fragment F${index} on Query { a${index}: languages { tag } }`)}`,
    limited("rootFields", { value: 31 }),
  ],
  [
    "directives",
    `{ languages { tag ${"@include(if: true) ".repeat(250)} } }`,
    limited("directives", { value: 250, maximum: 50 }),
  ],
  ["unknown directives", `{ languages { tag ${"@a ".repeat(900)} } }`, limited("directives", { value: 900 })],
  [
    "directives everywhere",
    `query ${"@a ".repeat(20)} { ...F ${"@b ".repeat(20)} } fragment F on Query ${"@c ".repeat(20)} { ${LANGUAGES} }`,
    limited("directives", { value: 60 }),
  ],
  ["the same field", `{ offers { nodes { ${"id ".repeat(499)} } } }`, limited("fields", { value: 501 })],
  [
    "fields in conflict",
    `{ ${many(150, (index) => `a: offers(first: ${index}) { totalCount }`)} }`,
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
  ["operations", many(600, (index) => `query A${index} { __typename }`), limited("tokens")],
  [
    "variables",
    `query(${many(450, (index) => `$v${index}: Int`)}) { ${LANGUAGES} }`,
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
  ["definitions of types", "type A { a: Int } ".repeat(250), refused("GRAPHQL_VALIDATION_FAILED")],
]);

const deep = (levels, open, close, inside = "") => `${open.repeat(levels)}${inside}${close.repeat(levels)}`;
const selections = documents("depth", 20, [
  [
    "fields",
    `{ ${deep(8, "organisation { offers { nodes { ", "} } } ", "id ")} }`,
    limited("depth", { value: 25, maximum: 15 }),
  ],
  ["unknown fields", deep(49, "{ a ", "} "), limited("depth", { value: 49 })],
  ["51 brackets", deep(51, "{ a ", "} "), limited("nesting", { value: 51, maximum: 50 })],
  ["through inline fragments", `{ ${deep(48, "... { ", "} ", `${LANGUAGES} `)} }`, either(isLanguages, limited())],
  [
    "through fragments",
    `{ ...F0 } ${many(48, (index) => `fragment F${index} on Query { ...F${index + 1} }`)} fragment F48 on Query { ${LANGUAGES} }`,
    either(isLanguages, limited()),
  ],
  ["600 brackets of two kinds", "{ a(".repeat(600), limited("nesting", { value: 1_200 })],
  ["a list", `{ nodes(ids: ${deep(49, "[", "]")}) { id } }`, limited("nesting")],
  [
    "a list just as deep as allowed",
    `{ nodes(ids: ${deep(48, "[", "]")}) { id } }`,
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
  [
    "an object",
    `{ offers(filter: ${deep(60, "{ a: ", "} ", "1 ")}) { totalCount } }`,
    limited("nesting", { value: 62 }),
  ],
  ["a type", `query($a: ${"[".repeat(60)}Int${"]".repeat(60)}) { ${LANGUAGES} }`, limited("nesting", { value: 61 })],
  ["a default", `query($a: [Int] = ${deep(60, "[", "]")}) { ${LANGUAGES} }`, limited("nesting", { value: 61 })],
]);

const texts = documents("texts that are no documents", 10, [
  ["a megabyte of brackets", "[".repeat(1_000_000), limited("documentBytes", { value: 1_000_000, maximum: 20_000 })],
  ["20,000 brackets", "{".repeat(20_000), limited("tokens", { value: 20_000, maximum: 2_000 })],
  ["2,000 brackets", "[".repeat(2_000), limited("nesting", { value: 2_000 })],
  [
    "brackets side by side",
    "{}".repeat(900),
    either(refused("GRAPHQL_PARSE_FAILED"), refused("GRAPHQL_VALIDATION_FAILED")),
  ],
  ["quotes", '"'.repeat(19_999), either(limited("tokens"), refused("GRAPHQL_PARSE_FAILED"))],
  ["block quotes", '"""'.repeat(6_665), either(limited("tokens"), refused("GRAPHQL_PARSE_FAILED"))],
  ["a string without an end", `{ node(id: "${"a".repeat(19_000)}`, refused("GRAPHQL_PARSE_FAILED")],
  ["backslashes", '"\\'.repeat(9_999), either(limited("tokens"), refused("GRAPHQL_PARSE_FAILED"))],
  ["comments", "#\n".repeat(9_999), refused("GRAPHQL_PARSE_FAILED")],
  ["nothing", "", refused("GRAPHQL_PARSE_FAILED")],
  ["spaces", " ".repeat(19_999), refused("GRAPHQL_PARSE_FAILED")],
  ["characters of four bytes", `{ ${"😀".repeat(4_900)} }`, refused("GRAPHQL_PARSE_FAILED")],
  ["a long name", `{ ${"b".repeat(19_000)} }`, refused("GRAPHQL_VALIDATION_FAILED")],
  [
    "long names that are almost ours",
    `{ ${many(20, (index) => `offers${"s".repeat(900)}${index}`)} }`,
    refused("GRAPHQL_VALIDATION_FAILED"),
  ],
]);

const characters = {
  name: "characters",
  times: 20,
  cases: [
    [
      "a byte order mark before the document",
      { body: JSON.stringify({ query: `\ufeff{ ${LANGUAGES} }` }) },
      isLanguages,
    ],
    ["a byte order mark in it", { body: JSON.stringify({ query: `{ languages \ufeff { tag } }` }) }, isLanguages],
    ["NUL after it", { body: JSON.stringify({ query: `{ ${LANGUAGES} }\0` }) }, refused("GRAPHQL_PARSE_FAILED")],
    ["NUL in a name", { body: JSON.stringify({ query: "{ lang\0uages { tag } }" }) }, refused("GRAPHQL_PARSE_FAILED")],
    [
      "NUL in a literal",
      { body: JSON.stringify({ query: '{ node(id: "a\0\\u0000") { id } }' }) },
      answered(({ node }) => node === null),
    ],
    ["NUL in a variable", node('"a\\u0000b"'), answered(({ node }) => node === null)],
    [
      "NUL in the operation's name",
      { body: `{"query":"query A { ${LANGUAGES} }","operationName":"A\\u0000"}` },
      refused("OPERATION_RESOLUTION_FAILURE"),
    ],
    ["half a character in the document", { body: `{"query":"{ ${LANGUAGES} } #\\ud800"}` }, refused("BAD_USER_INPUT")],
    ["half a character in a variable", node('"\\ud800"'), refused("BAD_USER_INPUT")],
    [
      "half a character in a variable's name",
      { body: `{"query":"{ ${LANGUAGES} }","variables":{"\\udfff":1}}` },
      refused("BAD_USER_INPUT"),
    ],
    [
      "half a character in the operation's name",
      { body: `{"query":"query A { ${LANGUAGES} }","operationName":"\\udc00"}` },
      refused("BAD_USER_INPUT"),
    ],
    [
      "half a character in a literal",
      { body: JSON.stringify({ query: '{ node(id: "\\ud800") { id } }' }) },
      refused("GRAPHQL_PARSE_FAILED"),
    ],
    [
      "no character in a literal",
      { body: JSON.stringify({ query: '{ node(id: "\\u{110000}") { id } }' }) },
      refused("GRAPHQL_PARSE_FAILED"),
    ],
    // Both are right (GraphQL, September 2025, 2.9.4).
    [
      "two halves in a literal",
      { body: JSON.stringify({ query: '{ node(id: "\\ud83d\\ude00") { id } }' }) },
      answered(({ node }) => node === null),
    ],
    [
      "a character by its number in a literal",
      { body: JSON.stringify({ query: '{ node(id: "\\u{1F600}") { id } }' }) },
      answered(({ node }) => node === null),
    ],
  ],
};

// A request with this JSON as the value of an ID.
function node(json) {
  return { body: `{"query":"query($id: ID!) { node(id: $id) { id } }","variables":{"id":${json}}}` };
}

const introspection = {
  ...documents("introspection", 4, [
    [
      "30 times in one document",
      `{ ${many(30, (index) => `a${index}: __schema { types { name fields { name } } }`)} }`,
      either(answered(), limited()),
    ],
    [
      "30 types in one document",
      `{ ${many(30, (index) => `a${index}: __type(name: "Offer") { fields { name type { name } } }`)} }`,
      either(answered(), limited()),
    ],
    [
      "more than the fields allowed",
      `{ ${many(30, (index) => `a${index}: __schema { ...S }`)} } fragment S on __Schema { types { ${many(17, (index) => `b${index}: name`)} } }`,
      limited("fields"),
    ],
    // Every round through the types of an interface is some twenty times as long as the one before.
    ["in circles, of interfaces", circle(4, "possibleTypes { interfaces {", "} }"), limited()],
    ["in deeper circles", circle(6, "possibleTypes { interfaces {", "} }"), limited()],
    ["in circles, of fields", circle(6, "fields { type {", "} }"), limited()],
  ]),
  // What a server that lets the first circles through does with the deeper ones, the machine would not survive.
  inOrder: true,
};

function circle(rounds, open, close) {
  return `{ __schema { types { ${deep(rounds, `${open} `, `${close} `, "name ")} } } }`;
}

export const DOCUMENTS = [bombs, circles, floods, selections, texts, characters, introspection];
