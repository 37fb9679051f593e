// A client of the API that keeps its connections and can be at an address of its own.
import { Agent, request } from "node:http";

const NEWER = "application/graphql-response+json";

export class Client {
  constructor(port, { localAddress = "127.0.0.1", keepAlive = true, sockets = 8, time = 30_000 } = {}) {
    this.port = port;
    this.time = time;
    this.agent = new Agent({ keepAlive, maxSockets: sockets, localAddress });
    this.listening = new WeakSet();
  }

  // Sends a request and reads its answer. With `chunks` instead of `body` it does not say how long it is.
  send({ path = "/graphql", method = "POST", headers = {}, body, chunks }) {
    return new Promise((answered, failed) => {
      const all = { "content-type": "application/json", accept: NEWER, ...headers };
      if (body !== undefined) all["content-length"] = Buffer.byteLength(body);
      const sent = request({ host: "127.0.0.1", port: this.port, agent: this.agent, path, method, headers: all });
      const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${this.time} ms`)), this.time);
      sent.once("close", () => clearTimeout(timer));
      sent.once("error", failed);
      sent.once("response", (response) => {
        const parts = [];
        response.on("data", (bytes) => parts.push(bytes));
        response.once("error", failed);
        response.once("end", () => {
          const { statusCode: status, headers: named } = response;
          answered({ status, headers: named, body: Buffer.concat(parts).toString() });
        });
      });
      // Who is answered before all is sent may find the connection closed; the answer is what counts.
      sent.once("socket", (socket) => {
        if (!this.listening.has(socket)) socket.on("error", () => {});
        this.listening.add(socket);
      });
      for (const chunk of chunks ?? []) sent.write(chunk);
      sent.end(body);
    });
  }

  post(parameters, headers) {
    return this.send({ body: JSON.stringify(parameters), headers });
  }

  close() {
    this.agent.destroy();
  }
}

// Does `work` for each of `items`, so many at a time.
export async function each(items, atOnce, work) {
  const waiting = [...items].entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, item] of waiting) await work(item, index);
    }),
  );
}
