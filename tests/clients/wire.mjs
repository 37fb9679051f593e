// HTTP/1.1 by hand, for what no HTTP client would send.
import { connect } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");

// The body of an answer that begins at `start`, and where it ends; nothing if it is not all there yet.
function body(bytes, start, headers) {
  if (headers["transfer-encoding"] !== "chunked") {
    const end = start + Number(headers["content-length"] ?? 0);
    return end <= bytes.length ? { body: bytes.subarray(start, end), end } : undefined;
  }
  const chunks = [];
  for (let at = start; ;) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const length = Number.parseInt(bytes.toString("latin1", at, line), 16);
    const end = line + 2 + length + 2;
    if (!(end <= bytes.length)) return undefined;
    if (length === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(bytes.subarray(line + 2, end - 2));
    at = end;
  }
}

// The answers that are complete in `bytes`, and what is left over.
export function read(bytes) {
  const answers = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(HEAD_END, at);
    if (end < 0) break;
    const [first, ...lines] = bytes.toString("latin1", at, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.split(":", 1)[0].toLowerCase(), line.replace(/^[^:]*:\s*/, "")]),
    );
    const found = body(bytes, end + HEAD_END.length, headers);
    if (!found) break;
    answers.push({ status: Number(first.match(/^HTTP\/1\.[01] (\d{3})/)?.[1]), headers, body: found.body.toString() });
    at = found.end;
  }
  return { answers, rest: bytes.subarray(at) };
}

// Opens a connection, lets `speak` use it, and collects what comes back until the server closes it, or, if `until` is
// given, until that many answers came. Fails if neither happens within `time` milliseconds.
export function talk(port, speak, { until = Infinity, time = 10_000, allowHalfOpen = true, localAddress } = {}) {
  return new Promise((over, failed) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen, localAddress });
    const begun = performance.now();
    const parts = [];
    let [found, isReset] = [read(Buffer.alloc(0)), false];
    const finish = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      over({ ...found, closed, isReset, ms: performance.now() - begun });
    };
    const timer = setTimeout(() => {
      socket.destroy();
      const heard = found.answers.map(({ status }) => status).join(" ") || "nothing";
      failed(new Error(`the server neither answered nor closed within ${time} ms; it said ${heard}`));
    }, time);
    socket.on("data", (bytes) => {
      parts.push(bytes);
      found = read(Buffer.concat(parts));
      if (found.answers.length >= until) finish(false);
    });
    // A close while we still send is told as a reset or a broken pipe.
    socket.on("error", () => (isReset = true));
    socket.on("end", () => finish(true));
    socket.on("close", () => finish(true));
    socket.on("connect", () => Promise.resolve(speak(socket)).catch(failed));
    socket.setNoDelay(true);
  });
}

// A request as text.
export function request(path, { method = "POST", headers = {}, body: text = "" } = {}) {
  const all = {
    host: "localhost",
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`), Buffer.from(text)]);
}

export const pause = (time) => new Promise((over) => setTimeout(over, time));
