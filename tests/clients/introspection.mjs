// What code generators see: the types that the running program tells are those of schema.graphql, asked for with everything
// graphql-js can ask. `node introspection.mjs PATH_OF_THE_PROGRAM`.
import { readFileSync } from "node:fs";
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from "graphql";
import { start } from "./server.mjs";

const program = process.argv[2];
if (!program) {
  console.error("usage: node introspection.mjs PATH_OF_THE_PROGRAM");
  process.exit(2);
}

const query = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  // The executor describes what a schema is instead of this one.
  schemaDescription: false,
  inputValueDeprecation: true,
  oneOf: true,
});
const server = await start(program, {}, { shows: true });
try {
  const answer = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors, null, 2));
  const printed = (schema) => printSchema(lexicographicSortSchema(schema)).split("\n");
  const told = printed(buildClientSchema(data));
  const due = printed(buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8")));
  const line = due.findIndex((text, index) => text !== told[index]);
  if (line !== -1 || told.length !== due.length) {
    console.error(`Introspection: line ${line + 1} is "${told[line]}", and in schema.graphql "${due[line]}"`);
    process.exitCode = 1;
  } else {
    console.log(`Introspection: ${Object.keys(buildClientSchema(data).getTypeMap()).length} types, all as in schema.graphql`);
  }
} finally {
  server.stop();
}
