// Random answers to a document, with failures: as graphql-js completes them, and as the executor of the server has them.
import {
  execute,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";

const TEXTS = ["", "x", "de", "2026-11-22", "Größe \u{1f331}", 'a "quote" \\ and\nmore', "null"];

// Where an answer is as large as this, its lists have no more than one item.
const LARGE = 1500;

// A field or an item that fails.
class Failure extends Error {}

class Made {
  fields = new Map();

  constructor(type) {
    this.type = type;
  }
}

class List {
  constructor(items, mayHoldNull) {
    this.items = items;
    this.mayHoldNull = mayHoldNull;
  }
}

// What all fields of an operation come to.
export class Answer {
  hasAbstract = false;
  hasMerged = false;
  size = 0;

  constructor(schema, { document, variables, mentioned }, random) {
    this.schema = schema;
    this.document = document;
    this.variables = variables;
    this.mentioned = mentioned;
    this.random = random;
    this.failing = random.pick([0, 0.03, 0.06, 0.12, 0.25, 0.5]);
    this.fragments = Object.fromEntries(
      document.definitions.filter(({ kind }) => kind === "FragmentDefinition").map((node) => [node.name.value, node]),
    );
    const operation = getOperationAST(document);
    const root = schema.getRootType(operation.operation);
    const coerced = getVariableValues(schema, operation.variableDefinitions, variables);
    if (coerced.errors) throw new Error(`the values of the variables do not fit: ${coerced.errors.join(" ")}`);
    this.values = coerced.coerced;
    const selected = collectFields(schema, this.fragments, this.values, root, operation.selectionSet);
    this.root = this.object(root, selected, true);
  }

  object(type, selected, isRoot = false) {
    const made = new Made(type.name);
    for (const [key, nodes] of selected) {
      const name = nodes[0].name.value;
      this.size += 1;
      const value = name === "__typename" ? type.name : this.value(type.getFields()[name].type, nodes, isRoot);
      made.fields.set(key, value);
    }
    return made;
  }

  value(type, nodes, isAtRoot = false) {
    const { random } = this;
    // Most fields of the root must not be null: they are not to end most answers.
    if (random.chance(isAtRoot ? this.failing / 4 : this.failing)) return new Failure("it failed");
    if (!isNonNullType(type) && random.chance(0.06)) return null;
    const bare = getNullableType(type);
    if (isListType(bare)) {
      const length = random.pick(this.size < LARGE ? [0, 1, 1, 2, 2, 3] : [0, 1]);
      const items = Array.from({ length }, () => this.value(bare.ofType, nodes));
      return new List(items, !isNonNullType(bare.ofType));
    }
    if (isLeafType(bare)) return this.leaf(bare);
    this.hasAbstract ||= isAbstractType(bare);
    this.hasMerged ||= nodes.length > 1;
    const object = this.runtimeType(bare);
    return this.object(object, collectSubfields(this.schema, this.fragments, this.values, object, nodes));
  }

  leaf(type) {
    const { random } = this;
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (type.name === "Int") return random.below(2000) - 1000;
    if (type.name === "Float") return (random.below(2000) - 1000) / 8;
    if (type.name === "Boolean") return random.chance(0.5);
    return random.pick(TEXTS);
  }

  runtimeType(type) {
    if (!isAbstractType(type)) return type;
    const possible = this.schema.getPossibleTypes(type);
    const mentioned = possible.filter((object) => this.mentioned.has(object));
    return this.random.pick(mentioned.length > 0 && this.random.chance(0.7) ? mentioned : possible);
  }

  // The answer of graphql-js, as JSON.
  async ofGraphqlJs() {
    const { schema, document, variables } = this;
    const { data, errors = [] } = await execute({
      schema,
      document,
      variableValues: variables,
      rootValue: this.root,
      // Asynchronous, so that fields and items beside a failure are gone on with.
      fieldResolver: async (source, _arguments, _context, info) => {
        const value = source.fields.get(info.path.key);
        if (value instanceof Failure) throw value;
        return value instanceof List ? value.items.map(async (item) => item) : value;
      },
      typeResolver: (source) => source.type,
    });
    const other = errors.find(({ originalError }) => !(originalError instanceof Failure));
    if (other) throw new Error("a failure nobody made", { cause: other });
    return { data: JSON.parse(JSON.stringify(data)), errors: errors.map(({ path }) => ({ path })) };
  }

  // The answer as the executor has it: keys in any order; without fields that failed, whatever their type; with the type
  // of each object.
  ofExecutor() {
    const errors = [];
    const fields = this.fieldsOf(this.root, [], errors);
    return { data: fields.length > 0 ? this.inAnyOrder(fields) : null, errors: this.random.shuffled(errors) };
  }

  inAnyOrder(fields) {
    return Object.fromEntries(this.random.shuffled(fields));
  }

  fieldsOf(made, path, errors) {
    return [...made.fields].flatMap(([key, value]) => {
      const shape = this.shape(value, [...path, key], errors);
      return shape === undefined ? [] : [[key, shape]];
    });
  }

  // What stands for a value; nothing if it failed.
  shape(value, path, errors) {
    if (value instanceof Failure) {
      errors.push({ message: value.message, path });
      return undefined;
    }
    if (value instanceof Made) return this.inAnyOrder([["@type", value.type], ...this.fieldsOf(value, path, errors)]);
    if (!(value instanceof List)) return value;

    const inside = value.items.map(() => []);
    const items = value.items.map((item, index) => this.shape(item, [...path, index], inside[index]));
    if (value.mayHoldNull || !items.includes(undefined)) {
      errors.push(...inside.flat());
      return items.map((item) => item ?? null);
    }
    // One item that fails ends the list: how far the others had come is chance.
    const last = this.random.pick([...items.keys()].filter((index) => items[index] === undefined));
    const others = inside.filter((_, index) => index !== last && this.random.chance(0.5));
    errors.push(...inside[last], ...others.flat().filter(() => this.random.chance(0.5)));
    return undefined;
  }
}
