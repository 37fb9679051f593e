// How two answers to the same document may differ: not in their data, and in their errors only where several things
// failed under one null, of which it is enough to tell one (GraphQL, September 2025, 6.4.4).

// How many steps of a path lead to the null that is in the data because of what is at its end.
export function nulledAt(data, path) {
  let value = data;
  let length = 0;
  while (value !== null) {
    if (length === path.length || typeof value !== "object" || !Object.hasOwn(value, path[length])) return undefined;
    value = value[path[length]];
    length += 1;
  }
  return length;
}

// Which nulls the errors are about, and whether it is what failed itself that is null, or something around it.
function nulls(data, errors) {
  return new Set(
    errors.map(({ path }) => {
      const length = nulledAt(data, path);
      return `${JSON.stringify(path.slice(0, length))}${length === path.length ? "" : " and what is inside"}`;
    }),
  );
}

// What is different in the answer `told`, if anything. `failed` is everything that failed.
export function difference(expected, told, failed) {
  if (JSON.stringify(told.data) !== JSON.stringify(expected.data)) return "the data is different";
  const errors = (told.errors ?? []).map(({ path = [] }) => ({ path }));
  const known = new Set(failed.map(({ path }) => JSON.stringify(path)));
  for (const { path } of errors) {
    const text = JSON.stringify(path);
    if (!known.has(text)) return `an error is made up: ${text}`;
    if (nulledAt(told.data, path) === undefined) return `an error without a null: ${text}`;
  }
  const [ours, theirs] = [nulls(told.data, errors), nulls(expected.data, expected.errors)];
  const missing = [...theirs].find((at) => !ours.has(at));
  if (missing !== undefined) return `an error is missing: ${missing}`;
  const surplus = [...ours].find((at) => !theirs.has(at));
  return surplus === undefined ? undefined : `an error is too much: ${surplus}`;
}
