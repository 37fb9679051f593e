// Hostile input to the program: `node hostile.mjs PATH_OF_THE_PROGRAM PATH_OF_ONE_THAT_PANICS`, which is the example
// `panicking` and differs in its schema alone. It starts the program with the demo network, takes
// what 1,000 ordinary pages cost as a measure, sends everything that the other files called `hostile` hold, looks after each
// kind whether the next client notices anything, and fails if an answer is not clear or the whole costs too much.
import { isDeepStrictEqual } from "node:util";
import { answered, wrong } from "./checks.mjs";
import { Client, each } from "./client.mjs";
import { BODIES } from "./hostile-bodies.mjs";
import { CONNECTIONS } from "./hostile-connections.mjs";
import { DOCUMENTS } from "./hostile-documents.mjs";
import { LOADS } from "./hostile-loads.mjs";
import { PANICS } from "./hostile-panics.mjs";
import { BUDGET, PLACES, SHARES } from "./hostile-shares.mjs";
import { IDLE, WAITING } from "./hostile-waiting.mjs";
import { cpu, fileLimit, files, peak, resetPeak } from "./meter.mjs";
import { start } from "./server.mjs";
import { pause } from "./wire.mjs";

const PAGE = "{ offers { nodes { id title { value } organisation { name } } pageInfo { hasNextPage endCursor } } }";
const PAGES = 1_000;
// What all hostile input together may cost, in ordinary pages' processor time and memory.
const MOST_CPU = 10;
const MOST_MEMORY = 2;
// An ordinary answer that takes longer, in milliseconds, was noticed.
const PATIENCE = 5_000;
const WHOLE_RUN = 240_000;
// Long enough for a slow machine to open all idle connections before the first is closed.
const HEAD_SECONDS = 24;
const BODY_SECONDS = 2;
const HUGE = "1000000000000";

const [program, panicking] = process.argv.slice(2);
if (!program || !panicking) {
  console.error("usage: node hostile.mjs PATH_OF_THE_PROGRAM PATH_OF_ONE_THAT_PANICS");
  process.exit(2);
}

const servers = [];
const failures = [];
// What an ordinary client gets from each server.
const pages = new Map();

const fail = (name, error) => {
  failures.push(name);
  console.log(`FAILED ${name}: ${error.message}`);
};

async function serve(settings, path = program) {
  const server = await start(path, {
    RUST_LOG: "warn",
    MITEINANDER_LIMIT_VISITOR_BUDGET: HUGE,
    MITEINANDER_LIMIT_ACCOUNT_BUDGET: HUGE,
    MITEINANDER_LIMIT_HEAD_SECONDS: String(HEAD_SECONDS),
    MITEINANDER_LIMIT_BODY_SECONDS: String(BODY_SECONDS),
    ...settings,
  });
  server.pid = server.process.pid;
  servers.push(server);
  return server;
}

// Gets a page as ordinary clients do; how long that took, in milliseconds.
async function ordinary(client) {
  const begun = performance.now();
  const answer = await client.post({ query: PAGE });
  const time = performance.now() - begun;
  answered(({ offers }) => offers.nodes.length === 20)(answer);
  if (!pages.has(client.port)) pages.set(client.port, JSON.parse(answer.body));
  const isSame = isDeepStrictEqual(JSON.parse(answer.body), pages.get(client.port));
  if (!isSame) throw wrong(answer, "the same page as before");
  if (time > PATIENCE) throw new Error(`an ordinary answer took ${Math.round(time)} ms`);
  return time;
}

// Does one kind of input as often as it says, and one ordinary request; gives the statuses it saw.
async function attempt(kind, place) {
  const before = servers.map(({ pid }) => cpu(pid));
  const seen = new Map();
  try {
    const saw = (status) => seen.set(status, (seen.get(status) ?? 0) + 1);
    const round = async () => {
      if (kind.cases) await send(kind, place.client, saw);
      else (await kind.run(place)).forEach(saw);
    };
    await round();
    await each(Array(kind.times - 1), kind.cases ? 4 : 1, round);
  } catch (error) {
    fail(kind.name, error);
  }
  await place.ordinary().catch((error) => fail(`the next client after ${kind.name}`, error));
  const used = servers.reduce((sum, { pid }, index) => sum + cpu(pid) - before[index], 0);
  const count = [...seen.values()].reduce((sum, times) => sum + times, 0);
  const statuses = [...seen].map(([status, times]) => `${status} × ${times}`).join(", ");
  const memory = Math.max(...servers.map(({ pid }) => peak(pid)));
  console.log(
    `${kind.name}: ${count} sent, ${statuses || "nothing"}; ${used.toFixed(2)} s, up to ${memory.toFixed(0)} MiB`,
  );
}

// One round of a kind that consists of requests: all are sent, unless one builds on the other, so that all failures are told.
async function send({ name, cases, inOrder = false }, client, saw) {
  const wrongs = [];
  for (const [label, sent, check] of cases) {
    try {
      const answer = await client.send(sent);
      saw(answer.status);
      check(answer);
    } catch (error) {
      wrongs.push(`${label}: ${error.message}`);
      if (inOrder) break;
    }
  }
  if (wrongs.length > 0) throw new Error(wrongs.join(`\nFAILED ${name}: `));
}

// Somebody else, who comes now and then on a new connection while all this goes on.
function bystander(port) {
  const client = new Client(port, { localAddress: "127.0.0.2", keepAlive: false });
  const times = [];
  const failed = new Set();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      await ordinary(client).then(
        (time) => times.push(time),
        ({ message }) => failed.add(message),
      );
      await pause(250);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    client.close();
    if (failed.size > 0) fail("somebody else meanwhile", new Error([...failed].join("; ")));
    return times.sort((one, other) => one - other);
  };
}

