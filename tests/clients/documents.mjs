// Random documents over a schema. Nearly all are valid, and well below the limits of the server.
import {
  doTypesOverlap,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { Values } from "./values.mjs";

// A union has no fields of its own.
const fieldsOf = (type) => type.getFields?.() ?? {};

// How many fields a document has room for, its fragments put in.
const FIELDS = [10, 30, 60, 110, 110];
const DEPTH = 10;
const DIRECTIVES = 40;
const FRAGMENTS = 6;
// Fragments inside one another.
const NESTED = 6;
const ROOTS = { query: 20, mutation: 8 };

// Names that other fields have, too, so that one key means different things for different types.
const ALIASES = ["a", "b", "id", "name", "title", "nodes", "errors", "status"];

// What stands under each key in one place of the answer.
class Scope {
  keys = new Map();

  constructor(isCareless) {
    this.isCareless = isCareless;
  }

  inside(key) {
    return this.keys.get(key).inside;
  }

  // Whether a field may stand under a key beside those that are there (GraphQL, September 2025, 5.3.2), a bit stricter.
  // Where it is careless the validation has to find out.
  takes(key, use) {
    return (this.keys.get(key)?.uses ?? []).every((other) => {
      // The validation of graphql-js does not look at the type of `__typename`; the server's does.
      const hasTypename = [use.name, other.name].includes("__typename");
      if (this.isCareless && !hasTypename) return true;
      const areApart = isObjectType(use.parent) && isObjectType(other.parent) && use.parent !== other.parent;
      return use.type === other.type && (areApart || (use.name === other.name && use.args === other.args));
    });
  }

  takesAll(scope) {
    return [...scope.keys].every(
      ([key, { uses, inside }]) =>
        uses.every((use) => this.takes(key, use)) && (this.keys.get(key)?.inside.takesAll(inside) ?? true),
    );
  }

  add(key, use) {
    if (!this.keys.has(key)) this.keys.set(key, { uses: [], inside: new Scope(this.isCareless) });
    this.keys.get(key).uses.push(use);
  }

  addAll(scope) {
    for (const [key, { uses, inside }] of scope.keys) {
      for (const use of uses) this.add(key, use);
      this.inside(key).addAll(inside);
    }
  }
}

class Writer {
  fragments = [];
  // Object types that fragments are on: an answer is to have some of them.
  mentioned = new Set();
  fields = 0;
  roots = 0;
  directives = 0;
  fresh = 0;
  opened = 0;
  hasCredentials = false;

  constructor(schema, random, kind) {
    this.schema = schema;
    this.random = random;
    this.kind = kind;
    this.values = new Values(random);
    this.depth = 4 + random.below(DEPTH - 3);
    this.directiveRate = random.pick([0, 0.1, 0.1, 0.3]);
    this.isCareless = random.chance(0.15);
  }

  // A place is where selections stand: `depth` fields and `fragments` inside one another, and room until the document
  // has `room` fields; `scopes` are the one of the operation and those of the named fragments it is in. What is written
  // comes with the number of fields inside one another that it has.
  set(type, place) {
    const selections = [];
    const wanted = 1 + this.random.below(this.kind === "mutation" && place.isRoot ? 3 : 5);
    for (let rest = wanted; rest > 0 && !this.isFull(place); rest -= 1) {
      // The first must not always take the room of all.
      const share = Math.max(1 / rest, this.random.pick([0, 0, 0.8]));
      const room = this.fields + Math.ceil((place.room - this.fields) * share);
      selections.push(this.selection(type, { ...place, room }));
    }
    if (selections.length === 0) selections.push(this.typename(type, place));
    const depth = Math.max(...selections.map((selection) => selection.depth));
    return { text: `{ ${selections.map(({ text }) => text).join(" ")} }`, depth };
  }

  isFull(place) {
    return this.fields >= place.room || (place.isRoot && this.roots >= ROOTS[this.kind]);
  }

  selection(type, place) {
    const dice = this.random.next();
    if (dice < 0.15) return this.inline(type, place);
    if (dice < 0.3) return this.spread(type, place);
    if (dice < 0.36) return this.typename(type, place);
    if (dice < 0.5) return this.again(type, place);
    return this.field(type, place);
  }

  directive() {
    const { random } = this;
    if (this.directives >= DIRECTIVES || !random.chance(this.directiveRate)) return "";
    const names = random.chance(0.2) ? ["include", "skip"] : [random.pick(["include", "skip"])];
    this.directives += names.length;
    return names.map((name) => ` @${name}(if: ${this.values.condition()})`).join("");
  }

  typename(type, place) {
    const use = { parent: type, name: "__typename", args: "", type: "String!" };
    return this.under(this.key(use, place), use, undefined, place);
  }

  field(type, place) {
    const fields = Object.values(fieldsOf(type)).filter((field) => this.maySelect(field, place));
    if (fields.length === 0) return this.typename(type, place);
    const chosen = this.random.weighted(fields, weight);
    this.hasCredentials ||= takesCredentials(chosen);
    const use = { parent: type, name: chosen.name, args: this.arguments(chosen), type: String(chosen.type) };
    return this.under(this.key(use, place), use, getNamedType(chosen.type), place);
  }

  maySelect(field, place) {
    if (takesCredentials(field) && (this.hasCredentials || place.scopes.length > 1)) return false;
    return isLeafType(getNamedType(field.type)) || place.depth + 1 < this.depth;
  }

  arguments(field) {
    const given = field.args.filter((argument) => isRequiredArgument(argument) || this.random.chance(0.15));
    const texts = given.map((argument) => {
      const place = { name: argument.name, hasDefault: argument.defaultValue !== undefined };
      return `${argument.name}: ${this.values.literal(argument.type, place)}`;
    });
    return texts.length > 0 ? `(${texts.join(", ")})` : "";
  }

  // The key a field is to have.
  key(use, { scopes }) {
    const key = this.random.chance(0.75) ? use.name : this.random.pick(ALIASES);
    if (scopes.every((scope) => scope.takes(key, use))) return key;
    this.fresh += 1;
    return `${use.name.replaceAll("_", "")}_${this.fresh}`;
  }

  // A field that is there already under the same key, maybe with something else inside.
  again(type, place) {
    const known = [...place.scopes[0].keys].flatMap(([key, { uses }]) =>
      uses.filter(({ parent }) => parent === type).map((use) => ({ key, use })),
    );
    if (known.length === 0) return this.field(type, place);
    const { key, use } = this.random.pick(known);
    const field = fieldsOf(type)[use.name];
    const mayBe = field === undefined || (this.maySelect(field, place) && !takesCredentials(field));
    if (!mayBe || !place.scopes.every((scope) => scope.takes(key, use))) return this.field(type, place);
    return this.under(key, use, field && getNamedType(field.type), place);
  }

  under(key, use, type, place) {
    this.fields += 1;
    if (place.isRoot) this.roots += 1;
    for (const scope of place.scopes) scope.add(key, use);
    const text = `${key === use.name ? "" : `${key}: `}${use.name}${use.args}${this.directive()}`;
    if (type === undefined || isLeafType(type)) return { text, depth: 1 };
    const scopes = place.scopes.map((scope) => scope.inside(key));
    const inside = this.set(type, { ...place, scopes, depth: place.depth + 1, isRoot: false });
    return { text: `${text} ${inside.text}`, depth: inside.depth + 1 };
  }

  // A type that a fragment in a place of `type` can be on.
  narrowed(type) {
    const { random } = this;
    const above = type.getInterfaces?.() ?? [];
    if (!isAbstractType(type) || random.chance(0.2)) return random.pick([type, ...above]);
    const possible = this.schema.getPossibleTypes(type);
    const mentioned = possible.filter((object) => this.mentioned.has(object));
    const on = random.pick(mentioned.length > 0 && random.chance(0.5) ? mentioned : possible);
    this.mentioned.add(on);
    return on;
  }

  inline(type, place) {
    if (place.fragments >= NESTED) return this.field(type, place);
    const on = this.random.chance(0.25) ? undefined : this.narrowed(type);
    const directive = this.directive();
    const inside = this.set(on ?? type, { ...place, fragments: place.fragments + 1 });
    return { text: `...${on ? ` on ${on}` : ""}${directive} ${inside.text}`, depth: inside.depth };
  }

  spread(type, place) {
    const { random } = this;
    const known = this.fragments.filter(
      (fragment) =>
        doTypesOverlap(this.schema, fragment.on, type) &&
        place.depth + fragment.depth <= this.depth &&
        this.fields + fragment.fields <= place.room &&
        this.roots + fragment.roots <= ROOTS[this.kind] &&
        place.scopes.every((scope) => scope.takesAll(fragment.scope)),
    );
    if (known.length > 0 && random.chance(0.6)) return this.spreadAgain(random.pick(known), place);
    if (this.opened >= FRAGMENTS || place.fragments >= NESTED) return this.inline(type, place);

    this.opened += 1;
    const name = `F${this.opened}`;
    const on = this.narrowed(type);
    const scope = new Scope(this.isCareless);
    const { fields, roots } = this;
    const inside = this.set(on, { ...place, scopes: [...place.scopes, scope], fragments: place.fragments + 1 });
    this.fragments.push({
      name,
      on,
      scope,
      text: `fragment ${name} on ${on} ${inside.text}`,
      depth: inside.depth,
      fields: this.fields - fields,
      roots: this.roots - roots,
    });
    return { text: `...${name}${this.directive()}`, depth: inside.depth };
  }

  spreadAgain(fragment, place) {
    this.fields += fragment.fields;
    this.roots += fragment.roots;
    for (const scope of place.scopes) scope.addAll(fragment.scope);
    return { text: `...${fragment.name}${this.directive()}`, depth: fragment.depth };
  }
}

// How often a field is chosen: more often where null may be, and where there are few of the kind.
function weight({ type }) {
  const [named, bare] = [getNamedType(type), getNullableType(type)];
  if (isListType(bare) && !isNonNullType(bare.ofType)) return 40;
  if (isLeafType(named)) return 1;
  return (isAbstractType(named) ? 15 : 5) * (isNonNullType(type) ? 1 : 2);
}

// Of those the server takes one in an operation.
function takesCredentials(field) {
  const inputs = field.args.map(({ type }) => getNamedType(type)).filter(isInputObjectType);
  return inputs.some((input) => Object.keys(input.getFields()).some((name) => /(password|token|secret)$/i.test(name)));
}

// A random document with one operation, the values of its variables, and the object types it has fragments on.
export function randomDocument(schema, random) {
  const kind = random.chance(0.15) ? "mutation" : "query";
  const writer = new Writer(schema, random, kind);
  const root = kind === "query" ? schema.getQueryType() : schema.getMutationType();
  const scopes = [new Scope(writer.isCareless)];
  const place = { scopes, depth: 0, fragments: 0, isRoot: true, room: random.pick(FIELDS) };
  const { text } = writer.set(root, place);
  const operation = `${kind} ${random.pick(["", "Random"])}${writer.values.declarations} ${text}`;
  const definitions = random.shuffled([operation, ...writer.fragments.map((fragment) => fragment.text)]);
  return { query: definitions.join("\n"), variables: writer.values.json, mentioned: writer.mentioned };
}
