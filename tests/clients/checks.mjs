// What an answer to hostile input has to be. Each check takes an answer and throws what is wrong with it.

// A refusal that is longer repeats what it was sent, or says too much of it.
const LONGEST_REFUSAL = 32 * 1024;

const shown = ({ status, body }) =>
  `${status} ${body.length > 300 ? `${body.slice(0, 300)}… (${body.length} bytes)` : body}`;

export function wrong(answer, expected) {
  return new Error(`expected ${expected}; got ${shown(answer)}`);
}

function parsed(answer) {
  if (!answer.headers["x-request-id"]) throw wrong(answer, "an answer with the id of its request");
  try {
    return JSON.parse(answer.body);
  } catch {
    throw wrong(answer, "JSON");
  }
}

// The errors of a request that was not carried out.
function refusals(answer, status, expected) {
  const { data, errors } = parsed(answer);
  const isRefused = answer.status === status && data === undefined && errors?.length > 0;
  if (!isRefused || !errors.every(({ message, extensions }) => message && extensions?.code && extensions.requestId)) {
    throw wrong(answer, expected);
  }
  if (answer.body.length > LONGEST_REFUSAL) throw wrong(answer, `a refusal of at most ${LONGEST_REFUSAL} bytes`);
  return errors;
}

// Not carried out; the first error has this code.
export function refused(code, { status = 400 } = {}) {
  return (answer) => {
    const [{ extensions }] = refusals(answer, status, `${status} ${code}`);
    if (extensions.code !== code) throw wrong(answer, `${status} ${code}`);
  };
}

// Not carried out because of a limit (any, if none is named).
export function limited(limit, { status = 400, code = "QUERY_TOO_COSTLY", value, maximum } = {}) {
  const expected = `${status} ${code} with limit ${limit ?? ""}, value ${value ?? ""} and maximum ${maximum ?? ""}`;
  return (answer) => {
    const [{ extensions }] = refusals(answer, status, expected);
    const isSo =
      extensions.code === code &&
      (limit === undefined ? typeof extensions.limit === "string" : extensions.limit === limit) &&
      (value === undefined || extensions.value === value) &&
      (maximum === undefined || extensions.maximum === maximum) &&
      extensions.value > extensions.maximum;
    if (!isSo) throw wrong(answer, expected);
  };
}

// Carried out, without an error; `check` looks at the data and the extensions.
export function answered(check = () => true) {
  return (answer) => {
    const { data, errors, extensions } = parsed(answer);
    if (answer.status !== 200 || !data || errors || !check(data, extensions)) throw wrong(answer, "200 with data");
  };
}

// Carried out as far as the schema's own rules go, which say what is wrong with an argument.
export function failedInside(code) {
  return (answer) => {
    const { data, errors } = parsed(answer);
    const isSo = answer.status === 200 && data !== undefined && errors?.every(({ path }) => path?.length > 0);
    if (!isSo || errors[0].extensions?.code !== code) throw wrong(answer, `200 and ${code} at a field`);
  };
}

// One of several outcomes, where what is right is open.
export function either(...checks) {
  return (answer) => {
    const failures = [];
    for (const check of checks) {
      try {
        check(answer);
        return;
      } catch (error) {
        failures.push(error.message);
      }
    }
    throw new Error(failures.join("; or "));
  };
}
