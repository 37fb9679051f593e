// The published audits of "GraphQL over HTTP" against the program: `node audit.mjs PATH_OF_THE_PROGRAM`.
// It starts the program with the demo network on a free port, runs every audit, and fails unless each is passed.
import { serverAudits } from "graphql-http";
import { start } from "./server.mjs";

const program = process.argv[2];
if (!program) {
  console.error("usage: node audit.mjs PATH_OF_THE_PROGRAM");
  process.exit(2);
}

const server = await start(program, {}, { shows: true });
let failures = 0;
try {
  const audits = serverAudits({ url: `http://127.0.0.1:${server.port}/graphql` });
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== "ok") {
      failures += 1;
      console.log(`${result.status} ${audit.id} ${audit.name}\n  ${result.reason}`);
    }
  }
  console.log(`GraphQL over HTTP: ${audits.length - failures} of ${audits.length} audits passed`);
} finally {
  server.stop();
}
process.exit(failures === 0 ? 0 : 1);
