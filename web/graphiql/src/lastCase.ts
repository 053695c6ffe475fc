/** The case that was last looked at at the desk: its ID and version are filled into the examples. */
import { EXAMPLES, type Example } from './saved';

/** What the desk's link says: the case as the reviewer saw it, by the names of the variables. */
type Case = Readonly<Record<string, string | number>>;

const KEY = 'case-of-the-desk';
// Those whose `id` is a case's; the others' is an account's, or another thing's.
const OF_CASES = /\/(?:2|3|4|55|6[01])[^/]*$/;

/**
 * Take what the desk's link asks for out of the address, where it would be asked for again.
 *
 * The case is kept as long as the tab; the example is returned, with the case filled in.
 */
export function takeAsked(): Example | undefined {
  const asked = new URLSearchParams(location.hash.slice(1));
  const { example: name, version, ...rest } = Object.fromEntries(asked);
  if (!name || !rest.id) return undefined;
  history.replaceState(null, '', location.pathname);
  const found: Case = { ...rest, ...(version && { version: Number(version) }) };
  sessionStorage.setItem(KEY, JSON.stringify(found));
  const example = EXAMPLES.find((each) => each.name.endsWith(`/${name}.graphql`));
  return example && withCase(example);
}

/** Fill the case into an example's variables; whatever has no such variables stays as it is. */
export function withCase(example: Example): Example {
  const kept = sessionStorage.getItem(KEY);
  if (!kept || !example.variables || !OF_CASES.test(example.name)) return example;
  const found = JSON.parse(kept) as Case;
  const variables = JSON.parse(example.variables) as Record<string, unknown>;
  const filled = Object.entries(variables).map(([name, value]) => [name, found[name] ?? value]);
  return { ...example, variables: JSON.stringify(Object.fromEntries(filled), null, 2) };
}
