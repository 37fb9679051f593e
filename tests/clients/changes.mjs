// Which changes of the schema a release may bring. Nothing here reads a file or the clock.
import { buildASTSchema, findBreakingChanges, findDangerousChanges, Kind, parse, visit } from "graphql";

const ANNOUNCEMENT = /Goes away on (\d{4}-\d{2}-\d{2})/;
const GRAPHQL = { assumeValid: true, assumeValidSDL: true };

// Calls `found` with each named element of a schema and its coordinate, such as `Offer`, `Offer.title`,
// `Offer.title.languages` or `Weekday.MONDAY`. If `found` returns `null`, the element is left out of the result.
function eachElement(document, found) {
  return visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!node.kind.endsWith("Definition") || !node.name) return undefined;
      const names = ancestors.flatMap((above) => (above.name ? [above.name.value] : []));
      return found(node, [...names, node.name.value].join("."));
    },
  });
}

// The announcement has to be a thing of the past: on the day itself somebody may still rely on it.
function isDue(node, today) {
  const deprecated = node.directives?.find((directive) => directive.name.value === "deprecated");
  const reason = deprecated?.arguments.find((argument) => argument.name.value === "reason")?.value.value;
  const day = reason?.match(ANNOUNCEMENT)?.[1];
  return day !== undefined && day < today;
}

// The types that `roots` lead to by naming them. Being one of the types of an interface does not count: such a type
// is not named anywhere when the last field with it is gone.
function reached(document, roots) {
  const named = new Map();
  for (const definition of document.definitions) {
    if (!definition.name) continue;
    const names = [];
    visit(definition, { NamedType: (type) => void names.push(type.name.value) });
    named.set(definition.name.value, names);
  }
  const seen = new Set();
  const waiting = [...roots];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(named.get(name) ?? []));
  }
  return seen;
}

// The released schema without what is gone, had been announced, and was due; and without the types that nothing names
// any more in consequence, for a type cannot be deprecated itself.
function withoutDue(released, current, today) {
  const kept = new Set();
  eachElement(current, (_node, coordinate) => void kept.add(coordinate));
  const rest = eachElement(released, (node, coordinate) =>
    isDue(node, today) && !kept.has(coordinate) ? null : undefined,
  );

  const schema = buildASTSchema(released, GRAPHQL);
  const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const roots = operations.flatMap((type) => (type ? [type.name] : []));
  const before = reached(released, roots);
  for (const { name } of released.definitions) {
    if (name && (kept.has(name.value) || !before.has(name.value))) roots.push(name.value);
  }
  const after = reached(rest, roots);
  const definitions = rest.definitions.filter(({ name }) => !name || after.has(name.value));
  return { kind: Kind.DOCUMENT, definitions };
}

// What clients notice between two schemas, given as SDL, and whether a release with this `version` may do it on the day
// `today` (`YYYY-MM-DD`): before 1.0 anything; from then on only what the released schema had announced.
export function decide({ released, current, version, today }) {
  const before = parse(released);
  const after = parse(current);
  const [from, to] = [before, after].map((document) => buildASTSchema(document, GRAPHQL));
  const announced = buildASTSchema(withoutDue(before, after, today), GRAPHQL);
  const refused = new Set(findBreakingChanges(announced, to).map(({ description }) => description));
  const breaking = findBreakingChanges(from, to).map(({ description }) => ({
    description,
    announced: !refused.has(description),
  }));
  return {
    breaking,
    dangerous: findDangerousChanges(from, to).map(({ description }) => description),
    fails: Number.parseInt(version, 10) >= 1 && refused.size > 0,
  };
}

// The version of the workspace, out of the text of its Cargo.toml.
export function workspaceVersion(manifest) {
  const section = manifest.split(/^\[/m).find((text) => text.startsWith("workspace.package]"));
  const version = section?.match(/^version\s*=\s*"(\d+\.\d+\.\d+[^"]*)"/m)?.[1];
  if (!version) throw new Error("Cargo.toml: no version in [workspace.package]");
  return version;
}
