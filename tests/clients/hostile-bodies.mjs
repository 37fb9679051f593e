// Hostile bodies, variables and query strings, in the form of `hostile-documents.mjs`.
import { answered, either, failedInside, limited, refused } from "./checks.mjs";

const LANGUAGES = "{ languages { tag } }";
const MEGABYTE = 1_048_576;
const isLanguages = answered(({ languages }) => languages.length > 10);
const noRequest = refused("BAD_USER_INPUT");

const json = (query, variables, more = "") => ({
  body: `{"query":${JSON.stringify(query)},"variables":${variables}${more}}`,
});
const offers = (filter) =>
  json("query($filter: OfferFilter) { offers(filter: $filter) { totalCount } }", `{"filter":${filter}}`);
const ids = (list) => json("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", `{"ids":${list}}`);
const first = (number) => json("query($first: Int) { offers(first: $first) { totalCount } }", `{"first":${number}}`);
const id = (number) => json("query($id: ID!) { node(id: $id) { id } }", `{"id":${number}}`);
const radius = (number) =>
  json(
    "query($near: NearInput) { offers(near: $near) { totalCount } }",
    `{"near":{"of":{"municipality":"05111000"},"radiusKm":${number}}}`,
  );
const lists = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const objects = (levels) => `${'{"kind":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`;
const listOf = (count, item) => `[${Array.from({ length: count }, () => item).join()}]`;
const objectOf = (count) => `{${Array.from({ length: count }, (_, index) => `"v${index}":${index}`).join()}}`;

const variables = {
  name: "variables: depth and length",
  times: 5,
  cases: [
    ["lists, 100 deep", ids(lists(100)), either(noRequest, limited("nesting"))],
    ["lists, 100,000 deep", ids(lists(100_000)), either(noRequest, limited("nesting"))],
    ["objects, 100 deep", offers(objects(100)), either(noRequest, limited("nesting"))],
    ["objects, 100,000 deep", offers(objects(100_000)), either(noRequest, limited("nesting"))],
    ["100 deep, in no variable", json(LANGUAGES, `{"x":${lists(100)}}`), either(isLanguages, noRequest)],
    ["100,000 deep, in no variable", json(LANGUAGES, `{"x":${lists(100_000)}}`), noRequest],
    ["100,000 deep, in the extensions", json(LANGUAGES, "{}", `,"extensions":{"x":${lists(100_000)}}`), noRequest],
    ["1,001 items", ids(listOf(1_001, '"x"')), limited("listLength", { value: 1_001, maximum: 1_000 })],
    ["100,000 items", ids(listOf(100_000, '"x"')), limited("listLength", { value: 100_000 })],
    ["1,000 items", ids(listOf(1_000, '"x"')), failedInside("BAD_USER_INPUT")],
    ["1,000 wrong items", ids(listOf(1_000, "{}")), noRequest],
    ["50,000 unknown fields", offers(objectOf(50_000)), noRequest],
    ["50,000 unknown variables", json(LANGUAGES, objectOf(50_000)), isLanguages],
    ["long names of unknown fields", offers(`{"${"k".repeat(400_000)}":1,"${"l".repeat(400_000)}":1}`), noRequest],
    [
      "a long text",
      id(`"${"x".repeat(1_000_000)}"`),
      either(
        answered(({ node }) => node === null),
        noRequest,
      ),
    ],
    [
      "a long cursor",
      json("query($after: String) { offers(after: $after) { totalCount } }", `{"after":"${"A".repeat(1_000_000)}"}`),
      failedInside("BAD_USER_INPUT"),
    ],
  ],
};

