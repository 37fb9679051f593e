// Hostile use of connections. A kind of input is `{ name, times, run }`; `run` does it once and gives the statuses it saw
// (`closed` for a connection that was closed without an answer), or throws what is wrong.
import { connect } from "node:net";
import { limited, refused, wrong } from "./checks.mjs";
import { Client } from "./client.mjs";
import { request, talk } from "./wire.mjs";

const LANGUAGES = JSON.stringify({ query: "{ languages { tag } }" });
const HEAD =
  "POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: application/graphql-response+json\r\ncontent-type: application/json\r\n";
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n";
const NEWER = { accept: "application/graphql-response+json" };
// As much as one operation may cost, nearly.
export const EXPENSIVE = JSON.stringify({
  query: `{ ${[0, 1, 2, 3].map((index) => `a${index}: offers(first: 100) { totalCount nodes { id title { value } summary { value } description { value } organisation { name about { value } } places { id } } }`).join(" ")} }`,
  extensions: { cost: true },
});

// Sends each of these bytes on a connection of its own; each gets one answer that `check` accepts, and the connection is
// closed. Without `check`, it is closed with an answer that blames the client, or without one.
function refusedWith(name, times, inputs, check) {
  const run = async ({ port }) => {
    const seen = [];
    for (const [label, bytes] of inputs) {
      const { answers, closed, rest } = await talk(port, (socket) => void socket.write(bytes));
      const isSo = closed && answers.length <= 1 && rest.length === 0;
      const [answer = { status: "closed", body: "" }] = answers;
      const isBlamed = answer.status === "closed" || (answer.status >= 400 && answer.status < 500);
      if (!isSo || !isBlamed)
        throw new Error(`${label}: ${answers.length} answers, the first ${answer.status}, closed: ${closed}`);
      if (check) within(label, () => check(answer));
      seen.push(answer.status);
    }
    return seen;
  };
  return { name, times, run };
}

function within(label, check) {
  try {
    check();
  } catch (error) {
    throw new Error(`${label}: ${error.message}`);
  }
}

const blamed = (answer) => {
  if (![400, 413, 414, 431].includes(answer.status)) throw wrong(answer, "400, 413, 414 or 431");
};

const garbage = refusedWith("garbage instead of HTTP", 20, [
  ["bytes", Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 7) % 256))],
  ["text", "hello\r\n\r\n"],
  ["TLS", Buffer.from("16030100a5010000a10303", "hex")],
  ["line ends, and no HTTP", `${"\r\n".repeat(100)}x\r\n\r\n`],
  ["a megabyte of one letter", "A".repeat(1 << 20)],
  ["HTTP/0.9", "GET /graphql\r\n\r\n"],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/2 in the first line", "GET /graphql HTTP/2.0\r\nhost: localhost\r\n\r\n"],
  ["HTTP/9.9", "GET /graphql HTTP/9.9\r\nhost: localhost\r\n\r\n"],
  ["NUL in a header", "GET /health/live HTTP/1.1\r\nhost: localhost\r\nx: a\0b\r\n\r\n"],
  ["a folded header", "GET /health/live HTTP/1.1\r\nhost: localhost\r\nx: a\r\n b\r\n\r\n"],
]);

const heads = refusedWith(
  "heads over 64 KiB",
  20,
  [
    ["a header", `GET /graphql HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(160 * 1024)}\r\n\r\n`],
    ["many headers", `GET /graphql HTTP/1.1\r\nhost: localhost\r\n${"x: y\r\n".repeat(20_000)}\r\n`],
    ["a query string", `GET /graphql?query=${"a".repeat(160 * 1024)} HTTP/1.1\r\nhost: localhost\r\n\r\n`],
    ["no end", `GET /graphql HTTP/1.1\r\n${"x: y\r\n".repeat(30_000)}`],
  ],
  blamed,
);