async function attack(server) {
  const client = new Client(server.port);
  const next = new Client(server.port, { localAddress: "127.0.0.3", keepAlive: false });
  const idleConnections = Math.min(10_000, Math.min(fileLimit("self"), fileLimit(server.pid)) - 500);
  const place = {
    port: server.port,
    client,
    headSeconds: HEAD_SECONDS,
    bodySeconds: BODY_SECONDS,
    idleConnections,
    ordinary: () => ordinary(next),
    live: () => next.send({ method: "GET", path: "/health/live" }),
  };
  for (const kind of [...DOCUMENTS, ...BODIES, ...LOADS, ...CONNECTIONS]) await attempt(kind, place);
  const open = new Promise((opened) => (place.opened = opened));
  const idle = attempt(IDLE, place);
  await Promise.race([open, idle]);
  await Promise.all([idle, ...WAITING.map((kind) => attempt(kind, place))]);

  const few = await serve({
    MITEINANDER_LIMIT_VISITOR_BUDGET: String(BUDGET),
    MITEINANDER_LIMIT_CONNECTIONS: String(PLACES),
    RUST_LOG: "error",
  });
  const guest = new Client(few.port, { localAddress: "127.0.0.3", sockets: 1 });
  const begun = cpu(few.pid);
  for (const kind of SHARES) await attempt(kind, { port: few.port, client: guest, ordinary: () => ordinary(guest) });
  [client, next, guest].forEach((one) => one.close());
  return cpu(few.pid) - begun + (await panics());
}

// What a server has used in whose schema a field panics. It says so in its log, and nothing else happens to it.
async function panics() {
  const server = await serve({}, panicking);
  const client = new Client(server.port);
  const begun = cpu(server.pid);
  const ordinary = async () => answered(({ isWell }) => isWell)(await client.post({ query: "{ isWell }" }));
  await attempt(PANICS, { port: server.port, client, ordinary });
  client.close();
  const used = cpu(server.pid) - begun;
  const said = server.log.split("a resolver that panics").length - 1;
  if (hasEnded(server) || said === 0) fail(PANICS.name, new Error(`it logged ${said} panics`));
  servers.splice(servers.indexOf(server), 1);
  server.stop();
  return used;
}

// A server that was not hurt lives, holds no connection that is over, and has nothing to say of itself.
async function unharmed(server, before) {
  const { process: running, pid, log } = server;
  if (hasEnded(server)) throw new Error(`it ended with ${running.exitCode ?? running.signalCode}`);
  for (let tries = 0; tries < 50 && files(pid) > before + 20; tries += 1) await pause(100);
  if (files(pid) > before + 20) throw new Error(`it has ${files(pid)} files open; before it had ${before}`);
  const said = log.split("\n").find((line) => /ERROR|panicked|the executor refused/.test(line));
  if (said !== undefined) throw new Error(`it logged: ${said}`);
}

const hasEnded = ({ process: { exitCode, signalCode } }) => exitCode !== null || signalCode !== null;

function atMost(name, used, measure, most, unit) {
  const ratio = used / measure;
  console.log(
    `${name}: ${used.toFixed(2)} ${unit}, ${ratio.toFixed(2)} times that of ${PAGES} ordinary pages (${measure.toFixed(2)} ${unit}; at most ${most})`,
  );
  if (!(ratio <= most)) fail(name, new Error(`${ratio.toFixed(2)} is more than ${most}`));
}

async function main() {
  const places = { MITEINANDER_LIMIT_CONNECTIONS: "11000" };
  let server = await serve(places);
  const client = new Client(server.port);
  await each(Array(100), 8, () => ordinary(client));
  const isReset = resetPeak(server.pid);
  const idle = cpu(server.pid);
  await each(Array(PAGES), 8, () => ordinary(client));
  const measure = { cpu: cpu(server.pid) - idle, memory: peak(server.pid) };
  client.close();
  // Where the peak cannot begin anew, a new process has one of its own.
  if (!isReset || !resetPeak(server.pid)) {
    servers.pop().stop();
    server = await serve(places);
  }
  const [begun, open] = [cpu(server.pid), files(server.pid)];
  const leave = bystander(server.port);
  const elsewhere = await attack(server);
  const times = await leave();
  const used = { cpu: cpu(server.pid) - begun + elsewhere, memory: Math.max(...servers.map(({ pid }) => peak(pid))) };
  for (const one of servers) {
    await unharmed(one, one === server ? open : Infinity).catch((error) => fail("the server afterwards", error));
  }
  console.log(
    `somebody else: ${times.length} pages, ${Math.round(times[times.length >> 1])} ms, the slowest ${Math.round(times.at(-1))} ms`,
  );
  atMost("processor time", used.cpu, measure.cpu, MOST_CPU, "s");
  atMost("memory", used.memory, measure.memory, MOST_MEMORY, "MiB");
}

const timer = setTimeout(() => over(new Error(`not over within ${WHOLE_RUN / 1_000} s`)), WHOLE_RUN);
function over(error) {
  clearTimeout(timer);
  if (error && servers.some(hasEnded)) fail("the server", new Error("it ended"));
  servers.forEach((server) => server.stop());
  if (error) fail("the run", error);
  console.log(
    failures.length > 0
      ? `Hostile input: ${failures.length} failures: ${failures.join("; ")}`
      : "Hostile input: all is well",
  );
  process.exit(failures.length > 0 ? 1 : 0);
}
process.once("SIGINT", () => over(new Error("interrupted")));
process.once("SIGTERM", () => over(new Error("interrupted")));
main().then(() => over(), over);