const numbers = {
  name: "numbers beyond range",
  times: 20,
  cases: [
    ["1e400 for an Int", first("1e400"), noRequest],
    ["20 digits for an Int", first("99999999999999999999"), noRequest],
    ["2^31 for an Int", first("2147483648"), noRequest],
    ["a negative page", first("-1"), failedInside("BAD_USER_INPUT")],
    [
      "a page too long",
      first("2147483647"),
      limited("page", { code: "BAD_USER_INPUT", value: 2_147_483_647, maximum: 100 }),
    ],
    ["1e400 for an ID", id("1e400"), noRequest],
    [
      "20 digits for an ID",
      id("99999999999999999999"),
      either(
        noRequest,
        answered(({ node }) => node === null),
      ),
    ],
    ["1e400 for a Float", radius("1e400"), noRequest],
    ["1e308 for a Float", radius("1e308"), failedInside("BAD_USER_INPUT")],
    ["-0.0 for a Float", radius("-0.0"), failedInside("BAD_USER_INPUT")],
    ["half a million digits", first("9".repeat(500_000)), noRequest],
    ["half a million digits of an exponent", first(`1e${"9".repeat(500_000)}`), noRequest],
    ["a small number with a long exponent", first(`1e-${"9".repeat(500_000)}`), either(noRequest, answered())],
    [
      "20 digits in the document",
      json("{ offers(first: 99999999999999999999) { totalCount } }", "{}"),
      refused("GRAPHQL_VALIDATION_FAILED"),
    ],
    [
      "15,000 digits in the document",
      json(`{ offers(first: ${"9".repeat(15_000)}) { totalCount } }`, "{}"),
      refused("GRAPHQL_VALIDATION_FAILED"),
    ],
    [
      "1e400 in the document",
      json('{ offers(near: { of: { municipality: "05111000" }, radiusKm: 1e400 }) { totalCount } }', "{}"),
      refused("GRAPHQL_VALIDATION_FAILED"),
    ],
  ],
};

const text = (body) => ({ body });
const bodies = {
  name: "bodies that are no requests",
  times: 10,
  cases: [
    ["a megabyte of brackets", text("[".repeat(MEGABYTE)), noRequest],
    ["brackets that close", text(lists(MEGABYTE / 2)), noRequest],
    ["objects without an end", text('{"a":'.repeat(200_000)), noRequest],
    ["a string without an end", text(`{"query":"${"a".repeat(1_000_000)}`), noRequest],
    [
      "invalid UTF-8",
      text(
        Buffer.concat([
          Buffer.from('{"query":"{ languages { tag } } #'),
          Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
          Buffer.from('"}'),
        ]),
      ),
      noRequest,
    ],
    ["UTF-16", text(Buffer.from(`\ufeff{"query":"${LANGUAGES}"}`, "utf16le")), noRequest],
    ["a byte order mark before the JSON", text(`\ufeff{"query":"${LANGUAGES}"}`), either(noRequest, isLanguages)],
    ["NUL", text(`{"query":"${LANGUAGES}\0"}`), noRequest],
    ["only NUL", text("\0".repeat(100_000)), noRequest],
    ...[
      "",
      " ",
      "[]",
      "null",
      "1",
      '"x"',
      "true",
      "{}",
      '{"query":null}',
      '{"query":1}',
      '{"query":[]}',
      "{'query':''}",
    ].map((body) => [`the body ${body}`, text(body), noRequest]),
    ["a batch", text(`[{"query":"${LANGUAGES}"},{"query":"${LANGUAGES}"}]`), noRequest],
    ["more after the JSON", text(`{"query":"${LANGUAGES}"} x`), noRequest],
    ["variables that are a list", text(`{"query":"${LANGUAGES}","variables":[]}`), noRequest],
    ["a key of JavaScript's", text(`{"query":"${LANGUAGES}","__proto__":{"query":1},"constructor":1}`), isLanguages],
    // The last one counts, as with most readers of JSON; or it is refused.
    ["the document twice", text(`{"query":"{ nobody }","query":"${LANGUAGES}"}`), either(isLanguages, noRequest)],
    [
      "the document twice, the last one wrong",
      text(`{"query":"${LANGUAGES}","query":"{ nobody }"}`),
      either(refused("GRAPHQL_VALIDATION_FAILED"), noRequest),
    ],
    [
      "a variable twice",
      json("query($first: Int) { offers(first: $first) { nodes { id } } }", '{"first":1,"first":2}'),
      either(
        answered(({ offers: { nodes } }) => nodes.length === 2),
        noRequest,
      ),
    ],
    ["100,000 keys", text(`{"query":"${LANGUAGES}",${objectOf(50_000).slice(1)}`), either(isLanguages, noRequest)],
    [
      "an unknown operation with a long name",
      text(`{"query":"query A ${LANGUAGES}","operationName":"${"B".repeat(1_000_000)}"}`),
      refused("OPERATION_RESOLUTION_FAILURE"),
    ],
    [
      "an operation without a name",
      text(`{"query":"query A ${LANGUAGES}","operationName":""}`),
      either(isLanguages, refused("OPERATION_RESOLUTION_FAILURE")),
    ],
  ],
};

