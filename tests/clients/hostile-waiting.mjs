// Hostile use of time: connections that say nothing, or little, or do not listen. All of these wait at the same time. The
// form is that of `hostile-connections.mjs`.
import { connect } from "node:net";
import { limited, wrong } from "./checks.mjs";
import { EXPENSIVE } from "./hostile-connections.mjs";
import { pause, request, talk } from "./wire.mjs";

const LANGUAGES = JSON.stringify({ query: "{ languages { tag } }" });
// How much earlier or later than it should a connection may be closed, in milliseconds.
const EARLY = 300;
const LATE = 3_000;

function notEarly(label, ms, seconds) {
  if (ms < seconds * 1_000 - EARLY) throw new Error(`${label}: closed after ${Math.round(ms)} ms, before ${seconds} s`);
}

function notLate(label, ms, seconds) {
  if (ms > seconds * 1_000 + LATE)
    throw new Error(`${label}: closed after ${Math.round(ms)} ms, long after ${seconds} s`);
}

function inTime(label, ms, seconds) {
  notEarly(label, ms, seconds);
  notLate(label, ms, seconds);
}

const several = (count, work) => Promise.all(Array.from({ length: count }, work));

async function trickle(socket, bytes, every) {
  for (const byte of bytes) {
    if (socket.destroyed || !socket.writable) return;
    socket.write(Buffer.of(byte));
    await pause(every);
  }
}

const slowHeads = {
  name: "heads, byte by byte",
  times: 1,
  run: ({ port, headSeconds }) =>
    several(20, async () => {
      const bytes = request("/graphql", { body: LANGUAGES, headers: { x: "y".repeat(1_000) } });
      const { answers, closed, ms } = await talk(port, (socket) => trickle(socket, bytes, 50), { time: 60_000 });
      if (!closed || (answers[0] && answers[0].status !== 408))
        throw new Error(`expected 408 or a close; got ${answers[0]?.status}`);
      inTime("a slow head", ms, headSeconds);
      return answers[0]?.status ?? "closed";
    }),
};

const slowBodies = {
  name: "bodies, byte by byte",
  times: 1,
  run: ({ port, bodySeconds }) =>
    several(20, async () => {
      const body = LANGUAGES.padEnd(1_000);
      const bytes = request("/graphql", { body, headers: { accept: "application/graphql-response+json" } });
      const begin = bytes.length - 1_000;
      const speak = async (socket) => {
        socket.write(bytes.subarray(0, begin));
        await trickle(socket, bytes.subarray(begin), 50);
      };
      const { answers, closed, ms } = await talk(port, speak, { time: 60_000 });
      if (!answers[0]) throw new Error("expected 408; got nothing");
      limited("bodySeconds", { status: 408, maximum: bodySeconds })(answers[0]);
      if (!closed || answers[0].headers.connection !== "close") throw wrong(answers[0], "connection: close");
      inTime("a slow body", ms, bodySeconds);
      return answers[0].status;
    }),
};

const slowEnough = {
  name: "requests, byte by byte, in time",
  times: 1,
  run: ({ port }) =>
    several(5, async () => {
      const speak = (socket) => trickle(socket, request("/graphql", { body: LANGUAGES }), 1);
      const { answers } = await talk(port, speak, { until: 1, time: 60_000 });
      if (answers[0].status !== 200) throw wrong(answers[0], 200);
      return answers[0].status;
    }),
};

const kept = {
  name: "connections kept after an answer",
  times: 1,
  run: ({ port, headSeconds }) =>
    // Together with all else that waits, these are fewer than a client may have at once, so that none is told to wait.
    several(10, async () => {
      const { answers, ms } = await talk(
        port,
        (socket) => void socket.write(request("/graphql", { body: LANGUAGES })),
        { time: 60_000 },
      );
      if (answers.length !== 1 || answers[0].status !== 200)
        throw new Error(`expected 200 and a close; got ${answers.map(({ status }) => status)}`);
      inTime("a kept connection", ms, headSeconds);
      return answers[0].status;
    }),
};

// Whoever does not read holds what was written for them, and their place.
const unheard = {
  name: "answers that nobody reads",
  times: 1,
  run: ({ port, headSeconds }) =>
    several(2, async () => {
      const socket = connect({ port, host: "127.0.0.1" });
      let [bytes, isOver] = [0, false];
      socket.on("error", () => {});
      socket.pause();
      // More than fits between the two.
      socket.write(Buffer.concat(Array(40).fill(request("/graphql", { body: EXPENSIVE }))));
      await pause(headSeconds * 1_000 + LATE + 1_000);
      socket.on("data", (part) => (bytes += part.length));
      socket.on("close", () => (isOver = true));
      socket.on("end", () => (isOver = true));
      socket.resume();
      // What is still under way arrives at once; after that there is nothing more, or else the server begins to write again.
      for (let tries = 0; tries < 20 && !isOver; tries += 1) await pause(100);
      socket.destroy();
      if (!isOver) throw new Error(`the server held the connection, and went on when it was read (${bytes} bytes)`);
      return "closed";
    }),
};

// They are opened before the others begin, which would take the time for it.
export const IDLE = {
  name: "idle connections",
  times: 1,
  async run({ port, headSeconds, idleConnections: count, ordinary, live, opened: isOpen }) {
    const sockets = [];
    const opened = () =>
      new Promise((open, failed) => {
        const socket = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.6" });
        // The server takes it some time after it was asked for, and before it answers somebody who comes later.
        const at = { asked: performance.now(), held: undefined, until: undefined };
        const over = () => {
          at.until ??= performance.now();
          socket.destroy();
        };
        socket.once("connect", open);
        socket.once("error", (error) => {
          failed(error);
          over();
        });
        socket.once("end", over);
        socket.once("close", over);
        socket.resume();
        sockets.push(at);
      });
    const begun = performance.now();
    const passed = () => performance.now() - begun;
    while (sockets.length < count) {
      await several(Math.min(100, count - sockets.length), opened);
      // Connections are taken in order: when this one is answered, all of those are held.
      await live();
      for (const at of sockets) at.held ??= performance.now();
    }
    isOpen();
    const closed = sockets.filter(({ until }) => until !== undefined).length;
    console.log(`  ${count} idle connections opened in ${Math.round(passed())} ms, ${closed} of them closed by then`);
    if (closed > 0) throw new Error("some were closed before all were open");
    for (let asked = 0; asked < 10; asked += 1) await ordinary();
    const end = performance.now() + headSeconds * 1_000 + LATE + 1_000;
    while (performance.now() < end && sockets.some(({ until }) => until === undefined)) {
      await pause(200);
      await ordinary();
    }
    const left = sockets.filter(({ until }) => until === undefined).length;
    if (left > 0) throw new Error(`${left} of ${sockets.length} were not closed`);
    for (const { asked, held, until } of sockets) {
      notEarly("an idle connection", until - asked, headSeconds);
      notLate("an idle connection", until - held, headSeconds);
    }
    return sockets.map(() => "closed");
  },
};

export const WAITING = [slowHeads, slowBodies, slowEnough, kept, unheard];
