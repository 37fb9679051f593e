// Compares the schema with the last released one: `node breaking.mjs`. From version 1.0 on it fails if something a
// client relies on is gone or different without having been announced. A release replaces `schema.released.graphql`.
import { readFileSync } from "node:fs";
import { decide, workspaceVersion } from "./changes.mjs";

const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

const version = workspaceVersion(read("Cargo.toml"));
const { breaking, dangerous, fails } = decide({
  released: read("schema.released.graphql"),
  current: read("schema.graphql"),
  version,
  today: new Date().toISOString().slice(0, 10),
});

console.log(`Schema since the last release: ${breaking.length} breaking changes, ${dangerous.length} to take note of`);
for (const change of breaking) {
  console.log(`  ${change.announced ? "breaking, announced" : "breaking"}: ${change.description}`);
}
for (const description of dangerous) console.log(`  note: ${description}`);
if (fails) {
  console.error(
    `Version ${version} keeps what was released. Deprecate it, with "Goes away on YYYY-MM-DD", and remove it after that.`,
  );
  process.exit(1);
}
