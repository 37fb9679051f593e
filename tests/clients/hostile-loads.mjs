// Much of what is allowed, in the form of `hostile-connections.mjs`: it has to be answered, and paid for.
import { answered, either, limited, refused } from "./checks.mjs";
import { each } from "./client.mjs";
import { EXPENSIVE } from "./hostile-connections.mjs";

const many = (count, text) => Array.from({ length: count }, (_, index) => text(index)).join(" ");

// An operation costs about what the largest answer has of fields: what came out must not be more than was asked for.
const paid = answered((_data, { cost }) => cost.actual <= cost.requested);

const costs = (query) => JSON.stringify({ query, extensions: { cost: true } });

const expensive = {
  name: "expensive queries",
  times: 20,
  async run({ client }) {
    const answer = await client.send({ body: EXPENSIVE });
    paid(answer);
    return [answer.status];
  },
};

const tooExpensive = {
  name: "queries that cost too much",
  times: 20,
  async run({ client }) {
    const inside = "offers(first: 100) { nodes { id organisation { offers(first: 100) { nodes { id } } } } }";
    const bodies = [costs(`{ ${inside} }`), costs(`{ ${many(30, (index) => `a${index}: ${inside}`)} }`)];
    const answers = [];
    for (const body of bodies) answers.push(await client.send({ body }));
    answers.forEach(limited("cost", { maximum: 10_000 }));
    return answers.map(({ status }) => status);
  },
};

const lists = {
  name: "lists without pages, many times",
  times: 2,
  async run({ client }) {
    const seen = [];
    for (const field of [
      "languages { tag",
      "offerKinds { code",
      "municipalities { key",
      'municipalities(countyKey: "05111") { key',
    ]) {
      const body = costs(
        `{ ${many(30, (index) => `a${index}: ${field} ${many(10, (name) => `b${name}: __typename`)} }`)} }`,
      );
      const answer = await client.send({ body });
      either(paid, limited("cost"))(answer);
      seen.push(answer.status);
    }
    return seen;
  },
};

const distinct = {
  name: "documents nobody sent before",
  times: 1,
  async run({ client }) {
    const seen = [];
    const valid = Array.from({ length: 3_000 }, (_, index) => [
      `{ ${many(29, (alias) => `document${index}alias${alias}: __typename`)} }`,
      answered((data) => Object.keys(data).length === 29),
    ]);
    const invalid = Array.from({ length: 1_000 }, (_, index) => [
      `{ ${many(400, (name) => `nobody${index}${name}`)} }`,
      refused("GRAPHQL_VALIDATION_FAILED"),
    ]);
    await each([...valid, ...invalid], 8, async ([query, check]) => {
      const answer = await client.post({ query });
      check(answer);
      seen.push(answer.status);
    });
    return seen;
  },
};

export const LOADS = [expensive, tooExpensive, lists, distinct];