const typed = (type) => ({ body: `{"query":"${LANGUAGES}"}`, headers: { "content-type": type } });
const types = {
  name: "wrong content types and methods",
  times: 20,
  cases: [
    ...[
      "text/plain",
      "application/graphql",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json; charset=utf-16",
      "application/json,text/plain",
      "a".repeat(20_000),
      "\xff",
      "",
    ].map((type) => [`the type ${type.slice(0, 50)}`, typed(type), refused("BAD_USER_INPUT", { status: 415 })]),
    [
      "a form that nobody has",
      { body: `{"query":"${LANGUAGES}"}`, headers: { accept: "text/html" } },
      refused("BAD_USER_INPUT", { status: 406 }),
    ],
    [
      "10,000 forms",
      { body: `{"query":"${LANGUAGES}"}`, headers: { accept: "a/b;q=0.1,".repeat(5_000) } },
      refused("BAD_USER_INPUT", { status: 406 }),
    ],
    [
      "a token of 50,000 bytes",
      { body: `{"query":"${LANGUAGES}"}`, headers: { authorization: `Bearer ${"a.".repeat(25_000)}` } },
      refused("UNAUTHENTICATED", { status: 401 }),
    ],
    [
      "10,000 languages",
      { body: `{"query":"${LANGUAGES}"}`, headers: { "accept-language": "xx,".repeat(15_000) } },
      isLanguages,
    ],
    ["PUT", { method: "PUT", body: "{}" }, refused("BAD_USER_INPUT", { status: 405 })],
    ["DELETE", { method: "DELETE" }, refused("BAD_USER_INPUT", { status: 405 })],
    ["a method of our own", { method: "PROPFIND", body: "{}" }, refused("BAD_USER_INPUT", { status: 405 })],
    [
      "a mutation by GET",
      { method: "GET", path: "/graphql?query=mutation%7BsignOut%7Berrors%7Bcode%7D%7D%7D" },
      refused("BAD_USER_INPUT", { status: 405 }),
    ],
  ],
};

const get = (query) => ({ method: "GET", path: `/graphql?${query}` });
const strings = {
  name: "query strings",
  times: 20,
  cases: [
    [
      "a long document",
      get(`query=${"a".repeat(60_000)}`),
      limited("documentBytes", { value: 60_000, maximum: 20_000 }),
    ],
    ["a document of percents", get(`query=${"%7B".repeat(2_500)}`), limited("tokens", { value: 2_500 })],
    ["half a percent", get("query=%7B%7"), refused("GRAPHQL_PARSE_FAILED")],
    ["invalid UTF-8", get("query=%ff%fe%c0%80"), either(noRequest, refused("GRAPHQL_PARSE_FAILED"))],
    ["20,000 parameters", get("a&".repeat(20_000)), noRequest],
    ["the document 1,000 times", get("query=%7Ba%7D&".repeat(1_000)), noRequest],
    ["deep variables", get(`query=%7Blanguages%7Btag%7D%7D&variables=${"%5B".repeat(10_000)}`), noRequest],
    [
      "another path of 60,000 bytes",
      { method: "GET", path: `/${"a/".repeat(30_000)}` },
      refused("NOT_FOUND", { status: 404 }),
    ],
    [
      "dots and percents in a path",
      { method: "GET", path: "/graphiql/..%2f..%2f..%2fetc%2fpasswd" },
      refused("NOT_FOUND", { status: 404 }),
    ],
  ],
};

const tooLarge = (value) => limited("bodyBytes", { status: 413, value, maximum: MEGABYTE });
const spaces = (bytes) => Buffer.alloc(bytes, " ");
const large = {
  name: "bodies over the limit",
  times: 20,
  cases: [
    ["one byte more", { body: spaces(MEGABYTE + 1) }, tooLarge(MEGABYTE + 1)],
    ["twice as much", { body: spaces(2 * MEGABYTE) }, tooLarge(2 * MEGABYTE)],
    ["in chunks, one byte more", { chunks: [spaces(MEGABYTE), " "] }, tooLarge(MEGABYTE + 1)],
    ["in chunks, twice as much", { chunks: Array.from({ length: 32 }, () => spaces(65_536)) }, tooLarge(MEGABYTE + 1)],
  ],
};

export const BODIES = [variables, numbers, bodies, types, strings, large];
