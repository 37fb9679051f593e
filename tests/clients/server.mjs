// The program with the demo network, as a process of its own on a free port.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

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

// Starts it with these settings beside those of the environment. What it logs is kept in `log`, or shown if `shows`.
export async function start(program, settings = {}, { shows = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "miteinander-"));
  const port = await freePort();
  const server = spawn(resolve(program), ["serve", "--demo", "--listen", `127.0.0.1:${port}`], {
    cwd: folder,
    env: {
      ...process.env,
      DATABASE_URL: `sqlite://${join(folder, "demo.db")}?mode=rwc`,
      RUST_LOG: "error",
      ...settings,
    },
    stdio: ["ignore", "ignore", shows ? "inherit" : "pipe"],
  });
  const running = { port, process: server, log: "", stop };
  server.stderr?.setEncoding("utf8").on("data", (text) => (running.log += text));
  function stop() {
    server.kill("SIGKILL");
    // It may still be writing.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    await ready(`http://127.0.0.1:${port}/health/ready`, server);
  } catch (error) {
    stop();
    throw new Error(`${error.message}\n${running.log}`);
  }
  return running;
}
