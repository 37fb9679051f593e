// What a release may change: `node --test breaking.test.mjs`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, workspaceVersion } from "./changes.mjs";

const today = "2027-06-15";
const goesAway = (day) => `@deprecated(reason: "Use \`name\`. Goes away on ${day}.")`;
const PAST = goesAway("2027-06-14");

// A schema whose type `Offer` has the fields `fields`.
const schema = (fields, rest = "") => `
  type Query { offer: Offer node: Node }
  interface Node { id: ID! }
  type Offer implements Node { id: ID! name: String ${fields} }
  ${rest}
`;
const verdict = (released, current, version = "1.0.0") => decide({ released, current, version, today });
const fails = (...schemas) => verdict(...schemas).fails;

test("before 1.0 a removal only reports", () => {
  const { breaking, fails } = verdict(schema("title: String"), schema(""), "0.9.3");
  assert.deepEqual(breaking, [{ description: "Offer.title was removed.", announced: false }]);
  assert.equal(fails, false);
});

test("from 1.0 a removal that was not announced fails", () => {
  for (const version of ["1.0.0", "1.2.3", "10.0.0"]) {
    assert.equal(fails(schema("title: String"), schema(""), version), true, version);
  }
  assert.equal(fails(schema("title: String @deprecated"), schema("")), true);
  assert.equal(fails(schema('title: String @deprecated(reason: "Use `name`.")'), schema("")), true);
});

test("announced for a day to come: fails", () => {
  assert.equal(fails(schema(`title: String ${goesAway("2027-06-16")}`), schema("")), true);
  assert.equal(fails(schema(`title: String ${goesAway(today)}`), schema("")), true, "the day itself is not over");
});

test("announced for a day that has passed: passes", () => {
  const { breaking, fails } = verdict(schema(`title: String ${PAST}`), schema(""));
  assert.deepEqual(breaking, [{ description: "Offer.title was removed.", announced: true }]);
  assert.equal(fails, false);
});

test("one announcement does not cover another removal", () => {
  const { breaking, fails } = verdict(schema(`title: String ${PAST} note: String`), schema(""));
  assert.deepEqual(breaking.map(({ announced }) => announced).sort(), [false, true]);
  assert.equal(fails, true);
});

test("a changed type of a field fails always", () => {
  assert.equal(fails(schema("title: String"), schema("title: Int")), true);
  assert.equal(fails(schema(`title: String ${PAST}`), schema("title: Int")), true);
  assert.equal(fails(schema(`title: String! ${PAST}`), schema(`title: String ${PAST}`)), true);
});

test("arguments, input fields and values of enumerations are announced in the same way", () => {
  const OF = "input Of { a: Int }";
  const all = (reason) => [
    [schema(`price(in: String ${reason}): Int`), schema("price: Int")],
    [schema("price(of: Of): Int", `input Of { a: Int b: Int ${reason} }`), schema("price(of: Of): Int", OF)],
    [schema("day: Day", `enum Day { MO SU ${reason} }`), schema("day: Day", "enum Day { MO }")],
  ];
  for (const [released, current] of all(PAST)) assert.equal(fails(released, current), false, released);
  for (const [released, current] of all("")) assert.equal(fails(released, current), true, released);
});

test("a type goes with the last that names it, not before", () => {
  const room = "type Room implements Node { id: ID! size: Size } type Size { area: Int }";
  const gone = schema("");
  assert.equal(fails(schema(`room: Room ${PAST}`, room), gone), false);
  assert.equal(fails(schema(`room: Room ${PAST} rooms: [Room!]`, room), gone), true);
  const smaller = room.replace("size: Size", "");
  assert.equal(fails(schema(`room: Room ${PAST}`, room), schema(`room: Room ${PAST}`, smaller)), true);
  assert.equal(fails(schema(`room: Room ${PAST}`, room), schema("", smaller)), true, "`node` still leads to it");
  assert.equal(fails(schema("", room), gone), true, "only `node` leads to it, so nothing was announced");
});

test("what is new, required and unannounced fails; what is new and optional passes", () => {
  assert.equal(fails(schema("price: Int"), schema("price(in: String!): Int")), true);
  assert.equal(fails(schema("price: Int"), schema("price(in: String): Int note: String")), false);
});

test("dangerous changes are a note", () => {
  const { dangerous, fails } = verdict(schema("day: Day", "enum Day { MO }"), schema("day: Day", "enum Day { MO TU }"));
  assert.deepEqual(dangerous, ["TU was added to enum type Day."]);
  assert.equal(fails, false);
});

test("the version is the workspace's", () => {
  const manifest = '[workspace]\n\n[workspace.package]\nedition = "2024"\nversion = "1.4.0"\n\n[x]\nversion = "7.0.0"\n';
  assert.equal(workspaceVersion(manifest), "1.4.0");
  assert.throws(() => workspaceVersion('[package]\nversion = "1.4.0"\n'));
});
