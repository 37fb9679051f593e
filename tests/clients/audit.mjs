// The published audits of "GraphQL over HTTP" against the program: `node audit.mjs PATH_OF_THE_PROGRAM`.
// It starts the program with the demo network on a free port, runs every audit, and fails unless each is passed.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serverAudits } from "graphql-http";

const program = process.argv[2];
if (!program) {
  console.error("usage: node audit.mjs PATH_OF_THE_PROGRAM");
  process.exit(2);
}

function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

async function ready(url, server) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`the program ended with ${server.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((over) => setTimeout(over, 100));
  }
  throw new Error("the program was not ready within a minute");
}

const folder = mkdtempSync(join(tmpdir(), "audit-"));
const port = await freePort();
const server = spawn(resolve(program), ["serve", "--demo", "--listen", `127.0.0.1:${port}`], {
  cwd: folder,
  env: { ...process.env, DATABASE_URL: `sqlite://${join(folder, "audit.db")}?mode=rwc`, RUST_LOG: "error" },
  stdio: ["ignore", "ignore", "inherit"],
});
let failures = 0;
try {
  await ready(`http://127.0.0.1:${port}/health/ready`, server);
  const audits = serverAudits({ url: `http://127.0.0.1:${port}/graphql` });
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== "ok") {
      failures += 1;
      console.log(`${result.status} ${audit.id} ${audit.name}\n  ${result.reason}`);
    }
  }
  console.log(`GraphQL over HTTP: ${audits.length - failures} of ${audits.length} audits passed`);
} finally {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
