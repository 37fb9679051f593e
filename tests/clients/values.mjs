// Random values for arguments, and the variables that hold some of them.
import {
  getNullableType,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from "graphql";

const TEXTS = ["", "x", "de", "2026-11-22", "Größe \u{1f331}", 'a "quote" \\ and\nmore', "{ id }", "$v1"];

export class Values {
  constructor(random) {
    this.random = random;
    this.variables = [];
  }

  // How the operation declares its variables, and their values as JSON.
  get declarations() {
    const each = this.variables.map(({ name, type, initial }) => `$${name}: ${type}${initial ? ` = ${initial}` : ""}`);
    return each.length > 0 ? `(${each.join(", ")})` : "";
  }

  get json() {
    const given = this.variables.filter(({ json }) => json !== undefined);
    return Object.fromEntries(given.map(({ name, json }) => [name, json]));
  }

  // What stands in the document for an argument, or for a part of one.
  literal(type, place) {
    return this.value(type, place).text;
  }

  // A value of a type. `text` is how it stands in a document; `json` is the same as the value of a variable, which is
  // of use only if it `isFixed`: nothing in it is a variable.
  value(type, place) {
    const { random } = this;
    if (!place.isFixed && random.chance(0.3)) return { text: `$${this.variable(type, place)}` };
    if (!isNonNullType(type) && !place.isOneOf && random.chance(0.1)) return { text: "null", json: null };
    return this.present(getNullableType(type), place);
  }

  // A value that is not null.
  present(type, place) {
    const { random } = this;
    const inside = { isFixed: place.isFixed, level: (place.level ?? 0) + 1 };
    if (isListType(type)) {
      // One value stands for a list of it.
      if (random.chance(0.1)) return this.present(getNullableType(type.ofType), place);
      const items = Array.from({ length: random.below(3) }, () => this.value(type.ofType, inside));
      return { text: `[${items.map(({ text }) => text).join(", ")}]`, json: items.map(({ json }) => json) };
    }
    if (isInputObjectType(type)) return this.object(type, inside);
    if (isEnumType(type)) {
      const { name } = random.pick(type.getValues());
      return { text: name, json: name };
    }
    const json = this.scalar(type.name, place.name);
    return { text: JSON.stringify(json), json };
  }

  object(type, inside) {
    const { random } = this;
    const all = Object.values(type.getFields());
    const rate = inside.level < 3 ? 0.2 : 0;
    const fields = type.isOneOf
      ? [random.pick(all)]
      : random.shuffled(all.filter((field) => isRequiredInputField(field) || random.chance(rate)));
    const values = fields.map(({ name, type: wanted, defaultValue }) => {
      const place = { ...inside, name, hasDefault: defaultValue !== undefined, isOneOf: type.isOneOf };
      return { name, ...this.value(wanted, place) };
    });
    return {
      text: `{ ${values.map(({ name, text }) => `${name}: ${text}`).join(", ")} }`,
      json: Object.fromEntries(values.map(({ name, json }) => [name, json])),
    };
  }

  scalar(type, name) {
    const { random } = this;
    // Pages have a largest size.
    if (type === "Int") return ["first", "last"].includes(name) ? 1 + random.below(100) : random.below(2000) - 1000;
    if (type === "Float") return (random.below(2000) - 1000) / 8;
    if (type === "Boolean") return random.chance(0.5);
    if (type === "ID" && random.chance(0.1)) return random.below(1000);
    return random.pick(TEXTS);
  }

  // The name of a variable for a place of that type: one that is there already, or a new one.
  variable(type, place) {
    const { random } = this;
    const fits = [type, place.name, place.hasDefault === true, place.isOneOf === true].join();
    const known = this.variables.filter((variable) => variable.fits === fits);
    if (known.length > 0 && random.chance(0.5)) return random.pick(known).name;

    const name = `v${this.variables.length}`;
    const bare = getNullableType(type);
    const fixed = () => this.present(bare, { name: place.name, isFixed: true });
    const initial = random.chance(0.3) ? fixed().text : undefined;
    const mayLackNonNull = !place.isOneOf && (!isNonNullType(type) || place.hasDefault || initial !== undefined);
    const isNonNull = !mayLackNonNull || random.chance(0.5);
    const mayBeAbsent = initial !== undefined || !isNonNull;
    // A variable without "!" may stand where null is not allowed if something has a default; null it must not be there.
    const mayBeNull = !isNonNull && !isNonNullType(type);
    let json;
    if (mayBeNull && random.chance(0.15)) json = null;
    else if (!mayBeAbsent || random.chance(0.6)) json = fixed().json;
    this.variables.push({ name, type: isNonNull ? new GraphQLNonNull(bare) : bare, initial, json, fits });
    return name;
  }

  // What `@skip` or `@include` looks at. Few variables, each for many.
  condition() {
    const { random } = this;
    if (random.chance(0.35)) return random.pick(["true", "false"]);
    const known = this.variables.filter(({ fits }) => fits === "if");
    if (known.length > 0 && random.chance(known.length / 4)) return `$${random.pick(known).name}`;

    const name = `if${this.variables.length}`;
    const initial = random.pick([undefined, "true", "false"]);
    const type = initial === undefined || random.chance(0.5) ? "Boolean!" : "Boolean";
    const json = initial === undefined || random.chance(0.6) ? random.chance(0.5) : undefined;
    this.variables.push({ name, type, initial, json, fits: "if" });
    return `$${name}`;
  }
}
