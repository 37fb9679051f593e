// A resolver that panics, in the form of `hostile-documents.mjs`: our fault, told as such, and nobody else notices.
import { answered, wrong } from "./checks.mjs";

const isOurFault = (answer) => {
  const [error] = JSON.parse(answer.body).errors ?? [];
  const isTold = answer.status === 500 && error?.extensions?.code === "INTERNAL_SERVER_ERROR";
  if (!isTold || error.extensions.requestId !== answer.headers["x-request-id"]) throw wrong(answer, "500, with its request id");
  if (/panic/.test(answer.body)) throw wrong(answer, "nothing of what happened inside");
};

const ask = (query) => ({ body: JSON.stringify({ query }) });

export const PANICS = {
  name: "a resolver that panics",
  times: 50,
  cases: [
    ["alone", ask("{ panics }"), isOurFault],
    ["beside one that does not", ask("{ isWell panics }"), isOurFault],
    ["many times", ask(`{ ${Array.from({ length: 20 }, (_, index) => `a${index}: panics`).join(" ")} }`), isOurFault],
    ["and then one that does not", ask("{ isWell }"), answered(({ isWell }) => isWell)],
  ],
};