const smuggling = refusedWith(
  "smuggled requests",
  20,
  [
    ["length and chunks", `${HEAD}content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["chunks and length", `${HEAD}transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["no host", "GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n"],
    ["two hosts", "GET /health/live HTTP/1.1\r\nhost: here\r\nhost: there\r\nconnection: close\r\n\r\n"],
    ["two lengths", `${HEAD}content-length: ${LANGUAGES.length}\r\ncontent-length: 5\r\n\r\n${LANGUAGES}${SMUGGLED}`],
    ["a list of lengths", `${HEAD}content-length: ${LANGUAGES.length}, 5\r\n\r\n${LANGUAGES}${SMUGGLED}`],
    ["a negative length", `${HEAD}content-length: -5\r\n\r\n${LANGUAGES}${SMUGGLED}`],
    ["a length with a sign", `${HEAD}content-length: +${LANGUAGES.length}\r\n\r\n${LANGUAGES}${SMUGGLED}`],
    ["a length beyond any number", `${HEAD}content-length: 99999999999999999999999\r\n\r\n${LANGUAGES}`],
    ["the largest length", `${HEAD}content-length: 18446744073709551615\r\n\r\n${LANGUAGES}`],
    ["half of that", `${HEAD}content-length: 9223372036854775807\r\n\r\n${LANGUAGES}`],
    ["chunks twice", `${HEAD}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["chunks of another name", `${HEAD}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["a space before the colon", `${HEAD}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["chunks in HTTP/1.0", `${HEAD.replace("1.1", "1.0")}transfer-encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["a chunk without a length", `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n${LANGUAGES}\r\n0\r\n\r\n${SMUGGLED}`],
    [
      "a chunk beyond any number",
      `${HEAD}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n${LANGUAGES}\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    [
      "a chunk with a long remark",
      `${HEAD}transfer-encoding: chunked\r\n\r\n1;${"a".repeat(100_000)}\r\n{\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    [
      "long trailers",
      `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\na: ${"a".repeat(100_000)}\r\n\r\n${SMUGGLED}`,
    ],
  ],
  blamed,
);

const pipelined = {
  name: "50 requests in a row on one connection",
  times: 5,
  async run({ port }) {
    const one = request("/graphql", { body: LANGUAGES, headers: NEWER });
    const { answers } = await talk(port, (socket) => void socket.write(Buffer.concat(Array(50).fill(one))), {
      until: 50,
    });
    const other = answers.find(({ status, body }) => status !== 200 || body !== answers[0].body);
    if (other) throw wrong(other, "50 times the same");
    return answers.map(({ status }) => status);
  },
};

const halves = {
  name: "requests that end in the middle",
  times: 20,
  async run({ port }) {
    const seen = [];
    const end = async (label, bytes, check) => {
      const { answers, closed } = await talk(port, (socket) => void socket.end(bytes));
      if (!closed || answers.length > 1) throw new Error(`${label}: ${answers.length} answers, closed: ${closed}`);
      if (check && !answers[0]) throw new Error(`${label}: no answer`);
      if (check) within(label, () => check(answers[0]));
      seen.push(answers[0]?.status ?? "closed");
    };
    await end("nothing at all", "");
    await end("half a head", "POST /graphql HTTP/1.1\r\nhos");
    await end("half a body", `${HEAD}content-length: 1000\r\n\r\n{"query"`, refused("BAD_USER_INPUT"));
    await end("half a chunk", `${HEAD}transfer-encoding: chunked\r\n\r\n10\r\n{"q`, refused("BAD_USER_INPUT"));
    // Who has said all may still listen, or be gone: both look alike.
    await end("a whole request", request("/graphql", { body: LANGUAGES, headers: NEWER }));
    return seen;
  },
};

// Sends and is gone, politely or not.
function leave(port, bytes, hasManners, after = 5) {
  return new Promise((over) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => {});
    socket.on("close", over);
    socket.on("connect", () =>
      socket.write(bytes, () => setTimeout(() => (hasManners ? socket.destroy() : socket.resetAndDestroy()), after)),
    );
  });
}

const cut = {
  name: "connections cut in head, body and answer",
  times: 20,
  async run({ port }) {
    const whole = request("/graphql", { body: LANGUAGES });
    for (const bytes of [
      "",
      "POST /gra",
      `${HEAD}content-length: 1000\r\n\r\n{"query"`,
      whole,
      Buffer.concat(Array(20).fill(whole)),
    ]) {
      await Promise.all([leave(port, bytes, true), leave(port, bytes, false), leave(port, bytes, false, 0)]);
    }
    return Array(15).fill("left");
  },
};

const abandoned = {
  name: "expensive requests, abandoned",
  times: 1,
  async run({ port }) {
    const whole = request("/graphql", { body: EXPENSIVE });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => leave(port, whole, index % 2 === 0, 20)));
    }
    return Array(60).fill("left");
  },
};

const unread = {
  name: "bodies far over the limit",
  times: 3,
  async run({ port }) {
    // Nobody waits for all of it: either the answer arrives, or the connection is closed.
    const body = Buffer.alloc(32 << 20, " ");
    const { answers, closed } = await talk(port, (socket) => void socket.write(request("/graphql", { body })));
    if (!closed) throw new Error("the connection stays open");
    if (answers[0]) limited("bodyBytes", { status: 413, value: body.length })(answers[0]);
    return [answers[0]?.status ?? "closed"];
  },
};

const atOnce = {
  name: "80 expensive requests at once",
  times: 1,
  async run({ port }) {
    const client = new Client(port, { localAddress: "127.0.0.5", sockets: 80 });
    const answers = await Promise.all(Array.from({ length: 80 }, () => client.send({ body: EXPENSIVE })));
    client.close();
    const isTooMany = limited("requestsAtOnce", { status: 429, code: "RATE_LIMITED", value: 21, maximum: 20 });
    for (const answer of answers) if (answer.status !== 200) isTooMany(answer);
    if (answers.filter(({ status }) => status === 200).length < 20) throw new Error("fewer than 20 were carried out");
    return answers.map(({ status }) => status);
  },
};

const burst = {
  name: "500 connections in one moment",
  times: 2,
  async run({ port }) {
    const begun = performance.now();
    const opened = () =>
      new Promise((open, failed) => {
        const socket = connect({ port, host: "127.0.0.1" }, () => open(socket)).once("error", failed);
      });
    const sockets = await Promise.all(Array.from({ length: 500 }, opened));
    const time = performance.now() - begun;
    sockets.forEach((socket) => socket.destroy());
    // Where they do not all fit into the queue, some clients have to call again, a second later at the earliest.
    if (time > 900) throw new Error(`the last of them was open after ${Math.round(time)} ms: the queue is too short`);
    return sockets.map(() => "open");
  },
};

export const CONNECTIONS = [garbage, heads, smuggling, pipelined, halves, cut, abandoned, unread, atOnce, burst];
