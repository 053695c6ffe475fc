/** What is wrong with what was typed, whether the page or the server found it. */
import { type GenericSchema, safeParse } from 'valibot';

export interface Problem {
  /** The control's id; absent when the problem belongs to no field of the page. */
  readonly field: string | undefined;
  readonly message: string;
  /** Only the service can find it: the page cannot say it anew. */
  readonly isFromService?: true;
}

export type Checked<Values> =
  | { readonly values: Values }
  | { readonly problems: readonly Problem[] };

/** Check a form; the first problem of each field, in the fields' order. */
export function check<Input, Output>(
  schema: GenericSchema<Input, Output>,
  typed: Input,
): Checked<Output> {
  const result = safeParse(schema, typed, { abortPipeEarly: true });
  if (result.success) return { values: result.output };
  const problems = result.issues.map((issue) => ({
    field: String(issue.path?.[0]?.key ?? ''),
    message: issue.message,
  }));
  return { problems };
}

/** What a check found wrong, if anything. */
export function problemsIn<Values>(checked: Checked<Values>): readonly Problem[] {
  return 'problems' in checked ? checked.problems : [];
}

/** The server's problems by the fields of this page: `["input", "companyName"]` names companyName. */
export function fromServer(
  found: readonly { readonly message: string; readonly path: readonly string[] }[],
  fields: readonly string[],
): Problem[] {
  return found.map(({ message, path }) => ({
    field: path.findLast((part) => fields.includes(part)),
    message,
    isFromService: true,
  }));
}

export function problemOf(problems: readonly Problem[], field: string): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}
