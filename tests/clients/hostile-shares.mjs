// Hostile use of what there is only so much of: on a server with a small budget and few connections, which every limit
// leaves to the others. The form is that of `hostile-connections.mjs`.
import { connect } from "node:net";
import { answered, limited, wrong } from "./checks.mjs";
import { Client, each } from "./client.mjs";
import { EXPENSIVE } from "./hostile-connections.mjs";
import { pause, talk } from "./wire.mjs";

const LIVE = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
export const BUDGET = 20_000;
export const PLACES = 50;

const budget = {
  name: "more than a visitor's budget",
  times: 1,
  async run({ port, ordinary }) {
    const client = new Client(port, { localAddress: "127.0.0.7" });
    const isSpent = limited("visitorBudget", { status: 429, code: "RATE_LIMITED", maximum: BUDGET });
    const refused = (answer) => {
      isSpent(answer);
      const wait = JSON.parse(answer.body).errors[0].extensions.retryAfter;
      if (!(wait > 0 && wait <= 60) || answer.headers["retry-after"] !== String(wait))
        throw wrong(answer, "Retry-After");
      return answer.status;
    };
    const seen = [];
    for (let asked = 0; asked < 40 && seen.at(-1) !== 429; asked += 1) {
      const answer = await client.send({ body: EXPENSIVE });
      if (answer.status !== 200) refused(answer);
      seen.push(answer.status);
    }
    if (seen[0] !== 200 || seen.at(-1) !== 429) throw new Error(`expected 200 until 429; got ${seen}`);
    // Documents that nobody sent before are read at the sender's expense too.
    const documents = Array.from(
      { length: 200 },
      (_, index) => `{ offers { totalCount } } # ${index} ${"x".repeat(19_000)}`,
    );
    let carriedOut = 0;
    await each(documents, 8, async (query) => {
      const answer = await client.post({ query });
      if (answer.status === 200) carriedOut += 1;
      else seen.push(refused(answer));
    });
    client.close();
    // Meanwhile some of the budget came back.
    if (carriedOut > 20) throw new Error(`${carriedOut} of 200 were carried out when the budget was spent`);
    await ordinary();
    return seen;
  },
};

const surplus = {
  name: "more connections than places",
  times: 1,
  async run({ port, client }) {
    const live = async () => {
      const answer = await client.send({ method: "GET", path: "/health/live" });
      if (answer.status !== 200) throw wrong(answer, "200");
    };
    // The ordinary client has one place, and keeps it. The others are taken until there are none.
    await live();
    const held = [];
    while (held.length < PLACES) {
      const socket = connect({ port, host: "127.0.0.1" });
      const isIn = await new Promise((told) => {
        socket
          .on("error", () => told(false))
          .once("close", () => told(false))
          .once("data", () => told(true));
        socket.write(LIVE);
      });
      if (!isIn) break;
      held.push(socket);
    }
    // Whoever came before may not be gone yet.
    if (held.length >= PLACES || held.length < PLACES - 5)
      throw new Error(`${held.length} of ${PLACES} places were left`);
    const seen = [];
    for (let more = 0; more < 30; more += 1) {
      const { answers, ms } = await talk(port, (socket) => void socket.write(LIVE), { time: 5_000 });
      if (answers.length > 0 || ms > 1_000)
        throw new Error(`the surplus got ${answers.length} answers in ${Math.round(ms)} ms`);
      seen.push("closed");
      await live();
    }
    if (held.some((socket) => socket.destroyed)) throw new Error("one of those that were there first was closed");
    held.forEach((socket) => socket.destroy());
    await pause(200);
    const { answers } = await talk(port, (socket) => void socket.write(LIVE), { until: 1, time: 5_000 });
    return [...seen, answers[0]?.status ?? "closed"];
  },
};

export const SHARES = [budget, surplus];
